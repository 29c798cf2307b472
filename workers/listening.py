"""A worker that hears nothing any more although somebody calls ends, and whoever started it starts another.

After its connection to the broker broke several times within seconds, Celery may go on living without taking anything
from its queues (its own reports 8030, 8091, 10205).
"""

import os
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import redis
import structlog
from celery import signals
from celery.platforms import EX_FAILURE
from celery.worker import state

log = structlog.get_logger()

LOOKS_EVERY = 5.0
# So long something may wait while nothing is under way, and so long while something is: lists are read for minutes.
IDLE, BUSY = 60.0, 1800.0


@dataclass
class Ear:
    """Since when somebody calls and nobody answers, in seconds of a clock that only goes forward."""

    idle: float = IDLE
    busy: float = BUSY
    unheard_since: float | None = None

    def is_deaf(self, now: float, *, waiting: int | None, heard_at: float, under_way: int) -> bool:
        """Told at each look: how much `waiting` there is (None: the broker is away), when something was last taken up,
        and how much is under way."""
        if not waiting or (self.unheard_since is not None and heard_at >= self.unheard_since):
            self.unheard_since = None
        if not waiting:
            return False
        if self.unheard_since is None:
            self.unheard_since = now
        return now - self.unheard_since >= (self.busy if under_way else self.idle)


_heard_at = 0.0


@signals.task_received.connect
def _heard(**_more: Any) -> None:
    global _heard_at
    _heard_at = time.monotonic()


def begin(redis_url: str, queues: Sequence[str]) -> None:
    """Look every few seconds, in a thread of its own, for as long as this worker lives."""
    threading.Thread(target=_listen, args=(redis_url, queues), name="listening", daemon=True).start()


def _listen(redis_url: str, queues: Sequence[str]) -> None:
    ear, pause = Ear(IDLE, BUSY), threading.Event()
    with redis.Redis.from_url(redis_url, socket_timeout=LOOKS_EVERY, socket_connect_timeout=LOOKS_EVERY) as broker:
        while not pause.wait(LOOKS_EVERY):
            waiting, busy = _waiting(broker, queues), len(state.active_requests)
            if ear.is_deaf(time.monotonic(), waiting=waiting, heard_at=_heard_at, under_way=busy):
                log.critical("worker hears nothing", waiting=waiting, under_way=busy)
                # Not in good order: what would end it that way is what does not answer.
                os._exit(EX_FAILURE)


def _waiting(broker: redis.Redis, queues: Sequence[str]) -> int | None:
    try:
        return sum(int(broker.llen(name)) for name in queues)
    except (redis.RedisError, OSError):
        return None
