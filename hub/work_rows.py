"""The one shape for work that must not be forgotten: a row with a due moment, leased, retried, parked in sight."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from typing import Any, TypeVar
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, Session

from hub.columns import Moment, Stored, key, table_of
from hub.store import Store, Work

# After each failed attempt the row waits longer; after the last it is parked where a person sees it.
BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440))


class WorkRow(Stored):
    """Columns of a work row. Open means: `done_at` and `parked_at` are both empty."""

    id: UUID = key()
    due_at: datetime = Field(sa_type=Moment, nullable=False)
    leased_until: datetime | None = Field(default=None, sa_type=Moment)
    lease_token: UUID | None = Field(default=None)
    attempts: int = Field(default=0, nullable=False)
    last_error: str | None = Field(default=None)
    parked_at: datetime | None = Field(default=None, sa_type=Moment)
    done_at: datetime | None = Field(default=None, sa_type=Moment)
    once_key: str = Field(unique=True, nullable=False)


Row = TypeVar("Row", bound=WorkRow)
Taken = TypeVar("Taken")


def open_index(table: str) -> sa.Index:
    """Due work is found by this index and touches only what is open."""
    return sa.Index(f"{table}_open", "due_at", postgresql_where=sa.text("done_at IS NULL AND parked_at IS NULL"))


def parked_index(table: str) -> sa.Index:
    """What was parked is counted and shown by this index, however many rows went well."""
    return sa.Index(f"{table}_parked", "parked_at", postgresql_where=sa.text("parked_at IS NOT NULL"))


def lease(
    session: Session, table: type[Row], *, now: datetime, at_most: int, seconds: int = 120,
    only: sa.ColumnElement[bool] | None = None, noting: Mapping[str, Any] | None = None,
) -> Sequence[Row]:  # fmt: skip
    """Take up to `at_most` due rows (`only` such, where that is said) for `seconds`; two workers never hold the same
    row. Commit right after. `noting` are columns that are written along, made of what the row was before."""
    t = table_of(table)
    due = (
        sa.select(t.c.id)
        .where(t.c.done_at.is_(None), t.c.parked_at.is_(None), t.c.due_at <= now)
        .where(sa.or_(t.c.leased_until.is_(None), t.c.leased_until < now))
        .order_by(t.c.due_at)
        .limit(at_most)
        .with_for_update(skip_locked=True)
    )
    if only is not None:
        due = due.where(only)
    taken = (
        sa.update(table)
        .where(t.c.id.in_(due.scalar_subquery()))
        .values(
            leased_until=now + timedelta(seconds=seconds),
            lease_token=uuid4(),
            attempts=t.c.attempts + 1,
            **(noting or {}),
        )
        .returning(table)
        .execution_options(populate_existing=True)
    )
    return sorted(session.scalars(taken).all(), key=lambda row: row.due_at)


def in_turns(
    store: Store, take: Callable[[Work], Taken | None], *, batches: int | None, task: str, **begin: Any
) -> Iterator[Taken]:
    """What `take` leases in a unit of work of its own, batch after batch, until there is nothing. After so many
    `batches` the rest is left for another wake-up of this `task`, so that each kind of work has its turn."""
    for _turn in range(batches) if batches is not None else count():
        with store.begin(**begin) as work:
            taken = take(work)
        if not taken:
            return
        yield taken
    store.wake_up(task)


def finish(session: Session, row: WorkRow, *, now: datetime, **values: Any) -> bool:
    """Stamp a leased row as done; False when the lease was lost to another worker meanwhile."""
    return _stamp(session, row, done_at=now, leased_until=None, last_error=None, **values)


def fail(session: Session, row: WorkRow, error: str, *, now: datetime, for_good: bool = False) -> bool:
    """Give a leased row back with a longer wait, or park it when it keeps failing; True when it was parked."""
    parked = for_good or row.attempts > len(BACK_OFF)
    wait = BACK_OFF[min(row.attempts, len(BACK_OFF)) - 1]
    _stamp(
        session,
        row,
        last_error=error[:500],
        leased_until=None,
        due_at=row.due_at if parked else now + wait,
        parked_at=now if parked else None,
    )
    return parked


def give_back(session: Session, row: WorkRow, why: str, *, now: datetime) -> bool:
    """Return a leased row that was not even tried: it comes again soon, and this does not count as an attempt."""
    return _stamp(
        session, row, last_error=why[:500], leased_until=None, due_at=now + BACK_OFF[0], attempts=row.attempts - 1
    )


def _stamp(session: Session, row: WorkRow, **values: Any) -> bool:
    held = {"held_id": row.id, "held_token": row.lease_token}
    # Beside the session: what else is pending is written once at the end, and not at all when the lease was lost.
    done: Any = session.connection().execute(_stamping(type(row)), held | values)
    return bool(done.rowcount == 1)


@cache
def _stamping(table: type[WorkRow]) -> sa.Update:
    """Made once: changes a row while it is held under its token; the values that come along say which columns."""
    t = table_of(table)
    held = t.c.lease_token.is_not_distinct_from(sa.bindparam("held_token"))
    return sa.update(t).where(t.c.id == sa.bindparam("held_id"), held)
