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
from hub.dispatch import sight
from hub.dispatch.case import Stage
from hub.dispatch.sight import CaseLine, R, Y
from hub.dispatch.table_tables import Track
from hub.dispatch.track import OPEN
from hub.lookups import Lookup
from hub.partners.tables import Organisation
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


@dataclass(frozen=True)
class Narrow:
    """What somebody wants to see of the radar; None for all of it."""

    partner: UUID | None = None
    municipality: str | None = None
    stage: Stage | None = None
    when: When | None = None


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


@dataclass(frozen=True)
class Blip:
    """One open case on the radar."""

    case: CaseLine
    home_nis: str | None
    tracks: Sequence[TrackOnRadar]


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
    row = work.session.execute(sa.select(*columns).select_from(where_from).where(*_chosen(hubs, narrow))).one()
    return dict(zip(When, row, strict=True))


def blips(work: Work, hubs: Sequence[UUID], narrow: Narrow, *, page: int = 1) -> list[Blip]:
    """A page of the radar, what is due first on top."""
    where = _chosen(hubs, narrow)
    if narrow.when:
        where.append(_between(*stretches(work.now)[narrow.when]))
    rows = work.session.execute(
        sight.lines()
        .add_columns(Y.c.home_nis, R.c.reopened_track_id)
        .where(*where)
        .order_by(R.c.next_due, R.c.id)
        .limit(ON_A_PAGE)
        .offset((page - 1) * ON_A_PAGE)
    ).all()
    tracks = _tracks_of(work, rows)
    return [Blip(line, row.home_nis, tracks.get(row.id, ())) for line, row in zip(sight.read(rows), rows, strict=True)]


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


def _between(start: datetime | None, end: datetime | None) -> Any:
    parts: list[Any] = [R.c.next_due >= start] if start else []
    return sa.and_(*parts, R.c.next_due < end) if end else sa.and_(*parts)


def _chosen(hubs: Sequence[UUID], narrow: Narrow) -> list[Any]:
    where: list[Any] = [R.c.hub_id.in_(hubs), ON_RADAR]
    if narrow.stage:
        where.append(R.c.stage == narrow.stage)
    if narrow.municipality:
        where.append(Y.c.home_nis == narrow.municipality)
    if narrow.partner:
        its = sa.select(T.c.referral_id).where(T.c.organisation_id == narrow.partner, T.c.stage.in_(OPEN))
        where.append(R.c.id.in_(its))
    return where


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
    )
    .join(Organisation, col(Organisation.id) == T.c.organisation_id)
    .where(T.c.referral_id == sa.any_(sa.bindparam("cases", type_=_IDS)))
    .where(sa.or_(T.c.stage.in_(OPEN), T.c.id == sa.any_(sa.bindparam("reopened", type_=_IDS))))
    .order_by(T.c.due_at.nulls_last(), T.c.id)
)
