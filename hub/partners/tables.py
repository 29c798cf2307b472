"""Tables of partners: organisations, offers with their target, area and places, and the hubs they work with."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from hub.columns import key, moment, one_of
from hub.partners.funding import Function


class OrganisationKind(StrEnum):
    SCHOOL = "school"
    CLB = "clb"
    NAFT = "naft"
    WELFARE = "welfare"
    HUB = "hub"  # the hub itself, when it takes a case up
    OTHER = "other"


class Capacity(StrEnum):
    """Capacity codes after SDOH Clinical Care."""

    HAS = "has_capacity"
    NONE = "none"
    WAITING = "waiting_list"
    ASSESS = "assess_first"


# Whose name stands alone on a table, a card or a letter.
TAKES_UP = "kind NOT IN ('school', 'clb')"
# It is another kind of partner than when the dates of its tracks were given.
COUNTS_OTHERWISE = sa.text("(kind = 'welfare') <> counts_as_welfare")


def codes() -> Any:
    return Field(default_factory=list, sa_type=ARRAY(sa.Text), nullable=False)


def listed() -> Any:
    """The same, of which rows of before hold none."""
    return Field(
        default_factory=list, sa_type=ARRAY(sa.Text), nullable=False, sa_column_kwargs={"server_default": "{}"}
    )


class Organisation(SQLModel, table=True):
    """A partner, a CLB, or one site of a school.

    The official list knows a site by the numbers of its institution and of the site itself. The sites of one
    institution may all bear its name; who takes cases up bears a name of its own.
    """

    __tablename__ = "organisation"
    __table_args__ = (
        one_of("kind", OrganisationKind),
        sa.CheckConstraint("(institution_number IS NULL) = (site_number IS NULL)", name="both_numbers_or_none"),
        sa.CheckConstraint("clb_id IS NULL OR kind = 'school'", name="only_a_school_has_a_clb"),
        sa.Index(
            "organisation_site", "institution_number", "site_number",
            unique=True, postgresql_where=sa.text("institution_number IS NOT NULL"),
        ),
        sa.Index("organisation_named_once", "name", unique=True, postgresql_where=sa.text(TAKES_UP)),
        sa.Index(
            "organisation_found_by", "found_by",
            postgresql_using="gin", postgresql_ops={"found_by": "gin_trgm_ops"},
        ),
        sa.Index("organisation_counts_otherwise", "id", postgresql_where=COUNTS_OTHERWISE),
    )  # fmt: skip
    id: UUID = key()
    name: str
    sort_key: str = Field(index=True)
    found_by: str = Field(default="", sa_column_kwargs={"server_default": ""})  # `naming.found_by`
    kind: str
    # Its tracks count working days, and no school days; follow-up brings this into line with the kind.
    counts_as_welfare: bool = Field(default=False, sa_column_kwargs={"server_default": sa.text("false")})
    institution_number: str | None = None  # nummer_instelling, without zeros in front
    site_number: str | None = None  # intern_volgnr_vpl, likewise
    nis: str | None = None  # municipality of its seat
    street: str = Field(default="", sa_column_kwargs={"server_default": ""})
    house_number: str = Field(default="", sa_column_kwargs={"server_default": ""})
    postcode: str = Field(default="", sa_column_kwargs={"server_default": ""})
    board: str = Field(default="", sa_column_kwargs={"server_default": ""})  # naam_im
    network: str = Field(default="", sa_column_kwargs={"server_default": ""})  # naam_net
    email: str = ""
    phone: str = ""
    clb_id: UUID | None = Field(default=None, foreign_key="organisation.id", index=True)  # of a school: its CLB
    # The hub whose administrators keep its name, people and offers; other hubs may work with it (decision 5).
    kept_by: UUID = Field(foreign_key="hub.id", index=True)
    ended_on: date | None = None
    created_at: datetime = moment()


class HubPartner(SQLModel, table=True):
    """A partner works with a hub; organisations and their people are shared, cases are not."""

    __tablename__ = "hub_partner"
    hub_id: UUID = Field(foreign_key="hub.id", primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", primary_key=True)


class Offer(SQLModel, table=True):
    """partner × module × target × service area × capacity × duration (DOMAIN.md §5).

    Empty lists mean "no limit". `taken` counts the places held by live claims and open tracks; the CHECK is the last
    line against overbooking.
    """

    __tablename__ = "offer"
    __table_args__ = (
        one_of("capacity", Capacity),
        one_of("function", Function),
        sa.CheckConstraint("waiting_weeks BETWEEN 0 AND 104", name="wait_is_sane"),
        sa.CheckConstraint("taken >= 0 AND (places IS NULL OR taken <= places)", name="not_overbooked"),
        sa.CheckConstraint("age_from <= age_to", name="ages_in_order"),
        sa.UniqueConstraint("organisation_id", "name", name="offer_named_once"),
    )
    id: UUID = key()
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    name: str
    description: str = ""
    age_from: int = 12
    age_to: int = 18
    structures: list[str] = codes()  # main structures 111 … 321
    area: list[str] = codes()  # NIS codes of home or school
    capacity: str = Capacity.HAS
    places: int | None = None  # None: places are not counted for this offer
    taken: int = 0
    capacity_on: date  # when the partner last said that this is right
    weeks: int | None = None
    half_day_units: int | None = None
    is_naft: bool = False
    active: bool = True
    function: str = Field(  # which of the functions of a hub it is part of
        default=Function.DISPATCHING, sa_column_kwargs={"server_default": Function.DISPATCHING.value}
    )
    # What the partner keeps itself (hub.partners.serving).
    needs: list[str] = listed()
    domains: list[str] = listed()
    languages: list[str] = listed()  # besides Dutch
    reaches: list[str] = listed()  # how a youngster gets there
    with_interpreter: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    waiting_weeks: int | None = None
