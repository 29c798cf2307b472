"""The reading child: reads one mail or document after another for its parent, bounded, and without the hub's secrets.

Started by sandbox.py as `python -m hub.intake.mail.child <parent's process id> <memory in bytes>`.
"""

import ctypes
import gc
import os
import resource
import signal
import sys
from typing import BinaryIO

from hub.intake.mail.reading import read_envelope, read_mail
from hub.intake.mail.wire import HEAD, Sign, answer_packed, packed
from hub.intake.paper.reading import read_paper

_PR_SET_PDEATHSIG = 1
_OUT_OF_MEMORY = 3


def main() -> None:
    parent, memory = int(sys.argv[1]), int(sys.argv[2])
    _die_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, whose end closes the pipe
    asked, answered = sys.stdin.buffer, sys.stdout.buffer
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    _write(answered, packed(Sign.READY))
    gc.freeze()
    while True:
        gc.collect()  # what one mail left behind is no memory that the next one lacks
        head = asked.read(HEAD.size)
        if len(head) < HEAD.size:
            return
        try:
            _answer(asked, answered, *HEAD.unpack(head))
        except MemoryError:
            # A process that ran out is not trusted with the next mail.
            _write(answered, packed(Sign.NO_MEMORY))
            os._exit(_OUT_OF_MEMORY)


def _answer(asked: BinaryIO, answered: BinaryIO, sign: int, seconds: float, length: int) -> None:
    raw = asked.read(length)
    if len(raw) < length:
        return
    # The default action of SIGPROF ends the process, also in the middle of a regular expression.
    signal.setitimer(signal.ITIMER_PROF, seconds)
    if sign == Sign.PAPER:
        answer = answer_packed(read_paper(raw))
    else:
        answer = answer_packed(read_envelope(raw) if sign == Sign.ENVELOPE else read_mail(raw))
    signal.setitimer(signal.ITIMER_PROF, 0)
    _write(answered, answer)


def _write(answered: BinaryIO, content: bytes) -> None:
    answered.write(content)
    answered.flush()


def _die_with(parent: int) -> None:
    """Linux ends this process when its parent's thread ends, even by kill -9; elsewhere the closed pipe does."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            sys.exit(0)


if __name__ == "__main__":
    main()
