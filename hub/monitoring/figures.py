"""Figures of a school year beside those of the year before, from facts only; small numbers hidden where asked."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from hub.clock import SchoolYear, brussels_date, school_year_of
from hub.hubs import hub_named
from hub.monitoring import stands
from hub.monitoring.cells import Cell, Hidden
from hub.monitoring.definitions import BY_NAME, ELSEWHERE, UNKNOWN, label
from hub.monitoring.figure_counts import (
    Keys,
    Reading,
    keys_of,
    year_counts,
)
from hub.monitoring.figure_files import as_csv, as_json
from hub.monitoring.figure_shapes import Figure, Figures, Line
from hub.monitoring.hiding import everything, kept_back
from hub.monitoring.information import with_information
from hub.monitoring.readings import Readings, readings_of
from hub.monitoring.roll_up import pending
from hub.people.rights import Right, require
from hub.store import Store, Work
from hub.wording import DEFAULT_LANGUAGE, use_language

# These keep their own order; the others go by size.
IN_ORDER = frozenset({"totals", "months", "ages", "partners", "starts", "starts_by_partner", "waiting"})
LAST_OF_ALL = frozenset({ELSEWHERE, UNKNOWN})
FORMATS = {"json": as_json, "csv": as_csv}


def school_year_figures(
    work: Work, hub_id: UUID, year: SchoolYear, *, hide: bool, readings: Readings | None = None
) -> Figures:
    """The figures of one school year of a hub, last year's beside them; its years need not be read again when they are
    at hand.

    With `hide` they stand as they stood when a month began, small numbers and what would give them away are `Hidden`,
    and restricted reasons count as another reason; without it they follow what happens, and the asker needs
    Right.SEE_FIGURES. NotFound for an outsider, NotAllowed for who may not count.
    """
    require(work.asker, Right.SEE_COUNTS if hide else Right.SEE_FIGURES, hub_id)
    taken = _standing(work, hub_id, year) if hide else _live(work, year, readings or readings_of(work, hub_id))
    keys, (until, until_last), read = taken.keys, taken.until, kept_back if hide else everything
    counts, before = (year_counts(one, own) for one, own in zip(taken.years, (keys, taken.keys_last), strict=True))
    this, last = read(counts), None if before.empty else read(before)
    lists = {} if counts.empty and last is None else this.lists
    return Figures(
        year=year,
        hide=hide,
        complete=taken.complete,
        running=school_year_of(work.now) <= year,
        has_last=last is not None,
        totals=_lines("totals", this.totals, last.totals if last else {}, keys),
        figures=tuple(
            Figure(
                name,
                _lines(
                    name,
                    _begun(name, lists.get(name, {}), year, until),
                    _begun(name, past, year.previous, until_last),
                    keys,
                ),
            )
            for name in BY_NAME
            for past in [last.lists[name] if last else {}]
        ),
        as_of=until if hide else None,
    )


@dataclass(frozen=True)
class _Taken:
    """What is read of a year and of the one before, each with the day from which on nothing is known and under lines of
    its own: a year that is divided in two ways tells what lies between them."""

    years: tuple[Reading, Reading]
    until: tuple[date, date]
    keys: Keys
    keys_last: Keys
    complete: bool


def _live(work: Work, year: SchoolYear, readings: Readings) -> _Taken:
    this, last = (readings.of(work, one) for one in (year, year.previous))
    keys = keys_of(work, readings.hub_id, this["municipalities"], readings.partners(work))
    tomorrow = brussels_date(work.now) + timedelta(days=1)
    return _Taken((this, last), (tomorrow, tomorrow), keys, keys, not pending(work, readings.hub_id))


def _standing(work: Work, hub_id: UUID, year: SchoolYear) -> _Taken:
    """Nothing of it follows what happens, the municipalities and partners that it names included."""
    stands.keep(work, hub_id)
    (this, until), (last, until_last) = (stands.reading(work, hub_id, one) for one in (year, year.previous))
    partners = {who for read in (this, last) for who, *_counts in read["partners"]}
    keys = keys_of(work, hub_id, this["municipalities"], partners)
    keys_last = replace(keys, municipalities=tuple(last["municipalities"]))
    return _Taken((this, last), (until, until_last), keys, keys_last, stands.is_settled(work, hub_id))


def school_years(work: Work, readings: Readings) -> list[SchoolYear]:
    """The years that can be looked at, newest first: each with figures, and the present one."""
    require(work.asker, Right.SEE_COUNTS, readings.hub_id)
    counted = {SchoolYear(year) for year in readings.years(work)}
    return sorted(counted | {school_year_of(work.now)}, reverse=True)


def printed(
    store: Store, hub_slug: str | None, school_year: SchoolYear | str, fmt: str, as_role: str = "coordinator"
) -> str:
    """The figures of a hub (the first when none is named) as a file: "json" or "csv", in Dutch, as a coordinator or
    as the steering group ("steering") reads them. The same facts give the same text, byte for byte.

    ValueError for a school year, format or role that does not exist; NotFound for such a hub.
    """
    year = SchoolYear.parse(school_year) if isinstance(school_year, str) else school_year
    if as_role not in ("coordinator", "steering"):
        raise ValueError(f"Figures are for a coordinator or for steering, not for {as_role!r}.")
    if fmt not in FORMATS:
        raise ValueError(f"Figures come as json or csv, not as {fmt!r}.")
    with store.begin() as work:
        stands.keep(work, hub_named(work.session, hub_slug).id)
    with store.begin(snapshot=True) as work, use_language(DEFAULT_LANGUAGE):
        hub = hub_named(work.session, hub_slug)
        counted = school_year_figures(work, hub.id, year, hide=as_role == "steering")
        return FORMATS[fmt](with_information(work, hub.id, counted), hub.slug)


def _begun(name: str, cells: dict[str, Cell], year: SchoolYear, until: date) -> dict[str, Cell]:
    """Months that are still to come have no figure, which is not the same as none."""
    if name != "months":
        return cells
    to_come = {str(month.month) for month in year.months if month >= until}
    return {key: None if key in to_come and cell == 0 else cell for key, cell in cells.items()}


def _lines(name: str, this: dict[str, Cell], last: dict[str, Cell], keys: Keys) -> tuple[Line, ...]:
    lines = [Line(key, label(name, key, keys.organisations), cell, last.get(key)) for key, cell in this.items()]
    return tuple(lines if name in IN_ORDER else sorted(lines, key=_by_size))


def _by_size(line: Line) -> tuple[bool, float, float]:
    """The largest first; hidden ones after what can be read, in an order that tells nothing; zeros; then the rest."""
    return line.key in LAST_OF_ALL, -_size(line.this), -_size(line.last)


def _size(cell: Cell) -> float:
    return 0 if cell is None else 0.5 if isinstance(cell, Hidden) else cell
