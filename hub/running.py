"""The processes of a running hub beside its servers: what each is started with."""

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from hub import serving
from hub.embedded.supervisor import Child
from hub.settings import Settings, as_environment

LARGEST_LOG = 5 * 1024 * 1024


def worker_command(concurrency: int = 2) -> list[str]:
    return [
        sys.executable, "-m", "celery", "--app", "workers.app", "--quiet", "worker", "--pool", "prefork",
        "--concurrency", str(concurrency), "--loglevel", "WARNING", "--without-gossip", "--without-mingle",
    ]  # fmt: skip


def beat_command(state: Path) -> list[str]:
    return [
        sys.executable, "-m", "celery", "--app", "workers.app", "--quiet", "beat", "--loglevel", "WARNING",
        "--schedule", str(state / "beat-schedule"), "--pidfile", "",
    ]  # fmt: skip


def mailbox_command() -> list[str]:
    return [sys.executable, "-m", "workers.mailbox"]


def child_environment(settings: Settings, **more: str) -> dict[str, str]:
    """The environment of a process that runs below us and must not outlive us."""
    return {**os.environ, **as_environment(settings), "HUB_DIE_WITH_PARENT": "1", "PYTHONUNBUFFERED": "1", **more}


def programs(settings: Settings, inboxes: Sequence[str]) -> dict[str, Child]:
    """Everything that runs, by name, in the order of starting; `inboxes` are the addresses of the hubs."""
    found = {"web": _child(settings, "web", serving.command(settings), patience=8.0)}
    if settings.demo:
        office = [sys.executable, "-m", "workers.post_office"]
        found["post office"] = _child(settings, "post office", office, told={"HUB_INBOXES": " ".join(inboxes)})
    # Its broker dies with us, and Celery that is asked to end while its broker is gone may wait for it for ever.
    # What it was doing is done again from its row.
    found["worker"] = _child(settings, "worker", worker_command(), orphaned_with=signal.SIGKILL, patience=20.0)
    found["beat"] = _child(settings, "beat", beat_command(settings.state))
    if settings.imap_urls:
        found["mailbox"] = _child(settings, "mailbox", mailbox_command())
    return found


def _child(
    settings: Settings, name: str, command: list[str], *, told: Mapping[str, str] | None = None,
    orphaned_with: int | None = None, patience: float = 10.0,
) -> Child:  # fmt: skip
    log = settings.state / "logs" / f"{name.replace(' ', '-')}.log"
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".old"))
    environ = child_environment(settings, **(told or {}))
    return Child(name, command, log, environ=environ, orphaned_with=orphaned_with, patience=patience)
