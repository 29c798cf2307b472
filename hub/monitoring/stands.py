"""Figures that stand still for a month: what whoever may not see small numbers reads, whatever happens meanwhile."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlmodel import col, select

from hub.clock import SchoolYear, brussels_date, school_year_of
from hub.hubs import all_hubs
from hub.monitoring.figure_counts import Reading, read_year, years_counted
from hub.monitoring.moving import in_lines_of, may_move
from hub.monitoring.roll_up import pending
from hub.monitoring.tables import YearStand
from hub.store import Store, Work

# The few of the summer wait for each other: July and August read as June, and September closes the year.
SUMMER = (7, 8)


def keep_all(store: Store) -> None:
    """Make this month's stand of every hub that has none yet."""
    with store.begin() as work:
        ids = [hub.id for hub in all_hubs(work.session)]
    for hub_id in ids:
        with store.begin() as work:
            keep(work, hub_id)


def keep(work: Work, hub_id: UUID) -> None:
    """Make this month's stand of each school year, once; who looks first makes it when the worker did not.

    It counts what was referred before the month began. A year of which too little changed stands as it stood. While a
    changed case waits to be counted, nothing is made: it would be missing all month.
    """
    month = month_of(work)
    if _is_kept(work, hub_id, month) or pending(work, hub_id):
        return
    for start in {*years_counted(work, hub_id), school_year_of(month).start_year}:
        year = SchoolYear(start)
        fresh, before = read_year(work, hub_id, year, until=month), latest(work, hub_id, year)
        if before is not None:
            fresh = in_lines_of(before.counts, fresh)
        held = before is not None and (month.month in SUMMER or not may_move(before.counts, fresh))
        work.session.execute(
            postgresql.insert(YearStand)
            .values(
                hub_id=hub_id, school_year=start, month=month, made_at=work.real,
                as_of=before.as_of if before and held else month, counts=before.counts if before and held else fresh,
            )
            .on_conflict_do_nothing()
        )  # fmt: skip


def latest(work: Work, hub_id: UUID, year: SchoolYear) -> YearStand | None:
    """The stand of this year that is read now; None before its first one."""
    return work.session.exec(
        select(YearStand)
        .where(YearStand.hub_id == hub_id, YearStand.school_year == year.start_year)
        .where(col(YearStand.month) <= month_of(work))
        .order_by(col(YearStand.month).desc())
        .limit(1)
    ).first()


def reading(work: Work, hub_id: UUID, year: SchoolYear) -> tuple[Reading, date]:
    """What is read of this year, and on which day that stood so. Before a hub's first stand it is what would be kept
    now, and moves still."""
    stand = latest(work, hub_id, year)
    if stand is not None:
        return stand.counts, stand.as_of
    if _is_kept(work, hub_id, month_of(work)):
        return read_year(work, hub_id, year, until=year.first_day), month_of(work)
    return read_year(work, hub_id, year, until=month_of(work)), month_of(work)


def is_settled(work: Work, hub_id: UUID) -> bool:
    """Whether this month's stand is made."""
    return _is_kept(work, hub_id, month_of(work))


def month_of(work: Work) -> date:
    """The first day of the present month, in Brussels."""
    return brussels_date(work.now).replace(day=1)


def _is_kept(work: Work, hub_id: UUID, month: date) -> bool:
    kept = select(YearStand.hub_id).where(YearStand.hub_id == hub_id, YearStand.month == month)
    return bool(work.session.execute(sa.select(kept.exists())).scalar_one())
