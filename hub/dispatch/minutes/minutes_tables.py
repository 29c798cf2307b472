"""Tables of the minutes: each version with its points and agreements, what partners brought, and who reads it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from hub.columns import key, moment, of_case, one_of
from hub.dispatch.minutes.minutes import MinutesState
from hub.dispatch.sessions.kinds import TableKind


def of_session() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["hub_id", "session_id"], ["session.hub_id", "session.id"], name="minutes_of_session"
    )


def of_minutes() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["hub_id", "minutes_id"], ["minutes.hub_id", "minutes.id"], name="belongs_to_minutes", ondelete="CASCADE"
    )


class MinutesRule(SQLModel, table=True):
    """Whether tables of a kind keep minutes at all. No row: they do."""

    __tablename__ = "minutes_rule"
    __table_args__ = (
        one_of("kind", TableKind),
        sa.CheckConstraint("kept OR reason <> ''", name="says_why_none"),
    )
    hub_id: UUID = Field(foreign_key="hub.id", primary_key=True)
    kind: str = Field(primary_key=True)
    kept: bool
    reason: str = ""
    set_at: datetime = moment()
    set_by: UUID | None = Field(default=None, foreign_key="person.id")


class Minutes(SQLModel, table=True):
    """One version of the minutes of a session. What was approved is never changed: a correction is a later version."""

    __tablename__ = "minutes"
    __table_args__ = (
        of_session(),
        one_of("state", MinutesState),
        sa.UniqueConstraint("hub_id", "id", name="minutes_of_hub"),
        sa.UniqueConstraint("session_id", "version", name="minutes_version_once"),
        sa.CheckConstraint("state <> 'none' OR reason <> ''", name="none_says_why"),
        sa.CheckConstraint("version = 1 OR reason <> ''", name="later_version_says_why"),
        sa.CheckConstraint("(state = 'approved') = (approved_at IS NOT NULL)", name="approved_when"),
        sa.CheckConstraint("state NOT IN ('reading', 'approved') OR there IS NOT NULL", name="sent_is_frozen"),
        sa.CheckConstraint("state <> 'reading' OR read_until IS NOT NULL", name="reading_ends"),
        sa.CheckConstraint("state <> 'draft' OR late_on IS NOT NULL", name="draft_has_its_day"),
        sa.Index(
            "minutes_open_once", "session_id", unique=True, postgresql_where=sa.text("state IN ('draft', 'reading')")
        ),
        sa.Index("minutes_open", "hub_id", "state", postgresql_where=sa.text("state IN ('draft', 'reading')")),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    session_id: UUID
    version: int = 1
    state: str = MinutesState.DRAFT
    reason: str = ""  # why none are kept, or why there is another version
    begun_at: datetime = moment()
    begun_by: UUID | None = Field(default=None, foreign_key="person.id")
    late_on: date | None = None  # by when a draft goes round
    times_sent: int = 0
    sent_at: datetime | None = moment(nullable=True)
    read_until: date | None = None
    approved_at: datetime | None = moment(nullable=True)
    approved_by: UUID | None = Field(default=None, foreign_key="person.id")
    # Who was there, as it stood when it was sent: places, people, guests.
    there: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))


class MinutesPoint(SQLModel, table=True):
    """A case in a version of the minutes, or what was said of no case (without item). `said` is what the hub knew of it
    when the version was sent."""

    __tablename__ = "minutes_point"
    __table_args__ = (
        of_minutes(),
        of_case(),
        sa.ForeignKeyConstraint(
            ["hub_id", "item_id"], ["agenda_item.hub_id", "agenda_item.id"], name="point_of_agenda"
        ),
        sa.UniqueConstraint("minutes_id", "item_id", name="minutes_point_once", postgresql_nulls_not_distinct=True),
        sa.CheckConstraint("(item_id IS NULL) = (referral_id IS NULL)", name="point_names_its_case"),
        sa.Index("minutes_point_of_case", "referral_id"),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    minutes_id: UUID = Field(index=True)
    item_id: UUID | None = None
    referral_id: UUID | None = None
    remark: str = ""
    edition: int = 0  # raised each time that somebody keeps it
    position: int = 0
    said: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    brought: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))  # once approved


class MinutesAgreement(SQLModel, table=True):
    """Who does what by when, as agreed at the table."""

    __tablename__ = "minutes_agreement"
    __table_args__ = (
        sa.CheckConstraint("what <> '' AND owner <> ''", name="says_who_does_what"),
        sa.ForeignKeyConstraint(["point_id"], ["minutes_point.id"], name="agreement_of_point", ondelete="CASCADE"),
    )
    id: UUID = key()
    point_id: UUID = Field(index=True)
    position: int
    what: str
    owner: str  # as it was written
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")  # None: the hub, or another one
    due_on: date


class Brought(SQLModel, table=True):
    """What a partner brought about a case at a session. It stands in the minutes only while that partner permits it."""

    __tablename__ = "minutes_brought"
    __table_args__ = (
        of_session(),
        of_case(),
        sa.ForeignKeyConstraint(
            ["hub_id", "item_id"], ["agenda_item.hub_id", "agenda_item.id"], name="brought_at_point"
        ),
        sa.UniqueConstraint("item_id", "organisation_id", name="brought_once"),
        sa.CheckConstraint("text <> ''", name="brought_says_something"),
        sa.CheckConstraint("permitted IS NULL OR said_at IS NOT NULL", name="permission_says_when"),
        sa.Index("brought_of_session", "session_id"),
        sa.Index("brought_of_case", "referral_id"),
        sa.Index("brought_of_partner", "organisation_id", "session_id"),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    session_id: UUID
    item_id: UUID
    referral_id: UUID
    organisation_id: UUID = Field(foreign_key="organisation.id")
    text: str
    written_at: datetime = moment()
    written_by: UUID | None = Field(default=None, foreign_key="person.id")
    permitted: bool | None = None  # None: nobody of that partner answered
    said_at: datetime | None = moment(nullable=True)
    said_by: UUID | None = Field(default=None, foreign_key="person.id")  # None: by the link of a letter


class Reading(SQLModel, table=True):
    """Somebody who sat there and was sent a version to read: what was answered."""

    __tablename__ = "minutes_reading"
    __table_args__ = (
        of_minutes(),
        sa.UniqueConstraint("minutes_id", "attendance_id", name="sent_once_to_each"),
        sa.ForeignKeyConstraint(
            ["attendance_id"], ["session_attendance.id"], name="reading_of_who_was_there", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["hub_id", "item_id"], ["agenda_item.hub_id", "agenda_item.id"], name="correction_of"),
        sa.CheckConstraint("settled_at IS NULL OR correction <> ''", name="settles_something"),
        sa.CheckConstraint("due_at IS NULL OR read_at IS NULL", name="reminds_who_did_not_read"),
        sa.Index("reading_due", "due_at", postgresql_where=sa.text("due_at IS NOT NULL")),
        sa.Index("reading_of_person", "person_id", postgresql_where=sa.text("read_at IS NULL")),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    minutes_id: UUID = Field(index=True)
    attendance_id: UUID
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    written: bool = False  # a letter went
    due_at: datetime | None = moment(nullable=True)  # when it is reminded, as long as nothing was said
    reminded_at: datetime | None = moment(nullable=True)
    read_at: datetime | None = moment(nullable=True)
    correction: str = ""
    item_id: UUID | None = None  # the point that it is about
    asked_at: datetime | None = moment(nullable=True)
    settled_at: datetime | None = moment(nullable=True)
    settled_note: str = ""
    # What was asked before and settled, with its answer, the first one first.
    earlier: list[dict[str, Any]] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
