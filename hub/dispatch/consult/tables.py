"""Tables of consults: the question as others read it, and who was asked what they think of it."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hub.columns import key, moment, of_case


class Consult(SQLModel, table=True):
    """The question of a consult as the coordinator sends it on, by when it is answered, and what it became."""

    __tablename__ = "consult"
    __table_args__ = (
        of_case(),
        sa.ForeignKeyConstraint(
            ["became_hub_id", "became_id"], ["referral.hub_id", "referral.id"], name="became_a_referral_there"
        ),
        sa.CheckConstraint("(became_id IS NULL) = (became_hub_id IS NULL)", name="became_at_a_hub"),
        sa.CheckConstraint("became_id <> referral_id", name="became_another"),
        sa.Index("consult_became", "became_id", unique=True, postgresql_where=sa.text("became_id IS NOT NULL")),
        sa.Index("consult_begun", "hub_id", "began_at"),
    )
    referral_id: UUID = Field(primary_key=True)
    hub_id: UUID = Field(foreign_key="hub.id")
    began_at: datetime = moment()
    question: str = ""  # what whoever is asked reads, without names; empty while nobody is asked
    answer_by: date | None = None
    became_id: UUID | None = None  # the referral that came of it
    became_hub_id: UUID | None = Field(default=None, foreign_key="hub.id")  # of which hub; maybe of another one


class ConsultAsk(SQLModel, table=True):
    """One organisation, or one person of it, that is asked. No answer stays no answer."""

    __tablename__ = "consult_ask"
    __table_args__ = (
        of_case(),
        sa.CheckConstraint("(answer = '') = (answered_at IS NULL)", name="answered_when"),
        # Whoever is waited for is looked at on some day, or the coordinator has it.
        sa.CheckConstraint(
            "(answered_at IS NULL AND withdrawn_at IS NULL) = (due_at IS NOT NULL OR silent_since IS NOT NULL)",
            name="silence_is_watched",
        ),
        sa.CheckConstraint("due_at IS NULL OR silent_since IS NULL", name="watched_once"),
        sa.Index("consult_ask_due", "due_at", postgresql_where=sa.text("due_at IS NOT NULL")),
        sa.Index("consult_ask_of_case", "referral_id", "asked_at"),
        sa.Index("consult_ask_of_organisation", "organisation_id", "asked_at"),
        sa.Index(
            "consult_asked_once", "referral_id", sa.text("COALESCE(person_id, organisation_id)"),
            unique=True, postgresql_where=sa.text("withdrawn_at IS NULL AND answered_at IS NULL"),
        ),
    )  # fmt: skip
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID
    organisation_id: UUID = Field(foreign_key="organisation.id")
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)  # None: all of its people
    asked_at: datetime = moment()
    asked_by: UUID | None = Field(default=None, foreign_key="person.id")
    written: bool  # there was an address to write to
    answer: str = ""
    answered_at: datetime | None = moment(nullable=True)
    answered_by: UUID | None = Field(default=None, foreign_key="person.id")  # nobody: by the mailed link
    message_id: UUID | None = Field(default=None, foreign_key="message.id")  # the same in the time line of the case
    withdrawn_at: datetime | None = moment(nullable=True)
    due_at: datetime | None = moment(nullable=True)  # when a silent one is looked at; nobody waits, or the desk has it
    reminded_at: datetime | None = moment(nullable=True)
    silent_since: datetime | None = moment(nullable=True)  # the day came and went
