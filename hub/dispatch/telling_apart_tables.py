"""The table of what people decided about youngsters who look alike."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hub.columns import moment, one_of
from hub.dispatch.codes import Verdict


class ToldApart(SQLModel, table=True):
    """What a person decided about two youngsters of one hub who look alike, the lower id first. Undone, the row goes
    and the ledger remembers."""

    __tablename__ = "told_apart"
    __table_args__ = (
        one_of("verdict", Verdict),
        sa.CheckConstraint("one_id < other_id", name="lower_id_first"),
        sa.ForeignKeyConstraint(
            ["hub_id", "one_id"], ["youngster.hub_id", "youngster.id"], name="one_at_the_hub", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["hub_id", "other_id"], ["youngster.hub_id", "youngster.id"], name="other_at_the_hub", ondelete="CASCADE"
        ),
        sa.Index("told_apart_other", "other_id"),
    )
    one_id: UUID = Field(primary_key=True)
    other_id: UUID = Field(primary_key=True)
    hub_id: UUID = Field(foreign_key="hub.id")
    verdict: str
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime = moment()
