"""Work that was given up and that an administrator may let try again: what came in, documents and lists of the hub."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from hub import ledger, stumbles
from hub.columns import table_of
from hub.home.watching.standing import KINDS
from hub.hubs import Hub
from hub.people.rights import Right, require_any
from hub.problems import NotFound, Refused
from hub.store import Work
from hub.wording import _

# Which task takes each of them up; letters and files that stay shut are tasks of the desk on its own page.
WAKES = {"mail": "intake.read", "paper": "papers.read", "school_list": "lists.import", "old_list": "lists.import"}
MOST = 50


@dataclass(frozen=True)
class GivenUp:
    """One row; `error` is a kind of error, which says something to who keeps the server and nothing about anybody."""

    kind: str
    id: UUID
    hub: str
    parked_at: datetime
    attempts: int
    error: str


def waiting(work: Work) -> Sequence[GivenUp]:
    """The newest of the hubs that this administrator keeps."""
    hubs = require_any(work.asker, Right.MANAGE)
    found = [one for kind in WAKES for one in _of(work, kind, hubs)]
    return sorted(found, key=lambda one: one.parked_at, reverse=True)[:MOST]


def try_again(work: Work, kind: str, row_id: UUID) -> None:
    """It is taken up once more, as if it were new. Refused when it is not given up (any more)."""
    hubs = require_any(work.asker, Right.MANAGE)
    if kind not in WAKES:
        raise NotFound
    t = table_of(KINDS[kind])
    ours = (t.c.id == row_id, t.c.hub_id.in_(hubs))
    hub_id = work.session.scalar(sa.select(t.c.hub_id).where(*ours))
    if hub_id is None:
        raise NotFound
    again = sa.update(t).where(*ours, t.c.parked_at.is_not(None))
    done: Any = work.session.execute(
        again.values(parked_at=None, last_error=None, attempts=0, due_at=work.real, leased_until=None)
    )
    if done.rowcount != 1:
        raise Refused(_("Dit wordt al opnieuw geprobeerd."))
    ledger.write(work, "work.again", kind, row_id, hub_id=hub_id)
    work.wake(WAKES[kind])


def follow_up_now(work: Work) -> int:
    """What is followed up and kept failing is tried at once, without waiting for its day; returns how many."""
    require_any(work.asker, Right.MANAGE)
    many = stumbles.try_now(work)
    ledger.write(work, "work.again", "stumble", None, many=many)
    work.wake("radar.follow_up")
    return many


def _of(work: Work, kind: str, hubs: frozenset[UUID]) -> list[GivenUp]:
    t = table_of(KINDS[kind])
    asked = (
        sa.select(t.c.id, col(Hub.name).label("hub"), t.c.parked_at, t.c.attempts, t.c.last_error)
        .join(Hub, col(Hub.id) == t.c.hub_id)
        .where(t.c.parked_at.is_not(None), t.c.hub_id.in_(hubs))
        .order_by(t.c.parked_at.desc())
        .limit(MOST)
    )
    rows = work.session.execute(asked).all()
    return [GivenUp(kind, row.id, row.hub, row.parked_at, row.attempts, row.last_error or "") for row in rows]
