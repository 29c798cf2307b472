"""Minutes that somebody did not read yet: whoever sat there is reminded once, before the last day."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlmodel import col, select

from hub.clock import in_brussels
from hub.dispatch.minutes.minutes_tables import Reading
from hub.dispatch.minutes.reminding import remind
from hub.store import Store

logger = structlog.get_logger()
AT_A_TIME = 500


def run(store: Store, now: datetime, hub_id: UUID | None) -> Iterator[dict[str, Any]]:
    """One line for each reminder: {"at", "did", "minutes_reading"}; "did" is reminded_reader or failed. Each is a
    transaction of its own, so that one that fails holds nobody up."""
    for reading_id in _due(store, now, hub_id):
        line: dict[str, Any] = {"minutes_reading": str(reading_id)}
        try:
            with store.begin(now=now) as work:
                if not remind(work, reading_id):
                    continue
            line["did"] = "reminded_reader"
        except Exception as trouble:  # tried again at the next beat
            kind = type(trouble).__name__
            logger.error("a reader could not be reminded", minutes_reading=str(reading_id), kind=kind, exc_info=trouble)
            line |= {"did": "failed", "error": kind}
        yield {"at": in_brussels(now).isoformat(timespec="minutes"), **line}


def _due(store: Store, now: datetime, hub_id: UUID | None) -> Sequence[UUID]:
    with store.begin(now=now) as work:
        due = select(Reading.id).where(col(Reading.due_at) <= now)
        due = due.where(Reading.hub_id == hub_id) if hub_id else due
        return work.session.exec(due.order_by(col(Reading.due_at), col(Reading.id)).limit(AT_A_TIME)).all()
