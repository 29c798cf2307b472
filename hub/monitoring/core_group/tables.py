"""The table of what the core group of a hub was told, week by week."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from hub.columns import moment


class CoreGroupWeek(SQLModel, table=True):
    """A week in which was looked whether something new waits. `waits` is all that waited then: by the id of its case,
    the day that was agreed. `new` is how much of it was not there the time before; with none no letter went."""

    __tablename__ = "core_group_week"
    __table_args__ = (sa.CheckConstraint("extract(isodow from week) = 1 AND new >= 0", name="a_week_begins_on_monday"),)
    hub_id: UUID = Field(foreign_key="hub.id", primary_key=True)
    week: date = Field(primary_key=True)
    looked_at: datetime = moment()
    waits: dict[str, str] = Field(sa_type=JSONB, nullable=False, sa_column_kwargs={"server_default": sa.text("'{}'")})
    new: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
