"""The table of questions to partners whether their places are still right."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from hub.columns import Stored, key, moment


class CapacityQuestion(Stored, table=True):
    """One letter to one partner, and when it was answered by its link first."""

    __tablename__ = "capacity_question"
    __table_args__ = (sa.Index("capacity_question_last", "organisation_id", "asked_at"),)
    id: UUID = key()
    organisation_id: UUID = Field(foreign_key="organisation.id")
    hub_id: UUID = Field(foreign_key="hub.id")  # that asks
    asked_at: datetime = moment()
    asked_by: UUID | None = Field(default=None, foreign_key="person.id")  # None: it went by itself
    answered_at: datetime | None = moment(nullable=True)
