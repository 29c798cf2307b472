"""Answering a consult: behind the mailed link, signed in, or told to the coordinator. The asker reads it at once."""

from uuid import UUID

from sqlmodel import col, select

from hub import links
from hub.asker import Asker, AskerKind, Role
from hub.dispatch import alarm, moves
from hub.dispatch.case import Stage
from hub.dispatch.clarify import take_as, write_to_referrer
from hub.dispatch.consult.asking import name_of
from hub.dispatch.consult.begun import wait_no_more
from hub.dispatch.consult.nameless import stays_nameless
from hub.dispatch.consult.tables import ConsultAsk
from hub.dispatch.consult.waited_for import others_think
from hub.dispatch.locks import take
from hub.dispatch.tables import Message, Referral
from hub.dispatch.typed import clean
from hub.links import Link, Purpose
from hub.partners.tables import Organisation
from hub.people.rights import Right
from hub.people.tables import Membership
from hub.problems import NotFound, Refused
from hub.store import Work
from hub.wording import _

LONGEST = 4000


def may_answer(asker: Asker, row: ConsultAsk) -> bool:
    """The one who was asked, for as long as it is of that organisation, or anybody of the organisation that was."""
    there = row.organisation_id in asker.organisations_as(Role.PARTNER, Role.REFERRER)
    return there and row.person_id in (None, asker.person_id)


def opened(work: Work, token: str) -> Link:
    """The link with this token; NotFound once who was asked left, or its organisation stopped."""
    link = links.open_link(work, token, Purpose.CONSULT)
    row = work.found(ConsultAsk, link.noun_id)
    role = select(Membership.id).where(
        Membership.person_id == row.person_id, Membership.organisation_id == row.organisation_id,
        col(Membership.until).is_(None),
    )  # fmt: skip
    left = row.person_id and work.session.exec(role.limit(1)).first() is None
    if left or work.session.get_one(Organisation, row.organisation_id).ended_on:
        raise NotFound(_("Deze link werkt niet meer. Vraag een nieuwe aan het meldpunt."))
    return link


def answer_by_link(work: Work, token: str, text: str, *, sure: bool = False) -> ConsultAsk:
    link = opened(work, token)
    work.asker = Asker(AskerKind.LINK, link_id=link.id)
    return _answer(work, link.noun_id, text, sure=sure)


def answer(work: Work, ask_id: UUID, text: str, *, sure: bool = False) -> ConsultAsk:
    """Signed in; NotFound for everybody who was not asked."""
    if not may_answer(work.asker, work.found(ConsultAsk, ask_id)):
        raise NotFound
    return _answer(work, ask_id, text, sure=sure)


def note(work: Work, ask_id: UUID, referral_id: UUID, text: str, *, sure: bool = False) -> ConsultAsk:
    """The coordinator notes what was said by telephone."""
    take_as(work, referral_id, Right.DECIDE)
    if work.found(ConsultAsk, ask_id).referral_id != referral_id:
        raise NotFound
    return _answer(work, ask_id, text, sure=sure, read=True)


def _answer(work: Work, ask_id: UUID, text: str, *, sure: bool, read: bool = False) -> ConsultAsk:
    """Another answer takes the place of the first one until the consult ends. What was `read` already asks nobody."""
    row = work.found(ConsultAsk, ask_id)
    referral = take(work, row.referral_id)
    work.session.refresh(row)
    if row.withdrawn_at or referral.stage != Stage.CONSULT:
        raise Refused(_("Er is geen antwoord meer nodig. Bedankt om te willen helpen."))
    words = clean("answer", text, needed=_("Schrijf wat jullie ervan denken."), at_most=LONGEST)
    stays_nameless("answer", words, sure=sure)
    first = row.answered_at is None
    row.answer, row.answered_at, row.answered_by = words, work.now, work.asker.person_id
    row.due_at, row.silent_since = None, None
    _tell_desk(work, referral, row, read=read)
    work.session.add(row)
    alarm.listen(work, referral, words)
    moves.log(work, "consult.answer", "consult_ask", row.id, referral, again=not first)
    work.session.flush()
    if not others_think(work, referral.id):
        wait_no_more(work, referral)
    work.session.add(referral)
    moves.rewatch(work, referral)
    if first:
        write_to_referrer(work, referral, "consult_answer", f"consult_answer:{row.id}")
    return row


def _tell_desk(work: Work, referral: Referral, row: ConsultAsk, *, read: bool) -> None:
    """One line in the time line, which waits to be read (again)."""
    said = work.session.get(Message, row.message_id) if row.message_id else None
    if said is None:
        said = Message(hub_id=referral.hub_id, referral_id=referral.id, at=work.now, kind="consult", text=row.answer)
    elif said.text != row.answer:
        said.first_text, said.corrected_at = said.first_text or said.text, work.now
    said.text, said.at, said.author_name = row.answer, work.now, name_of(work, row)
    said.author_id, said.seen_at = row.answered_by, work.now if read else None
    work.session.add(said)
    work.session.flush()
    row.message_id = said.id
