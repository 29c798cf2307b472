"""Offers to another hub that nobody answers: each goes back to the coordinator who made it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlmodel import col, select

from hub.clock import in_brussels
from hub.dispatch.hand_over_tables import HandOver
from hub.dispatch.handing import lapse
from hub.store import Store

log = structlog.get_logger()


def run(store: Store, now: datetime, hub_id: UUID | None) -> Iterator[dict[str, Any]]:
    """One line for each offer that came back: {"at", "did", "hand_over", "referral"}. Asked outside quiet hours only.

    Each is a transaction of its own, so that one that fails holds nobody up.
    """
    for hand_over_id in _due(store, now, hub_id):
        line: dict[str, Any] = {"hand_over": str(hand_over_id)}
        try:
            with store.begin(now=now) as work:
                referral = lapse(work, hand_over_id)
            if referral is None:
                continue
            line |= {"did": "came_back_from_hub", "referral": referral.number}
        except Exception as trouble:  # tried again at the next beat
            kind = type(trouble).__name__
            log.error("an offer could not go back", hand_over=str(hand_over_id), kind=kind, exc_info=trouble)
            line |= {"did": "failed", "error": kind}
        yield {"at": in_brussels(now).isoformat(timespec="minutes"), **line}


def _due(store: Store, now: datetime, hub_id: UUID | None) -> Sequence[UUID]:
    with store.begin(now=now) as work:
        due = select(HandOver.id).where(col(HandOver.due_at) <= now).order_by(col(HandOver.due_at))
        return work.session.exec(due.where(HandOver.hub_id == hub_id) if hub_id else due).all()
