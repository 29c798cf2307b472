"""Information that the duty desk gave in a school year, by month: one of the functions of a hub (DOMAIN.md §2, §7)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa

from hub.clock import SchoolYear, brussels_date, midnight
from hub.lookups import Lookup
from hub.monitoring import stands
from hub.monitoring.cells import Cell, Hidden
from hub.monitoring.figure_shapes import Figure, Figures, Line
from hub.monitoring.suppress import one_way, small
from hub.store import Work
from hub.wording import _, month_words

# A call belongs to the month in which it came, in Brussels.
_BY_MONTH = Lookup(
    sa.text("""
SELECT to_char(started_at AT TIME ZONE 'Europe/Brussels', 'MM') AS month, count(*) AS calls
FROM noted_call WHERE hub_id = :hub AND state = 'informed' AND started_at >= :first AND started_at < :until
GROUP BY 1""")
)
NAME = "information"
PATH = "informatie"  # of its file
MONTHS = (9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8)


@dataclass(frozen=True)
class Information:
    """`months` from September on, as (month, figure)."""

    total: Cell
    months: tuple[tuple[int, Cell], ...]

    @property
    def has_hidden(self) -> bool:
        return any(isinstance(cell, Hidden) for cell in (self.total, *(cell for _month, cell in self.months)))


def information_of(
    work: Work, hub_id: UUID, year: SchoolYear, *, hide: bool, before: date | None = None
) -> Information:
    """What was given in this year, `before` a day when it stands still since; small numbers hidden where need be."""
    until = min(year.ends_at, midnight(before)) if before else year.ends_at
    rows = _BY_MONTH.ask(work.session, hub=hub_id, first=year.starts_at, until=until)
    known = {int(row.month): int(row.calls) for row in rows}
    counts = {f"{month:02}": known.get(month, 0) for month in MONTHS}
    total = sum(counts.values())
    hidden = one_way(counts) if hide else frozenset()
    return Information(
        Hidden.FEW if hide and small(total) else total,
        tuple((int(key), Hidden.BESIDE if key in hidden else n) for key, n in counts.items()),
    )  # fmt: skip


def with_information(work: Work, hub_id: UUID, figures: Figures) -> Figures:
    """These figures as files hold them: with a total of it and a list of its months, last year's beside them where last
    year was counted."""
    this = _cells(work, hub_id, figures.year, figures.as_of, hide=figures.hide)
    last: dict[str, Cell] = {}
    if figures.has_last:
        until = stands.reading(work, hub_id, figures.year.previous)[1] if figures.hide else None
        last = _cells(work, hub_id, figures.year.previous, until, hide=figures.hide)
    total, *months = [
        Line(key, month_words(date(2000, int(key), 1)) if key != NAME else _("Informatie gegeven"), cell, last.get(key))
        for key, cell in this.items()
    ]
    return replace(
        figures, totals=(*figures.totals, total), figures=(*figures.figures, Figure(NAME, tuple(months)))
    )  # fmt: skip


def _cells(work: Work, hub_id: UUID, year: SchoolYear, before: date | None, *, hide: bool) -> dict[str, Cell]:
    """The total under the name of the figure, then the months by their number; one that is still to come has none."""
    given = information_of(work, hub_id, year, hide=hide, before=before)
    until = before or brussels_date(work.now) + timedelta(days=1)
    begun = {month.month for month in year.months if month < until}
    months = {str(month): cell if month in begun or cell != 0 else None for month, cell in given.months}
    return {NAME: given.total, **months}
