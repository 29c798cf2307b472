"""The hub's worker with a fault in the library below it: once it runs it takes nothing from its queues any more."""

from typing import Any

from celery import signals

from workers import listening
from workers.app import app

__all__ = ["app"]

listening.LOOKS_EVERY, listening.IDLE = 0.2, 1.0


@signals.worker_ready.connect
def _goes_deaf(sender: Any, **_more: Any) -> None:
    for queue in app.conf.task_queues:
        sender.task_consumer.cancel_by_queue(queue)
