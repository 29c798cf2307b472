"""The school years of a hub as they are read: counted when their facts changed, not when somebody looks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.clock import SchoolYear
from hub.lookups import Lookup
from hub.monitoring.figure_counts import Reading, area_of, nothing_read, partners_counted, read_year, years_counted
from hub.monitoring.tables import YearReading
from hub.store import Store, Work

Years = set[tuple[UUID, int]]  # of hubs


@dataclass(frozen=True)
class Readings:
    """All years of a hub, and its municipalities of today. Without `kept` its facts are read instead."""

    hub_id: UUID
    kept: dict[int, Reading] | None
    area: Sequence[str] = ()

    def years(self, work: Work) -> Sequence[int]:
        """Those that have facts, oldest first."""
        return years_counted(work, self.hub_id) if self.kept is None else sorted(self.kept)

    def partners(self, work: Work) -> Sequence[str]:
        """The partners of every track that was ever counted."""
        if self.kept is None:
            return partners_counted(work, self.hub_id)
        return sorted({partner for one in self.kept.values() for partner, *_counts in one["partners"]})

    def of(self, work: Work, year: SchoolYear) -> Reading:
        if self.kept is None:
            return read_year(work, self.hub_id, year)
        found = self.kept.get(year.start_year) or nothing_read()
        return Reading(**{**found, "municipalities": list(self.area)})


_KEPT = Lookup(select(YearReading).where(col(YearReading.hub_id) == sa.bindparam("hub", type_=sa.Uuid())))


def readings_of(work: Work, hub_id: UUID) -> Readings:
    rows = _KEPT.ask(work.session, hub=hub_id)
    if not rows or any(row.stale for row in rows):
        return Readings(hub_id, None)
    known = {row.school_year: cast(Reading, row.counts) for row in rows}
    told = {year: one for year, one in known.items() if one["referrals"] or one["partners"]}
    return Readings(hub_id, told, area_of(work, hub_id))


def years_of(work: Work, ids: Sequence[UUID]) -> Years:
    """The years to which the facts of these cases belong now."""
    rows = work.session.execute(_YEARS_OF, {"ids": list(ids)})
    return {(row.hub_id, row.school_year) for row in rows}


def mark(work: Work, years: Years) -> None:
    """These are to be counted again. In one order, so that two workers never wait for each other."""
    ordered = sorted(years)
    hubs, starts = [hub_id for hub_id, _year in ordered], [year for _hub, year in ordered]
    work.session.execute(_MARK, {"hubs": hubs, "years": starts})


def count_again(store: Store) -> None:
    """Count the years that were marked, one transaction each; one that somebody is at is his."""
    while True:
        with store.begin() as work:
            row = work.session.exec(
                select(YearReading).where(col(YearReading.stale)).limit(1).with_for_update(skip_locked=True)
            ).first()
            if row is None:
                return
            row.counts = dict[str, Any](read_year(work, row.hub_id, SchoolYear(row.school_year)))
            row.stale = False


def misread(work: Work) -> Iterator[tuple[UUID, int]]:
    """Years of which the kept counts are not those of their facts, and those that have facts and no counts."""
    for row in work.session.exec(select(YearReading).where(~col(YearReading.stale))):
        if _same(read_year(work, row.hub_id, SchoolYear(row.school_year))) != _same(cast(Reading, row.counts)):
            yield row.hub_id, row.school_year
    yield from ((row.hub_id, row.school_year) for row in work.session.execute(_NOT_KEPT))


def _same(read: Reading) -> Any:
    """What has to be alike, in one order. The municipalities are those of the day on which one looks."""
    by = {column: sorted(([value, n] for value, n in found), key=str) for column, found in read["by"].items()}
    return read["referrals"], read["youngsters"], by, sorted(list(one) for one in read["partners"])


_NOT_KEPT = sa.text("""
(SELECT hub_id, school_year FROM referral_fact UNION SELECT hub_id, school_year FROM track_fact)
EXCEPT SELECT hub_id, school_year FROM year_reading
""")
_YEARS_OF = sa.text("""
SELECT hub_id, school_year FROM referral_fact WHERE referral_id = ANY(CAST(:ids AS uuid[]))
UNION SELECT hub_id, school_year FROM track_fact WHERE referral_id = ANY(CAST(:ids AS uuid[]))
""")
_MARK = sa.text("""
INSERT INTO year_reading (hub_id, school_year, stale, counts)
SELECT one.hub_id, one.school_year, true, '{}'
FROM unnest(CAST(:hubs AS uuid[]), CAST(:years AS int[])) AS one (hub_id, school_year)
ON CONFLICT (hub_id, school_year) DO UPDATE SET stale = true
""")
