"""Tables around one youngster: its network, the goals of its plan, and agreements with an owner and a day."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hub.columns import key, moment, of_case, one_of
from hub.dispatch.case_team.agreed import Domain, Owner, Stalled, Stands
from hub.dispatch.case_team.around import Knows, Relation, Trusted
from hub.dispatch.case_team.direction import Directs, EndedFor

CASE = ["hub_id", "referral_id"]


def _of_the_same(column: str, table: str, name: str) -> sa.ForeignKeyConstraint:
    """It points at a row of the same case."""
    return sa.ForeignKeyConstraint([*CASE, column], [f"{table}.{one}" for one in (*CASE, "id")], name=name)


class NetworkPerson(SQLModel, table=True):
    """Somebody, or a service, around the youngster; taken out of the drawing it stays for what was agreed with it."""

    __tablename__ = "network_person"
    __table_args__ = (
        of_case(),
        one_of("relation", Relation),
        one_of("trusted", Trusted),
        one_of("knows", Knows),
        sa.CheckConstraint("near BETWEEN 1 AND 3", name="near_is_a_ring"),
        sa.CheckConstraint("name <> ''", name="has_a_name"),
        sa.CheckConstraint("knows <> 'no' OR why_not <> ''", name="says_why_not"),
        sa.UniqueConstraint(*CASE, "id", name="network_of_its_case"),
        sa.Index("network_of_case", "referral_id"),
        sa.Index(
            "one_youngster_in_the_middle", "referral_id", unique=True,
            postgresql_where=sa.text("relation = 'youngster' AND removed_at IS NULL"),
        ),
    )  # fmt: skip
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID
    name: str
    relation: str
    role: str = ""  # "mama", "leerlingbegeleider", "voetbaltrainer"
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    near: int = 2
    trusted: str = Trusted.UNKNOWN
    knows: str = Knows.NOT_YET
    why_not: str = ""
    email: str = ""
    phone: str = ""
    made_at: datetime = moment()
    made_by: UUID | None = Field(default=None, foreign_key="person.id")
    removed_at: datetime | None = moment(nullable=True)


class PlanGoal(SQLModel, table=True):
    """What is worked on, in one life domain."""

    __tablename__ = "plan_goal"
    __table_args__ = (
        of_case(),
        one_of("domain", Domain),
        one_of("stands", Stands),
        sa.CheckConstraint("words <> ''", name="says_what"),
        sa.UniqueConstraint(*CASE, "id", name="goal_of_its_case"),
        sa.Index("goal_of_case", "referral_id"),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID
    domain: str
    words: str
    stands: str = Stands.OPEN
    made_at: datetime = moment()
    made_by: UUID | None = Field(default=None, foreign_key="person.id")
    ended_at: datetime | None = moment(nullable=True)


class PlanAgreement(SQLModel, table=True):
    """Who does what by when. An open one has a moment at which somebody looks at it (CHECK), and its case is due no
    later than that (trigger)."""

    __tablename__ = "plan_agreement"
    __table_args__ = (
        of_case(),
        one_of("owner", Owner),
        one_of("stands", Stands),
        one_of("stalled_for", Stalled, nullable=True),
        _of_the_same("goal_id", "plan_goal", "for_a_goal_of_its_case"),
        _of_the_same("member_id", "network_person", "owner_of_its_case"),
        sa.ForeignKeyConstraint(["hub_id", "session_id"], ["session.hub_id", "session.id"], name="agreed_at_session"),
        sa.CheckConstraint("what <> ''", name="says_what"),
        sa.CheckConstraint("(stands = 'open') = (due_at IS NOT NULL)", name="watched_while_open"),
        sa.CheckConstraint("(owner = 'network') = (member_id IS NOT NULL)", name="somebody_of_the_network"),
        sa.CheckConstraint("(owner = 'partner') = (organisation_id IS NOT NULL)", name="which_partner"),
        sa.CheckConstraint("(stalled_at IS NULL) = (stalled_for IS NULL)", name="stalled_says_why"),
        sa.CheckConstraint("stalled_at IS NULL OR stands = 'open'", name="only_open_ones_stall"),
        sa.CheckConstraint("stands <> 'dropped' OR end_note <> ''", name="dropped_says_why"),
        sa.Index("agreement_of_case", "referral_id"),
        sa.Index("agreement_of_session", "session_id", postgresql_where=sa.text("session_id IS NOT NULL")),
        sa.Index("agreement_due", "due_at", postgresql_where=sa.text("due_at IS NOT NULL")),
        sa.Index(
            "agreement_stalled", "hub_id", "stalled_at", postgresql_where=sa.text("stalled_at IS NOT NULL")
        ),
        sa.Index(
            "one_plans_the_meeting", "referral_id", unique=True,
            postgresql_where=sa.text("plans_meeting AND stands = 'open'"),
        ),
        sa.Index(
            "agreement_of_partner", "organisation_id", postgresql_where=sa.text("due_at IS NOT NULL"),
        ),
    )  # fmt: skip
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID
    goal_id: UUID | None = None
    what: str
    owner: str
    member_id: UUID | None = None
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    session_id: UUID | None = None  # of the table that agreed on it, as its minutes tell
    owner_words: str = Field(default="", sa_column_kwargs={"server_default": ""})  # whose it is, as the minutes tell
    by: date
    times_moved: int = 0
    stands: str = Stands.OPEN
    made_at: datetime = moment()
    made_by: UUID | None = Field(default=None, foreign_key="person.id")
    ended_at: datetime | None = moment(nullable=True)
    end_note: str = ""
    last_word: str = ""  # what its owner said last
    due_at: datetime | None = moment(nullable=True)
    rung: int = 0
    gathered_for: date | None = None  # the letter of the week that it waits for
    asked_at: datetime | None = moment(nullable=True)  # the last letter after its day
    times_asked: int = 0
    stalled_at: datetime | None = moment(nullable=True)
    stalled_for: str | None = None
    left_seen_at: datetime | None = moment(nullable=True)  # the desk knows that its owner left, and put it off itself
    plans_meeting: bool = False  # a table wanted a client meeting, and this is to plan it


class CaseDirection(SQLModel, table=True):
    """Who keeps the lines of one case together, or is asked to: of a partner, or of the hub (no organisation).

    What was asked and not answered yet has a day by which it is (CHECK). One is in force, and one may be asked.
    """

    __tablename__ = "case_direction"
    __table_args__ = (
        of_case(),
        one_of("state", Directs),
        one_of("ended_for", EndedFor, nullable=True),
        sa.CheckConstraint("(state = 'asked') = (due_at IS NOT NULL)", name="asked_by_a_day"),
        sa.CheckConstraint("(state = 'ended') = (ended_for IS NOT NULL)", name="ended_says_why"),
        sa.Index("direction_of_case", "referral_id"),
        sa.Index("direction_of_person", "person_id", postgresql_where=sa.text("state IN ('asked','directs')")),
        sa.Index("one_direction_asked", "referral_id", unique=True, postgresql_where=sa.text("state = 'asked'")),
        sa.Index("one_director", "referral_id", unique=True, postgresql_where=sa.text("state = 'directs'")),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID
    person_id: UUID = Field(foreign_key="person.id")
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    state: str = Directs.ASKED
    asked_at: datetime = moment()
    asked_by: UUID | None = Field(default=None, foreign_key="person.id")
    due_at: datetime | None = moment(nullable=True)
    answered_at: datetime | None = moment(nullable=True)
    note: str = ""
    ended_at: datetime | None = moment(nullable=True)
    ended_for: str | None = None


class TeamMember(SQLModel, table=True):
    """An organisation that works on this one case, or one person of it; it sees this case only, until it leaves."""

    __tablename__ = "team_member"
    __table_args__ = (
        of_case(),
        sa.CheckConstraint("nobody_since IS NULL OR left_at IS NOT NULL", name="left_before_nobody"),
        sa.Index("team_of_case", "referral_id"),
        sa.Index("team_left", "hub_id", "nobody_since", postgresql_where=sa.text("nobody_since IS NOT NULL")),
        sa.Index("team_of_organisation", "organisation_id", postgresql_where=sa.text("left_at IS NULL")),
        sa.Index(
            "once_in_a_team", "referral_id", "organisation_id", "person_id", unique=True,
            postgresql_nulls_not_distinct=True, postgresql_where=sa.text("left_at IS NULL"),
        ),
    )  # fmt: skip
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID
    organisation_id: UUID = Field(foreign_key="organisation.id")
    person_id: UUID | None = Field(default=None, foreign_key="person.id")  # None: everybody there
    since: datetime = moment()
    added_by: UUID | None = Field(default=None, foreign_key="person.id")
    left_at: datetime | None = moment(nullable=True)
    nobody_since: datetime | None = moment(nullable=True)  # who was in it left, and nobody there took it over
