"""Dates of a partner's open tracks anew, when other days count there than when they were given."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.calendars import Calendar
from hub.columns import table_of
from hub.dispatch.clocks import ClockName, Clocks, days_on, in_silence
from hub.dispatch.clockwork.reading import KIND_OF_TRACK, clocks_of, free_calendar
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import TrackStage
from hub.dispatch.watch import track_due
from hub.home.clockwork import anew
from hub.monitoring.ladder import RAN_OUT, Step
from hub.monitoring.one_by_one import one_by_one
from hub.partners.tables import COUNTS_OTHERWISE, Organisation, OrganisationKind
from hub.store import Store, Work

T = table_of(Track)


@dataclass(frozen=True)
class Counts:
    """Which days count there."""

    free: Calendar
    welfare: bool

    def of(self, clocks: Clocks, **where: Any) -> Clocks:
        return clocks.at(**where, partner=self.free, welfare=self.welfare)


def now_at(work: Work, partner: Organisation) -> Counts:
    return Counts(free_calendar(work, partner.id), partner.kind == OrganisationKind.WELFARE)


def open_cases(organisation_id: UUID) -> sa.Select[Any]:
    return sa.select(T.c.referral_id).where(T.c.organisation_id == organisation_id, T.c.due_at.is_not(None))


def hold(work: Work, which: Any) -> dict[UUID, UUID]:
    """Of these cases, held in the order of their ids: the hub of each. What came in meanwhile counts as now already."""
    held = sa.select(col(Referral.id), col(Referral.hub_id)).where(col(Referral.id).in_(which))
    rows = work.session.execute(held.order_by(col(Referral.id)).with_for_update(key_share=True)).all()
    return {row.id: row.hub_id for row in rows}


def redate(
    work: Work, organisation_id: UUID, held: dict[UUID, UUID], hubs: dict[UUID, Clocks], before: Counts, after: Counts,
    due: "Callable[[Any, Clocks], Any]",
) -> int:  # fmt: skip
    """Its tracks of cases that are held get the date that the days of now give, when a clock gave the one they have."""
    moved = []
    tracks = sa.select(*T.c, KIND_OF_TRACK.label("table_kind"))
    for row in work.session.execute(tracks.where(T.c.organisation_id == organisation_id, T.c.due_at.is_not(None))):
        if row.referral_id not in held:
            continue
        where = {"offer": row.offer_id, "kind": row.table_kind}
        old, new = (due(row, one.of(hubs[row.hub_id], **where)) for one in (before, after))
        if new and row.due_at == old != new:
            moved.append({"which": row.id, "due": new})
    anew.write_tracks(work, moved)
    return len(moved)


def hubs_of(work: Work, held: dict[UUID, UUID]) -> dict[UUID, Clocks]:
    return {hub: clocks_of(work, hub) for hub in sorted(set(held.values()))}


def watch_all(work: Work, held: dict[UUID, UUID], hubs: Iterable[UUID]) -> None:
    for hub in hubs:
        anew.watch_anew(work, hub, held.keys())


def next_word(row: Any, clocks: Clocks) -> Any:
    """The date of the next word; None once it was asked: what a letter told stays."""
    if row.step != Step.NOBODY:
        return None
    return track_due(
        TrackStage(row.stage), clocks, since=row.stage_since, agreed_start=row.agreed_start, last_sign=row.last_sign_at,
        hold_until=row.hold_until,
    )  # fmt: skip


def or_answer(row: Any, clocks: Clocks) -> Any:
    """The same, and of what was asked: by when it is answered."""
    stage = TrackStage(row.stage)
    if row.step == Step.PARTNER and row.asked_at:
        waits = clocks[RAN_OUT[stage]].waits(row.times_asked)
        return days_on(in_silence(clocks, RAN_OUT[stage]), ClockName.PARTNER_SILENCE, row.asked_at, waits)
    return next_word(row, clocks)


def run(store: Store, now: datetime) -> Iterator[dict[str, Any]]:
    """One line for each partner that became a welfare partner, or is none any more, and has tracks: see `count_so`."""
    with store.begin(now=now) as work:
        changed = work.session.exec(select(Organisation.id).where(COUNTS_OTHERWISE)).all()
    yield from one_by_one(
        store, now, "organisation", ((one, partial(count_so, organisation_id=one)) for one in changed)
    )


def count_so(work: Work, organisation_id: UUID) -> dict[str, Any] | None:
    """Its tracks count working days from now on, or school days again. A date of which a letter told stays."""
    partner = work.held(Organisation, organisation_id)
    after = now_at(work, partner)
    if partner.counts_as_welfare == after.welfare:
        return None
    held = hold(work, open_cases(organisation_id))
    hubs = hubs_of(work, held)
    moved = redate(
        work, organisation_id, held, hubs, Counts(after.free, not after.welfare), after, next_word
    )  # fmt: skip
    partner.counts_as_welfare = after.welfare
    work.session.flush()
    watch_all(work, held, hubs)
    return {"did": "dated_anew", "tracks": moved} if moved else None
