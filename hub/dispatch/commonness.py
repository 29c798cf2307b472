"""How common a name, a postcode or a birth date is among files: that two of them share a common one says little."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hub.dispatch.spelling import name


@dataclass(frozen=True)
class Shares:
    """How large a part of the files has each value, from 0 to 1; `rest` is that of a value that is not among them, and
    `mean` that of any value."""

    known: Mapping[str, float] = field(default_factory=dict)
    rest: float = 0.01
    mean: float = 0.01

    def of(self, value: str) -> float:
        return self.known.get(value, self.rest)


@dataclass(frozen=True)
class Commonness:
    """Of so many files. The shares of names are by the bare letters of a name. What stands here by itself is assumed of
    a small hub that has too few files to tell."""

    files: float = 1000
    first_names: Shares = Shares(rest=1 / 300, mean=1 / 200)
    last_names: Shares = Shares(rest=1 / 1000, mean=1 / 500)
    postcodes: Shares = Shares(rest=1 / 15, mean=1 / 15)
    a_birth_date: float = 1 / 2500


def shares_among(parts: Iterable[tuple[str, float]], *, distinct: float, by_letters: bool = False) -> Shares:
    """From the commonest values, each with its share, and how many values there are in all.

    "" is no value: shares are those among files that have one.
    """
    known: dict[str, float] = {}
    empty = 0.0
    for value, share in parts:
        key = name(value).letters if by_letters else value
        if key:
            known[key] = known.get(key, 0.0) + share
        else:
            empty += share
    filled = max(1 - empty, 1e-9)
    known = {key: share / filled for key, share in known.items()}
    others = max(distinct - len(known), 1)
    return Shares(
        known, rest=max(1 - sum(known.values()), 0.0) / others or 1 / max(distinct, 1), mean=1 / max(distinct, 1)
    )
