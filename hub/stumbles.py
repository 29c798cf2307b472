"""What goes wrong by itself, again and again: it waits longer each time, and an administrator sees it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, SQLModel, col, select

from hub.columns import moment
from hub.store import Work
from hub.work_rows import BACK_OFF

# Once or twice may be the database that was away.
SEEN_FROM = 3
# What nobody tried so long after its moment is due no more: it ended, or somebody answered. A long weekend is shorter.
OVER, FORGOTTEN = timedelta(days=5), timedelta(days=30)


class Stumble(SQLModel, table=True):
    """A row with a due moment of its own, of which the work failed the last time. What is watched is never given up:
    after the longest wait it is tried every day."""

    __tablename__ = "stumble"
    noun: str = Field(primary_key=True)
    noun_id: UUID = Field(primary_key=True)
    since: datetime = moment()
    due_at: datetime = moment()
    failures: int
    trouble: str  # a kind of error, never its words


def known(work: Work, noun: str, ids: Collection[UUID]) -> dict[UUID, datetime]:
    """Those of these that stumbled, with when each is tried again (in real time)."""
    asked = select(Stumble.noun_id, Stumble.due_at).where(Stumble.noun == noun, col(Stumble.noun_id).in_(ids))
    return {row[0]: row[1] for row in work.session.exec(asked).all()}


def fell(work: Work, noun: str, noun_id: UUID, trouble: str) -> None:
    before = work.session.get(Stumble, (noun, noun_id))
    failures = before.failures if before else 0
    due_at = work.real + BACK_OFF[min(failures, len(BACK_OFF) - 1)]
    values = {"due_at": due_at, "failures": failures + 1, "trouble": trouble[:80]}
    new = insert(Stumble).values(noun=noun, noun_id=noun_id, since=work.real, **values)
    work.session.execute(new.on_conflict_do_update(index_elements=["noun", "noun_id"], set_=values))


def stood_up(work: Work, noun: str, noun_id: UUID) -> None:
    work.session.execute(sa.delete(Stumble).where(col(Stumble.noun) == noun, col(Stumble.noun_id) == noun_id))


def seen(work: Work) -> dict[str, int]:
    """How many of each kind failed often enough for somebody to look at them, and are still tried."""
    count = sa.select(col(Stumble.noun), sa.func.count()).where(col(Stumble.failures) >= SEEN_FROM, _still_tried(work))
    return {row[0]: row[1] for row in work.session.execute(count.group_by(col(Stumble.noun))).all()}


def try_now(work: Work) -> int:
    """All of them are due at once; returns how many."""
    again = sa.update(Stumble).where(_still_tried(work)).values(due_at=work.real).returning(col(Stumble.noun_id))
    return len(work.session.execute(again).all())


def forget_old(work: Work) -> None:
    work.session.execute(sa.delete(Stumble).where(col(Stumble.due_at) < work.real - FORGOTTEN))


def _still_tried(work: Work) -> sa.ColumnElement[bool]:
    return col(Stumble.due_at) > work.real - OVER
