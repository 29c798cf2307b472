"""The tables of a hub's own clocks, and of the days on which a partner is closed."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hub.clock import DayUnit
from hub.columns import key, moment, one_of
from hub.dispatch.clocks import OF_A_TABLE, OF_A_TRACK, ClockName, Grows, Whom
from hub.dispatch.clockwork.free_days import Kind
from hub.dispatch.sessions.kinds import TableKind


def _only(names: tuple[ClockName, ...]) -> str:
    return f"name IN ({', '.join(repr(str(one)) for one in names)})"


class ClockRow(SQLModel, table=True):
    """A clock where it differs from the default: of a hub, or narrower, of one kind of table or of one offer."""

    __tablename__ = "clock"
    __table_args__ = (
        one_of("name", ClockName),
        one_of("unit", DayUnit),
        one_of("table_kind", TableKind, nullable=True),
        one_of("asked", Whom),
        one_of("grows", Grows),
        sa.CheckConstraint("days BETWEEN 0 AND 400", name="days_in_reach"),
        sa.CheckConstraint("again BETWEEN 1 AND 400", name="again_in_reach"),
        sa.CheckConstraint("letters BETWEEN 1 AND 6 AND grows_to BETWEEN 1 AND 10", name="letters_in_reach"),
        sa.CheckConstraint(f"table_kind IS NULL OR {_only(OF_A_TABLE)}", name="by_table_where_a_table_speaks"),
        sa.CheckConstraint(
            f"offer_id IS NULL OR table_kind IS NULL AND {_only(OF_A_TRACK)}", name="by_offer_about_tracks_only"
        ),
        sa.UniqueConstraint(
            "hub_id", "name", "table_kind", "offer_id", name="one_clock_each", postgresql_nulls_not_distinct=True
        ),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    name: str
    table_kind: str | None = None
    offer_id: UUID | None = Field(default=None, foreign_key="offer.id", ondelete="CASCADE")
    days: int
    unit: str
    asked: str = Field(default=Whom.WORKER, sa_column_kwargs={"server_default": "worker"})
    letters: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    grows: str = Field(default=Grows.STEPS, sa_column_kwargs={"server_default": "steps"})
    grows_to: int = Field(default=4, sa_column_kwargs={"server_default": "4"})
    again: int | None = None  # days after a letter; None: as the clock of a silence says


class FreeDays(SQLModel, table=True):
    """Days on which an organisation is closed, ends included. Those of a hub stand with its hours."""

    __tablename__ = "free_days"
    __table_args__ = (
        one_of("kind", Kind),
        sa.CheckConstraint("first <= last AND last <= first + 120", name="ends_after_it_begins"),
        sa.Index("free_days_of_organisation", "organisation_id", "first"),
    )
    id: UUID = key()
    organisation_id: UUID = Field(foreign_key="organisation.id")
    first: date
    last: date
    kind: str
    reason: str = ""  # in words, for who reads why something waits
    made_at: datetime = moment()
    made_by: UUID | None = Field(default=None, foreign_key="person.id")
