"""Where everybody stands in the drawing of a network: the youngster in the middle, three rings by nearness. Pure.

The list beside it says the same in words; numbers tie the two together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

SIZE = 480
MIDDLE = SIZE / 2
RINGS = {1: 88, 2: 148, 3: 208}
LONGEST = 16  # signs of a name that fit under a mark
CROWDED = 12  # beyond this many, names would lie over each other: the numbers tell, and the list says whose they are
# Each ring begins at another angle, so that three people do not hang under each other.
BEGINS = {1: -pi / 2, 2: -pi / 2 + pi / 5, 3: -pi / 2 + pi / 9}


@dataclass(frozen=True)
class Dot:
    """One mark: its number in the list, and what is drawn of it."""

    number: int
    label: str
    x: float
    y: float
    trusted: bool
    knows: bool


@dataclass(frozen=True)
class Who:
    name: str
    near: int
    trusted: bool = False
    knows: bool = False


def placed(people: Sequence[Who]) -> list[Dot]:
    """Everybody evenly on the ring of its nearness, in the order of the list; in a crowd without names."""
    on_ring = {ring: [n for n, one in enumerate(people) if one.near == ring] for ring in RINGS}
    dots = []
    for n, one in enumerate(people):
        among = on_ring[one.near]
        angle = BEGINS[one.near] + 2 * pi * among.index(n) / len(among)
        far = RINGS[one.near]
        label = "" if len(people) > CROWDED else shortened(one.name)
        x, y = round(MIDDLE + far * cos(angle), 1), round(MIDDLE + far * sin(angle), 1)
        dots.append(Dot(n + 1, label, x, y, one.trusted, one.knows))
    return dots


def shortened(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"
