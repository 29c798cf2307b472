"""The days to come of the hubs where the asker decides: what the clockwork would do, and what asks for somebody."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.clock import brussels_date, midnight
from hub.columns import table_of
from hub.dispatch import sight
from hub.dispatch.case_team.tables import PlanAgreement
from hub.dispatch.clb import ClbState, Step
from hub.dispatch.clb_tables import ClbQuestion
from hub.dispatch.clocks import ClockName, Clocks
from hub.dispatch.clockwork.reading import calendar_of, clocks_of, free_days_of, of_tracks
from hub.dispatch.consult.tables import Consult, ConsultAsk
from hub.dispatch.hand_over_tables import HandOver
from hub.dispatch.sight import CaseLine, R
from hub.dispatch.table_tables import AgendaItem, AgendaState, DispatchTable, Session
from hub.dispatch.track import TrackStage
from hub.dispatch.watch import Party, Why
from hub.monitoring.ahead import fortnight
from hub.monitoring.ahead.fortnight import Foretold
from hub.monitoring.due_agreements import due_agreements
from hub.monitoring.due_tracks import T, due_tracks
from hub.partners.tables import HubPartner, Offer, Organisation, OrganisationKind
from hub.store import Work

DAYS = 14
ORG, OFFER, HP = table_of(Organisation), table_of(Offer), table_of(HubPartner)
S, ITEM, D = table_of(Session), table_of(AgendaItem), table_of(DispatchTable)
A, Q, C, K, H = (table_of(one) for one in (PlanAgreement, ClbQuestion, ConsultAsk, Consult, HandOver))


@dataclass(frozen=True)
class Sitting:
    id: UUID
    at: datetime
    table: str
    on_agenda: int
    proposed: int


@dataclass(frozen=True)
class Ahead:
    """What lies in the days to come; `due` are cases of which the hub itself has the next step."""

    foretold: Sequence[Foretold]
    due: Sequence[tuple[UUID, datetime, str]]
    pauses: Sequence[tuple[UUID, date, str]]
    sittings: Sequence[Sitting]
    stale: Sequence[tuple[str, date]]
    partners: dict[UUID, str]
    own: frozenset[UUID]  # of these the hub itself


def last_moment(now: datetime) -> datetime:
    """Until when one looks: the midnight after the last of these days."""
    return midnight(brussels_date(now) + timedelta(days=DAYS + 1))


def ahead(work: Work, hubs: Sequence[UUID]) -> Ahead:
    """For hubs of which `radar.hubs_on_radar` said that the asker decides there."""
    until = last_moment(work.now)
    clocks = {hub: clocks_of(work, hub) for hub in hubs}
    foretold = list(foretell(work, hubs, clocks, until))
    known = _partners(work, {one.partner_id for one in foretold} - {None})
    return Ahead(
        foretold, _due(work, hubs, until), _pauses(work, hubs, until), _sittings(work, hubs, until),
        _stale(work, hubs, clocks, until), {row.id: row.name for row in known},
        frozenset(row.id for row in known if row.kind == OrganisationKind.HUB),
    )  # fmt: skip


def foretell(
    work: Work, hubs: Sequence[UUID], clocks: dict[UUID, Clocks], until: datetime
) -> Iterator[Foretold]:  # fmt: skip
    """What the clockwork would do by then, each kind in the order of time."""
    tracks = work.session.execute(due_tracks(work, until).where(T.c.hub_id.in_(hubs))).all()
    own = of_tracks(work, tracks, dict(clocks))
    yield from chain(
        fortnight.of_tracks(tracks, own, work.now, until),
        fortnight.of_clbs(_clbs(work, hubs, until), clocks, work.now, until),
        fortnight.of_consults(_consults(work, hubs, until), clocks, work.now, until),
        fortnight.of_agreements(_agreements(work, hubs, until), clocks, work.now, until),
        fortnight.of_hand_overs(_of(work, H, hubs, until, H.c.id, H.c.referral_id), work.now, until),
    )


def _of(work: Work, table: Any, hubs: Sequence[UUID], until: datetime, *columns: Any) -> Sequence[Any]:
    asked = sa.select(*columns, table.c.hub_id, table.c.due_at).where(table.c.hub_id.in_(hubs), table.c.due_at <= until)
    return work.session.execute(asked.order_by(table.c.due_at, table.c.id)).all()


def _clbs(work: Work, hubs: Sequence[UUID], until: datetime) -> Sequence[Any]:
    columns = (Q.c.id, Q.c.referral_id, Q.c.state, Q.c.step, Q.c.asked_at, Q.c.times_asked)
    rows = _of(work, Q, hubs, until, *columns)
    return [row for row in rows if row.state == ClbState.ASKED and row.step == Step.CLB]


def _consults(work: Work, hubs: Sequence[UUID], until: datetime) -> list[Any]:
    day = sa.select(K.c.answer_by).where(K.c.referral_id == C.c.referral_id).correlate(C).scalar_subquery()
    free = free_days_of(C.c.organisation_id).correlate(C).scalar_subquery().label("free")
    columns = (C.c.id, C.c.referral_id, C.c.organisation_id, C.c.written, day.label("answer_by"), free)
    return _with_calendar(_of(work, C, hubs, until, *columns))


def _agreements(work: Work, hubs: Sequence[UUID], until: datetime) -> list[Any]:
    rows = work.session.execute(due_agreements(work, until=until).where(A.c.hub_id.in_(hubs))).all()
    return [SimpleNamespace(_mapping={**one._mapping, "organisation_id": one.service_id}) for one in rows]


def _with_calendar(rows: Sequence[Any]) -> list[Any]:
    return [SimpleNamespace(_mapping={**row._mapping, "free": calendar_of(row.free)}) for row in rows]


def _due(work: Work, hubs: Sequence[UUID], until: datetime) -> list[tuple[UUID, datetime, str]]:
    """What becomes due at the hub; a table that sits stands among the sessions."""
    asked = sa.select(R.c.id, R.c.next_due, R.c.next_why).where(
        R.c.hub_id.in_(hubs), sa.text("referral.stage <> 'closed'"), R.c.next_due >= work.now, R.c.next_due < until,
        R.c.holder == Party.COORDINATOR, R.c.next_why != Why.TABLE,
    )  # fmt: skip
    return [(row.id, row.next_due, row.next_why) for row in work.session.execute(asked.order_by(R.c.next_due, R.c.id))]


def _pauses(work: Work, hubs: Sequence[UUID], until: datetime) -> list[tuple[UUID, date, str]]:
    today = brussels_date(work.now)
    asked = (
        sa.select(T.c.referral_id, T.c.hold_until, ORG.c.name)
        .join(ORG, ORG.c.id == T.c.organisation_id)
        .where(T.c.hub_id.in_(hubs), T.c.due_at.is_not(None), T.c.stage == TrackStage.ON_HOLD)
        .where(T.c.hold_until >= today, T.c.hold_until < brussels_date(until))
        .order_by(T.c.hold_until, ORG.c.sort_key, T.c.id)
    )
    return [(row.referral_id, row.hold_until, row.name) for row in work.session.execute(asked)]


def _sittings(work: Work, hubs: Sequence[UUID], until: datetime) -> list[Sitting]:
    def many(state: AgendaState) -> Any:
        here = sa.select(sa.func.count()).where(ITEM.c.session_id == S.c.id, ITEM.c.state == state)
        return here.correlate(S).scalar_subquery().label(state.name.lower())

    asked = (
        sa.select(S.c.id, S.c.at, D.c.name, many(AgendaState.ON_AGENDA), many(AgendaState.PROPOSED))
        .join(D, D.c.id == S.c.table_id)
        .where(S.c.hub_id.in_(hubs), S.c.at >= work.now, S.c.at < until, S.c.closed_at.is_(None))
        .order_by(S.c.at, S.c.id)
    )
    return [Sitting(*row) for row in work.session.execute(asked)]


def _stale(
    work: Work, hubs: Sequence[UUID], clocks: dict[UUID, Clocks], until: datetime
) -> list[tuple[str, date]]:  # fmt: skip
    """Partners of which nobody would know any more from that day on whether their places are right."""
    asked = (
        sa.select(HP.c.hub_id, ORG.c.name, sa.func.min(OFFER.c.capacity_on).label("oldest"))
        .join(OFFER, OFFER.c.organisation_id == ORG.c.id)
        .join(HP, HP.c.organisation_id == ORG.c.id)
        .where(HP.c.hub_id.in_(hubs), OFFER.c.active, ORG.c.ended_on.is_(None), ORG.c.kind != OrganisationKind.HUB)
        .group_by(HP.c.hub_id, ORG.c.id)
    )
    days = {
        (row.name, row.oldest + timedelta(days=clocks[row.hub_id][ClockName.CAPACITY].days + 1))
        for row in work.session.execute(asked)
    }
    today, last = brussels_date(work.now), brussels_date(until)
    return sorted((one for one in days if today < one[1] < last), key=lambda one: (one[1], one[0]))


def _partners(work: Work, ids: set[Any]) -> Sequence[Any]:
    return (
        work.session.execute(sa.select(ORG.c.id, ORG.c.name, ORG.c.kind).where(ORG.c.id.in_(ids))).all() if ids else ()
    )


def lines_of(work: Work, hubs: Sequence[UUID], ids: Sequence[UUID]) -> dict[UUID, CaseLine]:
    """The cases that are shown by initials, of these hubs only."""
    if not ids:
        return {}
    rows = work.session.execute(sight.lines().where(R.c.id.in_(ids), R.c.hub_id.in_(hubs))).all()
    return {line.id: line for line in sight.read(rows)}
