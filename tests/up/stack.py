"""A hub of its own for a test: the real `hub up` as a process, on its own folder and port."""

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from hub.embedded.state import known_state
from tests.machine import PATIENCE, ROOT, end, free_port, wait_until


@dataclass
class RunningHub:
    """`said` is what it printed so far; `run` gives a command of `hub` the same environment."""

    state: Path
    port: int = field(default_factory=free_port)
    told: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def environ(self) -> dict[str, str]:
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("HUB_", "MAKE"))}
        return {**plain, "HUB_STATE": str(self.state), "HUB_PORT": str(self.port), "HUB_DEMO": "0", **self.told}

    @property
    def said(self) -> str:
        with suppress(FileNotFoundError):
            return self._output.read_text()
        return ""

    @property
    def _output(self) -> Path:
        return self.state.with_name(f"{self.state.name}-output")

    def begin(self, command: str = "up") -> None:
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "hub", command], cwd=ROOT, env=self.environ, stdin=subprocess.DEVNULL,
                stdout=output, stderr=output,
            )  # fmt: skip

    def start(self) -> None:
        """Begin, and wait until it says that it runs."""
        self.begin()
        wait_until(lambda: "Ctrl-C ends it." in self.said or not self.alive, 2 * PATIENCE)
        assert self.alive, self.said

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def tell(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def run(self, *arguments: str, **told: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "hub", *arguments], cwd=ROOT, env={**self.environ, **told}, capture_output=True,
            text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def get(self, path: str = "/") -> int:
        """The status of a page; 0 when nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE / 2)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def processes(self, *words: str) -> list[int]:
        """Every process that was started for this hub, however deep below it; with `words` those that carry them."""
        return [
            int(entry.name)
            for entry in Path("/proc").iterdir()
            if entry.name.isdigit() and int(entry.name) != os.getpid() and self._is_ours(entry, words)
        ]

    def is_gone(self, seconds: float = PATIENCE) -> None:
        """Wait until nothing of it works any more; fails with what still does."""
        try:
            wait_until(lambda: not self.processes(), seconds)
        except AssertionError as late:
            raise AssertionError(f"{late}: {[about(pid) for pid in self.processes()]}") from late

    def _is_ours(self, entry: Path, words: tuple[str, ...]) -> bool:
        """Servers write over their own environment, but work in a folder of the state."""
        with suppress(OSError):
            line = (entry / "cmdline").read_bytes().decode(errors="replace")
            told = f"HUB_STATE={self.state}\0".encode() in (entry / "environ").read_bytes()
            works_here = self.state in Path(os.readlink(entry / "cwd")).parents
            return (told or works_here) and all(word in line for word in words)
        return False

    def people(self) -> list[str]:
        known = known_state(self.state)
        assert known is not None
        with psycopg.connect(known.database_url.replace("+psycopg", "")) as connection:
            return [name for (name,) in connection.execute("SELECT name FROM person ORDER BY name").fetchall()]


@contextmanager
def running_hub(state: Path, **told: str) -> Iterator[RunningHub]:
    """Not started yet; whatever still runs of it afterwards is ended."""
    hub = RunningHub(state, told=told)
    try:
        yield hub
    finally:
        if hub.process is not None and hub.alive:
            end(hub.process)
        for pid in hub.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def about(pid: int) -> str:
    """What a process is, whose child, and what it is doing about signals; "" when it just ended."""
    with suppress(OSError):
        process = Path(f"/proc/{pid}")
        line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        kept = ("State", "PPid", "Sig", "Shd")
        status = [one for one in (process / "status").read_text().splitlines() if one.startswith(kept)]
        return f"{pid} {line[:160]} {status}"
    return ""
