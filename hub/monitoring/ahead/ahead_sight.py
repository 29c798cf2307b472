"""The days to come of the hubs where the asker decides: what the clockwork would do, and what asks for somebody."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub import unreachable
from hub.clock import brussels_date, midnight, next_open_moment
from hub.columns import table_of
from hub.dispatch import sight
from hub.dispatch.case_team.tables import PlanAgreement
from hub.dispatch.clb import ClbState, Step
from hub.dispatch.clb_tables import ClbQuestion
from hub.dispatch.clocks import ClockName, Clocks
from hub.dispatch.clockwork.reading import calendar_of, clocks_of, free_days_of, of_tracks
from hub.dispatch.consult.tables import Consult, ConsultAsk
from hub.dispatch.feedback.helping import Shown
from hub.dispatch.feedback.tables import HelpQuestion, YoungsterContact
from hub.dispatch.hand_over_tables import HandOver
from hub.dispatch.minutes.minutes import MinutesState
from hub.dispatch.minutes.minutes_tables import Minutes, Reading
from hub.dispatch.sight import CaseLine, R
from hub.dispatch.table_tables import AgendaItem, AgendaState, DispatchTable, Session
from hub.dispatch.track import TrackStage
from hub.dispatch.watch import CLAIMS_FIRST, Why
from hub.monitoring.ahead import fortnight
from hub.monitoring.ahead.fortnight import Foretold, Kind
from hub.monitoring.due_agreements import due_agreements
from hub.monitoring.due_tracks import T, due_tracks
from hub.partners.tables import HubPartner, Offer, Organisation, OrganisationKind
from hub.store import Work

DAYS = 14
ORG, OFFER, HP = table_of(Organisation), table_of(Offer), table_of(HubPartner)
S, ITEM, D = table_of(Session), table_of(AgendaItem), table_of(DispatchTable)
A, Q, C, K, H = (table_of(one) for one in (PlanAgreement, ClbQuestion, ConsultAsk, Consult, HandOver))
HQ, YC, READ, MIN = (table_of(one) for one in (HelpQuestion, YoungsterContact, Reading, Minutes))


@dataclass(frozen=True)
class Sitting:
    id: UUID
    at: datetime
    table: str
    on_agenda: int
    proposed: int


@dataclass(frozen=True)
class Due:
    """The next step of a case as the radar has it: what it is, and of which partner, None for the hub's own."""

    referral_id: UUID
    at: datetime
    why: str
    stage: str
    holder: str
    partner_id: UUID | None
    wanted: bool  # a claim waits to be confirmed


@dataclass(frozen=True)
class Reminder:
    """Of minutes, to who did not read them yet."""

    at: datetime
    session_id: UUID
    table: str
    readers: int


@dataclass(frozen=True)
class Ahead:
    """What lies in the days to come, and how many cases are late already. `due` is what the radar has of these days,
    but for a table that sits: it stands among the sessions."""

    foretold: Sequence[Foretold]
    due: Sequence[Due]
    pauses: Sequence[tuple[UUID, date, str]]
    sittings: Sequence[Sitting]
    reminders: Sequence[Reminder]
    stale: Sequence[tuple[str, date]]
    partners: dict[UUID, str]
    own: frozenset[UUID]  # of these the hub itself
    closed: frozenset[date]  # days on which one of the hubs is closed
    late: int


def last_moment(now: datetime) -> datetime:
    """Until when one looks: the midnight after the last of these days."""
    return midnight(brussels_date(now) + timedelta(days=DAYS + 1))


def ahead(work: Work, hubs: Sequence[UUID]) -> Ahead:
    """For hubs of which `radar.hubs_on_radar` said that the asker decides there."""
    until = last_moment(work.now)
    clocks = {hub: clocks_of(work, hub) for hub in hubs}
    foretold = [one for one in foretell(work, hubs, clocks, until) if one.kind != Kind.LOOK]
    due, today = _due(work, hubs, until), brussels_date(work.now)
    known = _partners(work, {*(one.partner_id for one in foretold), *(one.partner_id for one in due)} - {None})
    days = (today + timedelta(days=n) for n in range(DAYS + 1))
    return Ahead(
        foretold, due, _pauses(work, hubs, until), _sittings(work, hubs, until), _reminders(work, hubs, until),
        _stale(work, hubs, clocks, until), {row.id: row.name for row in known},
        frozenset(row.id for row in known if row.kind == OrganisationKind.HUB),
        frozenset(day for day in days if any(one.hub.shut(day) for one in clocks.values())), _late(work, hubs),
    )  # fmt: skip


Where = Callable[[Any], Any]  # which rows of a table


def foretell(
    work: Work, hubs: Sequence[UUID], clocks: dict[UUID, Clocks], until: datetime, *, case: UUID | None = None
) -> Iterator[Foretold]:
    """What the clockwork would do by then, each kind in the order of time; about one `case`, or all of these hubs."""

    def of(table: Any) -> Any:
        return table.c.hub_id.in_(hubs) if case is None else table.c.referral_id == case

    tracks = work.session.execute(due_tracks(work, until).where(of(T))).all()
    own = of_tracks(work, tracks, dict(clocks))
    yield from chain(
        fortnight.of_tracks(tracks, own, work.now, until),
        fortnight.of_clbs(_clbs(work, of, until), clocks, work.now, until),
        fortnight.of_consults(_consults(work, of, until), clocks, work.now, until),
        fortnight.of_agreements(_agreements(work, of, until), clocks, work.now, until),
        fortnight.of_help(_help(work, hubs, of, until), clocks, work.now, until),
        fortnight.of_hand_overs(_of(work, H, of, until, H.c.id, H.c.referral_id), work.now, until),
    )


def _of(work: Work, table: Any, of: Where, until: datetime, *columns: Any) -> Sequence[Any]:
    asked = sa.select(*columns, table.c.hub_id, table.c.due_at).where(of(table), table.c.due_at <= until)
    return work.session.execute(asked.order_by(table.c.due_at, table.c.id)).all()


def _clbs(work: Work, of: Where, until: datetime) -> Sequence[Any]:
    columns = (Q.c.id, Q.c.referral_id, Q.c.state, Q.c.step, Q.c.asked_at, Q.c.times_asked)
    rows = _of(work, Q, of, until, *columns)
    return [row for row in rows if row.state == ClbState.ASKED and row.step == Step.CLB]


def _consults(work: Work, of: Where, until: datetime) -> list[Any]:
    day = sa.select(K.c.answer_by).where(K.c.referral_id == C.c.referral_id).correlate(C).scalar_subquery()
    free = free_days_of(C.c.organisation_id).correlate(C).scalar_subquery().label("free")
    columns = (C.c.id, C.c.referral_id, C.c.organisation_id, C.c.written, day.label("answer_by"), free)
    return _with_calendar(_of(work, C, of, until, *columns))


def _agreements(work: Work, of: Where, until: datetime) -> list[Any]:
    rows = work.session.execute(due_agreements(work, until=until).where(of(A))).all()
    return [SimpleNamespace(_mapping={**one._mapping, "organisation_id": one.service_id}) for one in rows]


def _help(work: Work, hubs: Sequence[UUID], of: Where, until: datetime) -> list[Any]:
    address = sa.select(sa.func.coalesce(YC.c.email, R.c.referrer_email)).select_from(R)
    address = address.outerjoin(YC, YC.c.id == HQ.c.contact_id).where(R.c.id == HQ.c.referral_id).correlate(HQ)
    columns = (HQ.c.id, HQ.c.referral_id, HQ.c.times_asked, address.scalar_subquery().label("address"))
    rows = _of(work, HQ, of, until, *columns)
    failing = unreachable.failing(work, hubs, [row.address for row in rows])
    return [SimpleNamespace(_mapping={**row._mapping, "shown": _in_the_way(row.address, failing)}) for row in rows]


def _in_the_way(address: str, failing: Collection[str]) -> Shown | None:
    if not address:
        return Shown.NO_ADDRESS
    return Shown.UNREACHED if address.lower() in failing else None


def _with_calendar(rows: Sequence[Any]) -> list[Any]:
    return [SimpleNamespace(_mapping={**row._mapping, "free": calendar_of(row.free)}) for row in rows]


_OPEN = sa.text("referral.stage <> 'closed'")


def _due(work: Work, hubs: Sequence[UUID], until: datetime) -> list[Due]:
    wanted = sa.case((R.c.next_why.in_(CLAIMS_FIRST), sight.WANTED), else_=sa.false())
    asked = sa.select(
        R.c.id, R.c.next_due, R.c.next_why, R.c.stage, R.c.holder, R.c.holder_organisation_id, wanted
    ).where(
        R.c.hub_id.in_(hubs), _OPEN, R.c.next_due >= midnight(brussels_date(work.now)), R.c.next_due < until,
        R.c.next_why != Why.TABLE,
    )  # fmt: skip
    return [Due(*row) for row in work.session.execute(asked.order_by(R.c.next_due, R.c.id))]


def _late(work: Work, hubs: Sequence[UUID]) -> int:
    gone = R.c.next_due < midnight(brussels_date(work.now))
    asked = sa.select(sa.func.count()).select_from(R).where(R.c.hub_id.in_(hubs), _OPEN, gone)
    return int(work.session.scalar(asked) or 0)


def _reminders(work: Work, hubs: Sequence[UUID], until: datetime) -> list[Reminder]:
    asked = (
        sa.select(READ.c.due_at, S.c.id, D.c.name, sa.func.count())
        .join(MIN, MIN.c.id == READ.c.minutes_id)
        .join(S, S.c.id == MIN.c.session_id)
        .join(D, D.c.id == S.c.table_id)
        .where(READ.c.hub_id.in_(hubs), READ.c.due_at < until, MIN.c.state == MinutesState.READING)
        .where(MIN.c.read_until >= brussels_date(work.now))
        .group_by(READ.c.due_at, S.c.id, D.c.name)
        .order_by(READ.c.due_at, S.c.id)
    )
    return [
        Reminder(next_open_moment(max(work.now, at)), *rest) for at, *rest in work.session.execute(asked)
    ]  # fmt: skip


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
