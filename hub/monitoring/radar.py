"""The radar: every open case, who holds it, since when, and what must happen next and when. Late ones come first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from hub.clock import brussels_date, midnight
from hub.columns import table_of
from hub.dispatch import searching, sight
from hub.dispatch.case import Stage
from hub.dispatch.sight import CaseLine, R, Y
from hub.dispatch.table_tables import Track
from hub.dispatch.track import OPEN, TrackStage
from hub.dispatch.watch import Party
from hub.lookups import Lookup
from hub.monitoring.ladder import Step
from hub.paging import cut, read_cursor
from hub.partners.tables import Organisation, OrganisationKind
from hub.people.rights import Right, hubs_where, require
from hub.store import Work

ON_A_PAGE = 50
T = table_of(Track)
ON_RADAR = sa.text("referral.stage <> 'closed'")


class When(StrEnum):
    """In which stretch of time the next thing of a case lies; the values stand in addresses."""

    LATE = "te-laat"
    TODAY = "vandaag"
    THIS_WEEK = "deze-week"
    NEXT_WEEK = "volgende-week"
    LATER = "later"


class Tracks(StrEnum):
    """How a track of a case stands that somebody looks for; the values stand in addresses."""

    NOT_STARTED = "nog-niet-gestart"
    LATE = "te-laat"
    SILENT = "stil"
    ON_HOLD = "gepauzeerd"
    WITHOUT_GUIDE = "zonder-begeleider"


class Order(StrEnum):
    """What stands on top; the values stand in addresses."""

    DUE = "eerst"
    SILENT = "langst-stil"
    STAGE = "langst-in-fase"
    NEWEST = "nieuwst"


@dataclass(frozen=True)
class Narrow:
    """What somebody wants to see of the radar; None for all of it. `guide` is one of the hub's own people."""

    partner: UUID | None = None
    municipality: str | None = None
    stage: Stage | None = None
    when: When | None = None
    holder: Party | None = None
    guide: UUID | None = None
    tracks: Tracks | None = None
    words: str = ""


@dataclass(frozen=True)
class TrackOnRadar:
    """A track of a case on the radar: open, or the one for which the case came back."""

    organisation: str
    stage: str
    due_at: datetime | None
    step: int
    asked_at: datetime | None
    gathered_for: date | None
    end_reason: str | None
    stage_since: datetime
    last_sign_at: datetime | None
    agreed_start: date | None
    hold_until: date | None


@dataclass(frozen=True)
class Blip:
    """One open case on the radar."""

    case: CaseLine
    home_nis: str | None
    tracks: Sequence[TrackOnRadar]


@dataclass(frozen=True)
class RadarPage:
    """`passed` are the cases that stand before this page; the cursors stand in the addresses of its neighbours."""

    blips: Sequence[Blip]
    passed: int
    newer: str | None
    older: str | None


def stretches(now: datetime) -> dict[When, tuple[datetime | None, datetime | None]]:
    """From when (included) until when (not) each stretch reaches, in Brussels days and weeks from Monday."""
    today = brussels_date(now)
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7)
    edges = [midnight(day) for day in (today, today + timedelta(days=1), monday, monday + timedelta(days=7))]
    return dict(zip(When, zip([None, *edges], [*edges, None], strict=True), strict=True))


def hubs_on_radar(work: Work) -> list[UUID]:
    """The hubs whose radar the asker watches. NotAllowed or NotFound for who decides at none."""
    require(work.asker, Right.DECIDE)
    return sorted(hubs_where(work.asker, Right.DECIDE))


def counted(work: Work, hubs: Sequence[UUID], narrow: Narrow) -> dict[When, int]:
    """How many cases lie in each stretch of time, with the other choices applied."""
    within = {when: _between(*edges) for when, edges in stretches(work.now).items()}
    columns = [sa.func.count().filter(inside).label(when.name) for when, inside in within.items()]
    # An index tells it all, unless youngsters have to be looked at.
    where_from = R.join(Y, Y.c.id == R.c.youngster_id) if narrow.municipality else R
    row = work.session.execute(
        sa.select(*columns).select_from(where_from).where(*_chosen(hubs, narrow, _today(work)))
    ).one()
    return dict(zip(When, row, strict=True))


_SINCE_WORD: Any = sa.func.coalesce(T.c.last_sign_at, T.c.stage_since)
_SILENT_SINCE: Any = sa.func.coalesce(
    sa.select(sa.func.min(_SINCE_WORD))
    .where(T.c.referral_id == R.c.id, T.c.stage.in_(OPEN))
    .correlate(R)
    .scalar_subquery(),
    R.c.stage_since,
)
_BY: dict[Order, Any] = {
    Order.DUE: R.c.next_due, Order.SILENT: _SILENT_SINCE, Order.STAGE: R.c.stage_since, Order.NEWEST: R.c.created_at,
}  # fmt: skip


def radar(
    work: Work, hubs: Sequence[UUID], narrow: Narrow, *, order: Order = Order.DUE, after: str = "", before: str = ""
) -> RadarPage:
    """A page of the radar in this order; what is due first on top when nobody asks for another."""
    where = _chosen(hubs, narrow, _today(work))
    if narrow.when:
        where.append(_between(*stretches(work.now)[narrow.when]))
    by, newest = _BY[order], order == Order.NEWEST
    query = sight.lines().add_columns(Y.c.home_nis, R.c.reopened_track_id).where(*where)
    page = cut(
        work.session, query, by, R.c.id, after=after, before=before, size=ON_A_PAGE, downwards=newest
    )  # fmt: skip
    tracks = _tracks_of(work, page.rows)
    blips = [
        Blip(line, row.home_nis, tracks.get(row.id, ()))
        for line, row in zip(sight.read(page.rows), page.rows, strict=True)
    ]
    return RadarPage(blips, _passed(work, where, by, page.newer, newest=newest), page.newer, page.older)


def _passed(work: Work, where: Sequence[Any], by: Any, first: str | None, *, newest: bool) -> int:
    cursor = read_cursor(first or "")
    if cursor is None:
        return 0
    here, there = sa.tuple_(by, R.c.id), sa.tuple_(sa.literal(cursor[0]), sa.literal(cursor[1]))
    passed = sa.select(sa.func.count()).select_from(R.outerjoin(Y, Y.c.id == R.c.youngster_id)).where(*where)
    return int(work.session.execute(passed.where(here > there if newest else here < there)).scalar_one())


def partners_on_radar(work: Work, hubs: Sequence[UUID]) -> list[tuple[UUID, str]]:
    """(id, name) of the organisations that have an open track at these hubs."""
    return [(row.id, row.name) for row in _PARTNERS.ask(work.session, hubs=list(hubs))]


_IDS = ARRAY(sa.Uuid())
_BUSY = sa.select(T.c.organisation_id).where(
    T.c.hub_id == sa.any_(sa.bindparam("hubs", type_=_IDS)), T.c.stage.in_(OPEN)
)
_PARTNERS = Lookup(
    sa.select(col(Organisation.id), col(Organisation.name))
    .where(col(Organisation.id).in_(_BUSY))
    .order_by(col(Organisation.sort_key))
)


# From one municipality to the next along an index, and of each no more youngsters than until one is on the radar: to
# read them all takes time that grows with the cases.
_MUNICIPALITIES = Lookup(
    sa.text("""
WITH RECURSIVE home(hub_id, nis) AS (
    SELECT hub.id, (SELECT min(home_nis) FROM youngster WHERE youngster.hub_id = hub.id)
    FROM hub WHERE hub.id = ANY(:hubs)
  UNION ALL
    SELECT home.hub_id,
           (SELECT min(home_nis) FROM youngster WHERE youngster.hub_id = home.hub_id AND home_nis > home.nis)
    FROM home WHERE home.nis IS NOT NULL
)
SELECT DISTINCT nis FROM home, LATERAL (
    SELECT FROM youngster JOIN referral ON referral.youngster_id = youngster.id AND referral.stage <> 'closed'
    WHERE youngster.hub_id = home.hub_id AND youngster.home_nis = home.nis LIMIT 1
) AS on_radar""")
)


def municipalities_on_radar(work: Work, hubs: Sequence[UUID]) -> list[str]:
    """NIS codes of the home municipalities of the youngsters on these radars."""
    return [row.nis for row in _MUNICIPALITIES.ask(work.session, hubs=list(hubs))]


def _today(work: Work) -> datetime:
    return midnight(brussels_date(work.now))


def _between(start: datetime | None, end: datetime | None) -> Any:
    parts: list[Any] = [R.c.next_due >= start] if start else []
    return sa.and_(*parts, R.c.next_due < end) if end else sa.and_(*parts)


def _chosen(hubs: Sequence[UUID], narrow: Narrow, today: datetime) -> list[Any]:
    where: list[Any] = [R.c.hub_id.in_(hubs), ON_RADAR]
    if narrow.stage:
        where.append(R.c.stage == narrow.stage)
    if narrow.municipality:
        where.append(Y.c.home_nis == narrow.municipality)
    if narrow.holder:
        where.append(R.c.holder == narrow.holder)
    if narrow.partner or narrow.guide or narrow.tracks:
        its = sa.select(T.c.referral_id).where(T.c.hub_id.in_(hubs), *_of_tracks(narrow, today))
        where.append(R.c.id.in_(its))
    return [*where, *searching.holding(narrow.words)]


def _of_tracks(narrow: Narrow, today: datetime) -> list[Any]:
    found: list[Any] = [T.c.stage.in_(OPEN)]
    if narrow.partner:
        found.append(T.c.organisation_id == narrow.partner)
    if narrow.guide:
        ours = sa.select(col(Organisation.id)).where(col(Organisation.kind) == OrganisationKind.HUB)
        found += [T.c.worker_id == narrow.guide, T.c.organisation_id.in_(ours)]
    return [*found, standing(narrow.tracks, today)] if narrow.tracks else found


def standing(how: Tracks, today: datetime) -> Any:
    """That an open track stands like this; `today` is the midnight with which this day began."""
    return {
        Tracks.NOT_STARTED: T.c.stage.in_((TrackStage.PROPOSED, TrackStage.ACCEPTED)),
        Tracks.LATE: T.c.due_at < today,
        Tracks.SILENT: T.c.step == int(Step.COORDINATOR),
        Tracks.ON_HOLD: T.c.stage == TrackStage.ON_HOLD,
        Tracks.WITHOUT_GUIDE: T.c.worker_id.is_(None),
    }[how]


def _tracks_of(work: Work, rows: Sequence[Any]) -> dict[UUID, list[TrackOnRadar]]:
    reopened = [row.reopened_track_id for row in rows if row.stage == Stage.REOPENED and row.reopened_track_id]
    tracks: dict[UUID, list[TrackOnRadar]] = {}
    for referral_id, *values in _TRACKS.ask(work.session, cases=[row.id for row in rows], reopened=reopened):
        tracks.setdefault(referral_id, []).append(TrackOnRadar(*values))
    return tracks


_TRACKS = Lookup(
    sa.select(
        T.c.referral_id,
        col(Organisation.name),
        T.c.stage,
        T.c.due_at,
        T.c.step,
        T.c.asked_at,
        T.c.gathered_for,
        T.c.end_reason,
        T.c.stage_since,
        T.c.last_sign_at,
        T.c.agreed_start,
        T.c.hold_until,
    )
    .join(Organisation, col(Organisation.id) == T.c.organisation_id)
    .where(T.c.referral_id == sa.any_(sa.bindparam("cases", type_=_IDS)))
    .where(sa.or_(T.c.stage.in_(OPEN), T.c.id == sa.any_(sa.bindparam("reopened", type_=_IDS))))
    .order_by(T.c.due_at.nulls_last(), T.c.id)
)
