"""What the clockwork proposes for the next agenda of each hub, a few days before its table sits."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlmodel import col, select

from hub.clock import in_brussels
from hub.dispatch.agendas import building
from hub.hubs import Hub
from hub.store import Store

log = structlog.get_logger()


def run(store: Store, now: datetime, hub_id: UUID | None) -> Iterator[dict[str, Any]]:
    """One line for each place that was proposed: {"at", "did", "session", "referral"}. Asked outside quiet hours only.

    Each is a transaction of its own, so that one that fails holds nobody up.
    """
    for hub in _hubs(store, now, hub_id):
        with store.begin(now=now) as work:
            session, cases = building.due_for(work, hub)
            session_id = session.id if session else None
        for case in cases:
            assert session_id
            line: dict[str, Any] = {"session": str(session_id)}
            try:
                with store.begin(now=now) as work:
                    referral = building.propose_for(work, session_id, case)
                if referral is None:
                    continue
                line |= {"did": "proposed_for_table", "referral": referral.number}
            except Exception as trouble:  # tried again at the next beat
                kind = type(trouble).__name__
                log.error("a place could not be proposed", referral=str(case), kind=kind, exc_info=trouble)
                line |= {"did": "failed", "error": kind}
            yield {"at": in_brussels(now).isoformat(timespec="minutes"), **line}


def _hubs(store: Store, now: datetime, hub_id: UUID | None) -> list[UUID]:
    if hub_id:
        return [hub_id]
    with store.begin(now=now) as work:
        return list(work.session.exec(select(Hub.id).order_by(col(Hub.position))).all())
