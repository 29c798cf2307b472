"""The table of letters that lead a partner to what lies on the table."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from hub.columns import key, moment, one_of
from hub.dispatch.sessions.tables import of_session


class Why(StrEnum):
    """What moved the hub to write. The values are stored."""

    AGENDA = "agenda"  # cards to read before the table sits
    OWED = "owed"  # it sat, and an answer is still expected
    URGENT = "urgent"  # one case that goes round between two sessions
    NOT_CHOSEN = "not_chosen"  # another one took a case up, and why


class TableAsking(SQLModel, table=True):
    """One letter to one person of a partner (None: to its team, where nobody has an account) about one session.

    `items` are the places on its agenda that it told of.
    """

    __tablename__ = "table_asking"
    __table_args__ = (
        of_session(),
        one_of("why", Why),
        sa.Index("table_asking_of_session", "session_id", "organisation_id"),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    session_id: UUID
    organisation_id: UUID = Field(foreign_key="organisation.id")
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    why: str
    items: list[UUID] = Field(sa_type=ARRAY(sa.Uuid), nullable=False)
    asked_at: datetime = moment()
