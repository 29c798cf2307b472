"""The hub's worker with a fault in the library below it: it breaks when it connects to the broker a second time."""

from typing import Any

from celery import bootsteps

from workers.app import app


class BreaksOnceConnectedAgain(bootsteps.StartStopStep):
    requires = ("celery.worker.consumer.connection:Connection",)

    def __init__(self, consumer: Any, **more: Any) -> None:
        super().__init__(consumer, **more)
        self.times = 0

    def start(self, consumer: Any) -> None:
        self.times += 1
        if self.times > 1:
            raise AttributeError("'NoneType' object has no attribute 'hostname'")


app.steps["consumer"].add(BreaksOnceConnectedAgain)
