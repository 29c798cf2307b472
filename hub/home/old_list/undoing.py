"""An old list taken back: its cases are gone as if they never were, but for those with which somebody did something."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from hub import ledger
from hub.columns import table_of
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Message, Referral, Youngster
from hub.home.old_list.applying import CASE, TRACK
from hub.home.old_list.tables import OldList, OldRow, Step
from hub.ledger import Entry
from hub.monitoring.forgotten import forget
from hub.store import Work

AT_ONCE = 500
# Whoever looked changed nothing.
LOOKS = ("case.seen", "identity.seen", "referrer.look", "minutes.look", "minutes.print", "track.read_by_link")
_R, _C, _E, _Y = table_of(OldRow), table_of(Referral), table_of(Entry), table_of(Youngster)
# What came with the import itself, and what is counted of it.
ITS_OWN = {"ledger", "old_row", "message", "track", "referral_fact", "track_fact"}
Tell = Callable[[int, int], None]


def undo(work: Work, row: OldList, tell: Tell) -> Mapping[str, Any]:
    """Put back what was. The numbers of the cases stay used: somebody may have written them down."""
    became = sa.select(_R.c.referral_id).where(_R.c.list_id == row.id, _R.c.referral_id.is_not(None))
    ids = sorted(work.session.execute(became).scalars())
    tell(0, len(ids))
    gone = 0
    for begin in range(0, len(ids), AT_ONCE):
        untouched = _untouched(work, ids[begin : begin + AT_ONCE])
        _delete(work, row, untouched)
        gone += len(untouched)
        tell(min(begin + AT_ONCE, len(ids)), len(ids))
    ledger.write(work, "old_list.undone", "old_list", row.id, hub_id=row.hub_id, cases=gone, kept=len(ids) - gone)
    work.session.flush()
    return {"step": Step.UNDONE, "undone_at": work.now, "counts": {**row.counts, "gone": gone, "kept": len(ids) - gone}}


def _untouched(work: Work, ids: Sequence[UUID]) -> list[UUID]:
    """Those of these cases, held, with which nothing was done: the ledger tells of no act but looks, and nothing hangs
    on the case or its youngster that the import did not make."""
    held = sa.select(_C.c.id).where(_C.c.id.in_(ids)).order_by(_C.c.id).with_for_update()
    there = list(work.session.execute(held).scalars())
    acted = sa.select(_E.c.referral_id).where(_E.c.referral_id.in_(there), _E.c.act.not_in((CASE, TRACK, *LOOKS)))
    hangs = [sa.select(column).where(column.in_(there)) for column in _pointing_at_case()]
    of_whom = sa.select(_C.c.id, _C.c.youngster_id).where(_C.c.id.in_(there)).subquery()
    others = [
        sa.select(of_whom.c.id).where(of_whom.c.youngster_id == column, column.table.c.id != of_whom.c.id)
        if column.table is _C else sa.select(of_whom.c.id).where(of_whom.c.youngster_id == column)
        for column in _pointing_at_youngster()
    ]  # fmt: skip
    touched = set(work.session.execute(sa.union(acted, *hangs, *others)).scalars())
    return [one for one in there if one not in touched]


def _pointing_at_case() -> list[Any]:
    """Every column of any table that names a case, with a foreign key or without."""
    return [
        column for table in SQLModel.metadata.sorted_tables if table.name not in ITS_OWN
        for column in table.columns if column.references(_C.c.id) or column.name == "referral_id"
    ]  # fmt: skip


def _pointing_at_youngster() -> list[Any]:
    return [
        column for table in SQLModel.metadata.sorted_tables
        for column in table.columns if column.references(_Y.c.id)
    ]  # fmt: skip


def _delete(work: Work, row: OldList, ids: Sequence[UUID]) -> None:
    forget(work, ids)
    youngsters = list(work.session.execute(sa.select(_C.c.youngster_id).where(_C.c.id.in_(ids))).scalars())
    for table in (Message, Track):
        work.session.execute(sa.delete(table).where(col(table.referral_id).in_(ids)))
    work.session.execute(sa.delete(_C).where(_C.c.id.in_(ids)))
    work.session.execute(sa.delete(_Y).where(_Y.c.id.in_(youngsters)))
    its = (_R.c.list_id == row.id, _R.c.referral_id.in_(ids))
    work.session.execute(sa.update(_R).where(*its).values(referral_id=None))
