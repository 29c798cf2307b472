"""What the clockwork puts or proposes on the next agenda of each hub."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from hub.dispatch.agendas import building, fallen
from hub.hubs import Hub
from hub.monitoring.one_by_one import one_by_one
from hub.store import Store, Work


def run(store: Store, now: datetime, hub_id: UUID | None) -> Iterator[dict[str, Any]]:
    """One line for each place that was given or proposed: {"at", "case", "did", "referral"}. Asked outside quiet hours
    only.

    Each is a transaction of its own, so that one that fails holds nobody up.
    """
    for hub in _hubs(store, now, hub_id):
        with store.begin(now=now) as work:
            let_go = fallen.due(work, hub)
        yield from one_by_one(store, now, "case", ((case, partial(_place, case=case)) for case in let_go))
        with store.begin(now=now) as work:
            session, cases = building.due_for(work, hub)
            session_id = session.id if session else None
        if session_id:
            due = ((case, partial(_propose, session_id=session_id, case=case)) for case in cases)
            yield from one_by_one(store, now, "case", due)


def _place(work: Work, case: UUID) -> dict[str, Any] | None:
    referral = fallen.place(work, case)
    return {"did": "put_on_agenda", "referral": referral.number} if referral else None


def _propose(work: Work, session_id: UUID, case: UUID) -> dict[str, Any] | None:
    referral = building.propose_for(work, session_id, case)
    done = {"did": "proposed_for_table", "session": str(session_id)}
    return {**done, "referral": referral.number} if referral else None


def _hubs(store: Store, now: datetime, hub_id: UUID | None) -> list[UUID]:
    if hub_id:
        return [hub_id]
    with store.begin(now=now) as work:
        return list(work.session.exec(select(Hub.id).order_by(col(Hub.position))).all())
