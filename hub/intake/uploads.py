"""Files that people add: what kind they really are, how big they may be, which name they keep."""

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from urllib.parse import quote

from hub import file_limits, national_number, packed, two_faces
from hub.wording import N_, _, number

MOST_BYTES, MOST_FILES = file_limits.FORM.most_bytes, file_limits.FORM.most_files
LONGEST_NAME = 120
HEAD, MOST_READ = 4096, 1_000_000

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
# The first bytes of a file say what it is; its name and what a browser says about it do not.
SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heif"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"{\\rtf", "application/rtf"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_KINDS = {
    "doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint",
    "msg": "application/vnd.ms-outlook",
}  # fmt: skip
OFFICE_PARTS = {
    "word/document.xml": f"{OFFICE}wordprocessingml.document",
    "xl/workbook.xml": f"{OFFICE}spreadsheetml.sheet",
    "ppt/presentation.xml": f"{OFFICE}presentationml.presentation",
}
OPEN_KINDS = frozenset({f"{OPEN}text", f"{OPEN}spreadsheet", f"{OPEN}presentation"})
EXECUTABLE = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"#!")
PROGRAMS = frozenset(
    {"exe", "com", "bat", "cmd", "scr", "pif", "msi", "msp", "jar", "js", "jse", "vbs", "vbe", "wsf", "wsh", "ps1"}
    | {"psm1", "sh", "app", "apk", "lnk", "hta", "reg", "cpl", "dll", "iso", "img", "url"}
    # No programs themselves: a double click starts one with them, or goes and asks a stranger's server for something.
    | {"iqy", "slk", "rdp", "scf", "chm", "one", "desktop", "py", "inf", "msc", "vhd", "vhdx", "website", "gadget"}
    | {"library-ms", "settingcontent-ms", "searchconnector-ms", "appref-ms", "application", "ps1xml"}
)
WITH_MACROS = frozenset({"docm", "xlsm", "pptm", "dotm", "xltm"})
WEB_PAGES = frozenset({"html", "htm", "xhtml", "svg", "mht", "mhtml", "xml"})
MARKUP = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml")
MACROS = "_VBA_PROJECT".encode("utf-16-le")

NO_PROGRAM = N_("“%(name)s” is een programma. Dat nemen we niet aan.")
NO_MACROS = N_("“%(name)s” bevat macro's. Bewaar het zonder macro's, of als PDF, en kies het opnieuw.")
NO_WEB_PAGE = N_("“%(name)s” is een webpagina. Druk ze af naar PDF en kies die.")
HOLDS_NUMBER = N_("In “%(name)s” staat een rijksregisternummer. Haal het weg en kies het bestand opnieuw.")
NOT_KNOWN = N_(
    "“%(name)s” is een soort bestand dat we niet aannemen. Wel: PDF, Word, Excel, PowerPoint, OpenDocument, foto's, "
    "tekst en e-mails (.eml, .msg)."
)


class NotTaken(Exception):
    """A file that cannot be taken; says why, to the person who chose it."""


@dataclass(frozen=True)
class Upload:
    """A file that was looked at: its safe name, what it is, its bytes."""

    name: str
    media_type: str
    content: bytes
    waits: bool = False  # nobody opens it before the virus scanner has looked at it

    @cached_property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()

    def holds_national_number(self) -> bool:
        """Whether a national register number stands in this text or mail; other kinds are not read."""
        return _holds_national_number(self.media_type, self.content)


def look(name: str, content: bytes) -> Upload:
    """The file with its real media type. NotTaken when it is empty, too big, a program, of a kind that nobody can
    read here, unpacks to far too much, is two things at once, or holds a national register number in its name or (a
    text) in itself.
    """
    # Signs that nobody sees may hold a number apart that the kept name would show.
    if national_number.contains(name) or national_number.contains(name := safe_name(name)):
        raise NotTaken(_("De naam van een bestand bevat een rijksregisternummer. Hernoem het bestand."))
    if not content:
        raise NotTaken(_("“%(name)s” is leeg.", name=name))
    if len(content) > MOST_BYTES:
        raise NotTaken(_("“%(name)s” is te groot: een bestand mag hoogstens 15 MB zijn.", name=name))
    if no := _never(name, content):
        raise NotTaken(_(no, name=name))
    media_type = _kind(name, content)
    if media_type is None:
        raise NotTaken(_(NOT_KNOWN, name=name))
    if no := two_faces.trouble(media_type, content):
        raise NotTaken(_(no, name=name))
    upload = Upload(name, media_type, content)
    # A mail is kept as it came, as the hub does with those it receives; whoever wrote a text can mend it.
    if media_type.startswith("text/") and upload.holds_national_number():
        raise NotTaken(_(HOLDS_NUMBER, name=name))
    return upload


def safe_name(name: str) -> str:
    """The last part of a path without signs that nobody sees, so that no name can pretend to be another."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] not in "CZ" or sign == " ")
    stem, dot, ending = " ".join(seen.split()).strip(". ").rpartition(".")
    if not dot:
        return ending[:LONGEST_NAME] or _("bestand")
    return f"{stem[: LONGEST_NAME - len(ending[:10]) - 1]}.{ending[:10]}"


def disposition(name: str) -> str:
    """The header that makes a browser save a file under its own name (RFC 6266), whatever is in that name: without a
    folder, and without signs that nobody sees, which make `gpj.exe` look like another kind."""
    name = safe_name(name)
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in " .-_()") else "_" for sign in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def size_words(size: int) -> str:
    """ "412 kB" or "1,5 MB", as a person weighs a file."""
    if size >= 1024 * 1024:
        return f"{number(round(size / 1024 / 1024, 1))} MB"
    return f"{number(max(1, round(size / 1024)))} kB"


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def _never(name: str, content: bytes) -> str:
    """Why a file is dangerous whatever else it is; "" when it is not."""
    head = content[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if content.startswith(EXECUTABLE) or _ending(name) in PROGRAMS:
        return NO_PROGRAM
    if _ending(name) in WITH_MACROS or (content.startswith(OLE) and MACROS in content):
        return NO_MACROS
    if _ending(name) in WEB_PAGES or head.startswith(MARKUP):
        return NO_WEB_PAGE
    return ""


def _holds_national_number(media_type: str, content: bytes) -> bool:
    if not media_type.startswith(("text/", "message/")):
        return False
    read = content[:MOST_READ]
    wide = read.startswith((b"\xff\xfe", b"\xfe\xff"))
    return national_number.contains(read.decode("utf-16" if wide else "utf-8", "replace"))


def _kind(name: str, content: bytes) -> str | None:
    for at, signature, media_type in SIGNATURES:
        if content[at : at + len(signature)] == signature:
            return media_type
    if content.startswith(OLE):
        return OLE_KINDS.get(_ending(name))
    if content.startswith(packed.PART):
        return _zipped(name, content)
    if two_faces.pdf_begins(content) >= 0:
        return "application/pdf"
    if _is_text(content):
        return "message/rfc822" if _ending(name) == "eml" else "text/plain"
    return None


def _zipped(name: str, content: bytes) -> str | None:
    """The kind of an office document; only its table of contents is read, nothing is unpacked."""
    inside = packed.table_of_contents(content)
    if inside.trouble:
        raise NotTaken(_(inside.trouble, name=name))
    if any(part.lower().endswith("vbaproject.bin") for part in inside.names):
        raise NotTaken(_(NO_MACROS, name=name))
    if "mimetype" in inside.names:
        said = packed.stored_part(content, "mimetype", 100).decode("ascii", "replace").strip()
        return said if said in OPEN_KINDS else None
    return next((kind for part, kind in OFFICE_PARTS.items() if part in inside.names), None)


def _is_text(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not any(byte < 32 and byte not in (9, 10, 12, 13) for byte in content[: 64 * 1024])
