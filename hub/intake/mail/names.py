"""Names of files: safe to show and to save under, and a sensible one where there is none."""

import mimetypes
import re

from hub.intake.mail import charsets

LONGEST = 120
_CUT = re.compile(r'[\\/:*?"<>|]+')
_EXTENSIONS = {
    "message/rfc822": ".eml",
    "message/global": ".eml",
    "message/news": ".eml",
    "text/calendar": ".ics",
    "text/plain": ".txt",
    "image/jpeg": ".jpg",
    "image/jpg": ".jpg",
    "application/vnd.ms-outlook": ".msg",
}
# A kind that says nothing is looked up in the first bytes.
_SAYS_NOTHING = frozenset(
    {"application/octet-stream", "application/binary", "application/unknown", "application/x-msg"}
)
_BEGINNINGS = (
    (b"%PDF-", ".pdf"),
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"GIF8", ".gif"),
    (b"{\\rtf", ".rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc"),
    (b"PK\x03\x04", ".zip"),
)
_INSIDE_ZIP = ((b"word/", ".docx"), (b"xl/", ".xlsx"), (b"ppt/", ".pptx"))
_NEAR_THE_START = 4_000


def safe(name: str) -> str:
    """The last part of a path without signs that lead elsewhere or read as another; "" when nothing is left of it."""
    line = charsets.one_line(charsets.without_direction_marks(name), 1_000)
    line = _CUT.sub("_", line.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .")
    stem, dot, extension = line.rpartition(".")
    return line if len(line) <= LONGEST else f"{(stem or extension)[:100]}{dot}{extension[:15]}"


def in_place(location: str) -> str:
    """The name of a file at the end of an address (`Content-Location`), "" when there is none."""
    last = safe(location.partition("?")[0])
    stem, dot, extension = last.rpartition(".")
    return last if stem and dot and extension.isalnum() and len(extension) <= 5 else ""


def made_up(number: int, kind: str, content: bytes, about: str = "") -> str:
    """A name for a file that came without: after what it is about, or `bijlage-2.pdf`."""
    about = safe(re.sub(r"\s*[/\\]\s*", "-", about.replace(":", "")))
    return (about[:80].strip(" .-") or f"bijlage-{number}") + _extension(kind, content)


def _extension(kind: str, content: bytes) -> str:
    textual = ".txt" if kind.startswith(("message/", "text/")) else ".bin"
    if kind in _SAYS_NOTHING:
        return _found_in(content) or textual
    return _EXTENSIONS.get(kind) or mimetypes.guess_extension(kind) or textual


def _found_in(content: bytes) -> str:
    found = next((extension for beginning, extension in _BEGINNINGS if content.startswith(beginning)), "")
    if found == ".zip":
        near = content[:_NEAR_THE_START]
        return next((extension for sign, extension in _INSIDE_ZIP if sign in near), found)
    return found


def kind_of(name: str, content: bytes) -> str:
    """The media type of a file of which nobody said it, after its name or its first bytes."""
    guessed = mimetypes.guess_type(name or f"x{_found_in(content)}")[0]
    return guessed or "application/octet-stream"
