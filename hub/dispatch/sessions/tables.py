"""Tables of a session: who is expected and who was there, and guests for one point of its agenda."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hub.columns import key, moment, one_of
from hub.dispatch.sessions.kinds import AnsweredBy, Coming


def of_session() -> sa.ForeignKeyConstraint:
    """A child of a session carries its hub, and goes with it when a rhythm takes it back."""
    return sa.ForeignKeyConstraint(
        ["hub_id", "session_id"], ["session.hub_id", "session.id"], name="belongs_to_session_of_its_hub",
        ondelete="CASCADE",
    )  # fmt: skip


class Attendance(SQLModel, table=True):
    """One who is expected at a session or was there: somebody of a seat, or of the hub (no organisation).

    A row without a person and without a name is a seat as such. `told` is what the calendar of this person was told
    last; "" when it was told nothing, or that the session is off.
    """

    __tablename__ = "session_attendance"
    __table_args__ = (
        of_session(),
        one_of("state", Coming),
        one_of("how", AnsweredBy, nullable=True),
        sa.UniqueConstraint("session_id", "id"),
        sa.ForeignKeyConstraint(
            ["session_id", "instead_of"], ["session_attendance.session_id", "session_attendance.id"],
            name="instead_of_one_of_this_session",
        ),
        sa.CheckConstraint(
            "organisation_id IS NOT NULL OR person_id IS NOT NULL OR name <> ''", name="somebody_or_a_seat"
        ),
        sa.CheckConstraint("(answered_at IS NULL) = (how IS NULL)", name="answer_says_how"),
        sa.Index("attendance_of_person", "session_id", "person_id", unique=True),
        sa.Index(
            "attendance_without_account", "session_id", "organisation_id", "name", unique=True,
            postgresql_nulls_not_distinct=True, postgresql_where=sa.text("person_id IS NULL"),
        ),
    )  # fmt: skip
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    session_id: UUID = Field(index=True)
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    name: str = ""  # of somebody without an account
    state: str = Coming.INVITED
    answered_at: datetime | None = moment(nullable=True)
    answered_by: UUID | None = Field(default=None, foreign_key="person.id")
    how: str | None = None
    instead_of: UUID | None = None  # the row of whom it is the deputy
    told: str = ""
    sequence: int = 0  # of the next letter to this calendar
    invited_at: datetime | None = moment(nullable=True)


class Guest(SQLModel, table=True):
    """Somebody who joins a session for one point, or for the whole of it, and sits at no seat."""

    __tablename__ = "session_guest"
    __table_args__ = (
        of_session(),
        sa.ForeignKeyConstraint(
            ["hub_id", "item_id"], ["agenda_item.hub_id", "agenda_item.id"], name="for_a_point_of_its_hub"
        ),
        sa.CheckConstraint("name <> ''", name="guest_has_a_name"),
        sa.Index("guest_is_expert", "expert_id", unique=True, postgresql_where=sa.text("expert_id IS NOT NULL")),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    session_id: UUID = Field(index=True)
    item_id: UUID | None = Field(default=None, index=True)  # None: for the whole session
    name: str
    capacity: str = ""  # "psycholoog van het CGG", "directeur"
    invited_by: UUID | None = Field(default=None, foreign_key="person.id")
    invited_at: datetime = moment()
    present: bool | None = None  # None: not said yet
    expert_id: UUID | None = Field(default=None, foreign_key="expert.id")  # who is invited for one waiting case
