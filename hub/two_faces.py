"""Files that are two things at once, and the test file of virus scanners: told by their bytes, within bounded time."""

import re

from hub.packed import END, END_SIZE, LONGEST_TAIL, PART, ends_as_zip
from hub.wording import N_

PDF, PDF_BEFORE = b"%PDF-", 1024  # readers look for the sign of a PDF in so many first bytes
PDF_END = b"%%EOF"
# In two pieces, so that no scanner takes this file for the test file (EICAR, "anti-malware testfile").
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
# Long enough that no picture of many megabytes holds one by chance.
_PAGE = rb"<(?i:script[\s>/]|html[\s>]|!doctype\s+html|\?php\s|hta:application)"
_PAGE_INSIDE = re.compile(_PAGE)
_OTHER_INSIDE = re.compile(rb"%PDF-[12]\.\d|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c")
# Where the number after the first sign of a picture may begin a remark, which hides the picture from a script's reader.
_REMARK = ((b"GIF8", 6), (b"\xff\xd8\xff\xe0", 4), (b"RIFF", 4))
_SUM = re.compile(rb"\s?=[\x20-\x7e\s]{3}")
_BLANK = b"\xef\xbb\xbf \t\r\n\x0c\x00"

TEST_FILE = N_("“%(name)s” is het testbestand waarmee je een virusscanner uitprobeert (EICAR). Dat nemen we niet aan.")
TWO_THINGS = N_(
    "“%(name)s” is twee soorten bestanden in één. Dat nemen we niet aan. Open het, bewaar het opnieuw of druk het af "
    "naar PDF, en kies dat."
)
BEFORE_PDF = N_("In “%(name)s” staat nog iets vóór de PDF begint. Open het, bewaar het opnieuw als PDF en kies dat.")


def pdf_begins(content: bytes) -> int:
    """Where the sign of a PDF stands near the start, -1 when it does not."""
    return content.find(PDF, 0, PDF_BEFORE + len(PDF))


def trouble(media_type: str, content: bytes) -> str:
    """Why a file that was taken for this kind is refused (a marked sentence about %(name)s), "" when it is not.

    A film or a second picture behind a photo (motion photos, depth) and blank bytes before a PDF are honest.
    """
    if EICAR in content:
        return TEST_FILE
    if media_type == "application/pdf":
        return _in_pdf(content)
    if pdf_begins(content) >= 0:
        return TWO_THINGS
    if media_type.startswith("image/"):
        return TWO_THINGS if _in_picture(content) else ""
    if content.startswith(PART):
        return TWO_THINGS if _around_zip(content) else ""
    # An old office file or a saved mail may hold a ZIP as it is; then it does not end with it.
    return TWO_THINGS if ends_as_zip(content) and _to_the_end(content) else ""


def _in_pdf(content: bytes) -> str:
    if content[: pdf_begins(content)].strip(_BLANK):
        return BEFORE_PDF
    end = content.rfind(PDF_END)
    behind = content[end:] if end >= 0 else b""
    return TWO_THINGS if ends_as_zip(content) or _inside(behind) else ""


def _in_picture(content: bytes) -> bool:
    if any(content.startswith(sign) and content[at : at + 2] == b"/*" for sign, at in _REMARK):
        return True
    if content.startswith(b"GIF8") and _SUM.match(content, 6):  # a script that gives "GIF89a" a value
        return True
    return ends_as_zip(content) or _inside(content)


def _inside(content: bytes) -> bool:
    return bool(_PAGE_INSIDE.search(content) or _OTHER_INSIDE.search(content))


def _around_zip(content: bytes) -> bool:
    """Whether there is more behind a ZIP than the remark that it announces, or a page in that remark."""
    at = content.rfind(END)
    if at < 0:
        return False
    behind = content[at + END_SIZE :]
    return len(behind.rstrip(b"\x00")) > LONGEST_TAIL or _inside(behind)


def _to_the_end(content: bytes) -> bool:
    at = content.rfind(END)
    return at + END_SIZE + int.from_bytes(content[at + 20 : at + 22], "little") == len(content)
