"""What waits on a hub longer than agreed, for its core group and its coordinators: no name, no initials, no words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.clock import DayUnit, brussels_date, midnight
from hub.columns import table_of
from hub.dispatch.clocks import ClockName, Clocks
from hub.dispatch.clockwork.reading import clocks_of
from hub.dispatch.clockwork.words import term
from hub.dispatch.sight import R
from hub.dispatch.table_tables import Claim
from hub.dispatch.watch import Party, what_next
from hub.hubs import Hub, hubs_among
from hub.lookups import Lookup
from hub.monitoring.core_group import waiting
from hub.partners.tables import Organisation, OrganisationKind
from hub.people.absence_sight import at_hubs
from hub.people.rights import Right, hubs_where, require
from hub.store import Work

SHOWN, COUNTED = 200, 1000
C, ORG = table_of(Claim), table_of(Organisation)
_HUB = sa.bindparam("hub", type_=sa.Uuid())
_UNTIL: Any = sa.bindparam("until", type_=sa.DateTime(timezone=True))
# A partner is asked by the ladder; a track of the hub's own people is the hub's.
_OURS = sa.select(ORG.c.id).where(ORG.c.kind == OrganisationKind.HUB)
ON_HUB = sa.or_(R.c.holder != Party.PARTNER, R.c.holder_organisation_id.in_(_OURS))
_WANTED = sa.exists().where(C.c.referral_id == R.c.id, sa.text("claim.state = 'made'")).correlate(R)
_LONG = (R.c.hub_id == _HUB, sa.text("referral.stage <> 'closed'"), R.c.next_due < _UNTIL, ON_HUB)
_COUNTED = sa.select(sa.literal(1).label("one")).where(*_LONG).limit(COUNTED + 1).subquery()
_CASES = Lookup(
    sa.select(
        R.c.id, R.c.number, R.c.stage, R.c.stage_since, R.c.next_due, R.c.next_why, R.c.holder,
        _WANTED.label("wanted"), sa.select(sa.func.count()).select_from(_COUNTED).scalar_subquery().label("in_all"),
    )
    .where(*_LONG)
    .order_by(R.c.next_due, R.c.id)
    .limit(SHOWN)
)  # fmt: skip
_WAITING = Lookup(sa.select(R.c.id, R.c.next_due).where(*_LONG).order_by(R.c.next_due, R.c.id).limit(COUNTED))


@dataclass(frozen=True)
class Waiting:
    """One case: what waits, whose turn it is, since when, by when and how long that was, and how long it is over."""

    id: UUID
    number: str
    what: str
    turn: str
    since: datetime
    due: datetime
    agreed: str
    over: int  # working days


@dataclass(frozen=True)
class HubWaits:
    """A hub with what waits on it, the longest first, and how many there are, counted no further than a thousand."""

    hub: Hub
    coordinators: Sequence[str]
    away: Sequence[str]  # who of them is, until when, and who stands in
    grace: str
    cases: Sequence[Waiting]
    total: int
    opens: bool  # whether the asker may open a case here

    @property
    def number(self) -> str:
        return f"{COUNTED}+" if self.total > COUNTED else str(self.total)


def hubs_watched(work: Work) -> list[Hub]:
    """The hubs of which the asker reads this; NotAllowed or NotFound for who reads it of none."""
    require(work.asker, Right.SEE_WAITS)
    return hubs_among(work.session, hubs_where(work.asker, Right.SEE_WAITS))


def waits_of(work: Work, hub: Hub) -> HubWaits:
    """What waits on one hub, for who may know."""
    require(work.asker, Right.SEE_WAITS, hub.id)
    clocks, here = clocks_of(work, hub.id), at_hubs(work, [hub.id])[hub.id]
    rows = _CASES.ask(work.session, hub=hub.id, until=_until(work, clocks))
    grace = clocks[ClockName.HUB_SILENCE]
    return HubWaits(
        hub, [one.name for one in here.there], [one.words for one in here.now], term(grace.days, grace.unit),
        [_waiting(work, row, clocks) for row in rows], rows[0].in_all if rows else 0,
        hub.id in hubs_where(work.asker, Right.SEE_CASE),
    )  # fmt: skip


def waiting_at(work: Work, hub_id: UUID, clocks: Clocks) -> dict[str, str]:
    """By case, both as text, the day that was agreed: what waits longer than that. Asks no right."""
    rows = _WAITING.ask(work.session, hub=hub_id, until=_until(work, clocks))
    return {str(row.id): brussels_date(row.next_due).isoformat() for row in rows}


def _until(work: Work, clocks: Clocks) -> datetime:
    return midnight(waiting.last_day(clocks, work.now) + timedelta(days=1))


def _waiting(work: Work, row: Any, clocks: Clocks) -> Waiting:
    over = clocks.hub.between(brussels_date(row.next_due), brussels_date(work.now), DayUnit.WORKING_DAYS)
    return Waiting(
        row.id, row.number, what_next(row.next_why, row.stage, wanted=row.wanted), waiting.turn(row.holder),
        row.stage_since, row.next_due, waiting.agreed(clocks, row.next_why, row.stage_since, row.next_due), over,
    )  # fmt: skip
