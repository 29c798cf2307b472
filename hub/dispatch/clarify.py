"""Clarification: asking the referrer, noting what was said and decided together, and the desk's own flag."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import letters, links
from hub.asker import AskerKind
from hub.clock import brussels_date
from hub.dispatch import alarm, moves, shield
from hub.dispatch.case import Move, Stage
from hub.dispatch.clarify_tables import Appointment, Question
from hub.dispatch.codes import FLAG_WORDS, Flag
from hub.dispatch.tables import Message, Referral
from hub.dispatch.typed import AT_MOST, clean, day_gone
from hub.faults import Faults
from hub.hubs import Hub
from hub.people.rights import Right, require
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, _, date_words, use_language

BEGINS = (Stage.SUBMITTED, Stage.REOPENED)
NOT_OPEN = (Stage.CONCEPT, Stage.CLOSED)
NOTES = ("note", "call", "decision")


def take_as(work: Work, referral_id: UUID, right: Right) -> Referral:
    """The case, held for this unit of work, when the asker has this right at its hub; NotFound or NotAllowed else."""
    referral = moves.take(work, referral_id)
    require(work.asker, right, referral.hub_id)
    return referral


def begin(work: Work, referral: Referral) -> None:
    """Clarification begins with the first thing that somebody does about it."""
    if referral.stage in BEGINS:
        moves.move(work, referral, Move.CLARIFY)


def begin_clarification(work: Work, referral_id: UUID) -> None:
    """Somebody takes a new referral in hand before anything was asked or said. Refused when it began already."""
    moves.move(work, take_as(work, referral_id, Right.CLARIFY), Move.CLARIFY)


# Questions


def ask(work: Work, referral_id: UUID, text: str) -> Question:
    """Ask the referrer something, by a letter with a link on which it is answered without signing in.

    The case waits on the referrer from here on; silence changes nothing. Invalid without a text, Refused without an
    address to write to.
    """
    referral = take_as(work, referral_id, Right.CLARIFY)
    said = clean("text", text, needed=_("Schrijf wat je wil weten."))
    if referral.stage in NOT_OPEN:
        raise Refused(_("Over deze aanmelding kan je nu niets vragen: ze is niet open."))
    if not referral.referrer_email:
        raise Refused(_("Deze aanmelder gaf geen e-mailadres. Bel, en noteer het gesprek."))
    if any(one.text == said for one in open_questions(work, referral.id)):
        raise Refused(_("Die vraag heb je al gesteld. De aanmelder heeft ze nog niet beantwoord."))
    begin(work, referral)
    question = Question(
        hub_id=referral.hub_id, referral_id=referral.id, text=said, asked_at=work.now, asked_by=work.asker.person_id
    )
    work.session.add(question)
    work.session.flush()
    link = links.make(
        work, links.Purpose.QUESTION, question.id, hub_id=referral.hub_id, referral_id=referral.id
    )  # fmt: skip
    write_to_referrer(work, referral, "question", f"question:{question.id}", link=link)
    moves.rewatch(work, referral)
    moves.log(work, "question.ask", "question", question.id, referral)
    return question


def withdraw_question(work: Work, question_id: UUID) -> None:
    """The desk needs no answer any more; the link stops working and the case is the desk's again."""
    referral = take_as(work, work.found(Question, question_id).referral_id, Right.CLARIFY)
    question = work.found(Question, question_id)
    if question.answered_at or question.withdrawn_at:
        raise Refused(_("Deze vraag staat niet meer open."))
    question.withdrawn_at = work.now
    links.withdraw(work, question.id, links.Purpose.QUESTION)
    moves.rewatch(work, referral)
    moves.log(work, "question.withdraw", "question", question.id, referral)


def open_questions(work: Work, referral_id: UUID) -> Sequence[Question]:
    """What the referrer has not answered yet, oldest first."""
    return work.session.exec(
        select(Question)
        .where(Question.referral_id == referral_id)
        .where(sa.text("answered_at IS NULL AND withdrawn_at IS NULL"))
        .order_by(col(Question.asked_at))
    ).all()


def answer(work: Work, question_id: UUID, text: str, *, author_name: str = "") -> Question:
    """The referrer's answer to one question, by link or from its own page: who may call this, the page knows.

    The case is the coordinator's again and stands on Vandaag until somebody has read the answer. Refused when it was
    answered or withdrawn meanwhile, so that a second click changes nothing.
    """
    referral = moves.take(work, work.found(Question, question_id).referral_id)
    said = clean("answer", text, needed=_("Schrijf je antwoord."), at_most=8000)
    done: Any = work.session.execute(
        sa.update(Question)
        .where(col(Question.id) == question_id)
        .where(sa.text("answered_at IS NULL AND withdrawn_at IS NULL"))
        .values(answer=said, answered_at=work.now)
    )
    if done.rowcount != 1:
        raise Refused(_("Deze vraag is al beantwoord, of niet meer nodig."))
    question = work.found(Question, question_id)
    work.session.refresh(question)
    work.session.add(
        Message(
            hub_id=referral.hub_id, referral_id=referral.id, at=work.now, kind="answer", text=said,
            author_name=author_name or referral.referrer_name, author_id=work.asker.person_id,
        )
    )  # fmt: skip
    alarm.listen(work, referral, said)
    moves.rewatch(work, referral)
    moves.log(work, "question.answer", "question", question.id, referral)
    return question


def mark_read(work: Work, referral_id: UUID) -> None:
    """Somebody at the desk has read what came in about this case."""
    referral = take_as(work, referral_id, Right.NOTE)
    shield.must_read(work, referral)
    for table, came in (
        (Question, "answered_at IS NOT NULL"),
        (Message, "kind IN ('mail_in','form','consult','help','help_contact')"),
    ):
        work.session.execute(
            sa.update(table)
            .where(col(table.referral_id) == referral.id, col(table.seen_at).is_(None))
            .where(sa.text(came))
            .values(seen_at=work.now)
        )
    moves.log(work, "case.read", "referral", referral.id, referral)


# Talks, notes, the flag


def note_talk(
    work: Work, referral_id: UUID, took_part: str, decided: str, text: str, on: date | None = None
) -> Message:  # fmt: skip
    """What was said in the clarification and decided together; the appointment that brought it about has been held.

    One that is still to come stays: whether it is needed yet, the page asks. `on` is the day of the talk, today when
    none is named; Invalid for one that has to come.
    """
    referral = take_as(work, referral_id, Right.CLARIFY)
    if referral.stage in NOT_OPEN:
        raise Refused(_("Deze aanmelding is niet open. Schrijf een notitie."))
    faults = Faults()
    took_part = faults.text("took_part", took_part, needed=_("Noteer wie erbij was."), at_most=500)
    decided = faults.text("decided", decided, needed=_("Noteer wat jullie samen beslisten."), at_most=2000)
    text = faults.text("text", text, at_most=AT_MOST)
    with faults.also():
        earlier = on if on and day_gone(work, "on", on) != brussels_date(work.now) else None
    faults.tell()
    begin(work, referral)
    meeting = _appointment_that_came(work, referral)
    if meeting:
        meeting.held_at, meeting.took_part, meeting.decided = work.now, took_part, decided
    with use_language(DEFAULT_LANGUAGE):  # kept for all of the desk
        held_on = _("Gesprek van %(day)s", day=date_words(earlier)) if earlier else ""
        lines = [held_on, _("Wie was erbij: %(who)s", who=took_part), _("Samen beslist: %(what)s", what=decided), text]
    said = say(work, referral, "talk", "\n\n".join(line for line in lines if line))
    moves.log(work, "case.talk", "message", said.id, referral, appointment=meeting.id if meeting else None)
    return said


def note(work: Work, referral_id: UUID, kind: str, text: str) -> Message:
    """A note, a telephone call or a decision, in the one time line of the case."""
    referral = take_as(work, referral_id, Right.NOTE)
    if kind not in NOTES:
        raise Invalid({"kind": _("Kies wat je noteert.")})
    words = clean("text", text, needed=_("Schrijf je notitie."))
    if kind == "call":
        alarm.listen(work, referral, words)
    said = say(work, referral, kind, words)
    moves.log(work, f"case.{kind}", "message", said.id, referral)
    return said


def set_flag(work: Work, referral_id: UUID, flag: str, reason: str, *, seen: str | None = None) -> None:
    """The desk's own weighing: green, amber or red, with a reason. It decides the order, and brings a date forward.

    `seen` is the flag's mark (`flag_mark`) as it stood on the form; Invalid when somebody set another one meanwhile.
    """
    referral = take_as(work, referral_id, Right.CLARIFY)
    faults = Faults()
    faults.one_of("flag", flag, {known.value for known in Flag}, _("Kies groen, oranje of rood."))
    reason = faults.text("reason", reason, needed=_("Schrijf waarom."), at_most=500)
    faults.tell()
    if seen is not None and seen != flag_mark(referral):
        # A flag can be changed, not taken away: whoever was first set one.
        now = _(FLAG_WORDS[Flag(referral.flag or Flag.GREEN)])
        said = _("Iemand zette de vlag intussen op %(flag)s. Kijk of die van jou nog klopt.", flag=now)
        raise Invalid({"flag": said})
    before, referral.flag, referral.flag_reason = referral.flag, flag, reason
    referral.flagged_at = work.now
    moves.rewatch(work, referral)
    moves.log(work, "case.flag", "referral", referral.id, referral, before=before, after=flag)


def flag_mark(referral: Referral) -> str:
    """What tells one setting of the flag from the next."""
    return referral.flagged_at.isoformat() if referral.flagged_at else ""


def write_to_referrer(
    work: Work, referral: Referral, kind: str, once_key: str, *, link: links.Link | None = None,
    hub: Hub | None = None, **values: Any,
) -> letters.Letter | None:  # fmt: skip
    """A letter to whoever referred, with the number only. Without a link it leads to the referrer's own page. Whoever
    has the `hub` at hand spares that question.

    It greets by name once a person at that address was seen: what a stranger typed there goes to nobody's mailbox.
    None without an address, or when it was already written.
    """
    if not referral.referrer_email:
        return None
    link = link or links.make(
        work, links.Purpose.REFERRAL, referral.id, hub_id=referral.hub_id, referral_id=referral.id
    )  # fmt: skip
    if referral.stage == Stage.CLOSED:
        link.expires_at = min(link.expires_at, work.real + links.AFTER_CLOSING)
    return letters.write(
        work, kind, referral.referrer_email, once_key=once_key, hub=hub or work.session.get(Hub, referral.hub_id),
        referral_id=referral.id, reply_reference=referral.number, link=link, number=referral.number,
        own_reference=referral.own_reference,
        name=referral.referrer_name if referral.referrer_confirmed_at else "", **values,
    )  # fmt: skip


def say(work: Work, referral: Referral, kind: str, text: str) -> Message:
    """One line in the time line of a held case, by whoever asks."""
    person = work.asker.kind == AskerKind.PERSON
    said = Message(
        hub_id=referral.hub_id, referral_id=referral.id, at=work.now, kind=kind, text=text,
        author_id=work.asker.person_id if person else None, author_name=work.asker.name,
    )  # fmt: skip
    work.session.add(said)
    moves.rewatch(work, referral)
    return said


def _appointment_that_came(work: Work, referral: Referral) -> Appointment | None:
    """The first open appointment of today or before: a talk does not use up one that is still to come."""
    first = work.session.exec(
        select(Appointment)
        .where(Appointment.referral_id == referral.id)
        .where(sa.text("held_at IS NULL AND cancelled_at IS NULL"))
        .order_by(col(Appointment.at))
        .limit(1)
    ).first()
    return first if first and brussels_date(first.at) <= brussels_date(work.now) else None
