"""Tables of figures: facts without a person, and charts drawn by the worker."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hub.columns import document, moment


class ReferralFact(SQLModel, table=True):
    """One row per referral: the dimensions of DOMAIN.md §7. Waiting times in whole calendar days."""

    __tablename__ = "referral_fact"
    __table_args__ = (
        sa.Index("referral_fact_year", "hub_id", "school_year"),
        sa.Index(
            "referral_fact_crisis", "hub_id", "school_year",
            postgresql_where=sa.text("in_crisis_mode OR clb_waived"),
        ),
    )  # fmt: skip
    referral_id: UUID = Field(primary_key=True)
    hub_id: UUID = Field(foreign_key="hub.id")
    school_year: int  # the year in which it starts
    month: int
    home_nis: str | None = None
    age: int | None = None  # in whole years at submission
    gender: str | None = None
    reason: str | None = None
    channel: str
    referrer_kind: str
    structure: str | None = None
    finality: str | None = None
    subject_kind: str
    in_crisis_mode: bool = False
    let_in: str = Field(default="no", sa_column_kwargs={"server_default": "no"})  # hub.monitoring.definitions.LET_IN
    clb_waived: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    stage: str
    outcome: str | None = None
    youngster_key: UUID | None = None  # counts unique youngsters
    tracks: int = 0
    started: int = 0
    not_started: int = 0
    days_to_table: int | None = None
    days_to_claim: int | None = None
    days_to_start: int | None = None
    reopened: int = 0


class TrackFact(SQLModel, table=True):
    """One row per track; it belongs to the school year of its agreement."""

    __tablename__ = "track_fact"
    __table_args__ = (sa.Index("track_fact_year", "hub_id", "school_year"),)
    track_id: UUID = Field(primary_key=True)
    referral_id: UUID = Field(index=True)
    hub_id: UUID = Field(foreign_key="hub.id")
    school_year: int
    referral_year: int
    organisation_id: UUID = Field(foreign_key="organisation.id")
    joint: bool = False
    started: bool = False
    not_started: bool = False
    stopped_early: bool = False
    completed: bool = False


class YearStand(SQLModel, table=True):
    """The counts of a school year that are read all through a month by who may not see small numbers; no ids of cases.

    `counts` is a `figure_counts.Reading`, taken as the month `as_of` began: an earlier one when too little moved since.
    """

    __tablename__ = "year_stand"
    hub_id: UUID = Field(foreign_key="hub.id", primary_key=True)
    school_year: int = Field(primary_key=True)
    month: date = Field(primary_key=True)  # its first day
    as_of: date
    counts: Any = document()
    made_at: datetime = moment()


class YearReading(SQLModel, table=True):
    """The counts of a school year, a `figure_counts.Reading`, so that nobody counts facts to read them.

    Whoever writes a fact marks its year as `stale` in the same transaction; until it is counted again facts are read.
    """

    __tablename__ = "year_reading"
    hub_id: UUID = Field(foreign_key="hub.id", primary_key=True)
    school_year: int = Field(primary_key=True)
    stale: bool = True
    counts: dict[str, Any] = document()


class Chart(SQLModel, table=True):
    """A drawn chart, kept under the digest of its values."""

    __tablename__ = "chart"
    digest: str = Field(primary_key=True)
    svg: str
    drawn_at: datetime = moment()
