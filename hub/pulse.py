"""The pulse of what has to keep going: when it last went well, and since when it does not, so that silence is seen."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, SQLModel, col, select

from hub.columns import moment
from hub.store import Work

BEAT, SMTP, MAILBOX = "beat", "smtp", "mailbox"
BACKUP, CHECK = "backup", "check"
# The beat knocks every half minute; after this it is not late any more but silent.
SILENT_AFTER = timedelta(minutes=3)
# What goes well again and again needs to be written down no more often.
OFTEN_ENOUGH = timedelta(seconds=20)


class Pulse(SQLModel, table=True):
    """One row for each thing that has to keep going: `at` is when it last went well."""

    __tablename__ = "pulse"
    name: str = Field(primary_key=True)
    at: datetime = moment()
    failing_since: datetime | None = moment(nullable=True)
    failures: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # in a row
    trouble: str = Field(default="", sa_column_kwargs={"server_default": ""})  # a kind of error, never its words


def mailbox(number: int) -> str:
    """The name under which the watcher of this mailbox (1, 2, …) is heard."""
    return f"{MAILBOX} {number}"


def knock(work: Work, name: str = BEAT) -> None:
    """Remember that it goes well at this (real) moment."""
    values = {"at": work.real, "failing_since": None, "failures": 0, "trouble": ""}
    often = col(Pulse.at) < work.real - OFTEN_ENOUGH
    now = insert(Pulse).values(name=name, **values)
    work.session.execute(
        now.on_conflict_do_update(
            index_elements=["name"], set_=values, where=sa.or_(often, col(Pulse.failing_since).is_not(None))
        )
    )


def stumble(work: Work, name: str, trouble: str) -> None:
    """Remember that it did not go well, for the how manieth time in a row."""
    told = trouble[:80]
    first = insert(Pulse).values(name=name, at=work.real, failing_since=work.real, failures=1, trouble=told)
    again = {
        "failing_since": sa.func.coalesce(col(Pulse.failing_since), work.real),
        "failures": col(Pulse.failures) + 1, "trouble": told,
    }  # fmt: skip
    work.session.execute(first.on_conflict_do_update(index_elements=["name"], set_=again))


def once(work: Work, name: str) -> bool:
    """Remember this moment under a new name; False when it was remembered before, also by somebody at this moment."""
    new = insert(Pulse).values(name=name, at=work.real, failures=0, trouble="").on_conflict_do_nothing()
    done: Any = work.session.execute(new)
    return bool(done.rowcount)


def forget(work: Work, name: str) -> datetime | None:
    """Since when that was remembered; None for whoever comes second."""
    gone = sa.delete(Pulse).where(col(Pulse.name) == name).returning(col(Pulse.at))
    return work.session.execute(gone).scalar_one_or_none()


def heard(work: Work) -> dict[str, Pulse]:
    """All that was ever heard, by name."""
    fresh = select(Pulse).execution_options(populate_existing=True)
    return {one.name: one for one in work.session.exec(fresh).all()}


def last(work: Work, name: str = BEAT) -> datetime | None:
    """When it last went well; None when it never was heard."""
    return work.session.scalar(sa.select(col(Pulse.at)).where(col(Pulse.name) == name))
