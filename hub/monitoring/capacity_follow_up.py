"""Partners that spoke of their places long ago get a letter: is it still right?"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from hub.clock import quiet
from hub.dispatch.still_right.asking_desk import ask_when_due
from hub.dispatch.still_right.stale_sight import to_look_at
from hub.monitoring.one_by_one import one_by_one
from hub.store import Store, Work


def run(store: Store, now: datetime) -> Iterator[dict[str, Any]]:
    """One line for each partner that was asked: {"at", "did", "organisation"}. Nothing at night or on a day of rest.

    Each is a transaction of its own, so that one that fails holds nobody up.
    """
    if quiet(now):
        return
    with store.begin(now=now) as work:
        waiting = to_look_at(work)
    due = ((one, partial(_ask, organisation_id=one)) for one in waiting)
    yield from one_by_one(store, now, "organisation", due)


def _ask(work: Work, organisation_id: UUID) -> dict[str, Any] | None:
    return None if ask_when_due(work, organisation_id) is None else {"did": "asked_capacity"}
