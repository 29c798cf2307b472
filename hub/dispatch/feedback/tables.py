"""Tables of feedback: who hears for a youngster how it goes, and each question whether there is help."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hub.columns import key, moment, of_case, one_of
from hub.dispatch.feedback.helping import Occasion, Says, Shown, Whom


class Who(StrEnum):
    YOUNGSTER = "youngster"
    PARENT = "parent"
    TRUSTED = "trusted"


class AgreedBy(StrEnum):
    YOUNGSTER = "youngster"
    PARENTS = "parents"


class YoungsterContact(SQLModel, table=True):
    """Who hears without content how it goes, because that was agreed: by whom and when. One at a time for a case."""

    __tablename__ = "youngster_contact"
    __table_args__ = (
        of_case(),
        one_of("who", Who),
        one_of("agreed_by", AgreedBy),
        sa.CheckConstraint("email <> '' AND email = lower(email)", name="has_an_address"),
        sa.Index(
            "one_contact_at_a_time", "referral_id", unique=True, postgresql_where=sa.text("stopped_at IS NULL")
        ),
        sa.Index("contact_of_case", "referral_id"),
    )  # fmt: skip
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID
    who: str
    email: str
    agreed_by: str
    agreed_on: date
    how: str = ""
    noted_at: datetime = moment()
    noted_by: UUID | None = Field(default=None, foreign_key="person.id")
    stopped_at: datetime | None = moment(nullable=True)  # by the desk, or by itself
    stopped_itself: bool = Field(default=False, sa_column_kwargs={"server_default": sa.text("false")})


class HelpQuestion(SQLModel, table=True):
    """ "Is there help?" to one of them. An open one has a day on which it is looked at, or the coordinator has it."""

    __tablename__ = "help_question"
    __table_args__ = (
        of_case(),
        one_of("whom", Whom),
        one_of("occasion", Occasion),
        one_of("answer", Says, nullable=True),
        one_of("shown_for", Shown, nullable=True),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_when"),
        sa.CheckConstraint(
            "(answered_at IS NULL AND ended_at IS NULL) = (due_at IS NOT NULL OR shown_for IS NOT NULL)",
            name="an_open_one_is_watched",
        ),
        sa.CheckConstraint("due_at IS NULL OR shown_for IS NULL", name="watched_once"),
        sa.CheckConstraint("(shown_for IS NULL) = (shown_at IS NULL)", name="shown_since"),
        sa.CheckConstraint("(whom = 'contact') = (contact_id IS NOT NULL)", name="which_contact"),
        sa.ForeignKeyConstraint(["contact_id"], ["youngster_contact.id"], name="asked_of_contact"),
        sa.Index("help_question_of_case", "referral_id", "made_at"),
        sa.Index("help_question_due", "due_at", postgresql_where=sa.text("due_at IS NOT NULL")),
        sa.Index("help_question_shown", "hub_id", "shown_at", postgresql_where=sa.text("shown_at IS NOT NULL")),
        sa.Index("help_question_of_contact", "contact_id", postgresql_where=sa.text("contact_id IS NOT NULL")),
        sa.Index(
            "asked_once_at_a_time", "referral_id", "whom", unique=True,
            postgresql_where=sa.text("answered_at IS NULL AND ended_at IS NULL"),
        ),
    )  # fmt: skip
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID
    whom: str
    contact_id: UUID | None = None
    occasion: str
    made_at: datetime = moment()
    due_at: datetime | None = moment(nullable=True)
    times_asked: int = 0
    asked_at: datetime | None = moment(nullable=True)
    answer: str | None = None
    answered_at: datetime | None = moment(nullable=True)
    message_id: UUID | None = Field(default=None, foreign_key="message.id")  # the same in the time line of the case
    shown_at: datetime | None = moment(nullable=True)  # since when it stands on Vandaag
    shown_for: str | None = None
    ended_at: datetime | None = moment(nullable=True)  # it is not asked any more, or a person let it rest
