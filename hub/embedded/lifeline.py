"""Children that die with their parent: the kernel tells them, however hard the parent was killed (Linux).

Run as a program it becomes another one: `lifeline.py '{"parent": …, "signal": …}' command…`. It stands on the standard
library alone, so that it starts in a blink, and sets its own process up, so that the parent may have threads.
"""

import ctypes
import json
import os
import signal
import sys

# linux/prctl.h and linux/capability.h
PR_SET_PDEATHSIG, PR_SET_SECUREBITS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 28, 47, 2
SECBIT_NO_SETUID_FIXUP = 4
CAPABILITY_VERSION_3 = 0x20080522
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2


def die_with_parent(with_signal: int = signal.SIGTERM, parent: int | None = None) -> None:
    """From now on this process gets `with_signal` when the thread that started it is gone.

    `parent` is the process id that must still be the parent; it may have died before this was said. Call it after any
    change of user, which cuts the line. Elsewhere than on Linux nothing happens.
    """
    if sys.platform != "linux":
        return
    before = os.getppid() if parent is None else parent
    _prctl(PR_SET_PDEATHSIG, with_signal)
    if os.getppid() != before:
        os.kill(os.getpid(), with_signal)


def become(user: int, group: int, *, may_enter: bool) -> None:
    """Give up root for good. `may_enter` keeps the one right to walk through and read what is closed to others.

    That right serves checkouts below a closed folder such as /root: PostgreSQL refuses to run as root, and opening the
    folder for everybody would be worse.
    """
    os.setgroups([])
    os.setgid(group)
    if may_enter:
        # Else access(2), with which PostgreSQL looks for its programs, would not count the right.
        _prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP)
    os.setuid(user)
    if may_enter:
        _keep_right_to_enter()


def _keep_right_to_enter() -> None:
    """Lay down every right of root but that one, which then outlives the start of the program."""
    held = _capabilities()
    # A container's root often has only the wider of the two.
    kept = next((right for right in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE) if held & (1 << right)), None)
    bits = 0 if kept is None else 1 << kept
    # Words of the low 32 rights, then of the high: effective, permitted, inheritable.
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    _succeed(_libc().capset(header, (ctypes.c_uint32 * 6)(bits, bits, bits, 0, 0, 0)))
    if kept is not None:
        _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, kept)


def _capabilities() -> int:
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    words = (ctypes.c_uint32 * 6)()
    _succeed(_libc().capget(header, words))
    return words[1]


def _prctl(option: int, *values: int) -> None:
    padded = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4]]
    _succeed(_libc().prctl(option, *padded))


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _succeed(result: int) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def main() -> None:
    order, command = json.loads(sys.argv[1]), sys.argv[2:]
    # Ctrl-C in the terminal is for the parent, which ends its children in good order.
    os.setsid()
    # Python and the shells' `&` ignore some signals, and a program inherits that.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    if order.get("user") is not None:
        become(order["user"], order["group"], may_enter=order["may_enter"])
    die_with_parent(order["signal"], order["parent"])
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
