"""Tables of pages over several rooms: the views of a list that people keep by name."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from hub.columns import Stored, document, key, moment


class SavedView(Stored, table=True):
    """A choice of cases with a name: somebody's own, or shared with all at the desk of its hub.

    `asked` is what stands in the address of the list, never a case; who opens it sees what that one may see.
    """

    __tablename__ = "saved_view"
    __table_args__ = (
        sa.Index("saved_view_of_person", "person_id"),
        sa.Index("saved_view_shared", "hub_id", postgresql_where=sa.text("shared AND deleted_at IS NULL")),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    person_id: UUID = Field(foreign_key="person.id")
    name: str
    asked: dict[str, Any] = document()
    shared: bool = False
    created_at: datetime = moment()
    deleted_at: datetime | None = moment(nullable=True)  # until it is brought back, or forgotten
