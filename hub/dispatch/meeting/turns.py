"""In which order a table asks its partners: one seat further with each case of the school year. Pure rules."""

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import chain, count
from typing import TypeVar

Seat = TypeVar("Seat")


def in_turn(seats: Sequence[Seat], turn: int, answers: Callable[[Seat], bool]) -> list[Seat]:
    """Who takes cases up, begun `turn` seats further; then whoever only thinks along, as they sit.

    The circle is of those who answer alone: with the others in it, whoever sits behind one of them would begin more
    often. So each of them begins equally often over the session and over the school year.
    """
    asked = [seat for seat in seats if answers(seat)]
    first = turn % len(asked) if asked else 0
    return [*asked[first:], *asked[:first], *(seat for seat in seats if not answers(seat))]


def open_turns(used: Collection[int]) -> list[int]:
    """The turns of a school year that a table can give, the first one first: those that were given back by cases that
    left without having been weighed, then the one after the last. From there on one counts."""
    last = max(used, default=-1)
    return [*(turn for turn in range(last) if turn not in used), last + 1]


def giving(used: Collection[int]) -> Iterator[int]:
    """The same, without end."""
    turns = open_turns(set(used))
    return chain(turns, count(turns[-1] + 1))


def to_come(taken: Sequence[int | None], used: Collection[int]) -> list[int]:
    """The turn of each case on an agenda, in its order: its own once it was brought up, else what it would have if
    those before it go first. `used` are the turns of the table in its school year."""
    given = giving(used)
    return [next(given) if turn is None else turn for turn in taken]
