"""The table of days on which a coordinator is away, and who stands in."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hub.columns import key, moment


class Absence(SQLModel, table=True):
    """Somebody is away from a hub, the first and the last day included. Who is back earlier gets an earlier last day;
    what had not begun is withdrawn."""

    __tablename__ = "absence"
    __table_args__ = (
        sa.CheckConstraint("first <= last AND last <= first + 366", name="ends_after_it_begins"),
        sa.CheckConstraint("deputy_id <> person_id", name="deputy_is_another"),
        sa.Index("absence_of_hub", "hub_id", "last", postgresql_where=sa.text("withdrawn_at IS NULL")),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    person_id: UUID = Field(foreign_key="person.id")
    deputy_id: UUID | None = Field(default=None, foreign_key="person.id")
    first: date
    last: date
    made_at: datetime = moment()
    made_by: UUID | None = Field(default=None, foreign_key="person.id")
    withdrawn_at: datetime | None = moment(nullable=True)
