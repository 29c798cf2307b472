"""The table of cases that were offered to another hub."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hub.columns import key, moment, of_case, one_of
from hub.dispatch.hand_over import OfferReason, OfferState


class HandOver(SQLModel, table=True):
    """A case offered to another hub: by which hub, for what, until when, and how it was answered.

    What the other hub accepted is a case of its own, `to_referral_id`; one offer of a case waits at a time.
    """

    __tablename__ = "hand_over"
    __table_args__ = (
        of_case(),
        sa.ForeignKeyConstraint(
            ["to_hub_id", "to_referral_id"], ["referral.hub_id", "referral.id"], name="arrived_at_its_hub"
        ),
        one_of("state", OfferState),
        one_of("reason", OfferReason),
        sa.CheckConstraint("to_hub_id <> hub_id", name="to_another_hub"),
        sa.CheckConstraint("(state = 'offered') = (due_at IS NOT NULL)", name="watched_while_offered"),
        sa.CheckConstraint("(state = 'offered') = (ended_at IS NULL)", name="ended_when_answered"),
        sa.CheckConstraint("(state = 'accepted') = (to_referral_id IS NOT NULL)", name="accepted_has_a_case"),
        sa.Index(
            "one_offer_at_a_time", "referral_id", unique=True, postgresql_where=sa.text("state = 'offered'")
        ),
        sa.Index("hand_over_of_case", "referral_id", "offered_at"),
        sa.Index("hand_over_into_case", "to_referral_id", postgresql_where=sa.text("to_referral_id IS NOT NULL")),
        sa.Index("hand_over_to_answer", "to_hub_id", "offered_at", postgresql_where=sa.text("state = 'offered'")),
        sa.Index("hand_over_due", "due_at", postgresql_where=sa.text("due_at IS NOT NULL")),
    )  # fmt: skip
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID
    to_hub_id: UUID = Field(foreign_key="hub.id")
    reason: str
    words: str  # what the other hub should know to decide; without a name
    state: str = OfferState.OFFERED
    offered_at: datetime = moment()
    offered_by: UUID | None = Field(default=None, foreign_key="person.id")
    due_at: datetime | None = moment(nullable=True)
    ended_at: datetime | None = moment(nullable=True)
    ended_by: UUID | None = Field(default=None, foreign_key="person.id")
    answer: str = ""
    to_referral_id: UUID | None = None
