"""In which order a table asks its partners: one seat further with each case of the school year. Pure rules."""

from collections.abc import Callable, Sequence
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


def to_come(taken: Sequence[int | None], begins: int) -> list[int]:
    """The turn of each case on an agenda, in its order: its own once it was brought up, else what it would have if
    those before it go first. `begins` is the next turn of the table."""
    turns = []
    for turn in taken:
        turns.append(begins if turn is None else turn)
        begins += turn is None
    return turns
