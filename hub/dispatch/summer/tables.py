"""The table of the summer: one row for each case and summer."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hub.columns import key, moment, of_case, one_of
from hub.dispatch.summer.season import Keeps


class SummerKeep(SQLModel, table=True):
    """Who keeps an open case this summer, and on which day of it somebody looks. Until then it has a moment (CHECK)."""

    __tablename__ = "summer_keep"
    __table_args__ = (
        of_case(),
        one_of("keeps", Keeps),
        sa.CheckConstraint("(due_at IS NULL) = (looked_at IS NOT NULL)", name="watched_until_looked_at"),
        sa.CheckConstraint("(keeps = 'partner') = (organisation_id IS NOT NULL)", name="which_partner"),
        sa.CheckConstraint("keeps <> 'other' OR who <> ''", name="other_says_who"),
        sa.CheckConstraint(
            'extract(year from "on") = year AND extract(month from "on") IN (7, 8)', name="a_day_in_the_summer"
        ),
        sa.UniqueConstraint("referral_id", "year", name="kept_once_a_summer"),
        sa.Index("summer_of_hub", "hub_id", "year", "on"),
        sa.Index("summer_due", "due_at", postgresql_where=sa.text("due_at IS NOT NULL")),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID
    year: int
    keeps: str
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    who: str = ""
    on: date
    due_at: datetime | None = moment(nullable=True)
    told_at: datetime | None = moment(nullable=True)  # the partner was written to on that day
    looked_at: datetime | None = moment(nullable=True)
    noted_at: datetime = moment()
    noted_by: UUID | None = Field(default=None, foreign_key="person.id")  # nobody: the clockwork, on 30 June
