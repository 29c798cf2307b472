"""Mails as people send them, for tests: short to write, real bytes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from hub.dispatch.tables import Message, Referral
from hub.intake.ingest import take_in
from hub.intake.settling import Result
from hub.intake.tables import Document, RawMail
from hub.letters import Letter
from hub.tokens import signed_reply_local
from tests.cast import SECRET, World

MAILS = Path(__file__).parent / "mails"
NATIONAL_NUMBER = "85.07.30-033.28"
FATHER = "Papa van Noor <papa@gmail.com>"
ATTEST = ("attest.pdf", "application/pdf", b"%PDF-1.4 attest")
ELS = "Els Dierckx <els@sintjans.example>"
INBOX = "aanmelden@dijleland.example"
OUR_SERVER = "mx.dijleland.example"


def a_mail(
    text: str = "Dag, ik maak me zorgen over een leerling die al weken wegblijft.",
    *,
    sender: str | None = ELS,
    to: str = INBOX,
    subject: str = "Zorgen",
    files: Sequence[tuple[str, str, bytes]] = (),
    sent: datetime | None = None,
    message_id: str | None = None,
    **headers: str,
) -> bytes:
    """The bytes of a mail; `files` are (name, media type, content); underscores in header names become hyphens."""
    mail = EmailMessage()
    if sender:
        mail["From"] = sender
    mail["To"], mail["Subject"] = to, subject
    mail["Date"] = format_datetime(sent or datetime.now(UTC))
    mail["Message-ID"] = message_id or make_msgid(domain="sintjans.example")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    for name, kind, content in files:
        main, _, sub = kind.partition("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return mail.as_bytes()


def returned(
    failed: str, original: str, action: str = "failed", status: str = "5.1.1", *,
    says: str = "It did not work.", to: str = "meldpunt@hub.example",
) -> bytes:  # fmt: skip
    """The report of a mail server that the mail `original` did not reach `failed`."""
    return (
        f"From: MAILER-DAEMON@mx.example\nTo: {to}\nSubject: Undelivered Mail\n"
        f"Message-ID: {make_msgid(domain='mx.example')}\n"
        f'Return-Path: <>\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        f"--b\nContent-Type: text/plain\n\n{says}\n"
        f"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; {failed}\nAction: {action}\nStatus: {status}\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {original}\nSubject: x\n--b--\n"
    ).encode()


def arrives(world: World, raw: bytes) -> Result:
    """The mail comes in and is read."""
    return take_in(world.store, raw, "ingest", "test")


def reply_address(number: str) -> str:
    """The signed address to which answers about this case go."""
    return f"{signed_reply_local([SECRET], 'aanmelden', number)}@dijleland.example"


def the_mail(world: World, **where: Any) -> RawMail:
    """The newest raw mail."""
    with world.desk() as work:
        found = work.session.exec(
            select(RawMail).filter_by(**where).order_by(col(RawMail.stored_at).desc()).limit(1)
        ).first()
        assert found is not None
        return found


def cases(world: World) -> Sequence[Referral]:
    with world.desk() as work:
        return work.session.exec(select(Referral).order_by(col(Referral.number))).all()


def letters(world: World, kind: str = "acknowledgement") -> Sequence[Letter]:
    with world.desk() as work:
        return work.session.exec(select(Letter).where(Letter.kind == kind)).all()


def messages(world: World) -> Sequence[Message]:
    with world.desk() as work:
        return work.session.exec(select(Message).where(Message.kind == "mail_in")).all()


def documents(world: World) -> Sequence[Document]:
    with world.desk() as work:
        return work.session.exec(select(Document).order_by(col(Document.name))).all()


def vouched(said: str, domain: str = "sintjans.example") -> str:
    """What our mail server writes on top of a mail: `said` is its dmarc verdict about this domain."""
    return f"{OUR_SERVER}; dmarc={said} (p=none) header.from={domain}"


def believes_its_server(world: World) -> None:
    """From here on the hub believes what its own mail server says of a sender."""
    world.store.settings = replace(world.store.settings, authserv_ids=(OUR_SERVER,))
