"""What partners spent in half-day units over a school year: a partner its own, a coordinator those of the hub."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.asker import Role
from hub.clock import SchoolYear
from hub.columns import table_of
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Message
from hub.hubs import Hub
from hub.lookups import Lookup
from hub.partners.tables import Offer, Organisation
from hub.people.rights import Right, hubs_where, may, require
from hub.people.tables import Person
from hub.store import Work

T, M = table_of(Track), table_of(Message)
ORG, OFFER, HUB, P = (table_of(one) for one in (Organisation, Offer, Hub, Person))


@dataclass(frozen=True)
class Line:
    """One offer of a partner, or one of its people."""

    name: str
    units: int
    tracks: int


@dataclass(frozen=True)
class PartnerYear:
    organisation: str
    hub: str
    units: int
    tracks: int
    offers: Sequence[Line]
    people: Sequence[Line]  # for the partner itself


def of_year(work: Work, year: SchoolYear) -> list[PartnerYear]:
    """By partner: a contact counts on its own day; what the whole track was given more or less than that counts on the
    day of its end."""
    own = list(work.asker.organisations_as(Role.PARTNER))
    hubs = list(hubs_where(work.asker, Right.SEE_FIGURES))
    if not own and not hubs:
        require(work.asker, Right.SEE_FIGURES)
    rows = _lines().ask(work.session, **_asked(year), partners=own, hubs=hubs)
    found: dict[tuple[UUID, UUID], list[Any]] = {}
    for row in rows:
        found.setdefault((row.hub_id, row.organisation_id), []).append(row)
    mine = frozenset(own)
    return [_partner(lines, own=lines[0].organisation_id in mine) for lines in found.values()]


def total_of(work: Work, partners: Collection[UUID], year: SchoolYear) -> int:
    """Of these partners together, which are the asker's own."""
    if not may(work.asker, Right.CLAIM) or not partners:
        return 0
    rows = _lines().ask(work.session, **_asked(year), partners=list(partners), hubs=[])
    return sum(row.units for row in rows)


def _asked(year: SchoolYear) -> dict[str, Any]:
    return {"since": year.starts_at, "until": year.ends_at, "first": year.first_day, "last": year.last_day}


def _partner(lines: Sequence[Any], *, own: bool) -> PartnerYear:
    return PartnerYear(
        lines[0].organisation, lines[0].hub, sum(row.units for row in lines), sum(row.tracks for row in lines),
        _by([(row.offer or "", row) for row in lines]), _by([(row.worker or "", row) for row in lines]) if own else (),
    )  # fmt: skip


def _by(lines: Sequence[tuple[str, Any]]) -> list[Line]:
    found: dict[str, list[Any]] = {}
    for name, row in lines:
        found.setdefault(name, []).append(row)
    return [
        Line(name, sum(row.units for row in rows), sum(row.tracks for row in rows)) for name, rows in found.items()
    ]  # fmt: skip


@cache
def _lines() -> Lookup:
    """By partner, hub, offer and guide."""
    since: Any = sa.bindparam("since")
    until: Any = sa.bindparam("until")
    first, last = sa.bindparam("first", type_=sa.Date()), sa.bindparam("last", type_=sa.Date())
    here = T.c.organisation_id.in_(sa.bindparam("partners", expanding=True)) | T.c.hub_id.in_(
        sa.bindparam("hubs", expanding=True)
    )
    ran = here & (T.c.ended_on.is_(None) | (T.c.ended_on >= first))
    noted = (
        sa.select(T.c.id, M.c.half_day_units.label("units"))
        .join(M, M.c.track_id == T.c.id)
        .where(ran, M.c.half_day_units > 0, M.c.at >= since, M.c.at < until)
    )
    of_contacts = (
        sa.select(sa.func.coalesce(sa.func.sum(M.c.half_day_units), 0))
        .where(M.c.track_id == T.c.id)
        .correlate(T)
        .scalar_subquery()
    )
    rest = sa.select(T.c.id, (T.c.half_day_units - of_contacts).label("units")).where(
        here, T.c.ended_on >= first, T.c.ended_on <= last
    )
    spent = sa.union_all(noted, rest).cte("spent")
    by_track = (
        sa.select(spent.c.id, sa.func.sum(spent.c.units).label("units"))
        .group_by(spent.c.id)
        .having(sa.func.sum(spent.c.units) != 0)
        .cte("by_track")
    )
    return Lookup(
        sa.select(
            T.c.organisation_id, T.c.hub_id, ORG.c.name.label("organisation"), HUB.c.name.label("hub"),
            OFFER.c.name.label("offer"), P.c.name.label("worker"),
            sa.cast(sa.func.sum(by_track.c.units), sa.Integer).label("units"),
            sa.func.count().label("tracks"),
        )
        .select_from(by_track)
        .join(T, T.c.id == by_track.c.id)
        .join(ORG, ORG.c.id == T.c.organisation_id)
        .join(HUB, HUB.c.id == T.c.hub_id)
        .outerjoin(OFFER, OFFER.c.id == T.c.offer_id)
        .outerjoin(P, P.c.id == T.c.worker_id)
        .group_by(
            T.c.organisation_id, T.c.hub_id, ORG.c.name, ORG.c.sort_key, HUB.c.name, HUB.c.position, OFFER.c.name,
            P.c.name,
        )
        .order_by(HUB.c.position, ORG.c.sort_key, OFFER.c.name.nulls_last(), P.c.name.nulls_last())
    )  # fmt: skip
