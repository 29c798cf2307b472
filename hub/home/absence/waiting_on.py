"""What waits on one coordinator by name: cases that this person directs or guides, for who stands in."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from hub.columns import table_of
from hub.dispatch import sight
from hub.dispatch.case import is_open
from hub.dispatch.case_team.direction import LIVE
from hub.dispatch.case_team.in_short import Short
from hub.dispatch.case_team.tables import CaseDirection
from hub.dispatch.sight import CaseLine, File, R, lines
from hub.dispatch.table_tables import Track
from hub.dispatch.track import OPEN
from hub.lookups import Lookup
from hub.partners.tables import Organisation, OrganisationKind
from hub.people.absence_sight import Period, at_hubs
from hub.people.rights import Right, hubs_where
from hub.store import Work

MOST = 50
D, T, ORG = table_of(CaseDirection), table_of(Track), table_of(Organisation)
_PERSON = sa.bindparam("person", type_=sa.Uuid())
_HUB = sa.bindparam("hub", type_=sa.Uuid())
_OURS = sa.select(ORG.c.id).where(ORG.c.kind == OrganisationKind.HUB)
_DIRECTS = sa.select(D.c.referral_id).where(
    D.c.person_id == _PERSON, D.c.hub_id == _HUB, D.c.organisation_id.is_(None), D.c.state.in_(LIVE)
)
_GUIDES = sa.select(T.c.referral_id).where(
    T.c.worker_id == _PERSON, T.c.hub_id == _HUB, T.c.organisation_id.in_(_OURS), T.c.stage.in_(OPEN)
)
_WHICH = sa.union(_DIRECTS, _GUIDES).subquery()
_CASES = Lookup(
    lines().where(R.c.id.in_(sa.select(_WHICH.c.referral_id)), sa.text("referral.stage <> 'closed'"))
    .order_by(R.c.next_due, R.c.id).limit(MOST)
)  # fmt: skip
_CASE = sa.bindparam("case", type_=sa.Uuid())
_AMONG: Any = sa.any_(sa.bindparam("people", type_=ARRAY(sa.Uuid())))
_WHO = Lookup(
    sa.union(
        sa.select(D.c.person_id.label("id")).where(D.c.referral_id == _CASE, D.c.person_id == _AMONG,
                                                   D.c.organisation_id.is_(None), D.c.state.in_(LIVE)),
        sa.select(T.c.worker_id.label("id")).where(T.c.referral_id == _CASE, T.c.worker_id == _AMONG,
                                                   T.c.organisation_id.in_(_OURS), T.c.stage.in_(OPEN)),
    )
)  # fmt: skip


def cases_of(work: Work, hub_id: UUID, person_id: UUID) -> list[CaseLine]:
    """What this coordinator directs or guides itself, what is due first on top; none for who decides not there."""
    if hub_id not in hubs_where(work.asker, Right.DECIDE):
        return []
    return sight.read(_CASES.ask(work.session, hub=hub_id, person=person_id))


def away_from_case(work: Work, file: File, team: Short | None) -> list[Period]:
    """Coordinators who direct or guide this open case and are away now; asked only where somebody does."""
    case = file.referral
    if not is_open(case.stage) or not (any(one.own for one in file.tracks) or (team and team.director)):
        return []
    now = at_hubs(work, [case.hub_id])[case.hub_id].now
    if not now:
        return []
    who = {row.id for row in _WHO.ask(work.session, case=case.id, people=[one.person.id for one in now])}
    return [one for one in now if one.person.id in who]


@dataclass(frozen=True)
class Told:
    """Somebody is away now: the asker itself, somebody for whom the asker stands in, or another colleague."""

    period: Period
    mine: bool
    stands_in: bool


def told_of(work: Work, hubs: Collection[UUID]) -> list[Told]:
    """Who is away now of these hubs."""
    me = work.asker.person_id
    return [
        Told(one, one.person.id == me, any(each.id == me for each in here.acting(one.person.id)))
        for here in at_hubs(work, hubs).values()
        for one in here.now
    ]
