"""Reads strangers' mails in a child process that may run out of time or memory, or crash, without consequence.

One child serves this process mail after mail (starting one costs 0.2 s) and is replaced when it fails. Celery's
workers are daemons that may not use multiprocessing, so this is a plain pipe to a plain child.
"""

import atexit
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from hub.intake.mail.shapes import Bound, ReadMail, Unreadable
from hub.intake.mail.wire import HEAD, Sign, mail_unpacked, packed, paper_unpacked
from hub.intake.paper.shapes import Paper

Answer = TypeVar("Answer")
SECONDS = 5.0
MEMORY_MB = 1024
_STARTING = 30.0
_LONGEST_ANSWER = 2**31
_WALL = 3  # the clock on the wall runs this much longer than CPU time, since a busy machine is not the mail's fault
_ENVELOPE_SECONDS = 2.0
_CODE = Path(__file__).resolve().parents[3]


class _Failed(Exception):
    """The child is gone; `reason` as in Unreadable."""

    def __init__(self, reason: Bound) -> None:
        super().__init__(reason)
        self.reason = reason


class _Child:
    def __init__(self, memory_mb: int) -> None:
        self.memory_mb = memory_mb
        # Nothing of the hub's environment goes along: no secret is there to leak.
        environment = {"PYTHONPATH": str(_CODE), "PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "hub.intake.mail.child", str(os.getpid()), str(memory_mb * 2**20)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd="/",
            bufsize=0,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._to, False)
        os.set_blocking(self._from, False)
        try:
            self.ask(b"", _STARTING)
        except _Failed:
            raise ChildProcessError("The process that reads mails does not start.") from None

    @property
    def pid(self) -> int:
        return self._process.pid

    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, message: bytes, seconds: float) -> tuple[int, bytes]:
        """Sends a message and waits for its answer. Raises _Failed; the child is then dead."""
        deadline = time.monotonic() + seconds
        try:
            self._send(message, deadline)
            sign, _, length = HEAD.unpack(self._receive(HEAD.size, deadline))
            if length > _LONGEST_ANSWER:
                raise _Failed("crash")
            return sign, self._receive(length, deadline)
        except (_Failed, OSError, EOFError) as failure:
            raise _Failed(self._end(failure)) from None

    def _send(self, message: bytes, deadline: float) -> None:
        rest = memoryview(message)
        while rest:
            try:
                rest = rest[os.write(self._to, rest) :]
            except BlockingIOError:
                self._wait(self._to, select.POLLOUT, deadline)

    def _receive(self, length: int, deadline: float) -> bytes:
        pieces: list[bytes] = []
        while length:
            try:
                piece = os.read(self._from, min(length, 2**20))
            except BlockingIOError:
                self._wait(self._from, select.POLLIN, deadline)
                continue
            if not piece:
                raise EOFError
            pieces.append(piece)
            length -= len(piece)
        return b"".join(pieces)

    def _wait(self, pipe: int, event: int, deadline: float) -> None:
        left = deadline - time.monotonic()
        if left <= 0:
            raise _Failed("time")
        poll = select.poll()  # select() itself fails above 1,024 open files
        poll.register(pipe, event)
        poll.poll(left * 1000)

    def _end(self, failure: Exception) -> Bound:
        """Ends the process and says why it failed."""
        late = isinstance(failure, _Failed) and failure.reason == "time"
        code = self.stop(patience=0.0 if late else 1.0)
        return "time" if late or code == -signal.SIGPROF else "crash"

    def stop(self, patience: float = 0.0) -> int:
        with suppress(subprocess.TimeoutExpired):
            if patience:
                self._process.wait(patience)
        self._process.kill()
        code = self._process.wait()
        self.forget()
        return code

    def forget(self) -> None:
        """Closes our ends of the pipes; after a fork the process itself belongs to the parent."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


class _Reader:
    """The one child of this process, and the one thread that asks it.

    Linux ends a child with the thread that started it, so this thread stays for as long as the process.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="mail reader")
        self._child: _Child | None = None

    def read(self, raw: bytes, seconds: float, memory_mb: int) -> ReadMail | Unreadable:
        return self.begin(raw, seconds, memory_mb).result()

    def begin(self, raw: bytes, seconds: float, memory_mb: int) -> "Future[ReadMail | Unreadable]":
        return self._thread.submit(self._read, raw, seconds, memory_mb)

    def _read(self, raw: bytes, seconds: float, memory_mb: int) -> ReadMail | Unreadable:
        try:
            return self._twice(Sign.WHOLE, raw, seconds, memory_mb, mail_unpacked)
        except _Failed as failure:
            reason = failure.reason
        try:
            envelope = self._ask(Sign.ENVELOPE, raw, _ENVELOPE_SECONDS, memory_mb, mail_unpacked)
        except _Failed:
            envelope = None
        return Unreadable(reason, envelope)

    def read_paper(self, content: bytes, seconds: float, memory_mb: int) -> Paper:
        return self._thread.submit(self._paper, content, seconds, memory_mb).result()

    def _paper(self, content: bytes, seconds: float, memory_mb: int) -> Paper:
        try:
            return self._twice(Sign.PAPER, content, seconds, memory_mb, paper_unpacked)
        except _Failed as failure:
            return Paper(problem=failure.reason)

    def _twice(
        self, sign: Sign, raw: bytes, seconds: float, memory_mb: int, unpacked: Callable[[bytes], Answer]
    ) -> Answer:
        try:
            return self._ask(sign, raw, seconds, memory_mb, unpacked)
        except _Failed as failure:
            # Somebody else may have killed it (an operator, the kernel), or earlier mails left it little memory:
            # a mail is blamed the second time only.
            if failure.reason == "time":
                raise
            return self._ask(sign, raw, seconds, memory_mb, unpacked)

    def _ask(
        self, sign: Sign, raw: bytes, seconds: float, memory_mb: int, unpacked: Callable[[bytes], Answer]
    ) -> Answer:
        child = self._ready(memory_mb)
        try:
            answer, content = child.ask(packed(sign, raw, seconds), seconds * _WALL)
            if answer == Sign.READ:
                return unpacked(content)
            child.stop()
            raise _Failed("memory" if answer == Sign.NO_MEMORY else "crash")
        except msgspec.DecodeError:
            child.stop()
            raise _Failed("crash") from None
        finally:
            if not child.alive():
                child.forget()
                self._child = None

    def _ready(self, memory_mb: int) -> _Child:
        if self._child and (self._child.memory_mb != memory_mb or not self._child.alive()):
            self._child.stop()
            self._child = None
        if self._child is None:
            self._child = _Child(memory_mb)
        return self._child

    def child_pid(self) -> int | None:
        return self._child.pid if self._child and self._child.alive() else None

    def stop(self) -> None:
        if self._child:
            self._child.stop()
            self._child = None

    def end(self) -> None:
        self.stop()
        self._thread.shutdown()

    def forget(self) -> None:
        if self._child:
            self._child.forget()


_reader = _Reader()


def read_safely(raw: bytes, seconds: float = SECONDS, memory_mb: int = MEMORY_MB) -> ReadMail | Unreadable:
    """One mail, read in the child: at most `seconds` of its CPU time and `memory_mb` MiB of its address space.

    Never raises because of a mail, whatever it is; OSError when no child can be started. Safe in threads (one mail
    at a time), after a fork, and in daemonic workers.
    """
    return _reader.read(raw, seconds, memory_mb)


def begin_reading(raw: bytes, seconds: float = SECONDS) -> "Future[ReadMail | Unreadable]":
    """The same, to come: whoever has something else to do meanwhile asks for the result later."""
    return _reader.begin(raw, seconds, MEMORY_MB)


def read_paper_safely(content: bytes, seconds: float = SECONDS, memory_mb: int = MEMORY_MB) -> Paper:
    """One document, read in the same child within the same bounds. What ran into them has a `problem` and no words."""
    return _reader.read_paper(content, seconds, memory_mb)


def read_apart(raw: bytes) -> ReadMail | Unreadable:
    """The same in a child of its own that ends with it: for who reads a mail now and then and keeps no child."""
    apart = _Reader()
    try:
        return apart.read(raw, SECONDS, MEMORY_MB)
    finally:
        apart.end()


def reading_child() -> int | None:
    """The process id of the child that stands ready, None when there is none."""
    return _reader.child_pid()


def _after_fork() -> None:
    global _reader
    _reader.forget()
    _reader = _Reader()


os.register_at_fork(after_in_child=_after_fork)
atexit.register(lambda: _reader.stop())
