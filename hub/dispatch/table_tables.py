"""Tables of the dispatch table: seats, sessions, agenda, table cards, claims, declines and tracks."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hub.columns import key, moment, of_case, one_of
from hub.dispatch.sessions.kinds import Rhythm, TableKind
from hub.dispatch.track import Reason, TrackStage


class ClaimState(StrEnum):
    MADE = "made"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"  # by the coordinator, with a reason


class ClaimRole(StrEnum):
    LEAD = "lead"
    CO = "co"


class AgendaReason(StrEnum):
    NEW = "new"
    DECLINED = "declined"
    NOT_STARTED = "not_started"
    SILENT = "silent"
    STALLED = "stalled"
    STOPPED_EARLY = "stopped_early"
    POSTPONED = "postponed"
    NOT_TAKEN_OVER = "not_taken_over"  # another hub said no
    HANDED_BACK = "handed_back"  # another hub gave it back
    ON_PURPOSE = "on_purpose"
    HOLD_OVER = "hold_over"  # a pause ended, and nobody said how it goes on
    PROMISED = "promised"  # a day was agreed on which the table looks again
    URGENT = "urgent"  # asked round between two sessions
    AGREEMENT = "agreement"  # an agreement of its plan stalled
    NO_HELP = "no_help"  # whoever referred, or the youngster's contact, says that there is no help


class AgendaState(StrEnum):
    PROPOSED = "proposed"  # a place that the clockwork proposes, the coordinator decides
    ON_AGENDA = "on_agenda"
    DONE = "done"
    REMOVED = "removed"


LIVE_CLAIM = "state IN ('made','confirmed')"


class DispatchTable(SQLModel, table=True):
    __tablename__ = "dispatch_table"
    __table_args__ = (
        sa.UniqueConstraint("hub_id", "name", name="table_named_once"),
        sa.UniqueConstraint("hub_id", "id"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 4", name="weekday_is_known"),
        one_of("kind", TableKind),
        one_of("rhythm", Rhythm),
        sa.CheckConstraint("rhythm <> 'monthly' OR nth BETWEEN 1 AND 5", name="monthly_says_which"),
        sa.CheckConstraint("rhythm <> 'fortnightly' OR counted_from IS NOT NULL", name="fortnights_are_counted"),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    name: str
    kind: str = Field(default=TableKind.NAFT_DISPATCH, sa_column_kwargs={"server_default": "naft_dispatch"})
    weekday: int | None = None  # Monday is 0; None: it sits only when somebody plans a session
    rhythm: str = Field(default=Rhythm.WEEKLY, sa_column_kwargs={"server_default": "weekly"})
    nth: int | None = None  # which one of the month; 5: the last one
    counted_from: date | None = None  # a day on which it sits, when it sits every two weeks
    starts_at: str = "13:30"  # Brussels time
    lasts: int = Field(default=120, sa_column_kwargs={"server_default": "120"})  # in minutes of the clock
    place: str = ""
    video_link: str = Field(default="", sa_column_kwargs={"server_default": ""})
    invite_before: int = Field(default=14, sa_column_kwargs={"server_default": "14"})  # days
    chair_id: UUID | None = Field(default=None, foreign_key="person.id")  # who usually leads it
    reporter_id: UUID | None = Field(default=None, foreign_key="person.id")  # who usually writes the minutes
    ended_on: date | None = None


class TableSeat(SQLModel, table=True):
    """An organisation's seat, with its level: co-working, co-thinking, informed; and who takes it."""

    __tablename__ = "table_seat"
    __table_args__ = (
        sa.CheckConstraint("level IN ('co_working','co_thinking','informed')", name="level_is_known"),
        sa.CheckConstraint("person_id <> deputy_id", name="deputy_is_another"),
    )  # fmt: skip
    table_id: UUID = Field(foreign_key="dispatch_table.id", primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", primary_key=True)
    level: str = "co_working"
    position: int = 0
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    deputy_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)


class Session(SQLModel, table=True):
    """One sitting of a table."""

    __tablename__ = "session"
    __table_args__ = (
        sa.ForeignKeyConstraint(["hub_id", "table_id"], ["dispatch_table.hub_id", "dispatch_table.id"]),
        sa.UniqueConstraint("hub_id", "id"),
        sa.CheckConstraint("cancelled_at IS NULL OR closed_at IS NOT NULL", name="cancelled_is_closed"),
        sa.Index(
            "one_session_at_a_time", "table_id", "at", unique=True, postgresql_where=sa.text("cancelled_at IS NULL")
        ),
        sa.Index("session_next", "hub_id", "at"),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    table_id: UUID = Field(index=True)
    at: datetime = moment()
    lasts: int = Field(default=120, sa_column_kwargs={"server_default": "120"})
    place: str = ""
    video_link: str = Field(default="", sa_column_kwargs={"server_default": ""})
    chair_id: UUID | None = Field(default=None, foreign_key="person.id")
    reporter_id: UUID | None = Field(default=None, foreign_key="person.id")
    invite_on: date | None = None  # when other than the days before it that its table says
    closed_at: datetime | None = moment(nullable=True)
    cancelled_at: datetime | None = moment(nullable=True)  # a slot of the rhythm that is not planned again
    version: int = 0


class AgendaItem(SQLModel, table=True):
    __tablename__ = "agenda_item"
    __table_args__ = (
        of_case(),
        sa.ForeignKeyConstraint(["hub_id", "session_id"], ["session.hub_id", "session.id"]),
        one_of("reason", AgendaReason),
        one_of("state", AgendaState),
        sa.UniqueConstraint("hub_id", "id", name="agenda_item_of_its_hub"),
        sa.CheckConstraint("left_at IS NULL OR began_at IS NOT NULL", name="left_after_it_began"),
        sa.Index(
            "one_case_has_the_floor", "session_id", unique=True,
            postgresql_where=sa.text("began_at IS NOT NULL AND left_at IS NULL"),
        ),
        sa.Index("agenda_of_case", "referral_id"),
        sa.Index(
            "on_one_agenda_at_a_time", "referral_id", unique=True,
            postgresql_where=sa.text("state IN ('proposed','on_agenda')"),
        ),
    )  # fmt: skip
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    session_id: UUID = Field(index=True)
    referral_id: UUID
    position: int
    reason: str
    state: str = AgendaState.ON_AGENDA
    added_at: datetime = moment()
    turn: int | None = None  # of its table in the school year, once it was brought up: with whom one begins
    began_at: datetime | None = moment(nullable=True)  # the last time that the table began to speak of it
    left_at: datetime | None = moment(nullable=True)
    note: str = Field(default="", sa_column_kwargs={"server_default": ""})  # why it was put off


class TableCard(SQLModel, table=True):
    """What partners read: written and approved by the coordinator, never the referrer's words, initials only."""

    __tablename__ = "table_card"
    __table_args__ = (of_case(), sa.CheckConstraint("approved_at IS NULL OR asked <> ''", name="approved_says_what"))
    referral_id: UUID = Field(primary_key=True)
    hub_id: UUID = Field(foreign_key="hub.id")
    initials: str = ""
    asked: str = ""  # what is asked
    situation: str = ""
    strengths: str = ""
    written_at: datetime = moment()
    written_by: UUID | None = Field(default=None, foreign_key="person.id")
    approved_at: datetime | None = moment(nullable=True)
    approved_by: UUID | None = Field(default=None, foreign_key="person.id")
    version: int = 1
    # Approved before it was recorded who was informed and on which ground each partner reads: open as it was.
    before_record: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})


class Claim(SQLModel, table=True):
    """A partner takes a case up, as lead or with the lead. Two leads in one round cannot both exist."""

    __tablename__ = "claim"
    __table_args__ = (
        of_case(),
        one_of("role", ClaimRole),
        one_of("state", ClaimState),
        sa.UniqueConstraint("hub_id", "id"),
        sa.Index("claim_of_case", "referral_id"),
        sa.Index("claim_to_confirm", "hub_id", "made_at", postgresql_where=sa.text("state = 'made'")),
        sa.Index("claim_of_partner", "organisation_id", "state"),
        sa.Index(
            "one_lead_in_a_round", "referral_id", "round", unique=True,
            postgresql_where=sa.text(f"role = 'lead' AND {LIVE_CLAIM}"),
        ),
        sa.Index(
            "one_claim_of_a_partner", "referral_id", "round", "organisation_id", unique=True,
            postgresql_where=sa.text(LIVE_CLAIM),
        ),
    )  # fmt: skip
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID
    round: int
    organisation_id: UUID = Field(foreign_key="organisation.id")
    offer_id: UUID = Field(foreign_key="offer.id")
    role: str
    commitment: str = ""
    state: str = ClaimState.MADE
    made_at: datetime = moment()
    made_by: UUID | None = Field(default=None, foreign_key="person.id")
    settled_at: datetime | None = moment(nullable=True)
    settled_note: str = ""


class Decline(SQLModel, table=True):
    __tablename__ = "decline"
    __table_args__ = (
        of_case(),
        one_of("reason", Reason),
        sa.UniqueConstraint("referral_id", "round", "organisation_id", name="declined_once_a_round"),
        sa.Index("decline_of_partner", "organisation_id", "at"),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID
    round: int
    organisation_id: UUID = Field(foreign_key="organisation.id")
    reason: str
    note: str = ""
    at: datetime = moment()
    by: UUID | None = Field(default=None, foreign_key="person.id")


class Track(SQLModel, table=True):
    """One partner's track in a case. Open ones have a date on which a word is expected (CHECK)."""

    __tablename__ = "track"
    __table_args__ = (
        of_case(),
        one_of("stage", TrackStage),
        one_of("end_reason", Reason, nullable=True),
        sa.ForeignKeyConstraint(["hub_id", "claim_id"], ["claim.hub_id", "claim.id"]),
        sa.UniqueConstraint("claim_id", name="one_track_a_claim"),
        sa.UniqueConstraint("hub_id", "referral_id", "id", name="track_of_its_case"),
        sa.CheckConstraint(
            "(stage IN ('proposed','accepted','started','on_hold')) = (due_at IS NOT NULL)", name="watched_while_open"
        ),
        sa.CheckConstraint(
            "stage NOT IN ('declined','not_started','stopped_early') OR end_reason IS NOT NULL", name="says_why"
        ),
        sa.CheckConstraint("stage <> 'on_hold' OR (hold_until IS NOT NULL AND hold_reason <> '')", name="hold_ends"),
        sa.Index("track_of_case", "referral_id"),
        sa.Index("track_of_partner", "organisation_id", "stage"),
        sa.Index("track_ended", "organisation_id", "ended_on"),
        sa.Index("track_due", "due_at", postgresql_where=sa.text("due_at IS NOT NULL")),
        sa.Index(
            "track_without_guide",
            "hub_id",
            "guide_left_at",
            postgresql_where=sa.text("guide_left_at IS NOT NULL AND due_at IS NOT NULL"),
        ),
        sa.Index("track_proposed", "hub_id", "referral_id", postgresql_where=sa.text("stage = 'proposed'")),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID
    claim_id: UUID | None = None  # None: the hub's own track, or proposed outside a table
    organisation_id: UUID = Field(foreign_key="organisation.id")
    offer_id: UUID | None = Field(default=None, foreign_key="offer.id")
    worker_id: UUID | None = Field(default=None, foreign_key="person.id")
    guide_left_at: datetime | None = moment(nullable=True)  # and nobody was named since
    role: str = ClaimRole.LEAD
    commitment: str = ""
    stage: str
    stage_since: datetime = moment()
    agreed_at: datetime | None = moment(nullable=True)
    agreed_start: date | None = None
    started_on: date | None = None
    ended_on: date | None = None
    end_reason: str | None = None
    end_note: str = ""
    hold_until: date | None = None
    hold_reason: str = ""
    last_sign_at: datetime | None = moment(nullable=True)
    half_day_units: int = 0
    due_at: datetime | None = moment(nullable=True)
    # The ladder: 0 nobody was asked yet, 1 the partner was asked, 2 the coordinator has it.
    step: int = 0
    asked_at: datetime | None = moment(nullable=True)
    times_asked: int = 0
    gathered_for: date | None = None  # the weekly letter to its partner that it waits for
    holds_place: bool = True  # a place of the offer is kept for it
