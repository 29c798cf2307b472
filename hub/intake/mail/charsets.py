"""From bytes to text, whatever the mail claims about its character set."""

import codecs
import re
import unicodedata

# Names that mailers write and Python does not know, or knows as something narrower than what is meant in practice
# (https://encoding.spec.whatwg.org/#names-and-labels).
_MEANT = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "ansi": "cp1252",
    "ansi_x3.4-1968": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-9": "cp1254",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "macintosh": "mac-roman",
    "x-mac-roman": "mac-roman",
}
# Python "encodings" that are none, or that are slow enough to be a weapon.
_REFUSED = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"})
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Signs that nobody writes: under another name these are the quotation marks and the euro of Windows.
_WINDOWS_SIGNS = re.compile("[\x80-\x9f]")
_CONTROLS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")


def known(charset: str) -> str | None:
    """Python's name for a declared character set, or None when it is unknown or refused."""
    name = charset.strip().strip("\"'").lower()
    name = _MEANT.get(name, name)
    if not name or len(name) > 40:
        return None
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    textual = getattr(found, "_is_text_encoding", True)
    return found.name if textual and found.name.replace("_", "-") not in _REFUSED else None


def decoded(data: bytes, declared: str = "") -> tuple[str, bool]:
    """Text of `data`, and whether the declared character set (or plain ASCII) was right.

    Tried in turn: byte order mark, declared, UTF-8, Windows-1252, Latin-1; UTF-8 first where each byte would be a
    letter, since that always fits. Never raises. A mostly sound UTF-8 text keeps a replacement character where it was
    damaged, since anything else would spoil all its accents.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, "replace"), True
    if data.isascii() and not _shifts(declared):
        return data.decode("ascii"), True
    codec = known(declared)
    if codec and codec != "cp1252" and not _one_byte_each(codec):
        text = _strictly(data, codec)
        if text is not None:
            return text, True
    text = _strictly(data, "utf-8")
    if text is None and codec and codec != "cp1252":
        text = _strictly(data, codec)
        if text is not None and not (codec.startswith("iso8859") and _WINDOWS_SIGNS.search(text)):
            return text, True
        text = None
    if text is not None:
        # Senders that say Latin-1 and send UTF-8 are common; the reverse never survives a strict decode.
        return text, not declared.strip()
    mended = data.decode("utf-8", "replace")
    if _mostly_sound(mended):
        return mended, False
    if codec in ("gb18030", "cp932", "cp949", "big5", "euc_jp", "iso2022_jp"):
        return data.decode(codec, "replace"), False
    text = _strictly(data, "cp1252")
    return (text, codec == "cp1252") if text is not None else (data.decode("latin-1"), False)


def storable(text: str) -> str:
    """The same text without NUL and lone surrogates, which neither UTF-8 nor the database can hold."""
    return _UNSTORABLE.sub("\ufffd", text) if _UNSTORABLE.search(text) else text


def one_line(text: str, longest: int) -> str:
    """A header's or name's text on one line, without control characters, at most `longest` characters."""
    line = " ".join(_CONTROLS.sub(" ", storable(text)).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def without_direction_marks(text: str) -> str:
    """Drops invisible format characters (right-to-left override and friends) that make a name read as another."""
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def _shifts(declared: str) -> bool:
    """Whether ASCII bytes can mean something else in this character set (ISO-2022, UTF-7, UTF-16)."""
    name = known(declared) or ""
    return name.startswith(("iso2022", "utf-7", "utf-16", "utf-32", "hz"))


def _one_byte_each(codec: str) -> bool:
    return codec.startswith(("iso8859", "cp125", "mac-", "koi8", "cp85", "cp43"))


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError, LookupError):
        return None


def _mostly_sound(text: str) -> bool:
    damaged = text.count("\ufffd")
    accents = sum(1 for char in text if ord(char) > 127) - damaged
    return accents > 2 * damaged
