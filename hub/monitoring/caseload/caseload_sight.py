"""How many open tracks each partner has, how they stand, and what its offers hold; the same of the hub's own people.

Who works for a partner is that partner's business: of its people a coordinator reads how many there are and how many
tracks the busiest has, never who (DOMAIN.md §6: nobody sees more than the work asks for).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from hub.clock import brussels_date, midnight
from hub.columns import table_of
from hub.dispatch.track import OPEN
from hub.dispatch.watch import Party
from hub.lookups import Lookup
from hub.monitoring.caseload.guides import OURS, T
from hub.monitoring.radar import ON_RADAR, R, Tracks, standing
from hub.partners.tables import HubPartner, Offer, Organisation
from hub.people.tables import Person
from hub.store import Work

ORG, OFFER, HP, P = (table_of(one) for one in (Organisation, Offer, HubPartner, Person))
_HUBS = sa.any_(sa.bindparam("hubs", type_=ARRAY(sa.Uuid())))
_TODAY: Any = sa.bindparam("today", type_=sa.DateTime(timezone=True))
_OF_HUBS = (T.c.hub_id == _HUBS, T.c.due_at.is_not(None), T.c.stage.in_(OPEN))
_CASES = sa.func.count(T.c.referral_id.distinct())


@dataclass(frozen=True)
class Load:
    """Cases with an open track; `standing` says of how many one stands like that."""

    id: UUID
    name: str
    cases: int
    standing: dict[Tracks, int]
    half_days: int
    people: int = 0  # that guide one
    busiest: int = 0  # tracks of who has most
    places: int | None = None
    taken: int = 0


@dataclass(frozen=True)
class Held:
    """Cases that this party holds."""

    party: Party
    cases: int
    late: int


def _columns() -> list[Any]:
    # Written with the name of its place in the enumeration, for addresses have dashes.
    stands = [_CASES.filter(standing(how, _TODAY)).label(how.name.lower()) for how in Tracks]
    return [_CASES.label("cases"), *stands, sa.func.sum(T.c.half_day_units).label("half_days")]


_BUSY = (
    sa.select(T.c.organisation_id, T.c.worker_id, sa.func.count().label("many"))
    .where(*_OF_HUBS, T.c.worker_id.is_not(None))
    .group_by(T.c.organisation_id, T.c.worker_id)
    .subquery()
)
_PEOPLE = (
    sa.select(_BUSY.c.organisation_id, sa.func.count().label("people"), sa.func.max(_BUSY.c.many).label("busiest"))
    .group_by(_BUSY.c.organisation_id)
    .subquery()
)
_TRACKS = sa.select(T.c.organisation_id, *_columns()).where(*_OF_HUBS).group_by(T.c.organisation_id).subquery()
_PLACES = (
    sa.select(OFFER.c.organisation_id, sa.func.sum(OFFER.c.places).label("places"),
              sa.func.sum(OFFER.c.taken).label("taken"))
    .where(OFFER.c.active, OFFER.c.places.is_not(None))
    .group_by(OFFER.c.organisation_id)
    .subquery()
)  # fmt: skip
_WORKS_HERE = sa.select(HP.c.organisation_id).where(HP.c.hub_id == _HUBS)
_PARTNERS = Lookup(
    sa.select(
        ORG.c.id, ORG.c.name, *(column for column in _TRACKS.c if column.name != "organisation_id"), _PEOPLE.c.people,
        _PEOPLE.c.busiest, _PLACES.c.places, _PLACES.c.taken,
    )
    .outerjoin(_TRACKS, _TRACKS.c.organisation_id == ORG.c.id)
    .outerjoin(_PEOPLE, _PEOPLE.c.organisation_id == ORG.c.id)
    .outerjoin(_PLACES, _PLACES.c.organisation_id == ORG.c.id)
    .where(sa.or_(_TRACKS.c.cases.is_not(None), sa.and_(ORG.c.id.in_(_WORKS_HERE), ORG.c.ended_on.is_(None),
                                                       _PLACES.c.places.is_not(None))))
    .order_by(_TRACKS.c.cases.desc().nulls_last(), ORG.c.sort_key)
)  # fmt: skip
_OWN = Lookup(
    sa.select(P.c.id, P.c.name, *_columns())
    .join(T, T.c.worker_id == P.c.id)
    .where(*_OF_HUBS, T.c.organisation_id.in_(OURS))
    .group_by(P.c.id)
    .order_by(_CASES.desc(), P.c.sort_key)
)
_HELD = Lookup(
    sa.select(R.c.holder, sa.func.count().label("cases"), sa.func.count().filter(R.c.next_due < _TODAY).label("late"))
    .where(R.c.hub_id == _HUBS, ON_RADAR)
    .group_by(R.c.holder)
)


def partners(work: Work, hubs: Sequence[UUID]) -> list[Load]:
    """Of these hubs, the busiest first; with those that have places here and nothing open. For hubs of which
    `radar.hubs_on_radar` said that the asker decides there."""
    rows = _PARTNERS.ask(work.session, hubs=list(hubs), today=_today(work))
    return [
        Load(*_counted(row), row.people or 0, row.busiest or 0, row.places, row.taken or 0)
        for row in rows
    ]  # fmt: skip


def own_people(work: Work, hubs: Sequence[UUID]) -> list[Load]:
    """The hub's own people who guide, the busiest first."""
    return [Load(*_counted(row)) for row in _OWN.ask(work.session, hubs=list(hubs), today=_today(work))]


def held(work: Work, hubs: Sequence[UUID]) -> list[Held]:
    """With whom the open cases are."""
    found = {row.holder: row for row in _HELD.ask(work.session, hubs=list(hubs), today=_today(work))}
    return [Held(party, found[party].cases, found[party].late) for party in Party if party in found]


def _counted(row: Any) -> tuple[UUID, str, int, dict[Tracks, int], int]:
    stands = {how: getattr(row, how.name.lower()) or 0 for how in Tracks}
    return row.id, row.name, row.cases or 0, stands, int(row.half_days or 0)


def _today(work: Work) -> datetime:
    return midnight(brussels_date(work.now))


__all__ = ["Held", "Load", "held", "own_people", "partners"]
