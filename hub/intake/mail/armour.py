"""PGP inside the text itself (RFC 9580 §7): signed words without their armour; sealed ones are only recognised."""

from hub.intake.mail.marks import SEALED_PGP, SIGNED_PGP

_SEALED = "-----BEGIN PGP MESSAGE-----"
_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE, _END = "-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----"


def out_of_armour(text: str) -> tuple[str, str]:
    """(the words, a mark or ""): signed words stand free, with whatever was written around them; the rest stays."""
    if "-----BEGIN PGP " not in text:
        return text, ""
    lines = text.split("\n")
    bare = [line.rstrip() for line in lines]
    if _SIGNED in bare and _SIGNATURE in bare[bare.index(_SIGNED) :]:
        return _freed(lines, bare), SIGNED_PGP
    return text, SEALED_PGP if _SEALED in bare else ""


def _freed(lines: list[str], bare: list[str]) -> str:
    begins = bare.index(_SIGNED)
    ends = bare.index(_SIGNATURE, begins)
    words = lines[begins + 1 : ends]
    # Fields such as "Hash: SHA256" end at the first blank line.
    blank = next((place for place, line in enumerate(words) if not line.strip()), -1)
    words = [line.removeprefix("- ") for line in words[blank + 1 :]]
    after = bare.index(_END, ends) + 1 if _END in bare[ends:] else len(lines)
    return "\n".join([*lines[:begins], *words, *lines[after:]])
