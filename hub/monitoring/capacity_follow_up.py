"""Partners that spoke of their places long ago get a letter: is it still right?"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import structlog

from hub.clock import in_brussels, quiet
from hub.dispatch.still_right.asking_desk import ask_when_due
from hub.dispatch.still_right.stale_sight import to_look_at
from hub.store import Store

log = structlog.get_logger()


def run(store: Store, now: datetime) -> Iterator[dict[str, Any]]:
    """One line for each partner that was asked: {"at", "did", "organisation"}. Nothing at night or on a day of rest.

    Each is a transaction of its own, so that one that fails holds nobody up.
    """
    if quiet(now):
        return
    with store.begin(now=now) as work:
        waiting = to_look_at(work)
    for organisation_id in waiting:
        line: dict[str, Any] = {"organisation": str(organisation_id)}
        try:
            with store.begin(now=now) as work:
                asked = ask_when_due(work, organisation_id)
            if asked is None:
                continue
            line |= {"did": "asked_capacity"}
        except Exception as trouble:  # tried again at the next beat
            kind = type(trouble).__name__
            log.error("a partner could not be asked", organisation=str(organisation_id), kind=kind, exc_info=trouble)
            line |= {"did": "failed", "error": kind}
        yield {"at": in_brussels(now).isoformat(timespec="minutes"), **line}
