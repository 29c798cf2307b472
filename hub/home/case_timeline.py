"""The one time line of a case: mails, talks, notes, questions, appointments and each change of stage."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from hub.dispatch.appointments import WAY_WORDS
from hub.dispatch.case import STAGE_WORDS, Stage
from hub.dispatch.sight import File
from hub.dispatch.tables import Appointment
from hub.dispatch.track import TRACK_WORDS, TrackStage
from hub.intake.tables import RawMail
from hub.store import Work
from hub.wording import N_, _

MESSAGE_WORDS = {
    "mail_in": N_("e-mail"), "call": N_("telefoon"), "talk": N_("gesprek"), "note": N_("notitie"),
    "decision": N_("beslissing"), "answer": N_("antwoord"), "form": N_("aanvulling"),
}  # fmt: skip
MESSAGE_ICONS = {
    "mail_in": "mail", "call": "phone", "talk": "talk", "note": "note", "decision": "move", "answer": "mail",
    "form": "form",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One thing that happened. `icon` is a drawing of parts/icons.html."""

    at: datetime
    icon: str
    title: str
    who: str
    text: str = ""
    more: str = ""
    private: str = ""
    new: bool = False
    href: str = ""
    question_id: UUID | None = None


def timeline(work: Work, file: File, veil: Callable[[str], str]) -> Iterator[Line]:
    """What was said and done, out of every drawer of the case."""
    raw = _raw_mails(work, [one.raw_mail_id for one in file.messages])
    unread_answers = {one.answered_at for one in file.questions if one.answered_at and not one.seen_at}
    for said in file.messages:
        mail = raw.get(said.raw_mail_id) if said.raw_mail_id else None
        yield Line(
            said.at, MESSAGE_ICONS[said.kind], _(MESSAGE_WORDS[said.kind]), said.author_name, veil(said.text),
            more=veil(said.whole_text) if said.whole_text.strip() != said.text.strip() else "",
            private=_("Hierin stond een rijksregisternummer.") if mail and mail.national_numbers else "",
            new=(said.kind in ("mail_in", "form") and said.seen_at is None)
            or (said.kind == "answer" and said.at in unread_answers),
        )  # fmt: skip
    for question in file.questions:
        asker = file.people.get(question.asked_by, "") if question.asked_by else ""
        open_still = not question.answered_at and not question.withdrawn_at
        title = _("vraag aan de aanmelder") if not question.withdrawn_at else _("vraag, niet meer nodig")
        yield Line(
            question.asked_at, "sent", title, asker, veil(question.text),
            question_id=question.id if open_still else None,
        )  # fmt: skip
    for one in file.appointments:
        yield from _appointment_lines(one)
    yield from _move_lines(file)


def _appointment_lines(one: Appointment) -> Iterator[Line]:
    where = ", ".join(part for part in (_(WAY_WORDS[one.way]), one.place) if part)
    if one.cancelled_at:
        yield Line(one.cancelled_at, "table", _("afspraak afgezegd"), "", where)
    elif not one.held_at:
        yield Line(one.at, "table", _("afspraak"), "", where)


def _move_lines(file: File) -> Iterator[Line]:
    names = {line.track.id: line.organisation for line in file.tracks}
    for entry in file.moves:
        who = file.people.get(entry.person_id, "") if entry.person_id else ""
        if entry.noun == "referral" and entry.to_stage in set(Stage):
            yield Line(entry.at, "move", _(STAGE_WORDS[Stage(entry.to_stage)]), who)
        elif entry.noun == "track" and entry.to_stage in set(TrackStage) and entry.noun_id in names:
            words = _(TRACK_WORDS[TrackStage(entry.to_stage)])
            yield Line(entry.at, "track", f"{names[entry.noun_id]}: {words}", who)


def _raw_mails(work: Work, ids: Sequence[UUID | None]) -> dict[UUID, RawMail]:
    known = [one for one in ids if one]
    if not known:
        return {}
    return {one.id: one for one in work.session.exec(select(RawMail).where(col(RawMail.id).in_(known))).all()}
