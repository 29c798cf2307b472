"""A worker that cannot go on ends, also when Celery waits for ever for what it handed out or for what it is told."""

import os
import threading

import structlog
from celery.apps import worker
from celery.platforms import EX_FAILURE

from workers import listening

log = structlog.get_logger()

# What is under way may come to its end; what does not is left, and its rows are taken up again after their lease.
ENDS_WITHIN = 10.0


class Worker(worker.Worker):
    """Whoever started it starts another as soon as the process is gone, and not before."""

    def start(self) -> None:
        listening.begin(self.app.conf.broker_url, tuple(self.app.conf.task_queues))
        super().start()

    def stop(self, in_sighandler: bool = False, exitcode: int | None = None) -> None:
        if exitcode == EX_FAILURE:
            insisting = threading.Timer(ENDS_WITHIN, _end_now)
            insisting.daemon = True
            insisting.start()
        super().stop(in_sighandler, exitcode)


def _end_now() -> None:
    log.critical("worker did not end", seconds=ENDS_WITHIN)
    os._exit(EX_FAILURE)
