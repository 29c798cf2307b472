"""A hub under fire: people go on sending while its parts die or stand still, the disk is full and the clock moves over
its edges; afterwards everything is counted.

`python -m tests.faults.harness --seed 7 --seconds 180` runs it by hand and prints what happened; exit 1 when something
that was acknowledged is not there exactly once. With `--runs 20 --report FILE` it goes on, and keeps an account.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

import psycopg

from tests.faults.accounts import Ask, Books, asking, findings, what_waits
from tests.faults.blows import BEFORE_AN_EDGE, TARGETS, Blows, edges_after, moved_by, small_disk, without_disk
from tests.faults.people import HEALS_WITHIN, People
from tests.faults.tracks import asked_tracks
from tests.machine import wait_until
from tests.up.stack import RunningHub, running_hub

A_WHILE = 20.0
ANSWERS = 40
# The part of a run after which the clock goes to its edges; until then links in letters are answered.
FIRST_EDGE = 0.4
DISK = 700  # megabytes


@dataclass
class Fire:
    """One run: the hub, what happens to it and how often, and the people who send meanwhile."""

    hub: RunningHub
    blows: Blows
    seed: int
    seconds: float
    every: tuple[float, float] = (2.0, 3.8)
    over_the_edges: bool = True
    books: Books = field(default_factory=Books)
    over: threading.Event = field(default_factory=threading.Event)
    answered: threading.Event = field(default_factory=threading.Event)

    def run(self) -> Books:
        """Send and strike until the time is over, let it heal, and count. Findings are in `wrong`."""
        self.books.faults = self.blows.dealt
        with asking(self.hub) as ask:
            self.books.before = {one for (one,) in ask("SELECT message_id FROM letter WHERE done_at IS NOT NULL")}
        links, senders = asked_tracks(self.hub, ANSWERS), People(self.hub, self.books)
        answers = self._person("answers", senders.answerer(links), FIRST_EDGE * self.seconds / ANSWERS, self.answered)
        people = [
            answers,
            *(
                self._person(name, act, pause, self.over)
                for name, act, pause in (
                    ("forms", senders.refer, 0.5), ("more forms", senders.refer, 0.7), ("mails", senders.mail, 0.8),
                )
            ),
        ]  # fmt: skip
        try:
            self._strike_now_and_then(answers)
        finally:
            self.over.set()
            self.answered.set()
            for one in people:
                one.join()
            self.blows.leave_off()
        self._heal()
        self.books.wrong += findings(self.hub, self.books)
        return self.books

    def _person(self, name: str, act: Callable[[], None], pause: float, until: threading.Event) -> threading.Thread:
        person = threading.Thread(target=self._steadily, args=(act, pause, until), name=name)
        person.start()
        return person

    def _strike_now_and_then(self, answers: threading.Thread) -> None:
        began = time.monotonic()
        edges = edges_after(self.blows.now()) if self.over_the_edges else []
        while (passed := (time.monotonic() - began) / self.seconds) < 1:
            self.over.wait(self.blows.dice.uniform(*self.every))
            if edges and passed > 1 - (1 - FIRST_EDGE) * len(edges) / 4:
                # A link in a letter does not wait for months.
                self.answered.set()
                answers.join()
                self.blows.move_clock(edges.pop(0) - BEFORE_AN_EDGE)
            else:
                self.blows.deal()

    def _steadily(self, act: Callable[[], None], pause: float, until: threading.Event) -> None:
        while not until.wait(pause):
            act()

    def _heal(self) -> None:
        """Until everything lives again and nothing is due any more; what does not come back is a finding."""

        def well() -> bool:
            with suppress(psycopg.OperationalError), asking(self.hub) as ask:
                open_rows = ask(
                    "SELECT (SELECT count(*) FROM letter WHERE done_at IS NULL AND parked_at IS NULL)"
                    " + (SELECT count(*) FROM raw_mail WHERE outcome IS NULL AND parked_at IS NULL)"
                )[0][0]
                return open_rows == 0 and self.hub.get("/") == 200 and self._all_mails_taken(ask)
            return False

        try:
            # What failed several times waits longer than anybody here does, so the clock goes faster.
            with self._hours_like_seconds():
                wait_until(well, HEALS_WITHIN)
        except AssertionError:
            self.books.wrong.append(f"it did not heal within {HEALS_WITHIN:.0f} s")
            self.books.wrong += what_waits(self.hub, self.books)
        for name, words in TARGETS.items():
            try:  # what was killed often may be resting until it is started again
                wait_until(partial(self.hub.processes, *words), HEALS_WITHIN)
            except AssertionError:
                self.books.wrong.append(f"{name} did not come back")

    @contextmanager
    def _hours_like_seconds(self) -> Iterator[None]:
        healed = threading.Event()

        def hurry() -> None:
            while not healed.wait(A_WHILE):
                self.blows.let_time_pass(timedelta(hours=1))

        clock = threading.Thread(target=hurry)
        clock.start()
        try:
            yield
        finally:
            healed.set()
            clock.join()

    def _all_mails_taken(self, ask: Ask) -> bool:
        stored = {subject for (subject,) in ask("SELECT subject FROM raw_mail")}
        return set(self.books.mails) <= stored


@contextmanager
def under_fire(folder: Path, seed: int, seconds: float, **more: str) -> Iterator[Fire]:
    """A demonstration that runs, ready to be struck; `more` is told to it in the environment.

    Where nobody may make a disk of its own it is not filled, and `books.missing` says so.
    """
    clock, room = folder / "clock", folder / "room"
    moved_by(clock, timedelta())
    room.mkdir(mode=0o711)
    has_disk = small_disk(room, DISK)
    told = {"HUB_DEMO": "1", "HUB_TRUSTED_PROXIES": "127.0.0.1", "HUB_TRIAL_CLOCK": str(clock), **more}
    try:
        with running_hub(room / "state", **told) as hub:
            hub.start()
            blows = Blows(hub, random.Random(seed), clock=clock, room=room if has_disk else None)
            fire = Fire(hub, blows, seed, seconds)
            if not has_disk:
                fire.books.missing.append("a small disk could not be made here: it was not filled")
            yield fire
    finally:
        if has_disk:
            without_disk(room)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    asked.add_argument("--seconds", type=float, default=180)
    asked.add_argument("--runs", type=int, default=1, help="so many after each other, each with the next seed")
    asked.add_argument("--report", type=Path, help="where the account of all runs goes as well")
    told = asked.parse_args()
    failed = 0
    for seed in range(told.seed, told.seed + told.runs):
        with tempfile.TemporaryDirectory(prefix="faults-") as folder:
            Path(folder).chmod(0o711)
            with under_fire(Path(folder), seed, told.seconds) as fire:
                books = fire.run()
        failed += bool(books.wrong)
        account = "\n  ".join(books.account(seed)) + "\n"
        sys.stdout.write(account)
        sys.stdout.flush()
        if told.report:
            with told.report.open("a") as report:
                report.write(account)
    sys.stdout.write(f"{told.runs - failed} of {told.runs} runs lost nothing and doubled nothing\n")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
