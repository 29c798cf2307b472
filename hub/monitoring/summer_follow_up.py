"""The summer: what nobody keeps on 30 June is the hub's own, and on its day a partner is asked to look."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlmodel import col, select

from hub.clock import brussels_date
from hub.columns import table_of
from hub.dispatch.partner_letters import write_to_partner
from hub.dispatch.summer import keeping, season
from hub.dispatch.summer.season import Keeps
from hub.dispatch.summer.tables import SummerKeep
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import OPEN
from hub.monitoring.one_by_one import one_by_one
from hub.store import Store, Work

AT_A_TIME = 500
S, R = table_of(SummerKeep), table_of(Referral)


def divide(store: Store, now: datetime, hub_id: UUID | None, *, at_a_time: int = AT_A_TIME) -> Iterator[dict[str, Any]]:
    """From 30 June to 31 August no open case is without a holder: {"at", "did": "left_with_hub", "case", "referral"}.
    What nobody looked
    at ends with the summer. At night too: nobody is written to."""
    today = brussels_date(now)
    yield from one_by_one(store, now, "summer", _over(store, now, hub_id))
    if not season.must_be_kept(today):
        return
    kept = sa.exists().where(S.c.referral_id == R.c.id, S.c.year == season.year_of(today)).correlate(R)
    left = sa.select(R.c.id).where(sa.text("referral.stage <> 'closed'"), ~kept).order_by(R.c.id).limit(at_a_time)
    cases = _in_pages(store, now, left.where(R.c.hub_id == hub_id) if hub_id else left, at_a_time)
    yield from one_by_one(store, now, "case", ((one, partial(_leave, referral_id=one)) for one in cases))


def run(
    store: Store, now: datetime, hub_id: UUID | None = None, *, at_a_time: int = AT_A_TIME
) -> Iterator[dict[str, Any]]:
    """Of each that a partner keeps and of which the day came: {"at", "did": "asked_in_summer", "summer", …}."""
    looks = ((one, partial(_ask, keep_id=one, referral_id=case)) for one, case in _due(store, now, hub_id, at_a_time))
    yield from one_by_one(store, now, "summer", looks)


def _due(store: Store, now: datetime, hub_id: UUID | None, at_a_time: int) -> Iterator[tuple[UUID, UUID]]:
    """(day, case) in pages: who was asked and says nothing stays among them, and keeps nobody behind it waiting."""
    due = (
        sa.select(S.c.id, S.c.referral_id, S.c.due_at)
        .join(R, R.c.id == S.c.referral_id)
        .where(S.c.due_at <= now, S.c.keeps == Keeps.PARTNER, sa.text("referral.stage <> 'closed'"))
        .order_by(S.c.due_at, S.c.id)
        .limit(at_a_time)
    )
    due = due.where(S.c.hub_id == hub_id) if hub_id else due
    page = due
    while True:
        with store.begin(now=now) as work:
            rows = work.session.execute(page).all()
        yield from ((row.id, row.referral_id) for row in rows)
        if len(rows) < at_a_time:
            return
        page = due.where(sa.tuple_(S.c.due_at, S.c.id) > (rows[-1].due_at, rows[-1].id))


def _in_pages(store: Store, now: datetime, query: sa.Select[tuple[UUID]], at_a_time: int) -> Iterator[UUID]:
    """Whoever stumbles, or is worked on, keeps nobody behind it waiting."""
    page = query
    while True:
        with store.begin(now=now) as work:
            ids = work.session.execute(page).scalars().all()
        yield from ids
        if len(ids) < at_a_time:
            return
        page = query.where(R.c.id > ids[-1])


def _over(store: Store, now: datetime, hub_id: UUID | None) -> list[Any]:
    """Days of a summer that is over."""
    gone = select(SummerKeep.id, SummerKeep.referral_id).where(
        col(SummerKeep.due_at) <= now, SummerKeep.year < season.year_of(brussels_date(now))
    )
    gone = gone.where(SummerKeep.hub_id == hub_id) if hub_id else gone
    with store.begin(now=now) as work:
        found = work.session.exec(gone.limit(AT_A_TIME)).all()
    return [(one, partial(_end, keep_id=one, referral_id=case)) for one, case in found]


def _end(work: Work, keep_id: UUID, referral_id: UUID) -> dict[str, Any] | None:
    referral = _held(work, referral_id)
    ended = referral and keeping.end_summer(work, referral, work.session.get_one(SummerKeep, keep_id))
    return {"did": "summer_over", "referral": referral.number} if referral and ended else None


def _leave(work: Work, referral_id: UUID) -> dict[str, Any] | None:
    """A case that somebody is working on at this very moment waits for the next beat."""
    referral = _held(work, referral_id)
    left = referral is not None and keeping.leave_with_hub(work, referral)
    return {"did": "left_with_hub", "referral": referral.number} if referral and left else None


def _ask(work: Work, keep_id: UUID, referral_id: UUID) -> dict[str, Any] | None:
    """Once for each day; who said something about its track since then has looked. Where no track of that partner runs
    any more, the case is the hub's."""
    referral = _held(work, referral_id)
    if referral is None:
        return None
    row = work.session.get_one(SummerKeep, keep_id)
    work.session.refresh(row)
    if row.due_at is None or row.due_at > work.now or row.organisation_id is None:
        return None
    track = work.session.exec(
        select(Track.id)
        .where(Track.referral_id == referral.id, Track.organisation_id == row.organisation_id)
        .where(col(Track.stage).in_(OPEN))
        .order_by(col(Track.role).desc(), col(Track.agreed_at), col(Track.id))
        .limit(1)
    ).first()
    if track is None:
        keeping.take_back(work, referral, row)
        return {"did": "left_with_hub", "referral": referral.number}
    if keeping.heard_since(work, row):
        keeping.take_as_heard(work, referral, row)
        return None
    if row.told_at is not None:
        return None
    row.told_at = work.now
    write_to_partner(
        work, referral, row.organisation_id, "summer_look", uuid5(row.id, row.on.isoformat()), track_id=track
    )  # fmt: skip
    return {"did": "asked_in_summer", "referral": referral.number}


def _held(work: Work, referral_id: UUID) -> Referral | None:
    return work.session.exec(
        select(Referral).where(Referral.id == referral_id).with_for_update(skip_locked=True)
    ).first()
