"""The two servers for as long as somebody needs them: the first to come starts them, later ones are guests."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hub.embedded import postgres, redis
from hub.embedded.locks import FileLock
from hub.embedded.state import GUESTS, LOCK, State, known_state, open_state, refuse_foreign, throw_away
from hub.embedded.supervisor import Child, ServerFailed, wait_for

LONGEST_WAIT = 900.0


class Occupied(Exception):
    """Another process runs on this state folder; the message is one sentence that says which."""


@dataclass(frozen=True)
class Where:
    """Where the servers are, and for the host itself the processes, the first to be started first."""

    database_url: str
    redis_url: str
    children: tuple[Child, ...] = ()


@contextmanager
def servers(state: Path, *, what: str = "", fsync: bool = True, host: bool = False) -> Iterator[Where]:
    """Use the servers of the state folder, running them ourselves when nobody does.

    A host leaves after its last guest. With `host` we never are a guest: whoever runs them first finishes, another one
    of the same kind (`what`) is an `Occupied`, and our own guests are given five seconds at the end. `fsync` off is for
    tests. Raises `ServerFailed`, `ForeignFolder`, `OSError`. Call it on a thread that lives as long as the servers.
    """
    opened = open_state(state)
    lock, guests = FileLock(opened.folder / LOCK), FileLock(opened.folder / GUESTS)
    try:
        if host:
            _take_over(lock, what)
        elif not _host_or_guest(opened, lock, guests, what):
            known = known_state(opened.folder) or opened
            yield Where(known.database_url, known.redis_url)
            return
        with _running(opened, fsync) as where:
            yield where
            wait_for(guests.take, 5.0 if host else float("inf"))
    finally:
        lock.release()
        guests.release()


def running_on(state: Path) -> str:
    """Who runs the servers of this state folder, in words; empty when nobody does."""
    lock = FileLock(state / LOCK)
    if known_state(state) is None or lock.take():
        lock.release()
        return ""
    return lock.note() or "another process"


def reset(state: Path) -> None:
    """Remove what the hub made in the folder; raises `ForeignFolder`, or `Occupied` while servers run on it."""
    refuse_foreign(state)
    lock = FileLock(state / LOCK)
    if not lock.take():
        raise Occupied(f"{lock.note() or 'The hub'} is running on {state}: stop it first.")
    try:
        postgres.clear_leftovers(state)
        redis.clear_leftovers(state)
        throw_away(state)
    finally:
        lock.release()


@contextmanager
def _running(state: State, fsync: bool) -> Iterator[Where]:
    children: list[Child] = []
    try:
        state, broker = redis.start(state)
        children.append(broker)
        state, database = postgres.start(state, fsync=fsync)
        children.append(database)
        yield Where(state.database_url, state.redis_url, tuple(children))
    finally:
        for child in children:
            child.ask_to_end()
        for child in children:
            child.end()


def _take_over(lock: FileLock, what: str) -> None:
    def ours() -> bool:
        if lock.take():
            return True
        if lock.note().startswith(f"{what} ("):
            raise Occupied(f"{lock.note()} is already running on {lock.path.parent}.")
        return False

    if not wait_for(ours, LONGEST_WAIT):
        raise Occupied(f"{lock.note()} has been running on {lock.path.parent} for a quarter of an hour.")
    lock.leave_note(f"{what} (process {os.getpid()})")


def _host_or_guest(state: State, lock: FileLock, guests: FileLock, what: str) -> bool:
    """True when the servers are ours to start. A leaving host holds `guests` alone until they have stopped."""

    def decided() -> bool:
        if lock.take():
            return True
        served = guests.take(shared=True) and _both_answer(state.folder)
        # Asked again: a host that is there after its servers answered was alive while they did.
        return lock.take() or served

    if not wait_for(decided, LONGEST_WAIT):
        raise ServerFailed(f"The servers of {state.folder} did not answer; {lock.note()} was to start them.")
    if lock.held:
        guests.release()
        lock.leave_note(f"{what or 'a command'} (process {os.getpid()})")
    return lock.held


def _both_answer(folder: Path) -> bool:
    state = known_state(folder)
    return state is not None and redis.answers(state) and postgres.answers(state)
