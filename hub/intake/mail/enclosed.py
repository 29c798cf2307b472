"""Mails that came along as files (.eml, .msg): opened, so that nobody must save them to know what is in them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from hub.intake.mail.charsets import decoded
from hub.intake.mail.parts import LONGEST_TEXT, MAIL_KINDS
from hub.intake.mail.problems import CUT, PARCEL, Problems
from hub.intake.mail.shapes import Attachment, Forwarded, ReadMail

MOST = 20
DEEPEST = 3
OUTLOOK_KIND = "application/vnd.ms-outlook"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LONGEST_SEARCHED = 1_000_000


@dataclass(frozen=True, slots=True)
class Opened:
    """The files with what lies inside them behind each, the words of all mails among them, and who wrote the first."""

    files: tuple[Attachment, ...]
    words: str = ""
    sender: Forwarded | None = None


def opened(files: Iterable[Attachment], read: Callable[[bytes], ReadMail], problems: Problems) -> Opened | None:
    """Each attached mail read with `read`; None when there is none. The mail itself stays a file, byte for byte."""
    every: list[Attachment] = []
    words: list[str] = []
    sender = None
    for file in files:
        inside = _inside(file, read, problems) if len(words) < MOST else None
        if inside is None:
            every.append(file)
            continue
        every += [replace(file, holds=_searched(inside)), *inside.attachments]
        words.append(_told(file.name, inside))
        if sender is None and (inside.from_address or inside.from_name):
            sender = Forwarded(inside.from_name, inside.from_address)
    return Opened(tuple(every), "\n\n".join(words)[:LONGEST_TEXT], sender) if words else None


def is_mail(file: Attachment) -> bool:
    """Whether a file is a mail that can be opened; mail servers forget the kind, people the name."""
    name = file.name.lower()
    return file.media_type in MAIL_KINDS or name.endswith(".eml") or _is_outlook(file)


def _is_outlook(file: Attachment) -> bool:
    named = file.media_type == OUTLOOK_KIND or file.name.lower().endswith(".msg")
    return named and file.content.startswith(_OLE)


def _inside(file: Attachment, read: Callable[[bytes], ReadMail], problems: Problems) -> ReadMail | None:
    if not is_mail(file):
        return None
    try:
        if _is_outlook(file):
            from hub.intake.mail.outlook import read_msg

            return read_msg(file.content)
        inside = read(file.content)
    except MemoryError:
        raise
    except Exception:
        problems.note(PARCEL)
        return None
    if CUT in inside.problems:
        problems.note(CUT)
    return inside if inside.from_address or inside.subject or inside.body_text.strip() else None


def _told(name: str, mail: ReadMail) -> str:
    """Its words below a line that says whose they are; in Dutch, as the made up names of files are."""
    sender = f"{mail.from_name} <{mail.from_address}>" if mail.from_name and mail.from_address else mail.from_address
    fields = [
        ("Van", sender or mail.from_name),
        ("Datum", mail.date.strftime("%d/%m/%Y %H:%M UTC") if mail.date else ""),
        ("Onderwerp", mail.subject),
    ]
    head = [f"---------- Bijgevoegde e-mail: {name} ----------", *(f"{one}: {value}" for one, value in fields if value)]
    return "\n".join([*head, "", mail.body_text.strip()]).rstrip()


def _searched(mail: ReadMail) -> str:
    """Whatever can be read inside, for who looks for a register number in it."""
    pieces = [mail.subject, mail.from_name, mail.body_text, mail.body_html_safe]
    for file in mail.attachments:
        textual = file.media_type.startswith(("text/", "application/json", "application/xml"))
        pieces += [file.name, file.holds, decoded(file.content[:_LONGEST_SEARCHED])[0] if textual else ""]
    return "\n".join(piece for piece in pieces if piece)[: 2 * _LONGEST_SEARCHED]
