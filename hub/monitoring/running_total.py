"""Months added up since September, as far as that says nothing of a month that is hidden."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, takewhile

from hub.monitoring.cells import Cell, Hidden


def running(cells: Sequence[Cell], total: Cell = Hidden.BESIDE) -> list[Cell]:
    """Each month's total since the first; None from the first month without a figure on.

    A hidden month hides the totals from itself up to the last hidden one. After that one they show again when the
    year's total may be read: whoever takes the later months off it finds them anyway.
    """
    known = list(takewhile(lambda cell: cell is not None, cells))
    there = list(accumulate(_readable(known)))
    later = list(accumulate(_readable(reversed(known))))
    back = [total - rest for rest in (0, *later)] if isinstance(total, int) else []
    from_end = {len(known) - 1 - n: value for n, value in enumerate(back) if n < len(known)}
    found: list[Cell] = [
        there[n] if n < len(there) else from_end.get(n, Hidden.BESIDE) for n in range(len(known))
    ]  # fmt: skip
    return [*found, *[None] * (len(cells) - len(known))]


def _readable(cells: Iterable[Cell]) -> Iterator[int]:
    """Up to the first hidden one."""
    for cell in cells:
        if not isinstance(cell, int):
            return
        yield cell
