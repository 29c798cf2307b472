"""Tables of what was said about sharing a case with partners, and of the ground on which each of them reads it."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hub.columns import key, moment, of_case, one_of
from hub.dispatch.sharing.gate import About, Gets, How, Said, Whose


class SharingAnswer(SQLModel, table=True):
    """One answer; it counts until another one about the same takes its place, and stays in the file."""

    __tablename__ = "sharing_answer"
    __table_args__ = (
        of_case(),
        one_of("about", About),
        one_of("whose", Whose),
        one_of("said", Said),
        one_of("how", How),
        sa.CheckConstraint("said = 'yes' OR reason <> ''", name="says_why_not"),
        sa.Index("sharing_answer_of_case", "referral_id", "noted_at"),
        sa.Index(
            "one_answer_that_counts", "referral_id", "about", "whose", unique=True,
            postgresql_where=sa.text("replaced_at IS NULL"),
        ),
    )  # fmt: skip
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID
    about: str
    whose: str
    said: str
    reason: str = ""
    asked_by: str = ""  # who asked or told it, in words
    said_on: date
    how: str = How.TALK
    noted_at: datetime = moment()
    noted_by: UUID | None = Field(default=None, foreign_key="person.id")
    replaced_at: datetime | None = moment(nullable=True)
    # Under which version of the hub's words (LegalText) it was given; 0 is what each hub begins with.
    text_version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class SharingGround(SQLModel, table=True):
    """What one organisation gets of a case, and why: shared professional secrecy has conditions, each of them kept."""

    __tablename__ = "sharing_ground"
    __table_args__ = (
        of_case(),
        one_of("gets", Gets),
        sa.CheckConstraint(
            "gets <> 'card' OR (bound AND same_care AND serves AND only_needed)", name="secrecy_is_shared"
        ),
        sa.CheckConstraint("gets <> 'agreed' OR only_needed", name="only_what_is_needed"),
    )
    referral_id: UUID = Field(primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", primary_key=True)
    hub_id: UUID = Field(foreign_key="hub.id")
    gets: str
    bound: bool  # by professional secrecy
    same_care: bool  # it acts in the same care context
    serves: bool  # sharing serves the youngster
    only_needed: bool  # the card says no more than is needed
    noted_at: datetime = moment()
    noted_by: UUID | None = Field(default=None, foreign_key="person.id")
    text_version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
