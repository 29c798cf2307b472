"""Who first wrote what somebody sent on, as the text itself says: nothing of it is proven."""

import re

from hub.intake.mail.charsets import one_line
from hub.intake.mail.headers import tidy
from hub.intake.mail.quotes import FORWARDED, SEPARATOR, WROTE, fields_start
from hub.intake.mail.shapes import Forwarded

_MOST_LINES = 5_000
_BLOCK = 14  # lines: an announcement, blank lines and the fields below it
_WROTE_LINES = 3
_FROM = re.compile(
    r"[>*\s|]*(?:from|van|de|von|från|fra|od|da|afzender|absender|expéditeur|sender)\s?\*?\s?[:：]\*?\s*(?P<who>.*)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@*|]+@[^\s<>()\[\],;:\"@*|]+\.[^\s<>()\[\],;:\"@*|]+")
_BESIDE = re.compile(r"\b(?:mailto|via|namens|on behalf of|im auftrag von)\b.*$|[<>\[\]()\"*|]|:$", re.IGNORECASE)
_MOMENT = re.compile(
    r"^.*(?:\d{1,2}[:.h]\d\d(?::\d\d)?(?: ?[ap]m)?|\b\d{4})\b(?: CES?T| UTC| GMT| Uhr)?[\s,]*", re.IGNORECASE
)
_VERB = re.compile(r"^\W*(?:schreef|heeft|wrote|schrieb|a écrit)\b|^\W+|\bhet volgende\b.*$", re.IGNORECASE)


def first_sender(text: str, *, is_forward: bool) -> Forwarded | None:
    """The sender in the first announcement of a mail that was sent on; None when there is none.

    Without "FW:" in its subject only the words of mail programs count ("Doorgestuurd bericht", "Forwarded message").
    A block "Van: … Verzonden: … Aan: …" alone may be somebody's own list.
    """
    lines = text.split("\n")[:_MOST_LINES]
    for index, line in enumerate(lines):
        line = line.lstrip("\ufeff")
        if not line.strip():
            continue
        said = FORWARDED.match(line)
        if (said and not line[said.end() :].strip()) or (is_forward and SEPARATOR.fullmatch(line)):
            return _sender_below(lines[index + 1 : index + _BLOCK])
        if said and _FROM.match(line, said.end()):  # Yahoo runs its lines together
            return _sender_below([line[said.end() :]])
        if is_forward and (_FROM.match(line) or ":" in line) and fields_start(lines, index):
            return _sender_below(lines[index : index + _BLOCK])
        if (
            is_forward
            and "@" in (near := " ".join(lines[index : index + _WROTE_LINES])[:500].lstrip("\ufeff"))
            and WROTE.match(near)
        ):
            return _announced(near)
    return None


def _sender_below(lines: list[str]) -> Forwarded | None:
    for index, line in enumerate(lines):
        found = _FROM.match(line)
        if found:
            folded = lines[index + 1].strip() if index + 1 < len(lines) else ""
            return _who(found["who"] + (f" {folded}" if folded.startswith(("<", "[")) else ""))
    return None


def _announced(told: str) -> Forwarded | None:
    """ "Op 3 mei 2026 om 10:12 schreef An <an@…>:" """
    return _who(_VERB.sub("", _MOMENT.sub("", told.partition(">:")[0], count=1)).strip())


def _who(value: str) -> Forwarded | None:
    address = _ADDRESS.search(value)
    before = value[: address.start()] if address else value
    name = one_line(_BESIDE.sub(" ", before).strip(" ,;'"), 200).strip()
    if address is None:
        return Forwarded(name) if name else None
    return Forwarded("" if "@" in name else name, tidy(address.group().strip("'.")))
