"""Tables of a client meeting: when and where, what was agreed, and who is invited to this one meeting."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hub.columns import key, moment, of_case, one_of
from hub.dispatch.case_team.meeting import Invites
from hub.dispatch.sessions.kinds import AnsweredBy, Coming


class ClientMeeting(SQLModel, table=True):
    """One that is to come has a moment at which somebody notes how it went (CHECK)."""

    __tablename__ = "client_meeting"
    __table_args__ = (
        of_case(),
        sa.UniqueConstraint("hub_id", "id", name="meeting_of_its_hub"),
        sa.CheckConstraint("(held_at IS NULL AND cancelled_at IS NULL) = (due_at IS NOT NULL)", name="watched_ahead"),
        sa.Index("meeting_of_case", "referral_id", "at"),
        sa.Index("one_meeting_ahead", "referral_id", unique=True, postgresql_where=sa.text("due_at IS NOT NULL")),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID
    at: datetime = moment()
    lasts: int = 60
    place: str = ""
    video_link: str = ""
    agreed: str = ""
    made_at: datetime = moment()
    made_by: UUID | None = Field(default=None, foreign_key="person.id")
    due_at: datetime | None = moment(nullable=True)
    held_at: datetime | None = moment(nullable=True)
    cancelled_at: datetime | None = moment(nullable=True)


class MeetingInvitee(SQLModel, table=True):
    """Somebody who is invited to one meeting. `told` is what its calendar was told last, "" for nothing."""

    __tablename__ = "meeting_invitee"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["hub_id", "meeting_id"], ["client_meeting.hub_id", "client_meeting.id"], name="to_a_meeting_of_its_hub"
        ),
        one_of("kind", Invites),
        one_of("state", Coming),
        one_of("how", AnsweredBy, nullable=True),
        sa.CheckConstraint("capacity <> ''", name="comes_as_somebody"),
        sa.Index("invitee_of_meeting", "meeting_id"),
        sa.Index("once_invited", "meeting_id", "chosen", unique=True),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    meeting_id: UUID
    kind: str
    chosen: str  # how the form names it
    member_id: UUID | None = Field(default=None, foreign_key="network_person.id")
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    name: str = ""
    capacity: str  # "moeder", "JAC De Haven": what the others read
    email: str = ""
    state: str = Coming.INVITED
    how: str | None = None
    answered_at: datetime | None = moment(nullable=True)
    told: str = ""
    sequence: int = 0
    removed_at: datetime | None = moment(nullable=True)
