"""How long processors worked on something, which stays nearly the same however busy the machine is."""

import time
from collections.abc import Callable
from pathlib import Path

Doing = Callable[[], object]
TIMES = 20


def tree(root: int) -> list[int]:
    """The ids of a process and of all below it."""
    found = [root]
    for pid in found:
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            found += [int(child) for child in children.read_text().split()]
    return found


def of_processes(root: int, doing: Doing, times: int = TIMES) -> float:
    """Seconds that the threads of these processes work each time that this is done."""
    before = worked(root)
    for _turn in range(times):
        doing()
    return (worked(root) - before) / times


def of_this(doing: Doing, times: int = TIMES) -> float:
    """The same for what is done in this process."""
    before = time.process_time()
    for _turn in range(times):
        doing()
    return (time.process_time() - before) / times


def worked(root: int) -> float:
    threads = (one for pid in tree(root) for one in Path(f"/proc/{pid}/task").glob("*/schedstat"))
    return sum(int(one.read_text().split()[0]) for one in threads) / 1e9
