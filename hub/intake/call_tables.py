"""Tables of the duty desk: calls as they were noted, each with what became of it, and the ready answers of a hub."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from hub.columns import Stored, key, moment, of_case, one_of


class CallState(StrEnum):
    """What became of a noted call; the values are stored."""

    OPEN = "open"  # waits on Vandaag for its place
    ON_CASE = "on_case"  # a line in the time line of a case
    REFERRAL = "referral"  # became a referral, or a concept of one
    INFORMED = "informed"  # information was given: counted as such
    NOTHING = "nothing"


class QuickAnswer(Stored, table=True):
    """A short text that the desk has ready; one that is not used any more stays for what was said with it."""

    __tablename__ = "quick_answer"
    __table_args__ = (
        sa.CheckConstraint("title <> '' AND text <> ''", name="says_something"),
        sa.Index("quick_answer_of_hub", "hub_id", "position", postgresql_where=sa.text("ended_at IS NULL")),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    position: int
    title: str
    text: str
    ended_at: datetime | None = moment(nullable=True)


class NotedCall(Stored, table=True):
    """A call or talk as the desk noted it while it went on. Thirty days after it was settled its words go, and it is
    only counted; so a call on which information was given is counted as long as the hub is there."""

    __tablename__ = "noted_call"
    __table_args__ = (
        of_case(),
        one_of("state", CallState),
        sa.CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="settled_when"),
        sa.CheckConstraint("(state IN ('on_case', 'referral')) = (referral_id IS NOT NULL)", name="on_which_case"),
        sa.CheckConstraint("state <> 'open' OR said <> '' OR caller <> ''", name="open_says_something"),
        sa.Index("noted_call_open", "hub_id", "started_at", postgresql_where=sa.text("state = 'open'")),
        sa.Index("noted_call_informed", "hub_id", "started_at", postgresql_where=sa.text("state = 'informed'")),
        sa.Index("noted_call_settled", "settled_at", postgresql_where=sa.text("said <> '' OR caller <> ''")),
        sa.Index("noted_call_newest", "hub_id", "started_at"),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    form_key: UUID = Field(unique=True)  # one form saved again and again is one call
    started_at: datetime = moment()
    saved_at: datetime = moment()
    by: UUID | None = Field(default=None, foreign_key="person.id")
    caller: str = ""  # as it was typed
    said: str = ""
    # Signs of danger (hub.dispatch.danger) in its words: such a call comes first while it waits.
    danger: list[str] = Field(default_factory=list, sa_type=ARRAY(sa.Text), nullable=False)
    state: str = CallState.OPEN
    settled_at: datetime | None = moment(nullable=True)
    settled_by: UUID | None = Field(default=None, foreign_key="person.id")
    referral_id: UUID | None = Field(default=None, index=True)
    # As its case stood when the call was put there: whoever works on it raises that, and then it stays.
    message_id: UUID | None = None
    case_version: int | None = None
    answer_id: UUID | None = Field(default=None, foreign_key="quick_answer.id")
    letter_id: UUID | None = None  # by which the answer was sent
