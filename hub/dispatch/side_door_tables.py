"""The side door: a youngster that came straight to a partner, and what that partner says of how it came."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from hub.columns import Stored, moment, of_case, one_of
from hub.wording import N_


class AskedBy(StrEnum):
    """Who turned to the partner; the values are stored."""

    SCHOOL = "school"
    CLB = "clb"
    WELFARE = "welfare"
    PARENT = "parent"
    YOUNGSTER = "youngster"
    OTHER = "other"


ASKED_BY_WORDS = {
    AskedBy.SCHOOL: N_("een school"),
    AskedBy.CLB: N_("een CLB"),
    AskedBy.WELFARE: N_("een welzijnspartner"),
    AskedBy.PARENT: N_("een ouder"),
    AskedBy.YOUNGSTER: N_("de jongere zelf"),
    AskedBy.OTHER: N_("iemand anders"),
}


class SideDoor(Stored, table=True):
    """One case that came in this way. That it was so stays, whatever becomes of it (DOMAIN.md §3)."""

    __tablename__ = "side_door"
    __table_args__ = (
        of_case(),
        one_of("asked_by", AskedBy),
        sa.Index("side_door_of_partner", "organisation_id", "at"),
    )
    referral_id: UUID = Field(primary_key=True)
    hub_id: UUID = Field(foreign_key="hub.id")
    organisation_id: UUID = Field(foreign_key="organisation.id")
    at: datetime = moment()
    by: UUID | None = Field(default=None, foreign_key="person.id")
    asked_by: str
    asked_name: str = ""  # who that was, as the partner wrote it
    came_on: date | None = None  # since when the youngster is with the partner
    started_on: date | None = None  # the first day of a track that began before anybody here knew of it
