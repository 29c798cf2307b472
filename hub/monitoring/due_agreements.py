"""Agreements of which the day comes or has gone: whose letter they go by, and what the ladder knows of each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.asker import Role
from hub.calendars import Calendar
from hub.clock import brussels_date, midnight
from hub.columns import table_of
from hub.dispatch.case_team import owners
from hub.dispatch.case_team.agreed import Owner, Rung
from hub.dispatch.case_team.tables import NetworkPerson, PlanAgreement, TeamMember
from hub.dispatch.clockwork.reading import calendar_of, clocks_of, free_days_of, is_welfare
from hub.dispatch.mailed.weekly_tables import WeeklyLetter
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import OPEN
from hub.hubs import Hub
from hub.letters import Letter
from hub.monitoring.agreement_ladder import UNIT, Climb, Watched, climb, next_week
from hub.monitoring.due_tracks import URGENT, by_nine
from hub.monitoring.weekly import Weekly, monday_of, weekly_at
from hub.partners.tables import Organisation
from hub.people.tables import Membership, Person
from hub.store import Work
from hub.tokens import hash_of

A, N, L, ORG = (table_of(one) for one in (PlanAgreement, NetworkPerson, WeeklyLetter, Organisation))
# At whose own address it is asked: the partner that does it, or the service of somebody of the network without one.
SERVICE = sa.func.coalesce(A.c.organisation_id, sa.case((N.c.email == "", N.c.organisation_id)))
FREE = free_days_of(SERVICE).correlate(A, N).scalar_subquery()
WELFARE = is_welfare(SERVICE).correlate(A, N)
# A letter of the week speaks of what comes before the next one; the days of a partner that is closed for long are more.
AHEAD = timedelta(days=31)


@dataclass(frozen=True)
class Known:
    """One agreement, its case held: whom a letter about it goes to, and what is to be done."""

    row: PlanAgreement
    to: str
    service_id: UUID | None
    todo: Climb | None
    weekly: bool  # its partner's letter of the week has it


def due_agreements(work: Work, hub_id: UUID | None = None, *, until: datetime | None = None) -> sa.Select[Any]:
    """Open agreements of which a word is due by now, or by `until`; with them what a letter of this week that has not
    gone may tell or ask of."""
    gone = sa.exists().where(
        L.c.hub_id == A.c.hub_id, L.c.organisation_id == SERVICE, L.c.week == monday_of(brussels_date(work.now)),
        L.c.real_week == monday_of(brussels_date(work.real)),
    ).correlate(A, N)  # fmt: skip
    heavy = col(Referral.flag).in_(URGENT)
    told = sa.and_(
        A.c.rung == Rung.NOBODY, A.c.by >= brussels_date(work.now), SERVICE.is_not(None), ~gone,
        col(Referral.flag).is_(None) | ~heavy,
    )  # fmt: skip
    found = (
        sa.select(
            A.c.id, A.c.referral_id, A.c.hub_id, SERVICE.label("service_id"), A.c.by, A.c.due_at, A.c.rung, A.c.owner,
            A.c.asked_at, A.c.times_asked,
            col(Referral.flag), col(Hub.weekly_day), gone.label("weekly_gone"), FREE.label("free"),
            WELFARE.label("welfare"),
        )
        .select_from(A)
        .join(Referral, col(Referral.id) == A.c.referral_id)
        .join(Hub, col(Hub.id) == A.c.hub_id)
        .outerjoin(N, N.c.id == A.c.member_id)
        .where(A.c.due_at <= midnight(brussels_date(work.now)) + AHEAD)
        .where(sa.or_(A.c.due_at <= (until or by_nine(work.now)), told))
        .order_by(A.c.due_at, A.c.id)
    )  # fmt: skip
    return found.where(A.c.hub_id == hub_id) if hub_id else found


def weekly_of(row: Any, now: datetime, hub: Calendar) -> Weekly | None:
    """The letter of the week that has this; None for what is too urgent to wait, and for who is no partner."""
    if row.service_id is None or row.flag in URGENT:
        return None
    return weekly_at(now, row.weekly_day, UNIT, sent=row.weekly_gone, closed=hub | calendar_of(row.free))


def goes_along(row: Any, weekly: Weekly, now: datetime) -> bool:
    """Whether the letter that leaves now may speak of it."""
    today = brussels_date(now)
    if row.rung == Rung.NOBODY and today <= row.by:
        return weekly.tells(row.by, now)
    return row.rung < Rung.COORDINATOR and weekly.takes(row.due_at, now)


def read(work: Work, row: Any, *, told_by: datetime | None = None) -> Known:
    """What is to be done about one of these rows; its case is held. A letter that goes in any case tells of what its
    owner would be told by then."""
    agreement = work.session.get_one(PlanAgreement, row.id, populate_existing=True)
    if agreement.due_at is None:
        return Known(agreement, "", None, None, weekly=False)
    mine = clocks_of(work, row.hub_id).at(partner=calendar_of(row.free), welfare=row.welfare)
    weekly = weekly_of(row, work.now, mine.hub)
    team = owners.address_of(work, agreement)
    first = _whoever_does_it(work, agreement, team)
    todo = climb(
        Watched(
            agreement.by, agreement.due_at, agreement.rung, agreement.asked_at, agreement.times_asked,
            reachable=bool(team), own=agreement.owner == Owner.DESK, higher=first != team, weekly=weekly,
            not_before=None if row.service_id or not wrote_this_week(work, row.hub_id, team) else next_week(work.now),
            told_by=told_by,
        ),
        mine, work.now,
    )  # fmt: skip
    return Known(agreement, team if todo and todo.above else first, row.service_id, todo, weekly is not None)


def _whoever_does_it(work: Work, row: PlanAgreement, team: str) -> str:
    """Of its partner who guides this youngster, or works on the case by name, and is of that partner still; else where
    the partner itself reads."""
    if not team or row.owner != Owner.PARTNER:
        return team
    guides = select(Track.worker_id).where(
        Track.referral_id == row.referral_id, Track.organisation_id == row.organisation_id, col(Track.stage).in_(OPEN)
    )
    members = select(TeamMember.person_id).where(
        TeamMember.referral_id == row.referral_id, TeamMember.organisation_id == row.organisation_id,
        col(TeamMember.left_at).is_(None),
    )  # fmt: skip
    there = (
        select(Person.email)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(Membership.organisation_id == row.organisation_id, Membership.role == Role.PARTNER)
        .where(col(Membership.until).is_(None), col(Person.left_at).is_(None))
    )
    for which in (guides.order_by(col(Track.id)), members.order_by(col(TeamMember.since), col(TeamMember.id))):
        named = [one for one in work.session.exec(which) if one]
        if named and (email := work.session.exec(there.where(Person.id == named[0])).first()):
            return email
    return team


def own_key(work: Work, hub_id: UUID, address: str) -> str:
    """The one letter a week to who is no partner; with the real week in it, as that of a partner."""
    week, real = monday_of(brussels_date(work.now)), monday_of(brussels_date(work.real))
    return f"agreements:{hub_id}:{hash_of(address.lower())}:{week}:{real}"


def wrote_this_week(work: Work, hub_id: UUID, address: str) -> bool:
    key = own_key(work, hub_id, address)
    return bool(address) and work.session.exec(select(Letter.id).where(Letter.once_key == key)).first() is not None


def gathered(work: Work, referral_ids: Collection[UUID]) -> dict[UUID, date]:
    """Of these cases those of which an agreement waits for the letter of the week, and for which."""
    if not referral_ids:
        return {}
    asked = (
        sa.select(A.c.referral_id, sa.func.min(A.c.gathered_for).label("gathered_for"))
        .where(A.c.referral_id.in_(referral_ids), A.c.due_at.is_not(None), A.c.gathered_for.is_not(None))
        .group_by(A.c.referral_id)
    )
    return {row.referral_id: row.gathered_for for row in work.session.execute(asked)}
