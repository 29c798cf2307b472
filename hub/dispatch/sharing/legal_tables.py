"""Table of the words on which sharing rests: each version as it was published."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hub.columns import document, key, moment


class LegalText(SQLModel, table=True):
    """One version of a hub. What was published is never changed: answers point at it by its number."""

    __tablename__ = "legal_text"
    __table_args__ = (
        sa.UniqueConstraint("hub_id", "version", name="legal_versions_are_counted"),
        sa.CheckConstraint("version > 0", name="begun_with_zero"),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    version: int
    valid_from: date
    said: dict[str, Any] = document()  # by hub.dispatch.sharing.legal.Piece
    published_at: datetime = moment()
    published_by: UUID | None = Field(default=None, foreign_key="person.id")
