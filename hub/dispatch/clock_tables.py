"""The table of a hub's own clocks."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hub.clock import DayUnit
from hub.columns import one_of
from hub.dispatch.clocks import ClockName


class ClockRow(SQLModel, table=True):
    """A hub's own number of days for a clock, where it differs from the default."""

    __tablename__ = "clock"
    __table_args__ = (
        one_of("name", ClockName),
        one_of("unit", DayUnit),
        sa.CheckConstraint("days BETWEEN 0 AND 400", name="days_in_reach"),
    )
    hub_id: UUID = Field(foreign_key="hub.id", primary_key=True)
    name: str = Field(primary_key=True)
    days: int
    unit: str
