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


def mails_in(path: Path) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of every mail at `path`, in a steady order; a mail of an mbox is named `file#3`.

    Every file of a folder counts as a mail, except hidden ones and what a Maildir keeps for itself. OSError when
    something cannot be read.
    """
    if path.is_dir():
        for file in _files_below(path):
            yield from mails_in(file)
        return
    mails = _apart(path.read_bytes())
    for number, raw in enumerate(mails, start=1):
        yield (str(path) if len(mails) == 1 else f"{path}#{number}"), raw


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
