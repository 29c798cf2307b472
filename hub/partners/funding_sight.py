"""The agreements of a hub: what the rule needs of them, and what its administrator and coordinators see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col, select

from hub import places
from hub.clock import SchoolYear, brussels_date, school_year_of
from hub.columns import table_of
from hub.hubs import Hub, HubMunicipality
from hub.lookups import Lookup
from hub.partners import funding
from hub.partners.funding import Agreement, Answer, Function, Terms
from hub.partners.funding_tables import MunicipalAgreement
from hub.people.rights import Right, require
from hub.people.tables import Person
from hub.problems import NotFound
from hub.store import Work
from hub.wording import sort_key

_A, _H, _M = table_of(MunicipalAgreement), table_of(Hub), table_of(HubMunicipality)
_HUB: Any = sa.bindparam("hub", type_=sa.Uuid())
_AGREED = sa.func.jsonb_build_array(_A.c.nis, _A.c.stage, _A.c.functions, _A.c.from_year, _A.c.until_year)
_AGREEMENTS = sa.select(sa.func.jsonb_agg(_AGREED, type_=JSONB)).where(
    _A.c.hub_id == _HUB, _A.c.superseded_at.is_(None)
)
_AREA = sa.select(sa.func.jsonb_agg(_M.c.nis, type_=JSONB)).where(_M.c.hub_id == _HUB, _M.c.stage != "ended")
# As one value, for a question that asks more: of a hub the area, the agreements, and which functions are extra.
TERMS = sa.select(
    sa.func.jsonb_build_array(
        _AREA.scalar_subquery(), _AGREEMENTS.scalar_subquery(), _H.c.extra_functions, type_=JSONB
    )
).where(_H.c.id == _HUB)  # fmt: skip
_TERMS = Lookup(sa.select(TERMS.scalar_subquery().label("terms")))


def terms_in(said: Sequence[Any] | None) -> Terms:
    """For who has read TERMS already."""
    area, agreements, extra = said or ((), (), list(funding.EXTRA))
    by_place: dict[str, list[Agreement]] = {}
    for nis, stage, functions, from_year, until_year in agreements or ():
        by_place.setdefault(nis, []).append(Agreement(nis, stage, functions, from_year, until_year))
    return Terms(frozenset(area or ()), by_place, frozenset(extra or ()))


def terms_of(work: Work, hub_id: UUID) -> Terms:
    """Asks no right: who chooses a function may know whether it is there."""
    return terms_in(_TERMS.ask(work.session, hub=hub_id)[0].terms)


def answer_for(work: Work, hub_id: UUID, function: Function, near: Sequence[str | None]) -> Answer:
    """Whether a function is there this school year for somebody of these municipalities (`funding.available`)."""
    return funding.available(terms_of(work, hub_id), function, near, school_year_of(work.now))


@dataclass(frozen=True)
class PlaceLine:
    """One municipality of the area with what it has in one school year."""

    nis: str
    name: str
    answers: Sequence[tuple[str, Answer]]  # each extra function with its answer


@dataclass(frozen=True)
class PlaceView:
    hub: Hub
    nis: str
    name: str
    current: Sequence[MunicipalAgreement]
    history: Sequence[tuple[MunicipalAgreement, str]]  # all states with who wrote them, the newest first


def overview(work: Work, hub_id: UUID, year: SchoolYear) -> tuple[Hub, list[PlaceLine]]:
    """The hub and its municipalities by name; for its administrator and coordinators."""
    require(work.asker, Right.SEE_AGREEMENTS, hub_id)
    hub, terms = work.found(Hub, hub_id), terms_of(work, hub_id)
    shown = [one for one in Function if one in terms.extra]
    lines = [
        PlaceLine(nis, places.name_of(nis), [(one, funding.available(terms, one, [nis], year)) for one in shown])
        for nis in {*terms.area, *terms.agreements}
        if places.exists(nis)
    ]
    return hub, sorted(lines, key=lambda line: sort_key(line.name))


def at_place(work: Work, hub_id: UUID, nis: str) -> PlaceView:
    """The agreements with one municipality and what they were before; NotFound outside the area of the hub."""
    require(work.asker, Right.SEE_AGREEMENTS, hub_id)
    hub, terms = work.found(Hub, hub_id), terms_of(work, hub_id)
    if not places.exists(nis) or nis not in {*terms.area, *terms.agreements}:
        raise NotFound
    rows = work.session.exec(
        select(MunicipalAgreement, Person.name)
        .outerjoin(Person, col(Person.id) == col(MunicipalAgreement.made_by))
        .where(MunicipalAgreement.hub_id == hub_id, MunicipalAgreement.nis == nis)
        .order_by(col(MunicipalAgreement.made_at).desc(), col(MunicipalAgreement.id))
    ).all()
    history = [(row, name or "") for row, name in rows]
    current = sorted((row for row, _n in history if row.superseded_at is None), key=lambda row: (row.from_year, row.id))
    return PlaceView(hub, nis, places.name_of(nis), current, history)


def this_year(work: Work) -> SchoolYear:
    return school_year_of(brussels_date(work.now))
