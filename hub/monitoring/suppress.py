"""Small numbers of a list: which figures must stay hidden so that nobody can read or calculate a small one.

A reader is taken to know this rule, every figure that is shown, every total, and that no hidden figure is zero, unless
the whole list is hidden. Hidden figures all look alike: which of them is the small one stays open. The split of tracks
by partner is in `split.py`.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TypeVar

LIMIT = 5  # the smallest number that may be shown, besides zero
SPREAD = 5  # how far apart, by sums, the smallest and the largest value of a hidden figure of a list at least lie
LEAST = 3  # how many values of a hidden figure stay possible for who follows the rule itself

Key = TypeVar("Key", bound=str)


def small(n: int) -> bool:
    return 0 < n < LIMIT


def one_way(counts: Mapping[Key, int]) -> frozenset[Key]:
    """The keys to hide of a table that adds up to a total which is shown: the small ones, and the next smallest ones
    until those together leave room enough. Everything when the total itself is small, or when nothing less will do.
    """
    if small(sum(counts.values())):
        return frozenset(counts)
    hidden = {key for key, n in counts.items() if small(n)}
    others = sorted((key for key, n in counts.items() if n >= LIMIT), key=lambda key: (counts[key], key))
    while hidden and not _is_safe(counts, hidden, others):
        if not others:
            return frozenset(counts)
        hidden.add(others.pop(0))
    return frozenset(hidden)


def _is_safe(counts: Mapping[Key, int], hidden: Collection[Key], others: list[Key]) -> bool:
    """Whether these may stand as the hidden ones. It looks at nothing that a reader does not see: else the answer
    would tell of what is hidden."""
    left = sum(counts[key] for key in hidden)
    if _room(left, len(hidden)) < SPREAD:
        return False
    possible = _possible(hidden, left, (counts[others[0]], others[0]) if others else None)
    return all(len(possible[key]) >= LEAST for key in hidden)


def _room(left: int, n: int) -> int:
    """How far a hidden figure can go from 1, when the others may be 1 as well and all add up to what is known."""
    return left - n if n > 1 else 0


def _possible(hidden: Collection[Key], left: int, shown: tuple[int, Key] | None) -> Mapping[Key, set[int]]:
    """Values that who follows the rule holds for possible: all hidden ones are small; or all but one are, leave no
    room on their own, and that one is the next smallest, before the smallest that is `shown`."""
    n, found = len(hidden), defaultdict[Key, set[int]](set)
    for key in hidden:
        found[key].update(_in_a_sum(left, n))
    for sum_ in range(n - 1, (LIMIT - 1) * (n - 1) + 1):
        for key in hidden:
            if _room(sum_, n - 1) < SPREAD and left - sum_ >= LIMIT and (not shown or (left - sum_, key) < shown):
                found[key].add(left - sum_)
                for other in hidden:
                    found[other].update(_in_a_sum(sum_, n - 1) if other != key else ())
    return found


def _in_a_sum(sum_: int, n: int) -> set[int]:
    """What one of n small numbers can be when these add up to a sum."""
    return {one for one in range(1, LIMIT) if n - 1 <= sum_ - one <= (LIMIT - 1) * (n - 1)}
