"""Offers to another hub that nobody answers: each goes back to the coordinator who made it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from hub.dispatch.hand_over_tables import HandOver
from hub.dispatch.handing import lapse
from hub.monitoring.one_by_one import one_by_one
from hub.store import Store, Work


def run(store: Store, now: datetime, hub_id: UUID | None) -> Iterator[dict[str, Any]]:
    """One line for each offer that came back: {"at", "did", "hand_over", "referral"}. Asked outside quiet hours only.

    Each is a transaction of its own, so that one that fails holds nobody up.
    """
    due = ((one, partial(_lapse, hand_over_id=one)) for one in _due(store, now, hub_id))
    yield from one_by_one(store, now, "hand_over", due)


def _lapse(work: Work, hand_over_id: UUID) -> dict[str, Any] | None:
    referral = lapse(work, hand_over_id)
    return {"did": "came_back_from_hub", "referral": referral.number} if referral else None


def _due(store: Store, now: datetime, hub_id: UUID | None) -> Sequence[UUID]:
    with store.begin(now=now) as work:
        due = select(HandOver.id).where(col(HandOver.due_at) <= now).order_by(col(HandOver.due_at))
        return work.session.exec(due.where(HandOver.hub_id == hub_id) if hub_id else due).all()
