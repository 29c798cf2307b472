"""Reopening: what went wrong always comes back to the coordinator, with a proposed place on the next agenda."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select

from hub.dispatch import sittings
from hub.dispatch.case import Move, Stage
from hub.dispatch.codes import weight
from hub.dispatch.locks import hold_agenda
from hub.dispatch.moves import move, rewatch
from hub.dispatch.table_tables import AgendaItem, AgendaReason, AgendaState
from hub.dispatch.tables import Referral
from hub.store import Work

LIVE = (AgendaState.PROPOSED, AgendaState.ON_AGENDA)
FROM = (Stage.TRACKS, Stage.ON_TABLE, Stage.DISCUSSED, Stage.OFFERED)


def bring_back(work: Work, referral: Referral, reason: AgendaReason, *, track_id: UUID | None = None) -> bool:
    """Give a case back to the coordinator because of `reason`; True when that moved it.

    The case must be held (`moves.take`). Tracks that run go on untouched, and claims that wait for her keep waiting:
    silence frees no place. A case that came back already, or that waits for a decision elsewhere, is only watched anew.
    """
    if referral.stage not in FROM or (track_id and referral.stage != Stage.TRACKS):
        rewatch(work, referral)
        return False
    referral.reopened_for, referral.reopened_track_id = reason, track_id
    work.session.flush()
    why: dict[str, Any] = {"for": str(reason), "track": track_id}
    move(work, referral, Move.REOPEN, **why)
    propose(work, referral, reason)
    return True


def propose(work: Work, referral: Referral, reason: AgendaReason) -> AgendaItem | None:
    """Propose a place on the hub's next agenda; the coordinator decides.

    A case that has a place already keeps it. None when the hub has no table to come.
    """
    work.session.flush()
    hold_agenda(work, referral.hub_id)
    known = work.session.exec(
        select(AgendaItem).where(AgendaItem.referral_id == referral.id, col(AgendaItem.state).in_(LIVE))
    ).first()
    if known is not None:
        return known
    session = sittings.next_session(work, referral.hub_id, work.now)
    return add_item(work, referral, session.id, reason, AgendaState.PROPOSED) if session else None


def add_item(work: Work, referral: Referral, session_id: UUID, reason: AgendaReason, state: AgendaState) -> AgendaItem:
    """The case, held, comes on the agenda of this session, which was open while the agenda was held.

    The flag decides the order: red before amber before the rest, and among equals whoever came first.
    """
    item = AgendaItem(
        hub_id=referral.hub_id, session_id=session_id, referral_id=referral.id,
        position=make_room(work, session_id, referral.flag),
        reason=reason, state=state, added_at=work.now,
    )  # fmt: skip
    work.session.add(item)
    work.flush()
    sittings.changed(work, session_id)
    return item


def make_room(work: Work, session_id: UUID, flag: str | None) -> int:
    """The place behind the last case that weighs at least as much; whatever stood behind it moves on by one."""
    agenda = work.session.exec(
        select(AgendaItem, Referral.flag)
        .join(Referral, col(Referral.id) == col(AgendaItem.referral_id))
        .where(AgendaItem.session_id == session_id)
        .order_by(col(AgendaItem.position))
    ).all()
    heavier = [n for n, (_item, other) in enumerate(agenda, start=1) if weight(other) >= weight(flag)]
    place = agenda[heavier[-1] - 1][0].position + 1 if heavier else 1
    for later, _flag in agenda:
        if later.position >= place:
            later.position += 1
    return place
