"""The demo's post box: mail the world received, and mail one writes to the hub, over real SMTP."""

import mailbox
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime, make_msgid, parseaddr
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from hub.clock import BRUSSELS, real_now
from hub.postal.smtp import send_raw

INBOX, OUTSIDE = "meldpunt", "outside"
MOST_LETTERS = 500


@dataclass(frozen=True, slots=True)
class FileSeen:
    """An attachment; `kind` is its media type, such as "text/calendar"."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class LetterSeen:
    """A mail that somebody outside received. `received_at` is aware; `html` is as it came: show it in a sandbox."""

    key: str
    to: str
    sender: str
    reply_to: str
    subject: str
    received_at: datetime
    message_id: str
    text: str
    html: str | None
    attachments: tuple[FileSeen, ...]


def box_path(state: Path, box: str) -> Path:
    return state / "post" / box


def open_box(state: Path, box: str) -> mailbox.Maildir:
    path = box_path(state, box)
    path.parent.mkdir(parents=True, exist_ok=True)
    return mailbox.Maildir(path, create=True)


def deliver(state: Path, box: str, raw: bytes) -> None:
    """Lay the mail in the box, safe on disk when this returns; raises `OSError`."""
    maildir = open_box(state, box)
    maildir.add(raw)
    folder = os.open(box_path(state, box) / "new", os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def outside_letters(state: Path, *, most: int = MOST_LETTERS) -> list[LetterSeen]:
    """What the world received, newest first; an unreadable mail is shown with empty fields rather than left out."""
    if not box_path(state, OUTSIDE).is_dir():
        return []
    letters = [_letter(state, key) for key in _newest(state, most)]
    return [letter for letter in letters if letter is not None]


def letter(state: Path, key: str) -> LetterSeen | None:
    """The one mail, or None when there is none by that key."""
    if not box_path(state, OUTSIDE).is_dir():
        return None
    return _letter(state, key)


def drop_raw(smtp_url: str, raw: bytes, to: str) -> None:
    """Send the bytes of a mail file to `to` as they are.

    Raises `ValueError` for an address that cannot be sent, `OSError` or `aiosmtplib.SMTPException` for a refusal.
    """
    sender = parseaddr(_guarded(lambda: message_from_bytes(raw[:100_000], policy=default)["From"]))[1]
    send_raw(smtp_url, raw, sender if sender.isascii() and sender.count("@") == 1 else "", to)


def write_mail(
    smtp_url: str,
    from_: str,
    to: str,
    subject: str,
    text: str,
    files: Sequence[FileSeen] = (),
    *,
    in_reply_to: str | None = None,
) -> str:
    """Send a mail as an outsider would write it and return its Message-ID. Raises as `drop_raw` does."""
    mail = EmailMessage(policy=SMTP)
    sender = parseaddr(from_)[1]
    mail["From"], mail["To"], mail["Subject"] = from_, to, subject
    mail["Date"] = format_datetime(real_now())
    message_id = mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or "outside.example")
    if in_reply_to:
        mail["In-Reply-To"] = mail["References"] = in_reply_to
    mail.set_content(text)
    for file in files:
        main, _, sub = file.kind.partition("/")
        mail.add_attachment(file.content, maintype=main, subtype=sub or "octet-stream", filename=file.name)
    send_raw(smtp_url, mail.as_bytes(), sender, parseaddr(to)[1])
    return message_id


def _newest(state: Path, most: int) -> list[str]:
    found = []
    for folder in ("new", "cur"):
        with os.scandir(box_path(state, OUTSIDE) / folder) as entries:
            found += [(entry.stat().st_mtime_ns, entry.name.partition(":")[0]) for entry in entries]
    return [key for _, key in sorted(found, reverse=True)[:most]]


def _letter(state: Path, key: str) -> LetterSeen | None:
    maildir = open_box(state, OUTSIDE)
    try:
        raw = maildir.get_bytes(key)
        received = datetime.fromtimestamp(maildir.get_message(key).get_date(), BRUSSELS)
    except (KeyError, OSError):
        return None
    return _read(key, raw, received)


@lru_cache(maxsize=MOST_LETTERS)
def _read(key: str, raw: bytes, received: datetime) -> LetterSeen:
    mail = message_from_bytes(raw, policy=default)

    def header(name: str) -> str:
        return _guarded(lambda: mail[name])

    return LetterSeen(
        key=key,
        to=header("Delivered-To") or header("To"),
        sender=header("From"),
        reply_to=header("Reply-To"),
        subject=header("Subject"),
        received_at=received,
        message_id=header("Message-ID"),
        text=_guarded(lambda: _body(mail, "plain")),
        html=_guarded(lambda: _body(mail, "html")) or None,
        attachments=_files(mail),
    )


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return part.get_content() if part is not None else ""


def _files(mail: EmailMessage) -> tuple[FileSeen, ...]:
    """Attachments and calendar alternatives, the same bytes only once."""
    seen: dict[bytes, FileSeen] = {}
    for part in mail.walk():
        kind = part.get_content_type()
        named = _guarded(part.get_filename)
        if part.is_multipart() or not (named or kind == "text/calendar" or part.is_attachment()):
            continue
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else b""
        same = sha256(content.replace(b"\r\n", b"\n").strip()).digest()
        if same not in seen or (named and not seen[same].name):
            seen[same] = FileSeen(named, kind, content)
    return tuple(seen.values())


def _guarded(read: Callable[[], str | None]) -> str:
    """The standard library raises many things on mails from the wild; a page shows the rest of the mail then."""
    try:
        return read() or ""
    except Exception:
        return ""
