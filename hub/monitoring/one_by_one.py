"""The shape of all follow-up: what is due, each in a transaction of its own, so that one that fails holds nobody up."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

import structlog

from hub import stumbles
from hub.clock import in_brussels
from hub.store import Store, Work

log = structlog.get_logger()
AT_ONCE = 200
Due = tuple[UUID, Callable[[Work], dict[str, Any] | None]]


def one_by_one(store: Store, now: datetime, noun: str, due: Iterable[Due]) -> Iterator[dict[str, Any]]:
    """One line for each of which something was done: {"at", noun: its id, "did", …}; "did" is failed for what went
    wrong. That waits longer each time, and stands on the administrator's page when it goes on."""
    waiting = iter(due)
    while some := list(islice(waiting, AT_ONCE)):
        with store.begin(now=now) as work:
            fallen, real = stumbles.known(work, noun, [one for one, _look in some]), work.real
        for one in some:
            fell_before = one[0] in fallen
            if fell_before and fallen[one[0]] > real:
                continue
            if line := _line(store, now, noun, one, fell_before=fell_before):
                yield {"at": in_brussels(now).isoformat(timespec="minutes"), **line}


def _line(store: Store, now: datetime, noun: str, due: Due, *, fell_before: bool) -> dict[str, Any] | None:
    one, look = due
    try:
        with store.begin(now=now) as work:
            done = look(work)
            if fell_before:
                stumbles.stood_up(work, noun, one)
    except Exception as trouble:  # the others are waiting
        kind = type(trouble).__name__
        log.error("follow-up failed", noun=noun, id=str(one), kind=kind, exc_info=trouble)
        remember(store, noun, one, kind)
        return {"did": "failed", noun: str(one), "error": kind}
    return {noun: str(one), **done} if done else None


def remember(store: Store, noun: str, one: UUID, kind: str) -> None:
    """It waits longer before it is tried again, and is seen when it goes on."""
    try:
        with store.begin() as work:
            stumbles.fell(work, noun, one, kind)
    except Exception as away:  # the database, which is why it failed
        log.warning("nobody could write down what failed", noun=noun, kind=type(away).__name__)
