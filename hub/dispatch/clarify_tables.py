"""Tables of clarification: questions to the referrer, and the talk to which one is invited."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hub.columns import key, moment, of_case


class Question(SQLModel, table=True):
    """A question of the hub to the referrer, answered by a link; silence stays "wacht op aanmelder"."""

    __tablename__ = "question"
    __table_args__ = (
        of_case(),
        sa.Index("question_of_case", "referral_id", "asked_at"),
        sa.Index(
            "question_unread", "hub_id", "answered_at",
            postgresql_where=sa.text("answered_at IS NOT NULL AND seen_at IS NULL"),
        ),
    )  # fmt: skip
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID
    text: str
    asked_at: datetime = moment()
    asked_by: UUID | None = Field(default=None, foreign_key="person.id")
    answer: str = ""
    answered_at: datetime | None = moment(nullable=True)
    seen_at: datetime | None = moment(nullable=True)  # the desk read the answer
    withdrawn_at: datetime | None = moment(nullable=True)


class Appointment(SQLModel, table=True):
    """The invitation to clarification: place, telephone or video; who took part and what was decided together."""

    __tablename__ = "appointment"
    __table_args__ = (
        of_case(),
        sa.CheckConstraint("way IN ('hub','school','place','phone','video')", name="way_is_known"),
        sa.Index("appointment_of_case", "referral_id", "at"),
        sa.Index(
            "appointment_ahead", "hub_id", "at", postgresql_where=sa.text("held_at IS NULL AND cancelled_at IS NULL")
        ),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID
    at: datetime = moment()
    minutes: int = 45
    way: str = "place"  # hub: at ours; school: at the school; place: anywhere else
    place: str = ""
    sequence: int = 0  # of the calendar letter
    took_part: str = ""
    decided: str = ""
    held_at: datetime | None = moment(nullable=True)
    cancelled_at: datetime | None = moment(nullable=True)
