"""Tables of the duty roster: the usual week, what is otherwise, an exchange that is asked, and links for calendars."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from hub.columns import Stored, key, moment, one_of
from hub.people.duty import Part


class SwapState(StrEnum):
    """How a question to a colleague stands; the values are stored."""

    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class DutyUsual(Stored, table=True):
    """Who has a half day every week, from a day on. An older row tells how it was before."""

    __tablename__ = "duty_usual"
    __table_args__ = (one_of("part", Part), sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="a_weekday"))
    hub_id: UUID = Field(foreign_key="hub.id", primary_key=True)
    weekday: int = Field(primary_key=True)
    part: str = Field(primary_key=True)
    since: date = Field(primary_key=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    changed_at: datetime = moment()


class DutyTurn(Stored, table=True):
    """One half day that goes otherwise than usual; without a person nobody has it."""

    __tablename__ = "duty_turn"
    __table_args__ = (one_of("part", Part),)
    hub_id: UUID = Field(foreign_key="hub.id", primary_key=True)
    day: date = Field(primary_key=True)
    part: str = Field(primary_key=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    changed_at: datetime = moment()


class DutySwap(Stored, table=True):
    """Somebody asks a colleague to take a half day over, perhaps against one of that colleague."""

    __tablename__ = "duty_swap"
    __table_args__ = (
        one_of("part", Part), one_of("state", SwapState),
        sa.CheckConstraint("(back_day IS NULL) = (back_part IS NULL)", name="both_of_the_other"),
        sa.Index(
            "duty_swap_once", "hub_id", "day", "part", unique=True, postgresql_where=sa.text("state = 'asked'")
        ),
        sa.Index("duty_swap_to", "asked_to", postgresql_where=sa.text("state = 'asked'")),
    )  # fmt: skip
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    day: date
    part: str
    asked_by: UUID = Field(foreign_key="person.id")
    asked_to: UUID = Field(foreign_key="person.id")
    back_day: date | None = None
    back_part: str | None = None
    asked_at: datetime = moment()
    state: str = SwapState.ASKED
    answered_at: datetime | None = moment(nullable=True)


class DutyFeed(Stored, table=True):
    """A secret address at which a calendar program reads the roster, until it is taken back. Its token is made of the
    secret key and this id, and not stored."""

    __tablename__ = "duty_feed"
    __table_args__ = (
        sa.Index(
            "duty_feed_once", "hub_id", "person_id", "whole", unique=True,
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        ),
    )  # fmt: skip
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    person_id: UUID = Field(foreign_key="person.id")  # whose address it is
    whole: bool = False  # of all colleagues, not of this person only
    token_hash: str = Field(unique=True)
    key_id: str
    made_at: datetime = moment()
    withdrawn_at: datetime | None = moment(nullable=True)
