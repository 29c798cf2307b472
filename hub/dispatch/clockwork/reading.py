"""Which clocks count for a hub, a case or a track: read in one question, whatever has a clock of its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from hub.calendars import NATIONAL, Calendar
from hub.clock import DayUnit
from hub.columns import table_of
from hub.dispatch.clock_tables import ClockRow, FreeDays
from hub.dispatch.clocks import DEFAULTS, Clock, ClockName, Clocks, Grows, Whom
from hub.dispatch.table_tables import AgendaItem, AgendaState, DispatchTable, Session, Track
from hub.hubs import Hub
from hub.lookups import Lookup
from hub.partners.tables import Organisation, OrganisationKind
from hub.store import Work

C, FREE, T, HUB, ORG = (table_of(one) for one in (ClockRow, FreeDays, Track, Hub, Organisation))
_HUB = sa.bindparam("hub", type_=C.c.hub_id.type)
_CLOCK = sa.func.jsonb_build_array(
    C.c.name,
    C.c.days,
    C.c.unit,
    C.c.asked,
    C.c.letters,
    C.c.grows,
    C.c.grows_to,
    C.c.again,
    C.c.table_kind,
    C.c.offer_id,
)
_OWN = sa.select(sa.func.jsonb_agg(_CLOCK)).where(C.c.hub_id == _HUB).scalar_subquery()
_CLOSED = sa.select(HUB.c.hours["closed"]).where(HUB.c.id == _HUB).scalar_subquery()
# All that a hub has of its own as one value, for a question that asks more.
OWN_CLOCKS = sa.select(sa.func.jsonb_build_array(_OWN, _CLOSED, type_=JSONB))


def _kind_of(referral_id: Any, by: Any = None) -> Any:
    """The kind of the last table on whose agenda this case came, by this moment."""
    item, session, table = table_of(AgendaItem), table_of(Session), table_of(DispatchTable)
    stood = item.c.state.in_((AgendaState.DONE, AgendaState.ON_AGENDA))
    return (
        sa.select(table.c.kind)
        .select_from(item)
        .join(session, session.c.id == item.c.session_id)
        .join(table, table.c.id == session.c.table_id)
        .where(item.c.referral_id == referral_id, stood, *(() if by is None else (item.c.added_at <= by,)))
        .order_by(item.c.added_at.desc(), item.c.id)
        .limit(1)
    )


def free_days_of(organisation_id: Any) -> Any:
    """The days on which this organisation is closed, as one value."""
    period = sa.func.jsonb_build_array(FREE.c.first, FREE.c.last)
    return sa.select(sa.func.jsonb_agg(period, type_=JSONB)).where(FREE.c.organisation_id == organisation_id)


def is_welfare(organisation_id: Any) -> Any:
    """Whether this organisation works through school holidays."""
    return sa.exists().where(ORG.c.id == organisation_id, ORG.c.kind == OrganisationKind.WELFARE)


# At which kind of table a track was agreed: none where nobody claimed it at one.
_AGREED = sa.func.coalesce(T.c.agreed_at, T.c.stage_since)
KIND_OF_TRACK = sa.case(
    (T.c.claim_id.is_not(None), _kind_of(T.c.referral_id, _AGREED).correlate(T).scalar_subquery())
)  # fmt: skip
FREE_DAYS_OF_TRACK = free_days_of(T.c.organisation_id).correlate(T).scalar_subquery()
WELFARE_OF_TRACK = is_welfare(T.c.organisation_id).correlate(T)

_OF_HUB = Lookup(sa.select(OWN_CLOCKS.scalar_subquery().label("own")))
_CASE = sa.bindparam("referral", type_=C.c.hub_id.type)
_OF_CASE = Lookup(
    sa.select(
        OWN_CLOCKS.scalar_subquery().label("own"),
        _kind_of(_CASE).scalar_subquery().label("kind"),
    )
)  # fmt: skip
_ORGANISATION = sa.bindparam("organisation", type_=C.c.hub_id.type)
_OF_PARTNER = Lookup(
    sa.select(
        OWN_CLOCKS.scalar_subquery().label("own"),
        _kind_of(_CASE, sa.bindparam("by", type_=T.c.stage_since.type)).scalar_subquery().label("kind"),
        free_days_of(_ORGANISATION).scalar_subquery().label("free"),
        is_welfare(_ORGANISATION).label("welfare"),
    )
)  # fmt: skip
_FREE = free_days_of(_ORGANISATION).scalar_subquery().label("free")
_OF_ASKED = Lookup(sa.select(OWN_CLOCKS.scalar_subquery().label("own"), _FREE))
_FREE_DAYS = Lookup(sa.select(_FREE))


def clocks_of(work: Work, hub_id: UUID) -> Clocks:
    """Those of a hub: the defaults with its own over them, what is narrower, and the days on which it is closed."""
    return clocks_in(_OF_HUB.ask(work.session, hub=hub_id)[0].own)


def clocks_of_case(work: Work, hub_id: UUID, referral_id: UUID) -> Clocks:
    """Those of a case: with what its table has of its own."""
    said = _OF_CASE.ask(work.session, hub=hub_id, referral=referral_id)[0]
    return clocks_in(said.own).at(kind=said.kind)


def clocks_of_track(work: Work, track: Track) -> Clocks:
    """Those of a track: with what its offer and the table at which it was agreed have of their own, the free days of
    its partner, and whether that one works through school holidays."""
    said = _OF_PARTNER.ask(
        work.session, hub=track.hub_id, referral=track.referral_id, organisation=track.organisation_id,
        by=track.agreed_at or track.stage_since,
    )[0]  # fmt: skip
    kind = said.kind if track.claim_id else None
    return clocks_in(said.own).at(
        offer=track.offer_id, kind=kind, partner=calendar_of(said.free), welfare=said.welfare
    )  # fmt: skip


def clocks_of_asked(work: Work, hub_id: UUID, organisation_id: UUID | None) -> Clocks:
    """Those of a hub for a question to this organisation, with the days on which that one is closed."""
    said = _OF_ASKED.ask(work.session, hub=hub_id, organisation=organisation_id)[0]
    return clocks_in(said.own).at(partner=calendar_of(said.free))


def free_calendar(work: Work, organisation_id: UUID) -> Calendar:
    """The days on which this organisation is closed."""
    return calendar_of(_FREE_DAYS.ask(work.session, organisation=organisation_id)[0].free)


def clocks_in(said: Sequence[Any]) -> Clocks:
    """The same, for who has read what the hub has of its own already."""
    own, closed = said
    usual: dict[ClockName, Clock] = {}
    narrower: dict[tuple[ClockName, str | UUID], Clock] = {}
    for name, days, unit, asked, letters, grows, grows_to, again, kind, offer in own or ():
        clock = Clock(days, DayUnit(unit), Whom(asked), letters, Grows(grows), grows_to, again)
        if kind or offer:
            narrower[ClockName(name), kind or UUID(offer)] = clock
        else:
            usual[ClockName(name)] = clock
    return replace(DEFAULTS | usual, narrower=narrower, hub=calendar_of(closed))


def calendar_of(periods: Iterable[Sequence[str]] | None) -> Calendar:
    """A calendar of days as they are stored: the first and the last of each period, and perhaps more about it."""
    if not periods:
        return NATIONAL
    return Calendar.of((date.fromisoformat(one[0]), date.fromisoformat(one[1])) for one in periods)


def of_tracks(work: Work, rows: Iterable[Any], known: dict[UUID, Clocks]) -> Mapping[UUID, Clocks]:
    """By the id of its track: which clocks count. Rows say the hub, offer, kind of table, free days and `welfare` of
    each; the hubs are asked once and then `known`."""
    found = {}
    for row in rows:
        if row.hub_id not in known:
            known[row.hub_id] = clocks_of(work, row.hub_id)
        found[row.id] = known[row.hub_id].at(
            offer=row.offer_id, kind=row.table_kind, partner=calendar_of(row.free), welfare=row.welfare
        )  # fmt: skip
    return found
