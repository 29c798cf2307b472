"""The agenda of a session: what comes on the table, in which order, and when it was discussed."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger
from hub.clock import brussels_date
from hub.dispatch import sittings
from hub.dispatch.agendas import closing
from hub.dispatch.agendas.lapsing import must_be_told
from hub.dispatch.agendas.noting import decision
from hub.dispatch.case import Move, Stage, check
from hub.dispatch.clarify import take_as
from hub.dispatch.feedback import telling
from hub.dispatch.held_places import let_claims_go
from hub.dispatch.locks import hold_agenda
from hub.dispatch.meeting import floor
from hub.dispatch.minutes import beginning
from hub.dispatch.moves import leave_agenda, move, rewatch, state_of
from hub.dispatch.neutrality import recording
from hub.dispatch.reopening import add_item, propose
from hub.dispatch.sessions import attending
from hub.dispatch.sessions.kinds import TableKind
from hub.dispatch.sittings import ensure_sessions, hold_session, next_session
from hub.dispatch.table_tables import AgendaItem, AgendaReason, AgendaState, DispatchTable, Session, TableCard
from hub.dispatch.tables import Referral
from hub.dispatch.typed import clean
from hub.lookups import Lookup
from hub.people.rights import Right, require
from hub.problems import NotFound, Refused
from hub.store import Work
from hub.wording import _, date_words

__all__ = ["decision", "ensure_sessions", "next_session", "propose"]


def put_on_table(
    work: Work, referral_id: UUID, session_id: UUID | None = None, *, told: str | None = None
) -> AgendaItem:  # fmt: skip
    """Put a case on the agenda of a session; when none is named, of the one that the clockwork proposed, else the next.
    The reason of a proposal goes along.

    Refused without an approved table card, on a closed session, or from a stage that does not lead to the table; and
    `Untold` when claims or invitations end with it of which the page said nothing (`told`).
    """
    referral = may_go_to_table(work, referral_id)
    proposal = _proposal(work, referral)
    session_id = session_id or (proposal.session_id if proposal else None)
    reason = AgendaReason(proposal.reason) if proposal and proposal.session_id == session_id else _reason_of(referral)
    must_be_told(work, referral, session_id, told)
    let_claims_go(work, referral)
    leave_agenda(work, referral)
    session = _open_session(work, referral.hub_id, session_id)
    item = add_item(work, referral, session.id, reason, AgendaState.ON_AGENDA)
    # The radar reads the date of the session from the agenda, so the item stands there first.
    move(work, referral, Move.PUT_ON_TABLE, session=session.id)
    telling.on_table(work, referral)
    return item


def may_go_to_table(work: Work, referral_id: UUID) -> Referral:
    """The case, held. Refused without an approved table card, or from a stage that does not lead to the table."""
    referral = take_as(work, referral_id, Right.DECIDE)
    card = work.session.get(TableCard, referral.id)
    if card is None or card.approved_at is None:
        raise Refused(_("Schrijf eerst de tafelkaart en keur ze goed."))
    check(state_of(work, referral), Move.PUT_ON_TABLE)
    return referral


def accept_proposal(work: Work, item_id: UUID, *, told: str | None = None) -> AgendaItem:
    """The coordinator takes a proposed place on the agenda over as it stands."""
    item = _item(work, item_id)
    take_as(work, item.referral_id, Right.DECIDE)
    work.session.refresh(item)
    if item.state != AgendaState.PROPOSED:
        raise Refused(_("Dit voorstel staat niet meer open."))
    return put_on_table(work, item.referral_id, item.session_id, told=told)


def drop_proposal(work: Work, item_id: UUID) -> None:
    """The coordinator decides otherwise: the case stays with her, without a place on the agenda."""
    item = _item(work, item_id)
    referral = take_as(work, item.referral_id, Right.DECIDE)
    work.session.refresh(item)
    if item.state != AgendaState.PROPOSED:
        raise Refused(_("Dit voorstel staat niet meer open."))
    leave_agenda(work, referral)
    _log(work, "agenda.drop", item, referral)


def postpone(work: Work, item_id: UUID, to_session: UUID | None = None, reason: str = "") -> AgendaItem:
    """Move a case to a later session, the next one when none is named. Why stands on that agenda and in its time line.

    Invalid without a reason.
    """
    item = _item(work, item_id)
    referral = take_as(work, item.referral_id, Right.DECIDE)
    work.session.refresh(item)
    if item.state != AgendaState.ON_AGENDA:
        raise Refused(_("Deze vraag staat niet meer op de dagorde."))
    why = clean("reason", reason, needed=_("Schrijf waarom ze verschuift."), at_most=500)
    hold_agenda(work, referral.hub_id)
    old = work.session.get_one(Session, item.session_id)
    new = _open_session(work, referral.hub_id, to_session) if to_session else None
    new = new or next_session(work, referral.hub_id, max(old.at, work.now))
    if new is None or new.id == old.id:
        raise Refused(_("Er is nog geen latere zitting. Plan er eerst een: je vindt de zittingen bij Tafel."))
    decision(work, referral, closing.POSTPONED, why)
    turn = floor.kept(old, new, item.turn)
    leave_agenda(work, referral)
    later = add_item(work, referral, new.id, AgendaReason.POSTPONED, AgendaState.ON_AGENDA)
    later.note, later.turn = why, turn
    sittings.changed(work, old.id)
    rewatch(work, referral)
    _log(work, "agenda.postpone", later, referral)
    return later


def reorder(work: Work, session_id: UUID, item_ids: Sequence[UUID]) -> None:
    """Put the agenda in this order; what is not named keeps its order and comes after."""
    session = _open_session(work, None, session_id)
    hold_agenda(work, session.hub_id)
    items = {item.id: item for item in items_of(work, session.id)}
    named = [items.pop(item_id) for item_id in item_ids if item_id in items]
    for position, item in enumerate([*named, *items.values()], start=1):
        item.position = position
    sittings.changed(work, session.id)
    ledger.write(work, "agenda.reorder", "session", session.id, hub_id=session.hub_id)


def discuss(work: Work, referral_id: UUID) -> Referral:
    """The table has weighed the case; from here on the partners have their days to answer."""
    referral = take_as(work, referral_id, Right.DECIDE)
    _discussed(work, referral)
    return referral


def close_session(
    work: Work, session_id: UUID, *, early: bool = False, discussed: Collection[UUID] | None = None
) -> int:  # fmt: skip
    """The sitting is over. What was brought up was discussed, and beside it the cases that the chair names
    (`discussed`; all, where nobody was asked). The rest stays to do on the agenda of the next one, where proposals go.

    Returns how many cases were discussed by this. Refused before the day of the sitting, unless it was held `early`,
    and when something was not reached and no later session is planned.
    """
    session = _open_session(work, None, session_id)
    day = brussels_date(session.at)
    if day > brussels_date(work.now) and not early:
        raise Refused(_("Deze zitting is pas op %(day)s. Sluit ze af als ze voorbij is.", day=date_words(day)))
    standing = hold_session(work, session)
    items = [item for item in standing if item.state == AgendaState.ON_AGENDA]
    spoken = closing.spoken_of(items, discussed)
    for case in (item.referral_id for item in items if item.referral_id in spoken):
        _discussed(work, take_as(work, case, Right.DECIDE))
    floor.leave(work, session)
    closing.not_reached(work, session, [item for item in items if item.referral_id not in spoken])
    attending.runs(work, session)
    session.closed_at = work.now
    work.session.flush()
    beginning.begin(work, session)
    ensure_sessions(work, session.hub_id)
    closing.pass_on(work, session, [item for item in standing if item.state == AgendaState.PROPOSED])
    sittings.changed(work, session.id)
    work.wake("table.sessions")  # whoever still owes an answer hears by which day
    ledger.write(
        work, "session.close", "session", session.id, hub_id=session.hub_id, cases=len(spoken),
        not_reached=len(items) - len(spoken),
    )  # fmt: skip
    return len(spoken)


_ITEMS = (
    select(AgendaItem)
    .where(col(AgendaItem.session_id) == sa.bindparam("session", type_=sa.Uuid()))
    .where(col(AgendaItem.state).in_((AgendaState.ON_AGENDA, AgendaState.DONE)))
    .order_by(col(AgendaItem.position), col(AgendaItem.added_at))
)


_ITEMS_TO_READ = Lookup(_ITEMS)


def items_of(work: Work, session_id: UUID) -> Sequence[AgendaItem]:
    """What stands on the agenda of this session or was discussed there, in its order."""
    return work.session.execute(_ITEMS, {"session": session_id}).scalars().all()


def agenda_of(work: Work, session_id: UUID) -> Sequence[AgendaItem]:
    """The same, to read only."""
    return _ITEMS_TO_READ.ask(work.session, session=session_id)


def at_table(work: Work, referral: Referral) -> None:
    """See to it that the case counts as discussed before something is decided about it."""
    if referral.stage == Stage.ON_TABLE:
        _discussed(work, referral)


def weighed(work: Work, referral: Referral) -> Sequence[AgendaItem]:
    """It had its turn at the table where it lies: who was considered is written down. For a case, held."""
    hold_agenda(work, referral.hub_id)
    standing = select(AgendaItem).where(
        AgendaItem.referral_id == referral.id, AgendaItem.state == AgendaState.ON_AGENDA
    )
    items = work.session.exec(standing.execution_options(populate_existing=True)).all()
    for item in items:
        floor.take_turn(work, item)
        recording.write_down(work, referral, item)
    return items


def _discussed(work: Work, referral: Referral) -> None:
    for item in weighed(work, referral):
        item.state = AgendaState.DONE
    work.session.flush()
    move(work, referral, Move.DISCUSS)
    for session_id in work.session.exec(
        select(AgendaItem.session_id).where(AgendaItem.referral_id == referral.id).distinct()
    ).all():
        sittings.changed(work, session_id)


def _proposal(work: Work, referral: Referral) -> AgendaItem | None:
    """The place that is proposed for this case, on an agenda that can still take it."""
    return work.session.exec(
        select(AgendaItem)
        .join(Session, col(Session.id) == col(AgendaItem.session_id))
        .where(AgendaItem.referral_id == referral.id, AgendaItem.state == AgendaState.PROPOSED)
        .where(col(Session.closed_at).is_(None))
    ).first()


def _open_session(work: Work, hub_id: UUID | None, session_id: UUID | None) -> Session:
    """The session, not closed, and for whoever decides there; of this hub, and no steering group, where one is given
    for a case."""
    if session_id is None:
        assert hub_id is not None
        coming = next_session(work, hub_id, work.now)
        if coming is None:
            raise Refused(_("Er is nog geen zitting gepland. Plan er eerst een: je vindt de zittingen bij Tafel."))
        return coming
    session = work.session.get(Session, session_id, populate_existing=True)
    if session is None or (hub_id is not None and session.hub_id != hub_id):
        raise NotFound
    require(work.asker, Right.DECIDE, session.hub_id)
    if session.closed_at is not None:
        raise Refused(_("Deze zitting is afgesloten. Kies een volgende."))
    if hub_id is not None and work.session.get_one(DispatchTable, session.table_id).kind == TableKind.STEERING:
        raise Refused(_("De stuurgroep spreekt nooit over een jongere. Kies een zitting van een andere tafel."))
    return session


def _reason_of(referral: Referral) -> AgendaReason:
    if referral.stage == Stage.REOPENED and referral.reopened_for in set(AgendaReason):
        return AgendaReason(referral.reopened_for)
    return AgendaReason.ON_PURPOSE if referral.round else AgendaReason.NEW


def _item(work: Work, item_id: UUID) -> AgendaItem:
    return work.found(AgendaItem, item_id)


def _log(work: Work, act: str, item: AgendaItem, referral: Referral, **detail: Any) -> None:
    ledger.write(
        work, act, "agenda_item", item.id, hub_id=referral.hub_id, referral_id=referral.id, session=item.session_id,
        **detail,
    )  # fmt: skip
