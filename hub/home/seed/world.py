"""The world in which invented cases happen: schools, partners, tables and people, in plain values.

It grows with the number of cases, so that a session has as many on its agenda in a large hub as in a small one.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from random import Random

from hub.dispatch.clocks import Clocks
from hub.home.seed.likely import FROM_ELSEWHERE, Draw
from hub.home.seed.pupils import PUPILS

# A municipality of which no pupils are known here still has some; one without a secondary school gets a small one.
UNKNOWN = (500, 500)
FEWEST = 150


@dataclass(frozen=True)
class Someone:
    """A person who works in the hub; ids are text."""

    id: str
    name: str


@dataclass(frozen=True)
class SeededOffer:
    id: str
    name: str
    weeks: int
    is_naft: bool


@dataclass(frozen=True)
class Partner:
    id: str
    name: str
    email: str
    people: tuple[Someone, ...]
    offers: tuple[SeededOffer, ...]
    welfare: bool = False  # it works through school holidays


@dataclass(frozen=True)
class Referring:
    """A place where cases come from, with the people there: (name, function, address)."""

    id: str | None
    name: str
    kind: str
    nis: str
    people: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Sitting:
    id: str
    at: datetime


@dataclass(frozen=True)
class Table:
    id: str
    seats: tuple[int, ...]  # places in World.partners
    sittings: tuple[Sitting, ...]  # in the order of time

    def next(self, after: datetime) -> Sitting:
        return self.sittings[bisect_right(self.sittings, after, key=lambda sitting: sitting.at)]


@dataclass(frozen=True)
class Voice:
    """What letters say of the hub."""

    name: str
    phone: str
    email: str
    reading_hours: str


@dataclass(frozen=True)
class World:
    hub_id: str
    voice: Voice
    inbox: str
    number_prefix: str
    public_url: str
    mail_domain: str
    secret_keys: tuple[str, ...]
    clocks: Clocks
    desk: tuple[Someone, ...]  # coordinators
    duty: tuple[Someone, ...]
    own: tuple[str, str]  # id and name of the hub's own organisation
    referring: dict[str, tuple[Referring, ...]]  # by kind
    partners: tuple[Partner, ...]
    tables: tuple[Table, ...]
    municipalities: tuple[str, ...]

    def home(self, rng: Random) -> str:
        """Where a youngster lives: the more pupils, the likelier; a few from outside the area."""
        inside = rng.random() >= FROM_ELSEWHERE
        return _homes(self.municipalities, inside)(rng)


@cache
def _homes(municipalities: tuple[str, ...], inside: bool) -> Draw[str]:
    chosen = municipalities if inside else tuple(nis for nis in PUPILS if nis not in municipalities)
    return Draw({nis: PUPILS.get(nis, UNKNOWN)[0] for nis in chosen})


def schools_by_pupils(municipalities: Sequence[str], many: int) -> list[str]:
    """About so many schools over the municipalities, by their secondary pupils: the NIS code of each."""
    pupils = {nis: max(PUPILS.get(nis, UNKNOWN)[1], FEWEST) for nis in municipalities}
    total = sum(pupils.values())
    return [nis for nis, n in pupils.items() for _school in range(max(1, round(many * n / total)))]
