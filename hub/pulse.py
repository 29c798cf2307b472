"""The pulse of the clockwork: when the beat was last heard through a worker, so that silence can be seen."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, SQLModel, col

from hub.columns import moment
from hub.store import Work

BEAT = "beat"
# The beat knocks every half minute; after this it is not late any more but silent.
SILENT_AFTER = timedelta(minutes=3)


class Pulse(SQLModel, table=True):
    """One row for each thing that has to keep beating."""

    __tablename__ = "pulse"
    name: str = Field(primary_key=True)
    at: datetime = moment()


def knock(work: Work, name: str = BEAT) -> None:
    """Remember that it beats at this (real) moment."""
    now = insert(Pulse).values(name=name, at=work.real)
    work.session.execute(now.on_conflict_do_update(index_elements=["name"], set_={"at": now.excluded.at}))


def last(work: Work, name: str = BEAT) -> datetime | None:
    """When it was last heard; None when it never was."""
    return work.session.scalar(sa.select(col(Pulse.at)).where(col(Pulse.name) == name))
