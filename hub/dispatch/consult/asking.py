"""Asking others what they think of a consult: the coordinator writes the question without names and chooses whom."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from hub import letters, links
from hub.clock import DayUnit, at_nine, brussels_date
from hub.dispatch import ending, moves
from hub.dispatch.cards import HOLDS_CONTACT, named_in, names_of
from hub.dispatch.case import Stage
from hub.dispatch.clarify import take_as
from hub.dispatch.clocks import ClockName
from hub.dispatch.clockwork.reading import free_calendar
from hub.dispatch.consult.begun import begun, wait_no_more
from hub.dispatch.consult.nameless import pointers, said
from hub.dispatch.consult.silence import Do, climb, looked_at
from hub.dispatch.consult.tables import Consult, ConsultAsk
from hub.dispatch.consult.whom import Whom, whom_of
from hub.dispatch.names import reaches_somebody
from hub.dispatch.tables import Referral
from hub.dispatch.typed import clean, day_to_come, working_day
from hub.hubs import Hub
from hub.links import Purpose
from hub.partners.tables import Organisation
from hub.people.rights import Right
from hub.people.tables import Person
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.wording import _

BEGINS = (Stage.SUBMITTED, Stage.CLARIFICATION)
LONGEST = 2000


def ask(
    work: Work, referral_id: UUID, question: str, chosen: Sequence[str], answer_by: date | None, *, sure: bool = False
) -> list[Whom]:  # fmt: skip
    """Send the question on to those that were chosen, by a letter that links to it; gives back who is asked now.

    Whoever is asked already gets no second letter, and reads the question as it stands now. The case waits until the
    day before which they answer. Invalid with a sentence per field; for what may be a name too, until the asker is
    `sure`.
    """
    referral = take_as(work, referral_id, Right.DECIDE)
    if referral.stage not in (*BEGINS, Stage.CONSULT):
        raise Refused(_("Dit is nu geen consult. Bekijk hoe de aanmelding ervoor staat."))
    errors: dict[str, str] = {}
    text = _told(work, referral, question, errors, sure=sure)
    if answer_by is None:
        errors["answer_by"] = _("Kies vóór welke dag je een antwoord wil.")
    else:
        try:
            working_day("answer_by", day_to_come(work, "answer_by", answer_by))
        except Invalid as wrong:
            errors |= wrong.errors
    asked = {one.person_id or one.organisation_id for one in _open(work, referral.id)}
    whom = [one for one in whom_of(work, referral.hub_id) if one.code in set(chosen) and one.id not in asked]
    if not whom and not asked:
        errors["whom"] = _("Kies aan wie je het vraagt.")
    if errors:
        raise Invalid(errors)
    if referral.stage != Stage.CONSULT:
        ending.start_consult(work, referral.id)
    consult = begun(work, referral)
    if answer_by and answer_by != consult.answer_by:
        _put_off(work, referral, answer_by)
    consult.question, consult.answer_by, referral.review_on = text, answer_by, answer_by
    work.session.add_all([consult, referral])
    for one in whom:
        _send(work, referral, consult, one)
    moves.rewatch(work, referral)
    return whom


def call_off(work: Work, ask_id: UUID, referral_id: UUID) -> None:
    """No answer of this one is needed any more: its link ends. Refused when it answered already."""
    referral = take_as(work, referral_id, Right.DECIDE)
    row = _held(work, ask_id, referral)
    if row.answered_at:
        raise Refused(_("Hier is al een antwoord. Dat blijft staan."))
    row.withdrawn_at, row.due_at, row.silent_since = work.now, None, None
    work.session.add(row)
    links.withdraw(work, row.id, Purpose.CONSULT)
    if not _open(work, referral.id):
        wait_no_more(work, referral)
    moves.rewatch(work, referral)
    moves.log(work, "consult.call_off", "consult_ask", row.id, referral)


def remind(work: Work, ask_id: UUID, referral_id: UUID) -> None:
    """The letter goes once more to who has not answered; once a day."""
    referral = take_as(work, referral_id, Right.DECIDE)
    row = _held(work, ask_id, referral)
    if row.answered_at or referral.stage != Stage.CONSULT:
        raise Refused(_("Hier is geen antwoord meer nodig."))
    if not _remind(work, referral, row):
        raise Refused(_("We kennen geen e-mailadres. Bel, en noteer het antwoord."))
    moves.log(work, "consult.remind", "consult_ask", row.id, referral)


def look_after_silence(work: Work, referral: Referral, ask_id: UUID) -> Do | None:
    """What the clockwork does about one that is asked in a held case: a letter once more, or the coordinator has it.
    Silence stays no answer. None when nothing is due."""
    row, kept = work.session.get_one(ConsultAsk, ask_id), begun(work, referral)
    work.session.refresh(row)
    if row.due_at is None:
        return None
    day = kept.answer_by or brussels_date(row.due_at)
    todo = climb(row.due_at, day, work.now, _unit(work, referral))
    closed = free_calendar(work, row.organisation_id).shut(brussels_date(work.now))
    if todo is None or (todo == Do.REMIND and closed):
        return None
    work.session.add(row)
    if todo == Do.REMIND:
        row.due_at = at_nine(day)
        if not _remind(work, referral, row):
            return None
        moves.log(work, "consult.remind", "consult_ask", row.id, referral)
        return todo
    row.due_at, row.silent_since = None, work.now
    moves.rewatch(work, referral)
    moves.log(work, "consult.silent", "consult_ask", row.id, referral)
    return todo


def send_to(work: Work, referral: Referral, person_id: UUID, organisation_id: UUID) -> None:
    """One more that is asked, in a held case and before the same day; nobody twice, nor who answered. Asks no right."""
    asked = {one.person_id for one in _asked(work, referral.id)}
    here = (one for one in whom_of(work, referral.hub_id) if one.organisation_id == organisation_id)
    whom = next((one for one in here if one.person_id == person_id), None)
    if whom and person_id not in asked:
        _send(work, referral, begun(work, referral), whom)


def _remind(work: Work, referral: Referral, row: ConsultAsk) -> bool:
    """The letter once more, at most once a day; the first link goes on working. False where there is no address."""
    whom = _reached(work, referral, row)
    if whom is None:
        return False
    once = f"consult_asked:{row.id}:{work.now:%Y-%m-%d}"
    _write(work, referral, begun(work, referral), row, whom, once, again=True)
    row.reminded_at = work.now
    work.session.add(row)
    work.session.flush()
    return True


def _reached(work: Work, referral: Referral, row: ConsultAsk) -> Whom | None:
    """Who is written to; None once it left, or where no address is known."""
    there = whom_of(work, referral.hub_id)
    return next((one for one in there if one.id == (row.person_id or row.organisation_id) and one.email), None)


def _put_off(work: Work, referral: Referral, answer_by: date) -> None:
    """Another day: who says nothing has until then, and is looked at anew."""
    for row in _open(work, referral.id):
        row.due_at = looked_at(brussels_date(work.now), answer_by, _unit(work, referral))
        row.silent_since = None
        work.session.add(row)


def _unit(work: Work, referral: Referral) -> DayUnit:
    return moves.clocks_of(work, referral.hub_id)[ClockName.CONSULT].unit


def _told(work: Work, referral: Referral, question: str, errors: dict[str, str], *, sure: bool) -> str:
    """The question as others may read it."""
    try:
        text = clean("question", question, needed=_("Schrijf de vraag, zonder namen."), at_most=LONGEST)
    except Invalid as wrong:
        errors |= wrong.errors
        return ""
    named = next(named_in(text, names_of(work, referral)), None)
    if named:
        errors["question"] = _("Hier staat de naam “%(name)s”. Wie je het vraagt, mag niet weten over wie.", name=named)
    elif reaches_somebody(text):
        errors["question"] = _(HOLDS_CONTACT)
    elif not sure and (found := pointers(text)):
        errors["question"] = said(found)
    return text


def _send(work: Work, referral: Referral, consult: Consult, whom: Whom) -> None:
    row = ConsultAsk(
        hub_id=referral.hub_id, referral_id=referral.id, organisation_id=whom.organisation_id,
        person_id=whom.person_id, asked_at=work.now, asked_by=work.asker.person_id, written=bool(whom.email),
        due_at=looked_at(brussels_date(work.now), consult.answer_by or brussels_date(work.now), _unit(work, referral)),
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    if whom.email:
        _write(work, referral, consult, row, whom, f"consult_asked:{row.id}")
    moves.log(work, "consult.ask", "consult_ask", row.id, referral, organisation=whom.organisation_id)


def _write(
    work: Work, referral: Referral, consult: Consult, row: ConsultAsk, whom: Whom, once: str, *, again: bool = False
) -> None:  # fmt: skip
    link = links.make(work, Purpose.CONSULT, row.id, hub_id=row.hub_id, referral_id=row.referral_id)
    letters.write(
        work, "consult_asked", whom.email, once_key=once, hub=work.session.get(Hub, referral.hub_id),
        referral_id=referral.id, link=link, number=referral.number, partner=whom.name, answer_by=consult.answer_by,
        again=again,
    )  # fmt: skip


def _open(work: Work, referral_id: UUID) -> Sequence[ConsultAsk]:
    """Who is asked and has not answered."""
    return [one for one in _asked(work, referral_id) if one.answered_at is None]


def _asked(work: Work, referral_id: UUID) -> Sequence[ConsultAsk]:
    asked = select(ConsultAsk).where(ConsultAsk.referral_id == referral_id, col(ConsultAsk.withdrawn_at).is_(None))
    return work.session.exec(asked).all()


def _held(work: Work, ask_id: UUID, referral: Referral) -> ConsultAsk:
    row = work.session.get(ConsultAsk, ask_id)
    if row is None or row.referral_id != referral.id or row.withdrawn_at:
        raise NotFound
    work.session.refresh(row)
    return row


def name_of(work: Work, row: ConsultAsk) -> str:
    """ "Kompas NAFT", or "Nadia Pauwels, Kompas NAFT" where one person was asked."""
    organisation = work.session.get_one(Organisation, row.organisation_id).name
    person = work.session.get(Person, row.person_id) if row.person_id else None
    return f"{person.name}, {organisation}" if person else organisation
