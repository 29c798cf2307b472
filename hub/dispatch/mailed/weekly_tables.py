"""The tables of the weekly letter to a partner, and of what each copy of it asks."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hub.columns import key, moment


class WeeklyLetter(SQLModel, table=True):
    """The one letter of a week from a hub to a partner. `real_week` is the week in which it was done: a rehearsal of a
    week to come leaves the real one to be written."""

    __tablename__ = "weekly_letter"
    __table_args__ = (
        sa.UniqueConstraint("hub_id", "organisation_id", "week", "real_week", name="one_letter_a_week"),
        sa.CheckConstraint(
            "extract(isodow from week) = 1 AND extract(isodow from real_week) = 1", name="weeks_begin_on_monday"
        ),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    organisation_id: UUID = Field(foreign_key="organisation.id")
    week: date
    real_week: date
    sent_at: datetime = moment()


class WeeklyLine(SQLModel, table=True):
    """What the copy of one person (None: of the team) says of one track or one agreement, and the link under it; it
    asks, or tells what was promised for the days before the next letter."""

    __tablename__ = "weekly_line"
    __table_args__ = (
        sa.Index("weekly_line_of_letter", "letter_id"),
        sa.Index("weekly_line_of_link", "link_id", unique=True),
        sa.Index("weekly_line_of_track", "track_id"),
        sa.Index(
            "weekly_line_of_agreement", "agreement_id", postgresql_where=sa.text("agreement_id IS NOT NULL")
        ),
        sa.CheckConstraint("(track_id IS NULL) <> (agreement_id IS NULL)", name="about_one_thing"),
    )  # fmt: skip
    id: UUID = key()
    letter_id: UUID = Field(foreign_key="weekly_letter.id", ondelete="CASCADE")
    track_id: UUID | None = Field(default=None, foreign_key="track.id", ondelete="CASCADE")
    agreement_id: UUID | None = Field(default=None, foreign_key="plan_agreement.id", ondelete="CASCADE")
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    link_id: UUID = Field(foreign_key="link.id", ondelete="CASCADE")
    asked: bool = Field(default=True, sa_column_kwargs={"server_default": sa.text("true")})
