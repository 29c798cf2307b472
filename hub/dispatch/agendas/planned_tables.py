"""The table of what is planned for a case that nobody takes up now: who watches it, by when, and at which session."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hub.columns import key, moment, of_case


class PlannedFollowUp(SQLModel, table=True):
    """The newest one of a case counts, for as long as the case waits in that stage."""

    __tablename__ = "planned_follow_up"
    __table_args__ = (
        of_case(),
        sa.ForeignKeyConstraint(["hub_id", "session_id"], ["session.hub_id", "session.id"]),
        sa.CheckConstraint(
            "stage IN ('waiting_list','client_meeting','expertise_table','consult')", name="stage_waits"
        ),
        sa.Index("planned_for_case", "referral_id", "made_at"),
        sa.Index("planned_for_session", "session_id", postgresql_where=sa.text("session_id IS NOT NULL")),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID
    stage: str
    session_id: UUID | None = None  # of a table of that kind; None while none is planned
    watcher_id: UUID = Field(foreign_key="person.id")
    by: date
    made_at: datetime = moment()
    made_by: UUID | None = Field(default=None, foreign_key="person.id")
