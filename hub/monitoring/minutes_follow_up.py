"""Minutes that somebody did not read yet: whoever sat there is reminded once, before the last day."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from hub.dispatch.minutes.minutes_tables import Reading
from hub.dispatch.minutes.reminding import remind
from hub.monitoring.one_by_one import one_by_one
from hub.store import Store, Work

AT_A_TIME = 500


def run(store: Store, now: datetime, hub_id: UUID | None) -> Iterator[dict[str, Any]]:
    """One line for each reminder: {"at", "did", "minutes_reading"}; "did" is reminded_reader or failed. Each is a
    transaction of its own, so that one that fails holds nobody up."""
    due = ((one, partial(_remind, reading_id=one)) for one in _due(store, now, hub_id))
    yield from one_by_one(store, now, "minutes_reading", due)


def _remind(work: Work, reading_id: UUID) -> dict[str, Any] | None:
    return {"did": "reminded_reader"} if remind(work, reading_id) else None


def _due(store: Store, now: datetime, hub_id: UUID | None) -> Sequence[UUID]:
    with store.begin(now=now) as work:
        due = select(Reading.id).where(col(Reading.due_at) <= now)
        due = due.where(Reading.hub_id == hub_id) if hub_id else due
        return work.session.exec(due.order_by(col(Reading.due_at), col(Reading.id)).limit(AT_A_TIME)).all()
