"""Follow-up: whoever owes a word about a track is asked, and what stays silent comes back to the coordinator."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import select

from hub import letters
from hub.clock import brussels_date, quiet
from hub.dispatch.clocks import Clocks
from hub.dispatch.clockwork.reading import of_tracks
from hub.dispatch.mailed import proposals
from hub.dispatch.moves import rewatch
from hub.dispatch.reopening import bring_back
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import TrackStage
from hub.hubs import Hub, hub_named
from hub.monitoring import (
    agenda_follow_up,
    agreement_follow_up,
    clb_follow_up,
    climbed,
    consult_follow_up,
    help_follow_up,
    minutes_follow_up,
    offers_follow_up,
    summer_follow_up,
    weekly_letter,
)
from hub.monitoring.due_tracks import URGENT, T, address_for, by_nine, due_tracks, watched
from hub.monitoring.ladder import LETTERS, Climb, Do, back_for, climb
from hub.monitoring.one_by_one import one_by_one
from hub.partners.tables import Offer
from hub.store import Store, Work

AT_A_TIME = 500


def run(
    store: Store, now: datetime, hub_slug: str | None = None, *, at_a_time: int = AT_A_TIME
) -> Iterator[dict[str, Any]]:
    """Do all that is due about tracks, offered hand-overs, CLBs, consults and plans now, for one hub or for all; yields
    what was done.

    A line holds ids and codes only: {"at", "did", "track", "referral", "step", "times_asked", "due"}; "did" is
    asked_partner, put_on_today, gave_to_coordinator, left_with_coordinator, came_back_from_hub, reminded_clb,
    clb_silent, reminded_of_consult, consult_silent, reminded_owner, asked_owner, asked_if_helped, help_unanswered,
    left_with_hub, asked_in_summer, summer_over, reminded_reader, put_on_agenda,
    proposed_for_table or failed, and gathered for what waits for the letter of the week. Each track,
    letter of the week, offer, question to a CLB or about a consult or whether there is help, agreement, reader of
    minutes and place on an agenda is a transaction of its own, so one that
    fails holds nobody up, and two of these at once never do the same thing twice. NotFound for an unknown hub.
    """
    hub_id = None
    if hub_slug:
        with store.begin(now=now) as work:
            hub_id = hub_named(work.session, hub_slug).id
    yield from summer_follow_up.divide(store, now, hub_id)
    if quiet(now):
        return
    partners: set[tuple[UUID, UUID]] = set()
    asked_apart = (
        (row.id, partial(_look_after, track_id=row.id, referral_id=row.referral_id))
        for row, todo in due(store, now, hub_id, at_a_time=at_a_time)
        if not _goes_by_letter(row, todo, partners)
    )
    yield from one_by_one(store, now, "track", asked_apart)
    partners |= agreement_follow_up.by_letter(store, now, hub_id)
    yield from weekly_letter.run(store, now, partners)
    yield from offers_follow_up.run(store, now, hub_id)
    yield from clb_follow_up.run(store, now, hub_id)
    yield from consult_follow_up.run(store, now, hub_id)
    yield from agreement_follow_up.run(store, now, hub_id)
    yield from help_follow_up.run(store, now, hub_id)
    yield from summer_follow_up.run(store, now, hub_id)
    yield from minutes_follow_up.run(store, now, hub_id)
    yield from agenda_follow_up.run(store, now, hub_id)


def _goes_by_letter(row: Any, todo: Climb, partners: set[tuple[UUID, UUID]]) -> bool:
    """Whether the letter of the week to its partner asks about this track; then that partner is one of them."""
    if todo.do != Do.ASK or row.flag in URGENT:
        return False
    partners.add((row.hub_id, row.organisation_id))
    return True


def due(
    store: Store, now: datetime, hub_id: UUID | None = None, *, at_a_time: int = AT_A_TIME
) -> Iterator[tuple[Any, Climb]]:
    """What is due and may be done at this hour, read by index in pages; only what is read again under a lock counts."""
    after: tuple[datetime, UUID] | None = None
    clocks: dict[UUID, Clocks] = {}
    while True:
        with store.begin(now=now) as work:
            page = due_tracks(work, by_nine(now)).limit(at_a_time)
            if hub_id:
                page = page.where(T.c.hub_id == hub_id)
            if after:
                page = page.where(sa.tuple_(T.c.due_at, T.c.id) > after)
            rows = work.session.execute(page).all()
            of_track = of_tracks(work, rows, clocks)
        for row in rows:
            if todo := climb(watched(row, of_track[row.id], now), of_track[row.id], now):
                yield row, todo
        if len(rows) < at_a_time:
            return
        after = (rows[-1].due_at, rows[-1].id)


def _look_after(work: Work, track_id: UUID, referral_id: UUID) -> dict[str, Any] | None:
    """One track, held: case first and track second, like whoever reports on it. None when nothing is due any more, or
    the letter of the week has it.

    A case that somebody is working on at this very moment is left for the next beat.
    """
    referral = work.session.exec(
        select(Referral).where(Referral.id == referral_id).with_for_update(skip_locked=True)
    ).first()
    held = due_tracks(work).where(T.c.id == track_id).with_for_update(of=T, skip_locked=True)
    row = work.session.execute(held).first() if referral else None
    if referral is None or row is None:
        return None
    clocks = of_tracks(work, [row], {})[row.id]
    known = watched(row, clocks, work.now)
    todo = climb(known, clocks, work.now)
    if todo is None or (todo.do == Do.ASK and known.weekly):
        return None
    track = work.session.get_one(Track, track_id)
    if todo.do == Do.ASK:
        _ask_apart(work, referral, track, address_for(row, todo), todo)
    line = climbed.take_step(work, referral, track, todo)
    if todo.do == Do.GIVE:
        _give_to_coordinator(work, referral, track)
    else:
        rewatch(work, referral)
    return line


def _ask_apart(work: Work, referral: Referral, track: Track, address: str, todo: Climb) -> None:
    """What cannot wait for the letter of the week: one with a link on which the partner answers in one click; no name
    of a youngster in it."""
    offer = work.session.get(Offer, track.offer_id) if track.offer_id else None
    for person_id, to in climbed.whom(work, track, address):
        letters.write(
            work, LETTERS[TrackStage(track.stage)], to,
            once_key=_once_a_day(work, f"ask:{track.id}:{person_id or '-'}"),
            hub=work.session.get(Hub, track.hub_id), referral_id=referral.id, track_id=track.id,
            reply_reference=referral.number, link=proposals.track_link(work, track, person_id), number=referral.number,
            offer=offer.name if offer else "", agreed_start=track.agreed_start, hold_until=track.hold_until,
            answer_by=todo.due_at, again=todo.times_asked > 1,
        )  # fmt: skip


def _give_to_coordinator(work: Work, referral: Referral, track: Track) -> None:
    """The case comes back with a proposed place on the next agenda. The track goes on, and keeps its place."""
    bring_back(work, referral, back_for(TrackStage(track.stage)), track_id=track.id)
    hub = work.session.get_one(Hub, track.hub_id)
    if hub.email:
        letters.write(
            # One a day says enough: it only asks to look, the page says at what.
            work, "track_escalated", hub.email, hub=hub, once_key=_once_a_day(work, f"escalated:{hub.id}"),
            address=f"{work.store.settings.public_url.rstrip('/')}/vandaag",
        )  # fmt: skip


def _once_a_day(work: Work, what: str) -> str:
    """A once-key for this day; with the real day in it, so that a rehearsal does not swallow the letter of the day."""
    return f"{what}:{brussels_date(work.now)}:{brussels_date(work.real)}"
