"""Parcels in a mail that are no file of anybody: Outlook's `winmail.dat` (TNEF), and mails wrapped by a signature."""

from dataclasses import dataclass, field

from hub.intake.mail.charsets import decoded, storable

TNEF_BEGINS = b"\x78\x9f\x3e\x22"
_LONGEST_RTF = 2_000_000
_MOST_FILES = 200
# What it is called that has no name.
_NOTHING = frozenset({"untitled attachment", "untitled_attachment"})


@dataclass
class Parcel:
    """What was in it: its words as plain text or HTML, and its files as (name, media type or "", bytes)."""

    text: str = ""
    html: str = ""
    files: list[tuple[str, str, bytes]] = field(default_factory=list)


def is_tnef(kind: str, content: bytes) -> bool:
    """Mail servers rename these parcels and their kind; their first bytes say what they are."""
    return content.startswith(TNEF_BEGINS) and kind.startswith("application/")


def out_of_tnef(content: bytes) -> Parcel:
    """The words and files of a TNEF parcel. Raises whatever its library does when the parcel is damaged."""
    from tnefparse import TNEF  # 15 ms, and few mails have one

    opened = TNEF(content, do_checksum=False)
    parcel = Parcel(text=_text(opened.body), html=_text(opened.htmlbody))
    if not parcel.text.strip() and not parcel.html.strip() and opened.rtfbody:
        parcel.text = words_of_rtf(opened.rtfbody)
    for file in opened.attachments[:_MOST_FILES]:
        name = _text(file.long_filename() or "").strip("\0 ")
        embedded = getattr(file, "embed", None)
        if embedded is not None:
            inside = out_of_tnef(file.data)
            parcel.text += f"\n\n{inside.text or inside.html}" if inside.text or inside.html else ""
            parcel.files += inside.files
        elif file.data:
            parcel.files.append(("" if name.lower() in _NOTHING else name, "", bytes(file.data)))
    return parcel


def words_of_rtf(rtf: bytes) -> str:
    """The words of a rich text, without its dressing."""
    from striprtf.striprtf import rtf_to_text

    return storable(rtf_to_text(rtf[:_LONGEST_RTF].decode("latin-1"), errors="replace")).strip()


def _text(value: object) -> str:
    """Its library gives text or bytes, one or a list of one, as the parcel had it."""
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    if isinstance(value, bytes):
        value = decoded(value)[0]
    return storable(str(value or "").strip("\0")).replace("\r\n", "\n")


def out_of_cms(content: bytes) -> tuple[str, bytes | None]:
    """What an S/MIME parcel is (RFC 5652: `signed_data`, `enveloped_data`, …), and the mail inside one that is signed.

    One that is sealed only its addressee opens. Raises whatever its library does when the parcel is damaged.
    """
    from asn1crypto.cms import ContentInfo  # 30 ms, and few mails have one

    info = ContentInfo.load(content)
    kind = str(info["content_type"].native)
    inner = info["content"]["encap_content_info"]["content"].native if kind == "signed_data" else None
    return kind, inner if isinstance(inner, bytes) else None
