"""Files that old mail programs wrote into the text itself (uuencode), taken out of it."""

import binascii
import re

MOST = 50
_BEGIN = re.compile(r"begin(?:-base64)? (?P<mode>[0-7]{3,4}) (?P<name>[^\n]{1,255})")
_LINE = re.compile(r"[\x20-\x60]{1,62}")


def out_of_text(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """(the text without them, their names and bytes). What does not decode to the end stays text."""
    if "\nbegin " not in f"\n{text}":
        return text, []
    kept: list[str] = []
    files: list[tuple[str, bytes]] = []
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        begins = _BEGIN.fullmatch(lines[at].rstrip()) if len(files) < MOST else None
        found = _decoded(lines, at + 1) if begins else None
        if begins and found:
            files.append((begins["name"], found[0]))
            at = found[1]
        else:
            kept.append(lines[at])
            at += 1
    return "\n".join(kept), files


def _decoded(lines: list[str], at: int) -> tuple[bytes, int] | None:
    """The bytes of the lines from here, and the line after `end`; None when they are none, or never end."""
    pieces: list[bytes] = []
    while at < len(lines):
        line = lines[at].rstrip("\r")
        if line == "end":
            return b"".join(pieces), at + 1
        if line.strip() and not _LINE.fullmatch(line):
            return None
        try:
            pieces.append(binascii.a2b_uu(line) if line.strip() else b"")
        except binascii.Error:
            return None
        at += 1
    return None
