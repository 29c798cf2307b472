"""The table of questions to the CLB of a pupil's school."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from hub.columns import Stored, key, moment, of_case, one_of
from hub.dispatch.clb import ClbState, Step


class ClbQuestion(Stored, table=True):
    """One question to one CLB about one case: whom, when, how often, and what a named worker answered.

    `due_at` is when somebody has to do something about it: by `step` the CLB, or the coordinator. At most one question
    of a case is open.
    """

    __tablename__ = "clb_question"
    __table_args__ = (
        of_case(),
        one_of("state", ClbState),
        one_of("step", Step),
        sa.CheckConstraint("(state IN ('asked','call')) = (due_at IS NOT NULL)", name="watched_while_open"),
        sa.CheckConstraint("state <> 'asked' OR (asked_at IS NOT NULL AND to_address <> '')", name="asked_somewhere"),
        sa.CheckConstraint(
            "state NOT IN ('agreed','takes_over','refused','call') OR worker_name <> ''", name="by_name"
        ),
        sa.Index(
            "one_clb_question_at_a_time", "referral_id", unique=True,
            postgresql_where=sa.text("state IN ('unknown','asked','call')"),
        ),
        sa.Index("clb_question_of_case", "referral_id", "made_at"),
        sa.Index("clb_question_due", "due_at", postgresql_where=sa.text("due_at IS NOT NULL")),
        sa.Index(
            "clb_question_at_desk", "hub_id", "made_at",
            postgresql_where=sa.text("state IN ('unknown','call') OR (state = 'asked' AND step = 'coordinator')"),
        ),
        sa.Index("clb_question_before", "referrer_before", postgresql_where=sa.text("referrer_before <> ''")),
    )  # fmt: skip
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID
    clb_id: UUID | None = Field(default=None, foreign_key="organisation.id", index=True)
    to_address: str = ""
    state: str
    step: str = Step.CLB
    made_at: datetime = moment()
    asked_at: datetime | None = moment(nullable=True)  # the last letter
    asked_by: UUID | None = Field(default=None, foreign_key="person.id")
    times_asked: int = 0
    due_at: datetime | None = moment(nullable=True)
    worker_name: str = ""
    worker_phone: str = ""
    note: str = ""
    answered_at: datetime | None = moment(nullable=True)
    real_answered_at: datetime | None = moment(nullable=True)  # links of an earlier referrer ended then
    noted_by: UUID | None = Field(default=None, foreign_key="person.id")  # of the desk, where the CLB said it in a talk
    referrer_before: str = ""  # address of who referred before the CLB took over
