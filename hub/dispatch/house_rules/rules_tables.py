"""Tables of the house rules (huishoudelijk reglement): each version as it was published, and who accepted it."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hub.columns import key, moment


class HouseRules(SQLModel, table=True):
    """One version. What was published is never changed: a change is a version of its own."""

    __tablename__ = "house_rules"
    __table_args__ = (
        sa.UniqueConstraint("hub_id", "version", name="versions_are_counted"),
        sa.UniqueConstraint("hub_id", "id"),
        sa.CheckConstraint("text <> ''", name="says_something"),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    version: int
    text: str
    asks_again: bool = True  # whoever accepted an earlier version has to accept this one too
    published_at: datetime = moment()
    published_by: UUID | None = Field(default=None, foreign_key="person.id")


class RulesAccepted(SQLModel, table=True):
    """An organisation accepted a version, by one of its people."""

    __tablename__ = "house_rules_accepted"
    __table_args__ = (sa.ForeignKeyConstraint(["hub_id", "rules_id"], ["house_rules.hub_id", "house_rules.id"]),)
    rules_id: UUID = Field(primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", primary_key=True)
    hub_id: UUID = Field(foreign_key="hub.id")
    accepted_at: datetime = moment()
    accepted_by: UUID | None = Field(default=None, foreign_key="person.id")
