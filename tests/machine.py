"""What the tests need of the machine: programs that may be missing, processes to wait for."""

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from itertools import count
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "dovecot": ("dovecot", "/usr/sbin/dovecot"),
    "nginx": ("nginx", "/usr/sbin/nginx"),
    "systemd-analyze": ("systemd-analyze",),
}
PACKAGES = {
    "chromium": "chromium", "dovecot": "dovecot-imapd", "nginx": "nginx-light", "systemd-analyze": "systemd",
}  # fmt: skip
# Seconds within which happens what has to, also on a slow machine with other work to do.
PATIENCE = 120.0

_ports = count()


def needs_server(name: str) -> str:
    """The path of one of `PROGRAMS`. Where it is missing the test skips and says so; with CI set it fails."""
    found = next((path for program in PROGRAMS[name] if (path := shutil.which(program))), None)
    if found is None:
        missing = f"{name} is not installed (Debian package {PACKAGES[name]}): this test did not run"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return found


def wait_until(true_now: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Return as soon as the thing is true; fail when it is not within the time.

    What takes longer is asked after less often: to look is work too, and others wait for the same machine.
    """
    began, pause = time.monotonic(), threading.Event()
    while not true_now():
        waited = time.monotonic() - began
        assert waited < seconds, f"did not happen within {seconds} s"
        pause.wait(min(max(0.02, waited / 50), 0.25))


def end(*processes: subprocess.Popen) -> None:
    """Asked to end, each gets the patience of all else; what does not listen is killed, so that nothing is left."""
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(PATIENCE)
        finally:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port on which nobody listens, nor will before the test does.

    It lies below those that the kernel gives to whoever makes a call, and no other process of this run is given it.
    """
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    for taken in _ports:
        port = 10240 + 16 * ((os.getpid() + taken) % ((_first_of_the_kernel() - 10240) // 16)) + number % 16
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("there is no end to numbers")


@cache
def _first_of_the_kernel() -> int:
    with suppress(OSError):
        return max(20000, int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0]))
    return 32768


def answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
