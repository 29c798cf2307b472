"""Table of the neutrality record: a row for each partner that was considered, frozen as the table weighed the case."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from hub.columns import Stored, key, moment, of_case


class Considered(Stored, table=True):
    """Codes and ids only. What the partner answered is read from its claim or decline in the same round."""

    __tablename__ = "considered"
    __table_args__ = (
        of_case(),
        sa.ForeignKeyConstraint(["hub_id", "session_id"], ["session.hub_id", "session.id"]),
        sa.UniqueConstraint("referral_id", "round", "organisation_id", name="considered_once_a_round"),
        sa.CheckConstraint("place BETWEEN 1 AND among", name="place_among_the_others"),
        sa.CheckConstraint("verdict IN ('fits','unknown','not','none')", name="verdict_is_known"),
        sa.Index("considered_when", "hub_id", "at"),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID
    round: int
    session_id: UUID
    organisation_id: UUID = Field(foreign_key="organisation.id")
    at: datetime = moment()
    place: int  # in the order in which the partners were asked
    among: int  # of so many
    verdict: str  # of its offer that fits best; "none" where it has no offer
    # Each active offer: [id, verdict, {aspect: verdict}].
    offers: list[Any] = Field(default_factory=list, sa_type=JSONB, nullable=False)
    rule_version: int
