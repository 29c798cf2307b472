"""Mails that lie in files: single ones, mbox files, Maildirs and folders of any of these."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

MAILDIR = ("cur", "new")
# What mbox writers put between mails; stricter than "From ", since people begin sentences with that word.
_BETWEEN = re.compile(
    rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))From [^\r\n]{1,300}[ \t]\d{1,2}:\d\d(?::\d\d)?[ \t]"
    rb"[^\r\n]{0,40}\d{4}[^\r\n]{0,20}\r?\n"
)
# How files that hold mails or text are called; one without a suffix may lie in a folder of mails too.
_SUFFIXES = {"", ".eml", ".mbox", ".mbx", ".mail", ".msg", ".txt"}
_HEADER = re.compile(
    rb"^[ \t>]*(?:from|to|subject|date|received|return-path|delivered-to|message-id|mime-version|content-type)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_NEAR_THE_START = 16 * 1024  # bytes


def mails_in(path: Path) -> Iterator[tuple[str, bytes | None]]:
    """(name, bytes) of every mail at `path`, in a steady order; a mail of an mbox is named `file#3`.

    A file that is named itself and what a Maildir holds count as mails, whatever is in them. In another folder a file
    that is plainly something else gives None instead of bytes. Hidden files and what a Maildir keeps for itself are
    passed over. OSError when something cannot be read.
    """
    if not path.is_dir():
        yield from _mails_of(path, path.read_bytes())
        return
    for file in _files_below(path):
        content = file.read_bytes()
        if file.parent.name in MAILDIR or _may_be_mail(file.suffix, content):
            yield from _mails_of(file, content)
        else:
            yield str(file), None


def _mails_of(file: Path, content: bytes) -> Iterator[tuple[str, bytes]]:
    mails = _apart(content)
    for number, raw in enumerate(mails, start=1):
        yield (str(file) if len(mails) == 1 else f"{file}#{number}"), raw


def _may_be_mail(suffix: str, content: bytes) -> bool:
    """In doubt yes: a mail that was passed over is worse than a file too many on the desk."""
    if _HEADER.search(content[:_NEAR_THE_START]):
        return True
    return suffix.lower() in _SUFFIXES and b"\0" not in content


def _files_below(folder: Path) -> Iterator[Path]:
    entries = sorted((entry for entry in os.scandir(folder)), key=lambda entry: entry.name)
    is_maildir = all((folder / name).is_dir() for name in MAILDIR)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            # Maildir++ hides its folders behind a dot; what lies in tmp was never delivered.
            if (is_maildir and entry.name != "tmp") or not entry.name.startswith("."):
                yield from _files_below(Path(entry.path))
        elif entry.is_file() and not is_maildir and not entry.name.startswith("."):
            yield Path(entry.path)


def _apart(content: bytes) -> list[bytes]:
    """The mails of an mbox without the lines between them; anything else is one mail."""
    starts = list(_BETWEEN.finditer(content))
    if len(starts) < 2 or starts[0].start() != 0:
        return [content]
    ends = [match.start() for match in starts[1:]] + [len(content)]
    return [content[match.end() : end] for match, end in zip(starts, ends, strict=True)]
