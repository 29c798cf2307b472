"""Hubs: one installation serves one or several; a case, table, clock and figure belongs to exactly one."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, Session, SQLModel, select

from hub.columns import key, moment, table_of
from hub.lookups import Lookup
from hub.problems import NotFound

NO_HUB = "There is no hub yet: run `hub demo` or add an administrator first."


class Hub(SQLModel, table=True):
    __tablename__ = "hub"
    __table_args__ = (
        sa.CheckConstraint(
            "(crisis_from IS NULL) = (crisis_until IS NULL) AND crisis_from <= crisis_until", name="crisis_in_order"
        ),
        sa.CheckConstraint("weekly_day BETWEEN 0 AND 4", name="weekly_day_is_worked"),
    )
    id: UUID = key()
    position: int = Field(unique=True)  # the first hub takes what names no hub
    slug: str = Field(unique=True)
    name: str
    number_prefix: str = Field(unique=True)  # "CM" in CM-2026-00123
    phone: str = ""
    email: str = ""
    reading_hours: str = ""  # when somebody reads what comes in, in words
    # Where a parent or youngster who writes can turn, beside what is the same everywhere.
    turn_to: str = Field(default="", sa_column_kwargs={"server_default": ""})
    hours: dict[str, Any] = Field(  # the same by day (hub.opening_hours); {} while there are words only
        default_factory=dict, sa_type=JSONB, nullable=False, sa_column_kwargs={"server_default": "{}"}
    )
    created_at: datetime = moment()
    # Whether it takes referrals from primary education outside crisis mode, and where to turn when it does not.
    primary_education: bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})
    primary_turn_to: str = Field(default="", sa_column_kwargs={"server_default": ""})
    # On which day its partners get their letter of the week: 0 is Monday (hub.monitoring.weekly).
    weekly_day: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    # The days of its crisis mode, both included; the last ones that were set.
    crisis_from: date | None = None
    crisis_until: date | None = None
    # What only municipalities have that co-fund it (hub.partners.funding).
    extra_functions: list[str] = Field(
        default_factory=lambda: ["consulting", "expertise", "network"], sa_type=ARRAY(sa.Text), nullable=False,
        sa_column_kwargs={"server_default": "{consulting,expertise,network}"},
    )  # fmt: skip


class HubNumber(SQLModel, table=True):
    """How many referral numbers a hub gave in a calendar year."""

    __tablename__ = "hub_number"
    hub_id: UUID = Field(foreign_key="hub.id", primary_key=True)
    year: int = Field(primary_key=True)
    given: int


class HubInbox(SQLModel, table=True):
    """An address on which a hub receives mail; lower case, unique in the installation."""

    __tablename__ = "hub_inbox"
    address: str = Field(primary_key=True)
    hub_id: UUID = Field(foreign_key="hub.id")
    position: int = 0


class HubMunicipality(SQLModel, table=True):
    """A municipality (NIS code) of a hub's area, with the stage of its agreement."""

    __tablename__ = "hub_municipality"
    __table_args__ = (
        sa.CheckConstraint("stage IN ('in_talks','on_hold','agreed','ended')", name="stage_is_known"),
    )  # fmt: skip
    hub_id: UUID = Field(foreign_key="hub.id", primary_key=True)
    nis: str = Field(primary_key=True)
    stage: str = "agreed"


_N = table_of(HubNumber)
# Gives the next referral number of a hub and year, never twice: the row stays locked until the transaction ends.
ONE_MORE = (
    postgresql.insert(_N)
    .values(hub_id=sa.bindparam("hub"), year=sa.bindparam("in_year"), given=1)
    .on_conflict_do_update(index_elements=["hub_id", "year"], set_={"given": _N.c.given + 1})
    .returning(_N.c.given)
)


def numbers_for(session: Session, hub_id: UUID, year: int, many: int) -> int:
    """Gives so many numbers of a hub and year at once; returns the first of them."""
    more = postgresql.insert(_N).values(hub_id=hub_id, year=year, given=many)
    more = more.on_conflict_do_update(index_elements=["hub_id", "year"], set_={"given": _N.c.given + many})
    return int(session.execute(more.returning(_N.c.given)).scalar_one()) - many + 1


_ALL = select(Hub).order_by(sa.text("position"))


def all_hubs(session: Session) -> list[Hub]:
    return list(session.exec(_ALL))


_TO_READ = Lookup(_ALL)


def to_read(session: Session) -> list[Hub]:
    """All hubs in their order, as rows: for pages that only tell of them."""
    return _TO_READ.ask(session)


def hubs_among(session: Session, ids: Collection[UUID]) -> list[Hub]:
    """These hubs, in their order."""
    return [hub for hub in all_hubs(session) if hub.id in ids]


_TWO = Lookup(select(Hub.id).limit(2))


def several_hubs(session: Session) -> bool:
    return len(_TWO.ask(session)) > 1


def first_hub(session: Session) -> Hub:
    hub = session.exec(select(Hub).order_by(sa.text("position")).limit(1)).first()
    if hub is None:
        raise NotFound(NO_HUB)
    return hub


def hub_named(session: Session, slug: str | None) -> Hub:
    """The hub with this slug, or the first one when none is named."""
    if slug is None:
        return first_hub(session)
    hub = session.exec(select(Hub).where(Hub.slug == slug)).first()
    if hub is None:
        known = ", ".join(one.slug for one in all_hubs(session))
        raise NotFound(f"There is no hub called “{slug}”; there is {known}." if known else NO_HUB)
    return hub


def in_crisis(hub: Hub, day: date) -> bool:
    """Whether this day falls in the crisis mode of a hub, or a row of one (DOMAIN.md §3)."""
    return bool(hub.crisis_from and hub.crisis_until and hub.crisis_from <= day <= hub.crisis_until)


def number_of(hub: Hub, year: int, given: int) -> str:
    """The referral number that was given by ONE_MORE, such as CM-2026-00123."""
    return f"{hub.number_prefix}-{year}-{given:05d}"


def inbox_of(session: Session, hub_id: UUID) -> str | None:
    """The address to which answers to this hub's letters go."""
    return session.exec(
        select(HubInbox.address).where(HubInbox.hub_id == hub_id).order_by(sa.text("position")).limit(1)
    ).first()


def inboxes(session: Session) -> dict[UUID, str]:
    """Of every hub that has one the address to which answers go, by the id of the hub."""
    rows = session.exec(select(HubInbox.hub_id, HubInbox.address).order_by(sa.text("position DESC"))).all()
    return dict(rows)
