"""Best-effort wake-ups for the workers: by task name, from one background thread, never in the way of a page."""

import contextlib
import queue
import threading
import time

import structlog
from celery import Celery

from hub import request_log

log = structlog.get_logger()
TOGETHER = 0.1  # seconds: one wake-up is enough for what is promised within a moment, and the page is answered first


class Waker:
    """Sends task names to the broker. A full queue or a dead broker loses the wake-up, never the work: rows wait."""

    def __init__(self, redis_url: str) -> None:
        self.tasks: queue.Queue[tuple[str, str]] = queue.Queue(maxsize=200)
        self.celery = Celery(broker=redis_url)
        self.celery.conf.update(
            broker_transport_options={"socket_timeout": 2, "socket_connect_timeout": 1},
            task_publish_retry=False,
            broker_connection_retry=False,
        )
        self.thread: threading.Thread | None = None

    def __call__(self, task: str) -> None:
        # Started on first use: the web server forks after it has imported us.
        if self.thread is None or not self.thread.is_alive():
            self.thread = threading.Thread(target=self._send, daemon=True, name="waker")
            self.thread.start()
        with contextlib.suppress(queue.Full):
            self.tasks.put_nowait((task, request_log.current()))

    def _send(self) -> None:
        while True:
            wanted = dict([self.tasks.get()])
            until = time.monotonic() + TOGETHER
            with contextlib.suppress(queue.Empty):
                while (left := until - time.monotonic()) > 0:
                    task, request = self.tasks.get(timeout=left)
                    wanted.setdefault(task, request)
            self._wake(wanted)

    def _wake(self, wanted: dict[str, str]) -> None:
        """Tasks, each with the id of the request that wanted it first."""
        for task, request in wanted.items():
            try:
                self.celery.send_task(
                    task, queue=task.split(".", 1)[0], ignore_result=True, expires=60, headers={"request": request}
                )
            except Exception as trouble:  # whatever the broker does, the row is there and the beat will find it
                log.info("wake-up lost", task=task, kind=type(trouble).__name__)
