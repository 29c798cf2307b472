"""Tables of people: persons and the memberships that give them a role."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hub.asker import Role
from hub.columns import key, moment, one_of


class Secrecy(StrEnum):
    """DOMAIN: content notes are visible to the first class only; the others see outcome and agreements."""

    PROFESSIONAL = "professional_secrecy"
    OFFICIAL = "official_secrecy"
    DISCRETION = "duty_of_discretion"


class Person(SQLModel, table=True):
    __tablename__ = "person"
    id: UUID = key()
    name: str
    sort_key: str = Field(index=True)
    email: str = Field(unique=True)  # lower case
    phone: str = ""
    language: str = "nl"
    keys: bool = Field(default=True, sa_column_kwargs={"server_default": "true"})  # single keys do something
    created_at: datetime = moment()
    left_at: datetime | None = moment(nullable=True)
    # Raised by "sign out everywhere": sessions that started under a lower number are over, Redis or not.
    sign_out_epoch: int = 0


class Membership(SQLModel, table=True):
    """A role for a hub (desk, steering group, administrator) or at an organisation (partner, referrer)."""

    __tablename__ = "membership"
    __table_args__ = (
        one_of("role", Role),
        one_of("secrecy", Secrecy),
        sa.CheckConstraint(
            "(role IN ('partner_member','referrer')) = (organisation_id IS NOT NULL)", name="organisation_where_due"
        ),
        sa.CheckConstraint(
            "role IN ('partner_member','referrer','administrator') OR hub_id IS NOT NULL", name="hub_where_due"
        ),
        sa.Index(
            "membership_once", "person_id", "role", "hub_id", "organisation_id",
            unique=True, postgresql_nulls_not_distinct=True, postgresql_where=sa.text("until IS NULL"),
        ),
    )  # fmt: skip
    id: UUID = key()
    person_id: UUID = Field(foreign_key="person.id", index=True)
    role: str
    hub_id: UUID | None = Field(default=None, foreign_key="hub.id")
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    secrecy: str = Secrecy.PROFESSIONAL
    since: date
    until: date | None = None
