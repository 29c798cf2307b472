"""What another rule would change: how many offers fit each case under both, before anybody saves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

SHOWN = 8  # examples each way


@dataclass(frozen=True)
class Tried:
    """One case by its number: how many offers fit it under the rule of now and under the other one."""

    number: str
    before: int
    after: int


@dataclass(frozen=True)
class Trial:
    tried: Sequence[Tried]

    @property
    def cases(self) -> int:
        return len(self.tried)

    @property
    def served(self) -> tuple[int, int]:
        """How many cases something fits, before and after."""
        return sum(one.before > 0 for one in self.tried), sum(one.after > 0 for one in self.tried)

    @property
    def mean(self) -> tuple[float, float]:
        """How many offers fit a case, on average."""
        if not self.tried:
            return 0.0, 0.0
        return fmean(one.before for one in self.tried), fmean(one.after for one in self.tried)

    @property
    def more(self) -> list[Tried]:
        """Cases that more would fit, those that gain most first."""
        return sorted((one for one in self.tried if one.after > one.before), key=lambda one: one.before - one.after)

    @property
    def fewer(self) -> list[Tried]:
        return sorted((one for one in self.tried if one.after < one.before), key=lambda one: one.after - one.before)

    @property
    def changes(self) -> bool:
        return any(one.before != one.after for one in self.tried)
