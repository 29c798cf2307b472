"""How much memory the running stack takes: `hub up` with all its processes, after people have used it a little."""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench.browser import Browser
from bench.cpu import tree
from bench.report import Line
from hub.embedded.state import free_port
from hub.embedded.supervisor import wait_for

SETTLED = 8.0
PAGES = ("/", "/aanmelden", "/privacy")
PARTS = (
    ("granian", "web"), ("celery.*beat", "beat"), ("celery", "worker"), ("workers.mailbox", "mailbox"),
    ("post_office|pymap", "post office"), ("intake.mail.child", "mail reader"), ("postgres", "PostgreSQL"),
    ("valkey|redis", "broker"), ("hub", "hub up"),
)  # fmt: skip


def measured(state: Path, settled: float = SETTLED) -> Iterator[Line]:
    """The proportional share (PSS) of every process below `hub up` on this state folder, in MB."""
    port = free_port()
    environ = {**os.environ, "HUB_STATE": str(state), "HUB_PORT": str(port)}
    with (state.parent / "up.log").open("wb") as log:
        hub = subprocess.Popen([sys.executable, "-m", "hub", "up"], env=environ, stdout=log, stderr=log)
    try:
        assert wait_for(lambda: _answers(port), 120), (state.parent / "up.log").read_text()
        for _turn in range(20):
            browser = Browser(port)
            for page in PAGES:
                browser.get(page)
        wait_for(lambda: False, settled)
        parts = Counter[str]()
        for pid in tree(hub.pid):
            parts[_part(pid)] += _pss(pid)
    finally:
        hub.terminate()
        hub.wait(60)
    shares = ", ".join(f"{name} {size / 1024:.0f}" for name, size in parts.most_common())
    yield Line("memory of the running stack", "MB", parts.total() / 1024, note=shares)


def _answers(port: int) -> bool:
    try:
        return Browser(port).get("/").status == 200
    except OSError:
        return False


def _pss(pid: int) -> int:
    """In KB; 0 for one that has ended."""
    try:
        found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) if found else 0


def _part(pid: int) -> str:
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return "ended"
    return next((name for pattern, name in PARTS if re.search(pattern, line)), "other")
