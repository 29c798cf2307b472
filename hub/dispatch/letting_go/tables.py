"""Tables of parts that fell away after their partner had agreed, and of what the rest says about carrying on."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hub.columns import key, moment, of_case, one_of
from hub.dispatch.letting_go.carries_on import CarriesOn

OF_TRACK = (["hub_id", "referral_id", "track_id"], ["track.hub_id", "track.referral_id", "track.id"])


class LostPart(SQLModel, table=True):
    """A track that its partner let go after it had agreed; loud until a coordinator has seen it or decides on it."""

    __tablename__ = "lost_part"
    __table_args__ = (
        of_case(),
        sa.ForeignKeyConstraint(*OF_TRACK, name="lost_part_is_of_its_case"),
        sa.UniqueConstraint("track_id", name="lost_once"),
        sa.Index("lost_part_unseen", "hub_id", "at", postgresql_where=sa.text("seen_at IS NULL")),
        sa.Index("lost_part_of_case", "referral_id"),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID
    track_id: UUID
    at: datetime = moment()
    withdrew: bool  # its partner took its word back; else it could not start, or stopped, while the case lay elsewhere
    seen_at: datetime | None = moment(nullable=True)
    seen_by: UUID | None = Field(default=None, foreign_key="person.id")


class CarryOn(SQLModel, table=True):
    """One other part that is asked whether it carries on without the lost one. No answer stays no answer."""

    __tablename__ = "carry_on"
    __table_args__ = (
        of_case(),
        one_of("answer", CarriesOn, nullable=True),
        sa.ForeignKeyConstraint(*OF_TRACK, name="carry_on_is_of_its_case"),
        sa.UniqueConstraint("lost_part_id", "track_id", name="asked_once"),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_when"),
        sa.Index("carry_on_of_track", "track_id"),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID
    lost_part_id: UUID = Field(foreign_key="lost_part.id")
    track_id: UUID
    asked_at: datetime = moment()
    written: bool  # there was an address to write to
    answer: str | None = None
    note: str = ""
    answered_at: datetime | None = moment(nullable=True)
    answered_by: UUID | None = Field(default=None, foreign_key="person.id")  # nobody: by the mailed link
