"""Child processes: started on a lifeline, watched, ended; and what a killed predecessor left running."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path

from hub.embedded import lifeline
from hub.embedded.account import Account

PAUSE = 0.02


class ServerFailed(Exception):
    """A server did not start; the message is one sentence and the end of its log."""


@dataclass
class Child:
    """One child process. `end_with` asks it to end, `force_with` insists, and what is left then is killed.

    When we are killed, or the thread that called `start` ends, the kernel sends it `orphaned_with` (else `end_with`).
    `account` is whom to become when we are root, `told` what it reads on its standard input. Without a `log` it writes
    where we write.
    """

    name: str
    command: Sequence[str]
    log: Path | None
    environ: Mapping[str, str] | None = None
    cwd: Path | None = None
    account: Account | None = None
    told: bytes = b""
    end_with: int = signal.SIGTERM
    orphaned_with: int | None = None
    force_with: int = signal.SIGKILL
    patience: float = 10.0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    asked: bool = field(default=False, repr=False)

    def start(self) -> None:
        """Raises `OSError`. The log of an earlier run is carried on."""
        order: dict[str, object] = {"parent": os.getpid(), "signal": int(self.orphaned_with or self.end_with)}
        if self.account:
            order |= {"user": self.account.user, "group": self.account.group, "may_enter": self.account.may_enter}
        command = [sys.executable, "-I", "-S", lifeline.__file__, json.dumps(order), *map(str, self.command)]
        self.asked = False
        with self.log.open("ab") if self.log else nullcontext() as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE if self.told else subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.environ,
                cwd=self.cwd,
            )
        if self.told and self.process.stdin:
            with suppress(BrokenPipeError), self.process.stdin as pipe:
                pipe.write(self.told)

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ask_to_end(self) -> None:
        """Once: a second request would mean haste to some programs."""
        if self.process and self.alive and not self.asked:
            self.asked = True
            self.process.send_signal(self.end_with)

    def end(self) -> None:
        """Ask, wait, insist; returns when it is gone."""
        self.ask_to_end()
        for harder in (self.force_with, signal.SIGKILL):
            if self.process is None or self._gone_within(self.patience):
                return
            self.process.send_signal(harder)
        if self.process:
            self.process.wait()

    def _gone_within(self, seconds: float) -> bool:
        assert self.process is not None
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        return not self.alive

    def kill(self) -> None:
        if self.process and self.alive:
            self.process.kill()

    def last_lines(self, count: int = 12) -> str:
        """The end of its log, for whoever has to find out why it died."""
        return last_lines(self.log, count) if self.log else ""


def last_lines(log: Path, count: int = 12) -> str:
    with suppress(OSError), log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 8192))
        return "\n".join(file.read().decode(errors="replace").splitlines()[-count:])
    return ""


def wait_for(true_now: Callable[[], bool], seconds: float) -> bool:
    """Wait until it is true, at most so long; says whether it became so."""
    end, pause = time.monotonic() + seconds, threading.Event()
    while not true_now():
        if time.monotonic() > end:
            return False
        pause.wait(PAUSE)
    return True


def end_leftovers(program: str, folder: Path, end_with: int) -> None:
    """See to it that no `program` of a killed predecessor still works in `folder`; raises `ServerFailed`.

    It normally ends by itself; if not it is told to. Nobody else's process is ever signalled.
    """
    for number, seconds in ((None, 5.0), (end_with, 30.0), (signal.SIGKILL, 5.0)):
        if number is not None:
            for pid in working_in(folder, program):
                with suppress(ProcessLookupError):
                    os.kill(pid, number)
        if wait_for(lambda: not working_in(folder, program), seconds):
            return
    raise ServerFailed(f"Another {program} still works in {folder} and does not end.")


def working_in(folder: Path, program: str) -> list[int]:
    """The processes of the program whose working folder this is; those that ended but were not fetched have none."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                inside = os.path.samestat(os.stat(entry / "cwd"), os.stat(folder))
                if inside and (entry / "comm").read_text().strip() == program:
                    found.append(int(entry.name))
    return found
