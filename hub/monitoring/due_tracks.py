"""Tracks about which a word is due: whom a letter goes to, who stands above that, and what the ladder knows of each."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from hub.asker import Role
from hub.clock import at_nine, brussels_date
from hub.columns import table_of
from hub.dispatch.case import Stage
from hub.dispatch.clocks import Clocks, Whom
from hub.dispatch.clockwork.reading import FREE_DAYS_OF_TRACK, KIND_OF_TRACK, WELFARE_OF_TRACK
from hub.dispatch.codes import Flag
from hub.dispatch.mailed.weekly_tables import WeeklyLetter
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import TrackStage
from hub.hubs import Hub
from hub.monitoring.ladder import Climb, Watched, unit_of
from hub.monitoring.weekly import Weekly, monday_of, weekly_at
from hub.partners.tables import Organisation, OrganisationKind
from hub.people.tables import Membership, Person
from hub.store import Work

ORG = table_of(Organisation)
P = table_of(Person)
M = table_of(Membership)
T = table_of(Track)
L = table_of(WeeklyLetter)
WORKER_OF_TRACK = sa.select(P.c.email).where(P.c.id == T.c.worker_id, P.c.left_at.is_(None))
ITS_ORGANISATION = sa.select(sa.func.nullif(ORG.c.email, "")).where(ORG.c.id == T.c.organisation_id)
ITS_OLDEST_MEMBER = (
    sa.select(P.c.email)
    .join(M, M.c.person_id == P.c.id)
    .where(M.c.organisation_id == T.c.organisation_id, M.c.role == Role.PARTNER)
    .where(M.c.until.is_(None), P.c.left_at.is_(None))
    .order_by(M.c.since, M.c.id)
    .limit(1)
)
WORKER, TEAM, OLDEST = (
    who.correlate(T).scalar_subquery() for who in (WORKER_OF_TRACK, ITS_ORGANISATION, ITS_OLDEST_MEMBER)
)
# Whom a letter about a track goes to, the first of these that there is; who stands above a worker that says nothing.
ADDRESS = sa.func.coalesce(WORKER, TEAM, OLDEST)
ABOVE = sa.func.coalesce(TEAM, OLDEST, WORKER)
# The hub guides it itself: its desk is asked where it works, and not by a letter to itself.
OWN = sa.exists().where(ORG.c.id == T.c.organisation_id, ORG.c.kind == OrganisationKind.HUB).correlate(T)
# What the desk weighed as heavy does not wait for the letter of the week.
URGENT = (Flag.RED, Flag.AMBER)


def due_tracks(work: Work, until: datetime | None = None) -> sa.Select[Any]:
    """Open tracks about which a word is due by now, or by `until`; longest first, with the stage of their case, whom to
    write to, and whether the letter of this week to that partner has gone."""
    weeks = {"week": monday_of(brussels_date(work.now)), "real_week": monday_of(brussels_date(work.real))}
    gone = sa.exists().where(
        L.c.hub_id == T.c.hub_id, L.c.organisation_id == T.c.organisation_id,
        *(L.c[name] == monday for name, monday in weeks.items()),
    ).correlate(T)  # fmt: skip
    return (
        sa.select(
            T.c.id, T.c.referral_id, T.c.hub_id, T.c.organisation_id, T.c.stage, T.c.due_at, T.c.step, T.c.asked_at,
            T.c.times_asked, col(Referral.stage).label("case_stage"), col(Referral.look_over_since),
            col(Referral.flag), col(Hub.weekly_day), ADDRESS.label("address"), ABOVE.label("above"),
            OWN.label("own"), gone.label("weekly_gone"), T.c.offer_id, KIND_OF_TRACK.label("table_kind"),
            FREE_DAYS_OF_TRACK.label("free"), WELFARE_OF_TRACK.label("welfare"),
        )
        .select_from(T)
        .join(Referral, col(Referral.id) == T.c.referral_id)
        .join(Hub, col(Hub.id) == T.c.hub_id)
        .where(T.c.due_at <= (until or work.now))
        .order_by(T.c.due_at, T.c.id)
    )  # fmt: skip


def by_nine(now: datetime) -> datetime:
    """Until when the letter of seven takes along what is due that morning."""
    return max(now, at_nine(brussels_date(now)))


def watched(row: Any, clocks: Clocks, now: datetime) -> Watched:
    """What the ladder needs to know of one of these rows."""
    return Watched(
        TrackStage(row.stage), row.due_at, row.step, row.asked_at, row.times_asked,
        runs=row.case_stage == Stage.TRACKS and row.look_over_since is None, reachable=bool(row.address), own=row.own,
        higher=row.above != row.address, weekly=weekly_of(row, clocks, now, sent=row.weekly_gone),
    )  # fmt: skip


def weekly_of(row: Any, clocks: Clocks, now: datetime, *, sent: bool) -> Weekly | None:
    """The weekly letter as this track sees it then; None for what is too urgent to wait for it."""
    if row.flag in URGENT:
        return None
    return weekly_at(
        now, row.weekly_day, unit_of(TrackStage(row.stage), clocks), sent=sent,
        closed=clocks.hub | clocks.partner,
    )  # fmt: skip


def address_for(row: Any, todo: Climb) -> str:
    """Whom this letter goes to: its worker, or who stands above."""
    address: str = row.address if todo.whom == Whom.WORKER else row.above
    return address
