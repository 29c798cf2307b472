"""What an administrator decided about a name of a school or CLB that nobody knew."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from hub.columns import Stored, document, key, moment, one_of


class Decision(StrEnum):
    ADDED = "added"
    LINKED = "linked"
    DISMISSED = "dismissed"


class NameDecision(Stored, table=True):
    """One name at one hub. `followed` holds how each referral stood that went along: {id: {column: value}}."""

    __tablename__ = "name_decision"
    __table_args__ = (
        one_of("decision", Decision),
        sa.Index(
            "name_decided_once", "hub_id", "kind", "sort_key", unique=True,
            postgresql_where=sa.text("undone_at IS NULL AND decision = 'dismissed'"),
        ),
    )  # fmt: skip
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id", index=True)
    kind: str
    name: str
    sort_key: str
    decision: str
    organisation_id: UUID | None = None
    followed: dict[str, Any] = document()
    decided_at: datetime = moment()
    decided_by: UUID | None = Field(default=None, foreign_key="person.id")
    undone_at: datetime | None = moment(nullable=True)
