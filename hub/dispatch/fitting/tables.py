"""Table of the rules by which offers fit: each change is a version of its own, and none is ever changed."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hub.columns import document, key, moment


class FitRule(SQLModel, table=True):
    """A version of the rule of a hub; the newest one counts. Before the first, a hub has what each begins with."""

    __tablename__ = "fit_rule"
    __table_args__ = (
        sa.UniqueConstraint("hub_id", "version", name="one_rule_a_version"),
        sa.CheckConstraint("version > 0", name="counted_from_one"),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    version: int
    rule: dict[str, Any] = document()  # hub.dispatch.fitting.rule.as_stored
    note: str = ""
    made_at: datetime = moment()
    made_by: UUID | None = Field(default=None, foreign_key="person.id")
