"""Each night: what came in at the very moment that a clock was saved gets the date that the new clock gives."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from hub.clock import in_brussels
from hub.columns import table_of
from hub.dispatch.clockwork.reading import clocks_of_track
from hub.dispatch.locks import take
from hub.dispatch.moves import rewatch
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import TrackStage
from hub.dispatch.watch import track_due
from hub.monitoring.check_watch import watched_otherwise
from hub.monitoring.ladder import Step
from hub.monitoring.one_by_one import one_by_one
from hub.store import Store, Work

NIGHT = (2, 3, 4)  # o'clock in Brussels: whoever was stopped for an hour still does it
LATELY = timedelta(hours=30)
T = table_of(Track)


def at_night(store: Store, now: datetime) -> Iterator[dict[str, Any]]:
    """The same, at an hour at which nobody waits for a case."""
    if in_brussels(now).hour in NIGHT:
        yield from run(store, now)


def run(store: Store, now: datetime) -> Iterator[dict[str, Any]]:
    """One line for each case that got another date. Whoever saves a clock holds the cases that are open; one that was
    not there yet, or a track in it, still had its date from the clock before."""
    with store.begin(now=now) as work:
        cases = dict.fromkeys([*_with_new_tracks(work, now), *watched_otherwise(work)])
    yield from one_by_one(store, now, "referral", ((one, partial(_again, referral_id=one)) for one in cases))


def _new(now: datetime) -> sa.Select[Any]:
    """Tracks that began to run lately and about which nobody was asked: from then on only a clock gives their date.
    What the old list brought along keeps its own."""
    return (
        sa.select(T)
        .join(Referral, col(Referral.id) == T.c.referral_id)
        .where(T.c.due_at > now - LATELY, T.c.step == Step.NOBODY, T.c.gathered_for.is_(None))
        .where(sa.func.greatest(T.c.stage_since, T.c.last_sign_at) >= now - LATELY)
        .where(col(Referral.look_over_since).is_(None))
    )


def _with_new_tracks(work: Work, now: datetime) -> list[UUID]:
    rows = work.session.execute(_new(now).with_only_columns(T.c.id)).scalars().all()
    tracks = (work.session.get_one(Track, one) for one in rows)
    return [one.referral_id for one in tracks if one.due_at != _right(work, one)]


def _again(work: Work, referral_id: UUID) -> dict[str, Any] | None:
    referral = take(work, referral_id)
    before, moved = referral.next_due, 0
    for one in work.session.execute(_new(work.now).where(T.c.referral_id == referral_id).with_only_columns(T.c.id)):
        track = work.session.get_one(Track, one.id)
        right = _right(work, track)
        moved += track.due_at != right
        track.due_at = right
    rewatch(work, referral)
    return {"did": "dated_anew"} if moved or referral.next_due != before else None


def _right(work: Work, track: Track) -> datetime | None:
    return track_due(
        TrackStage(track.stage), clocks_of_track(work, track), since=track.stage_since,
        agreed_start=track.agreed_start, last_sign=track.last_sign_at, hold_until=track.hold_until,
    )  # fmt: skip
