"""Small numbers of a list: which figures must stay hidden so that nobody can read or calculate a small one.

A reader is taken to know this rule, every figure that is shown, every total, and that no hidden figure is zero, unless
the whole list is hidden. Hidden figures all look alike: which of them is the small one stays open. The split of tracks
by partner is in `split.py`.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import TypeVar

LIMIT = 5  # the smallest number that may be shown, besides zero
SPREAD = 5  # how far apart, by sums, the smallest and the largest value of a hidden figure of a list at least lie
LEAST = 3  # how many values of a hidden figure stay possible for who follows the rule itself

Key = TypeVar("Key", bound=str)


def small(n: int) -> bool:
    return 0 < n < LIMIT


def stays_open(possible: Collection[int]) -> bool:
    """Whether a figure with these possible values is one that nobody can tell: LEAST of them, or on both sides of the
    limit, so that it may well be no small one."""
    return len(possible) >= LEAST or (min(possible, default=0) < LIMIT <= max(possible, default=0))


def one_way(counts: Mapping[Key, int]) -> frozenset[Key]:
    """The keys to hide of a table that adds up to a total which is shown: the small ones, and the next smallest ones
    (all that are equal) until nobody can tell. Everything when the total itself is small, or nothing less will do.
    """
    if small(sum(counts.values())):
        return frozenset(counts)
    hidden = {key for key, n in counts.items() if small(n)}
    others = sorted({n for n in counts.values() if n >= LIMIT})
    while hidden and not _is_safe(len(hidden), sum(counts[key] for key in hidden), others[0] if others else NONE):
        if not others:
            return frozenset(counts)
        hidden |= {key for key, n in counts.items() if n == others[0]}
        others.pop(0)
    return frozenset(hidden)


NONE = 1 << 62  # more than is ever counted: nothing is shown
FAR = 100  # sums up to here are gone through


@lru_cache(maxsize=1 << 14)
def _is_safe(n: int, left: int, shown: int) -> bool:
    """Whether n figures that add up to what is left may stand as the hidden ones, below the smallest that is shown. It
    knows nothing that a reader does not see: else its answer would tell of what is hidden."""
    return n > 1 and left - n >= SPREAD and stays_open(_possible(n, left, shown))


@lru_cache(maxsize=1 << 14)
def _possible(n: int, left: int, shown: int) -> frozenset[int]:
    """What each of them can be for who follows the rule, as far as it takes to see that it stays open: values in lists
    of which the rule hides n like these. They are all small, or those that went last are some equal ones, because the
    others were not safe without them."""
    found = set(_small_in(n, left))
    for last, rest in ((k, rest) for k in range(1, n) for rest in range(n - k, min(left, FAR))):
        if stays_open(found):
            break
        each, odd = divmod(left - rest, last)
        if not odd and LIMIT <= each < shown and not _is_safe(n - last, rest, each):
            before = _possible(n - last, rest, each)
            found |= before | {each} if before else set()
    return frozenset(found)


def _small_in(n: int, left: int) -> Iterator[int]:
    """What one of n small numbers can be when these add up to what is left."""
    return (one for one in range(1, LIMIT) if n - 1 <= left - one <= (LIMIT - 1) * (n - 1))
