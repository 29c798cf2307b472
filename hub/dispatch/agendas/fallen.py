"""A partner that agreed lets go before the start: the case stands on the next agenda by itself, once."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.dispatch.case import Move, Stage
from hub.dispatch.feedback import telling
from hub.dispatch.letting_go.losing_sight import lost_parts
from hub.dispatch.letting_go.tables import LostPart
from hub.dispatch.locks import hold_agenda, take
from hub.dispatch.moves import leave_agenda, move
from hub.dispatch.reopening import add_item
from hub.dispatch.sittings import next_session
from hub.dispatch.table_tables import AgendaItem, AgendaReason, AgendaState, Claim, ClaimState, TableCard, Track
from hub.dispatch.tables import Referral
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, use_language

AT_MOST = 200  # at one beat


def due(work: Work, hub_id: UUID) -> Sequence[UUID]:
    """The cases that came back or lay with the coordinator when their partner let go, with an approved card, and about
    which nobody decided since: she moved none of them, nor left the place empty that was proposed.

    A claim that waits for her keeps its case where it is: going to the table would end it.
    """
    lost = select(LostPart.id).where(
        LostPart.referral_id == Referral.id, col(LostPart.withdrew), col(LostPart.at) >= col(Referral.stage_since)
    )
    card = select(TableCard.referral_id).where(
        TableCard.referral_id == Referral.id, col(TableCard.approved_at).is_not(None)
    )
    waits = select(Claim.id).where(Claim.referral_id == Referral.id, Claim.state == ClaimState.MADE)
    left_empty = select(AgendaItem.id).where(
        AgendaItem.referral_id == Referral.id, col(AgendaItem.added_at) >= col(Referral.stage_since),
        AgendaItem.state == AgendaState.REMOVED,
    )  # fmt: skip
    return work.session.exec(
        select(Referral.id)
        .where(Referral.hub_id == hub_id, Referral.stage == Stage.REOPENED)
        .where(lost.exists(), card.exists(), ~waits.exists(), ~left_empty.exists())
        .order_by(col(Referral.id))
        .limit(AT_MOST)
    ).all()


def place(work: Work, referral_id: UUID) -> Referral | None:
    """On the next agenda, with who let go and why; where no session is planned it waits for the first one. None when
    it is not needed any more."""
    referral = take(work, referral_id)
    hold_agenda(work, referral.hub_id)
    if referral.id not in due(work, referral.hub_id):
        return None
    session = next_session(work, referral.hub_id, work.now)
    if session is None:
        return None
    with use_language(DEFAULT_LANGUAGE):
        parts = lost_parts(work, [referral.id])[referral.id]
        why = " · ".join(one.words for one in parts if one.withdrew and one.at >= referral.stage_since)
    reason = AgendaReason(_track_of(work, referral).stage)
    leave_agenda(work, referral)
    item = add_item(work, referral, session.id, reason, AgendaState.ON_AGENDA)
    item.note = why[:500]
    move(work, referral, Move.PUT_ON_TABLE, session=session.id)
    telling.on_table(work, referral)
    return referral


def _track_of(work: Work, referral: Referral) -> Track:
    """The part of which the partner let go last."""
    last = sa.select(col(LostPart.track_id)).where(col(LostPart.referral_id) == referral.id, col(LostPart.withdrew))
    return work.session.get_one(
        Track, work.session.execute(last.order_by(col(LostPart.at).desc()).limit(1)).scalar_one()
    )
