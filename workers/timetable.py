"""The whole clockwork on one page: what the beat wakes, how often, and on which queue.

A wake-up carries nothing: each task looks for due rows itself, so a missed or doubled one does no harm. It expires
when the next one comes, so that a worker that was away does not find a heap of them.
"""

from dataclasses import dataclass

MINUTE = 60.0


@dataclass(frozen=True)
class Tick:
    task: str
    every: float  # seconds

    @property
    def queue(self) -> str:
        """Queues go by the first word, so that thousands of letters never stand before a mail that comes in."""
        return self.task.split(".", 1)[0]


TIMETABLE = (
    Tick("intake.read", 5.0),
    Tick("papers.read", 10.0),
    Tick("post.letters", 10.0),
    Tick("radar.follow_up", 5 * MINUTE),
    Tick("radar.capacity", 60 * MINUTE),
    Tick("radar.leavers", 60 * MINUTE),
    Tick("figures.roll_up", 15.0),
    Tick("figures.stand", 5 * MINUTE),
    Tick("table.sessions", 60 * MINUTE),
    Tick("lists.import", 15.0),
    Tick("files.scan", 30.0),
    Tick("house.tidy", 60 * MINUTE),
    Tick("house.night", 10 * MINUTE),
    Tick("house.pulse", 30.0),
)

QUEUES = tuple(dict.fromkeys(tick.queue for tick in TIMETABLE))
