"""What the figures of a school year look like, once counted and hidden where need be."""

from dataclasses import dataclass
from datetime import date

from hub.clock import SchoolYear
from hub.monitoring.cells import Cell, Hidden


@dataclass(frozen=True)
class Line:
    """One line of a figure: its code, its name in words, this year and last year. None is no figure (yet)."""

    key: str
    label: str
    this: Cell
    last: Cell


@dataclass(frozen=True)
class Figure:
    """A list of lines under a name of hub.monitoring.definitions; without lines there is nothing to count yet."""

    name: str
    lines: tuple[Line, ...]

    @property
    def has_hidden(self) -> bool:
        return any(isinstance(cell, Hidden) for line in self.lines for cell in (line.this, line.last))

    def to_show(self) -> "Figure":
        """Without the partners and states that are nought in both years; hidden lines stay, whatever they hold."""
        if self.name not in ("partners", "starts_by_partner"):
            return self
        return Figure(self.name, tuple(line for line in self.lines if {line.this, line.last} - {0, None}))


@dataclass(frozen=True)
class Figures:
    """A school year of a hub beside the one before.

    `complete`: no changed case waits to be counted. `running`: the year is not over. `has_last`: last year was counted.
    `as_of`: what was referred from this day on is not in it; None for figures that follow what happens.
    """

    year: SchoolYear
    hide: bool
    complete: bool
    running: bool
    has_last: bool
    totals: tuple[Line, ...]
    figures: tuple[Figure, ...]
    as_of: date | None = None

    def figure(self, name: str) -> Figure:
        return next(one for one in self.figures if one.name == name)

    def total(self, name: str) -> Line:
        return next(one for one in self.totals if one.key == name)
