"""What happens to a hub that runs: parts die or stand still, the disk is full, the broker forgets, the clock moves."""

import os
import random
import signal
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import redis

from hub.clock import midnight, parse_moment
from hub.embedded.state import known_state
from tests.up.stack import RunningHub

# What can die or stand still, and by which words on its command line it is found. The post office is the far end of
# SMTP and IMAP: killed it cuts all lines in the middle of a word, stopped it makes them dead and nobody hears so.
TARGETS = {
    "web": ("granian",),
    "worker": ("celery", "worker", "prefork"),
    "beat": ("celery", "beat"),
    "mailbox": ("workers.mailbox",),
    "post office": ("workers.post_office",),
    "PostgreSQL": ("bin/postgres", "-D"),
    "Redis": ("valkey",),
}
STANDS_STILL = (0.5, 6.0)
IS_FULL = (1.0, 5.0)
CAP_SYS_ADMIN = 21  # its place in the kernel's set of capabilities
BEFORE_AN_EDGE = timedelta(seconds=8)


@dataclass
class Blows:
    """Deals them out, and writes down which. `room` is a small disk of its own; without one it is never filled."""

    hub: RunningHub
    dice: random.Random
    targets: tuple[str, ...] = tuple(TARGETS)
    kinds: tuple[str, ...] = ("dies", "stands still", "forgets", "disk full")
    clock: Path | None = None
    room: Path | None = None
    dealt: list[str] = field(default_factory=list)
    _stopped: set[int] = field(default_factory=set)
    _later: list[threading.Timer] = field(default_factory=list)

    def deal(self) -> None:
        """One of them, on something that lives."""
        chances = {"dies": 10, "stands still": 5, "forgets": 1, "disk full": 2 if self.room else 0}
        kind = self.dice.choices(self.kinds, [chances[kind] for kind in self.kinds])[0]
        {"dies": self.die, "stands still": self.stand_still, "forgets": self.forget, "disk full": self.fill}[kind]()

    def die(self) -> None:
        name = self.dice.choice(self.targets)
        if (pid := self._one_of(name)) is not None:
            self._tell(pid, signal.SIGKILL)
            self.dealt.append(name)

    def stand_still(self) -> None:
        name = self.dice.choice(self.targets)
        if (pid := self._one_of(name)) is not None:
            self._tell(pid, signal.SIGSTOP)
            self._stopped.add(pid)
            self._after(STANDS_STILL, lambda: self._go_on(pid))
            self.dealt.append(f"{name} stood still")

    def forget(self) -> None:
        """The broker is emptied: who is signed in is forgotten, and every wake-up."""
        state = known_state(self.hub.state)
        assert state
        with suppress(redis.RedisError), redis.Redis.from_url(state.redis_url, socket_timeout=5) as broker:
            broker.flushall()
            self.dealt.append("broker emptied")

    def fill(self) -> None:
        assert self.room
        ballast = self.room / "ballast"
        if not ballast.exists():
            with suppress(OSError), ballast.open("wb") as file:
                while True:
                    file.write(bytes(1024 * 1024))
            self._after(IS_FULL, lambda: ballast.unlink(missing_ok=True))
            self.dealt.append("disk full")

    def move_clock(self, to: datetime) -> None:
        """To a moment that is still to come, for every process at once."""
        moved_by(self.clock, to - datetime.now(UTC))
        self.dealt.append("clock moved")

    def let_time_pass(self, how_much: timedelta) -> None:
        moved_by(self.clock, self._moved() + how_much)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._moved()

    def leave_off(self) -> None:
        """Everything that still stands goes on, and the disk has room again."""
        for timer in self._later:
            timer.cancel()
        for pid in tuple(self._stopped):
            self._go_on(pid)
        if self.room:
            (self.room / "ballast").unlink(missing_ok=True)

    def _moved(self) -> timedelta:
        return timedelta(seconds=float(self.clock.read_text())) if self.clock else timedelta()

    def _one_of(self, name: str) -> int | None:
        alive = self.hub.processes(*TARGETS[name])
        if not alive:
            return None
        # The oldest is the one that the hub started itself; its children follow or are its own to mend.
        return min(alive) if self.dice.random() < 0.6 else self.dice.choice(alive)

    def _go_on(self, pid: int) -> None:
        self._stopped.discard(pid)
        self._tell(pid, signal.SIGCONT)

    def _tell(self, pid: int, number: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(pid, number)

    def _after(self, between: tuple[float, float], then: Callable[[], None]) -> None:
        timer = threading.Timer(self.dice.uniform(*between), then)
        timer.daemon = True
        timer.start()
        self._later.append(timer)


def moved_by(clock: Path | None, how_far: timedelta) -> None:
    """Whole or not at all: who reads it meanwhile reads the old number or the new one."""
    assert clock
    new = clock.with_suffix(".new")
    new.write_text(str(how_far.total_seconds()))
    new.replace(clock)


def edges_after(now: datetime) -> list[datetime]:
    """The next two changes of summer time, the next New Year and the next end of a school year, in time."""
    found = []
    for year in (now.year, now.year + 1):
        last_sundays = [parse_moment(f"{_last_sunday(year, month)}T01:00Z") for month in (3, 10)]
        found += [*last_sundays, midnight(date(year, 9, 1)), midnight(date(year + 1, 1, 1))]
    return sorted(edge for edge in found if edge > now + BEFORE_AN_EDGE)[:4]


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def may_mount() -> bool:
    """Whether this process may make a disk at all; in many containers root may not either."""
    said = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("CapEff:"))
    return bool(int(said.split()[1], 16) >> CAP_SYS_ADMIN & 1)


def small_disk(folder: Path, megabytes: int) -> bool:
    """A disk of its own in memory at this folder, as far as this machine lets us; says whether it is there."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0711", "tmpfs", str(folder)]
    return subprocess.run(mount, capture_output=True).returncode == 0


def without_disk(folder: Path) -> None:
    subprocess.run(["umount", "--lazy", str(folder)], check=True, capture_output=True)
