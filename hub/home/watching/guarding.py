"""Who notices that the clockwork is silent: a thread of each web server and of the watcher of the mailbox.

Neither needs the beat or a worker for it: they write the letter to the administrators, and post it themselves. However
many of them look, one tells.
"""

import threading
from datetime import datetime

import structlog

from hub import pulse
from hub.home.watching import silence
from hub.store import Store, Work

log = structlog.get_logger()
EVERY = 60.0  # seconds


class Guard:
    """Looks now and then. It believes a silence only when it looked before and heard nothing since: a machine that
    slept for an hour wakes with an old pulse."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.heard: dict[str, datetime] = {}

    def look(self) -> int:
        """One look; returns how many letters it wrote."""
        with self.store.begin() as work:
            found = pulse.heard(work)
            written = 0
            for name in silence.watched(self.store.settings):
                since = silence.since(name, found)
                written += self._judge(work, name, since, silence.is_told(name, found))
            waits = bool(written) or any(silence.is_told(name, found) for name in self.heard)
        if waits:
            self._post()
        return written

    def _judge(self, work: Work, name: str, since: datetime | None, told: bool) -> int:
        if since is None:
            silence.expect(work, name)
            return 0
        before = self.heard.get(name)
        self.heard[name] = since
        if work.real - since < silence.WORTH_A_LETTER:
            return silence.tell_again(work, name) if told else 0
        return silence.tell(work, name, since) if before == since and not told else 0

    def _post(self) -> None:
        """The worker may be as silent as the beat."""
        from hub import posting

        posting.post_due(self.store, kinds=(silence.SILENT, silence.AGAIN))


def begin(store: Store, stop: threading.Event | None = None, *, every: float = EVERY) -> threading.Thread:
    """Look every minute until `stop` is set, beside whatever this process does."""
    ends, guard = stop or threading.Event(), Guard(store)

    def watch() -> None:
        while not ends.wait(every):
            try:
                guard.look()
            except Exception as trouble:  # without a database nobody can be told: /ready says so
                log.warning("nobody could look whether the clockwork goes", kind=type(trouble).__name__)

    thread = threading.Thread(target=watch, daemon=True, name="guard")
    thread.start()
    return thread
