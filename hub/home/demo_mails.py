"""The mails of the demonstration: what arrives in a shared inbox in a week."""

from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from sqlmodel import col, select

from hub.dispatch.ending import set_double
from hub.home.demo_stage import Stage, Story
from hub.intake.drawing import Drawn, draw
from hub.intake.ingest import take_in
from hub.intake.tables import MailOutcome, RawMail
from hub.letters import Letter
from hub.store import Work

INBOX = "aanmelden@dijleland.example"
SCHOOL = "Griet Somers <griet@debrug.example>"


def arriving(stage: Stage) -> Iterator[Story]:
    yield _arrives(
        stage, stage.ago(1, "08:12"), SCHOOL, "Nieuwe zorg",
        "Dag,\n\nEen leerling van het vierde komt nog maar twee dagen per week. Kunnen we overleggen?\n\nGriet",
    )  # fmt: skip
    yield _arrives(
        stage, stage.ago(2, "11:32"), "Els Dierckx <els@sintjans.example>", "Twee broers",
        "Dag,\n\nHet gaat om twee broers, uit het tweede en het vijfde. In de bijlage staan hun aanwezigheden.\n\nEls",
        attachment=("aanwezigheden.csv", b"week;dagen\n45;2\n46;1\n"),
    )  # fmt: skip
    yield _three_from_one(stage)
    yield _arrives(
        stage, stage.ago(2, "15:41"), "Marc Thys <marc.thys@delinde.example>", "Gegevens leerling",
        "Dag,\n\nHaar rijksregisternummer is 85.07.30-033.28, dan kan je haar opzoeken.\n\nMarc",
    )  # fmt: skip
    yield _arrives(
        stage, stage.ago(1, "07:20"), "Nieuws van de drukkerij <nieuws@drukkerij.example>", "Korting op visitekaartjes",
        "Deze week 20 % korting.", List_Id="<nieuws.drukkerij.example>",
    )  # fmt: skip
    yield _answers(
        stage, stage.ago(1, "12:05"), SCHOOL, "Ik sprak haar vandaag. Ze wil wel praten, maar niet op school."
    )
    yield _answers(stage, stage.ago(1, "18:30"), "Tante van de leerling <tante@voorbeeld.example>",
                   "Ze is bij mij. Kan iemand mij bellen?")  # fmt: skip
    yield _away(stage, stage.ago(1, "08:13"))


def _arrives(
    stage: Stage,
    at: datetime,
    sender: str,
    subject: str,
    text: str,
    *,
    attachment: tuple[str, bytes] | None = None,
    **headers: str,
) -> Story:
    work = yield at
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Date"] = sender, INBOX, subject, format_datetime(work.now)
    mail["Message-ID"] = f"<{work.now.timestamp():.0f}@{sender.rpartition('@')[2].rstrip('>')}>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    if attachment:
        mail.add_attachment(attachment[1], maintype="text", subtype="csv", filename=attachment[0])
    take_in(stage.store, mail.as_bytes(), "ingest", "demo", now=work.now)


def _three_from_one(stage: Stage) -> Story:
    """One mail speaks of three youngsters: Hilde draws two more referrals from it, and one too many by mistake."""
    yield from _arrives(
        stage, stage.ago(3, "09:44"), "Marc Thys <marc.thys@delinde.example>", "Drie leerlingen van 3B",
        "Dag,\n\nHet gaat om Milo, Sara en Joppe. Alle drie haken ze af sinds de stage.\n\nMarc",
    )  # fmt: skip
    work = yield stage.ago(3, "10:30")
    stage.plays(work, "Hilde Verbist")
    mail = work.session.exec(
        select(RawMail).where(RawMail.outcome == MailOutcome.REFERRAL).order_by(col(RawMail.stored_at).desc()).limit(1)
    ).one()
    youngsters = [Drawn(first_name="Sara"), Drawn(first_name="Joppe"), Drawn(first_name="Sarah")]
    sara, _joppe, sarah = draw(work, mail.id, youngsters, first=Drawn(first_name="Milo"))
    set_double(work, sarah.id, sara.number)


def _answers(stage: Stage, at: datetime, sender: str, text: str) -> Story:
    """Somebody answers the letter about Griet's latest case: she is known there, her aunt is not."""
    work = yield at
    letter = _latest_letter(work, "griet@debrug.example")
    yield from _arrives(stage, at, sender, "Re: je aanmelding", text, In_Reply_To=letter)


def _away(stage: Stage, at: datetime) -> Story:
    work = yield at
    letter = _latest_letter(work, "griet@debrug.example")
    yield from _arrives(
        stage, at, SCHOOL, "Automatisch antwoord: afwezig", "Ik ben er donderdag weer.",
        In_Reply_To=letter, Auto_Submitted="auto-replied",
    )  # fmt: skip


def _latest_letter(work: Work, address: str) -> str:
    """The Message-ID of the last letter about a case to this address."""
    return work.session.exec(
        select(Letter.message_id)
        .where(Letter.to_address == address, col(Letter.referral_id).is_not(None))
        .order_by(col(Letter.written_at).desc())
        .limit(1)
    ).one()
