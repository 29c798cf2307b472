"""Letters with a personal link to what lies on the table: before it sits, after it sat, and between two sessions."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import col, select

from hub import ledger, letters, links
from hub.clock import DayUnit, add_days, brussels_date, quiet
from hub.dispatch.answering import ANSWERS, SEES_CARDS
from hub.dispatch.case import Stage
from hub.dispatch.house_rules.rules_sight import must_accept
from hub.dispatch.locks import hold_agenda
from hub.dispatch.mailed.asking_tables import TableAsking, Why
from hub.dispatch.mailed.cards_sight import cards_for, owed
from hub.dispatch.mailed.receivers import Receiver, receivers_of
from hub.dispatch.seating import levels_of
from hub.dispatch.seen import Seen
from hub.dispatch.sessions.kinds import Coming
from hub.dispatch.table_tables import AgendaItem, AgendaState, DispatchTable, Session
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.partners.tables import Organisation, OrganisationKind
from hub.store import Store, Work

READ_BEFORE = 3  # working days before it sits
SITS = timedelta(hours=12)  # a table that nobody closed is over by then
AWAY = (Coming.EXCUSED, Coming.ABSENT)


def run(store: Store, hub_id: UUID, now: datetime | None = None) -> int:
    """Write what is due about the sessions of this hub, each partner in a transaction of its own; returns how many
    letters. By night and on days off they wait."""
    with store.begin(now=now) as work:
        due = [] if quiet(work.now) else _due(work, hub_id)
    written = 0
    for session_id, organisation_id, why in due:
        with store.begin(now=now) as work:
            written += tell(work, session_id, organisation_id, why)
    return written


def tell(work: Work, session_id: UUID, organisation_id: UUID, why: Why) -> int:
    """Write to the people of one partner about what they read and were not told of yet; returns how many letters."""
    session = work.found(Session, session_id)
    hold_agenda(work, session.hub_id)
    work.session.refresh(session)
    partner = work.session.get_one(Organisation, organisation_id)
    if session.cancelled_at or partner.ended_on:
        return 0
    told = _told(work, session.id, partner.id)
    return sum(_tell_one(work, session, partner, one, why, told) for one in receivers_of(work, session, partner))


def ask_urgently(
    work: Work, referral: Referral, partner: Organisation, item: AgendaItem, answer_by: date
) -> int:  # fmt: skip
    """One case that cannot wait: a letter to everybody of this partner who answers for it; returns how many."""
    session = work.session.get_one(Session, item.session_id)
    found = receivers_of(work, session, partner)
    for one in found:
        link = _link(work, session, partner, one, Why.URGENT, [item.id], referral.id)
        letters.write(
            work, "urgent_round", one.address, once_key=f"urgent_round:{item.id}:{partner.id}:{one.person_id or '-'}",
            hub=work.session.get(Hub, referral.hub_id), referral_id=referral.id, number=referral.number, link=link,
            partner=partner.name, name=one.name, answer_by=answer_by,
        )  # fmt: skip
    return len(found)


def _due(work: Work, hub_id: UUID) -> list[tuple[UUID, UUID, Why]]:
    """(session, partner, why) of what may have to be written; each is looked at again by itself."""
    soon = add_days(brussels_date(work.now), READ_BEFORE, DayUnit.WORKING_DAYS)
    waits = select(AgendaItem.session_id).where(AgendaItem.hub_id == hub_id, AgendaItem.state == AgendaState.ON_AGENDA)
    asked = (
        select(AgendaItem.session_id)
        .join(Referral, col(Referral.id) == col(AgendaItem.referral_id))
        .where(Referral.hub_id == hub_id, Referral.stage == Stage.DISCUSSED, AgendaItem.state == AgendaState.DONE)
    )
    known = select(Session).where(Session.hub_id == hub_id, col(Session.cancelled_at).is_(None))
    coming = work.session.exec(known.where(col(Session.id).in_(waits), col(Session.closed_at).is_(None))).all()
    sat = work.session.exec(known.where(col(Session.id).in_(asked))).all()
    found = [(one, Why.AGENDA) for one in coming if work.now < one.at and brussels_date(one.at) <= soon]
    found += [(one, Why.OWED) for one in sat if one.closed_at or one.at + SITS <= work.now]
    return [
        (session.id, organisation_id, why)
        for session, why in found
        for organisation_id, level in sorted(levels_of(work, session).items())
        if level in SEES_CARDS and (why == Why.AGENDA or level == ANSWERS)
    ]  # fmt: skip


def _tell_one(
    work: Work, session: Session, partner: Organisation, to: Receiver, why: Why, told: Sequence[TableAsking]
) -> int:
    if partner.kind == OrganisationKind.HUB:
        return 0  # it reads its own table
    mine = [one for one in told if one.person_id == to.person_id]
    if must_accept(work, session.hub_id, [partner.id]):
        cards: list[Seen] = []  # the rules come first, once, where something lies there
        if mine or why != Why.AGENDA:
            return 0
    else:
        cards = _to_tell(cards_for(work, session, partner, to.seat), partner.id, why)
        known = {item for one in mine if one.why in _ALIKE[why] for item in one.items}
        if all(case.item_id in known for case in cards):
            return 0
    items = [case.item_id for case in cards]
    day = brussels_date(work.now).isoformat()
    once = f"table_{why}:{session.id}:{partner.id}:{to.person_id or '-'}:{day}"
    if work.session.exec(select(letters.Letter.id).where(letters.Letter.once_key == once)).first():
        return 0
    letters.write(
        work, f"table_{why}", to.address, once_key=once, first=True, hub=work.session.get(Hub, session.hub_id),
        link=_link(work, session, partner, to, why, items), name=to.name, partner=partner.name,
        table=work.session.get_one(DispatchTable, session.table_id).name, at=session.at, many=len(cards),
        again=any(one.why == why for one in mine), away=to.comes in AWAY,
        answers=levels_of(work, session).get(partner.id) == ANSWERS,
        answer_by=min((case.answer_by for case in cards if case.answer_by), default=None),
    )  # fmt: skip
    return 1


# What was told for one of these reasons need not be told for the other.
_ALIKE = {Why.AGENDA: (Why.AGENDA,), Why.OWED: (Why.OWED, Why.URGENT)}


def _to_tell(cards: Sequence[Seen], organisation_id: UUID, why: Why) -> list[Seen]:
    if why == Why.AGENDA:
        return [case for case in cards if case.stage == Stage.ON_TABLE and case.answerable]
    return [case for case in owed(cards, organisation_id) if case.stage == Stage.DISCUSSED]


def _told(work: Work, session_id: UUID, organisation_id: UUID) -> Sequence[TableAsking]:
    return work.session.exec(
        select(TableAsking).where(TableAsking.session_id == session_id, TableAsking.organisation_id == organisation_id)
    ).all()


def _link(
    work: Work, session: Session, partner: Organisation, to: Receiver, why: Why, items: Sequence[UUID],
    referral_id: UUID | None = None,
) -> links.Link:  # fmt: skip
    asking = TableAsking(
        hub_id=session.hub_id, session_id=session.id, organisation_id=partner.id, person_id=to.person_id, why=why,
        items=list(items), asked_at=work.now,
    )  # fmt: skip
    work.session.add(asking)
    work.flush()
    ledger.write(
        work, "table.write_to_partner", "session", session.id, hub_id=session.hub_id, referral_id=referral_id,
        organisation=partner.id, asking=asking.id, cards=len(items),
    )  # fmt: skip
    return links.make(
        work, links.Purpose.TABLE, asking.id, hub_id=session.hub_id, referral_id=referral_id, person_id=to.person_id
    )  # fmt: skip
