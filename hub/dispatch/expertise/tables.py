"""Tables of the expertise table: the case as experts read it, who is invited for it, and what was learnt."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from hub.columns import key, moment, of_case, one_of
from hub.dispatch.sessions.kinds import AnsweredBy


class ExpertCard(SQLModel, table=True):
    """A case without a name or initials, as the coordinator wrote and approved it for the experts."""

    __tablename__ = "expert_card"
    __table_args__ = (of_case(), sa.CheckConstraint("begins_after >= 0 AND takes > 0", name="point_in_minutes"))
    referral_id: UUID = Field(primary_key=True)
    hub_id: UUID = Field(foreign_key="hub.id")
    text: str
    approved_at: datetime = moment()
    approved_by: UUID | None = Field(default=None, foreign_key="person.id")
    begins_after: int | None = None  # minutes after the session begins; None: with it
    takes: int | None = None  # minutes; None: until the session ends


class Expert(SQLModel, table=True):
    """Somebody that is invited for one case only, and sees that case only, for as long as it waits for experts."""

    __tablename__ = "expert"
    __table_args__ = (
        of_case(),
        sa.CheckConstraint("(said = '') = (said_at IS NULL)", name="said_when"),
        sa.CheckConstraint("coming IS NULL OR coming IN ('coming', 'excused')", name="coming_is_known"),
        one_of("coming_how", AnsweredBy, nullable=True),
        sa.CheckConstraint("(coming IS NULL) = (coming_at IS NULL)", name="coming_says_how"),
        sa.Index("expert_of_case", "referral_id", "invited_at"),
        sa.Index(
            "expert_invited_once", "referral_id", "email", unique=True,
            postgresql_where=sa.text("withdrawn_at IS NULL AND said_at IS NULL"),
        ),
    )  # fmt: skip
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID
    name: str
    capacity: str = ""  # what this person is an expert in
    email: str  # lower case
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)  # who signs in with it
    invited_at: datetime = moment()
    invited_by: UUID | None = Field(default=None, foreign_key="person.id")
    withdrawn_at: datetime | None = moment(nullable=True)
    said: str = ""
    said_at: datetime | None = moment(nullable=True)
    told: str = ""  # what its calendar was told last; "" while it was told nothing, or that it need not come
    sequence: int = 0  # of the next letter to this calendar
    coming: str | None = None
    coming_how: str | None = None
    coming_at: datetime | None = moment(nullable=True)


class Learnt(SQLModel, table=True):
    """What was learnt from a case, without persons. Where it came from, only the coordinator sees."""

    __tablename__ = "learnt"
    __table_args__ = (
        of_case(),
        sa.Index("learnt_newest", "hub_id", "at"),
        sa.Index("learnt_words", "search_text", postgresql_using="gin", postgresql_ops={"search_text": "gin_trgm_ops"}),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID | None = None
    title: str
    text: str
    search_text: str  # both as words are looked for: hub.wording.sort_key
    domains: list[str] = Field(
        default_factory=list, sa_type=ARRAY(sa.Text), nullable=False, sa_column_kwargs={"server_default": "{}"}
    )
    at: datetime = moment()
    written_by: UUID | None = Field(default=None, foreign_key="person.id")
