"""How the rows of work stand, by kind: what waits, since when, what failed before, and what was given up."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from hub.columns import table_of
from hub.home.old_list.tables import OldList
from hub.intake.paper_tables import PaperReading
from hub.intake.tables import FileScan, RawMail
from hub.letters import Letter
from hub.partners.import_tables import ListImport
from hub.store import Work
from hub.work_rows import WorkRow

# Every table of work rows, under the word that pages, metrics and addresses use.
KINDS: dict[str, type[WorkRow]] = {
    "mail": RawMail, "letter": Letter, "paper": PaperReading, "file": FileScan, "school_list": ListImport,
    "old_list": OldList,
}  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """Rows of one kind. `due` could be taken up now, `tried` failed before and comes again, `oldest` is due longest."""

    open: int
    due: int
    tried: int
    oldest: datetime | None
    parked: int


def all_kinds(work: Work, now: datetime) -> dict[str, Standing]:
    """One question a kind, which reads only what is open or given up."""
    return {kind: _standing(work, table, now) for kind, table in KINDS.items()}


def parked(work: Work) -> dict[str, int]:
    """What was given up and nobody has looked at yet, by kind; kinds without any are left out."""
    found = {kind: _count(work, table, _given_up(table)) for kind, table in KINDS.items()}
    return {kind: many for kind, many in found.items() if many}


def first_due(work: Work, table: type[WorkRow], now: datetime) -> datetime | None:
    """The oldest open row that is due and that nobody holds at this moment."""
    t = table_of(table)
    return work.session.scalar(sa.select(sa.func.min(t.c.due_at)).where(*_open(table), _free(table, now)))


def open_rows(work: Work, table: type[WorkRow]) -> int:
    return _count(work, table, sa.and_(*_open(table)))


def _standing(work: Work, table: type[WorkRow], now: datetime) -> Standing:
    t, free = table_of(table), _free(table, now)
    asked = sa.select(
        sa.func.count().label("open"),
        sa.func.count().filter(free).label("due"),
        sa.func.count().filter(t.c.last_error.is_not(None)).label("tried"),
        sa.func.min(t.c.due_at).filter(free).label("oldest"),
    ).where(*_open(table))
    row = work.session.execute(asked).one()
    return Standing(row.open, row.due, row.tried, row.oldest, _count(work, table, _given_up(table)))


def _open(table: type[WorkRow]) -> tuple[sa.ColumnElement[bool], ...]:
    t = table_of(table)
    return t.c.done_at.is_(None), t.c.parked_at.is_(None)


def _free(table: type[WorkRow], now: datetime) -> sa.ColumnElement[bool]:
    t = table_of(table)
    return sa.and_(t.c.due_at <= now, sa.or_(t.c.leased_until.is_(None), t.c.leased_until < now))


def _given_up(table: type[WorkRow]) -> sa.ColumnElement[bool]:
    t = table_of(table)
    looked_at = t.c.settled_at.is_(None) if "settled_at" in t.c else sa.true()
    return sa.and_(t.c.parked_at.is_not(None), looked_at)


def _count(work: Work, table: type[WorkRow], which: sa.ColumnElement[bool]) -> int:
    return work.session.execute(sa.select(sa.func.count()).select_from(table_of(table)).where(which)).scalar_one()
