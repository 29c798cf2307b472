"""Follow-up: whoever owes a word about a track is asked, and what stays silent comes back to the coordinator."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger, letters
from hub.asker import Role
from hub.clock import brussels_date, in_brussels, quiet
from hub.columns import table_of
from hub.dispatch.case import Stage
from hub.dispatch.clocks import Clocks, Whom
from hub.dispatch.clockwork.reading import FREE_DAYS_OF_TRACK, KIND_OF_TRACK, of_tracks
from hub.dispatch.mailed import proposals, receivers
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
    consult_follow_up,
    minutes_follow_up,
    offers_follow_up,
)
from hub.monitoring.ladder import LETTERS, Climb, Do, Watched, back_for, climb
from hub.monitoring.one_by_one import one_by_one
from hub.partners.tables import Offer, Organisation, OrganisationKind
from hub.people.tables import Membership, Person
from hub.store import Store, Work

AT_A_TIME = 500
DID = {
    Do.ASK: "asked_partner",
    Do.SHOW: "put_on_today",
    Do.GIVE: "gave_to_coordinator",
    Do.WAIT: "left_with_coordinator",
}

ORG = table_of(Organisation)
P = table_of(Person)
M = table_of(Membership)
T = table_of(Track)
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
_WORKER, _PARTNER, _MEMBER = (
    who.correlate(T).scalar_subquery() for who in (WORKER_OF_TRACK, ITS_ORGANISATION, ITS_OLDEST_MEMBER)
)
# Whom a letter about a track goes to, the first of these that there is; and when the partner itself is asked.
ADDRESS = sa.func.coalesce(_WORKER, _PARTNER, _MEMBER)
PARTNERS_ADDRESS = sa.func.coalesce(_PARTNER, _MEMBER, _WORKER)

# The hub guides it itself: its desk is asked where it works, and not by a letter to itself.
OWN = sa.exists().where(ORG.c.id == T.c.organisation_id, ORG.c.kind == OrganisationKind.HUB).correlate(T)


def run(
    store: Store, now: datetime, hub_slug: str | None = None, *, at_a_time: int = AT_A_TIME
) -> Iterator[dict[str, Any]]:
    """Do all that is due about tracks, offered hand-overs, CLBs, consults and plans now, for one hub or for all; yields
    what was done.

    A line holds ids and codes only: {"at", "did", "track", "referral", "step", "times_asked", "due"}; "did" is
    asked_partner, put_on_today, gave_to_coordinator, left_with_coordinator, came_back_from_hub, reminded_clb,
    clb_silent, reminded_of_consult, consult_silent, reminded_owner, asked_owner, reminded_reader, proposed_for_table or
    failed. Each track, offer, question to a CLB or about a consult, agreement, reader of minutes and place on an agenda
    is a transaction of its own, so one that fails holds nobody up, and two of these at once never do the same thing
    twice. NotFound for an unknown hub.
    """
    hub_id = None
    if hub_slug:
        with store.begin(now=now) as work:
            hub_id = hub_named(work.session, hub_slug).id
    if quiet(now):
        return
    due = (
        (track, partial(_look_after, track_id=track, referral_id=case))
        for track, case in _due(store, now, hub_id, at_a_time)
    )
    yield from one_by_one(store, now, "track", due)
    yield from offers_follow_up.run(store, now, hub_id)
    yield from clb_follow_up.run(store, now, hub_id)
    yield from consult_follow_up.run(store, now, hub_id)
    yield from agreement_follow_up.run(store, now, hub_id)
    yield from minutes_follow_up.run(store, now, hub_id)
    yield from agenda_follow_up.run(store, now, hub_id)


def _due(store: Store, now: datetime, hub_id: UUID | None, at_a_time: int) -> Iterator[tuple[UUID, UUID]]:
    """What is due and may be done at this hour, read by index in pages; only what is read again under a lock counts."""
    after: tuple[datetime, UUID] | None = None
    clocks: dict[UUID, Clocks] = {}
    while True:
        page = due_tracks(now).limit(at_a_time)
        if hub_id:
            page = page.where(T.c.hub_id == hub_id)
        if after:
            page = page.where(sa.tuple_(T.c.due_at, T.c.id) > after)
        with store.begin(now=now) as work:
            rows = work.session.execute(page).all()
            of_track = of_tracks(work, rows, clocks)
        yield from ((row.id, row.referral_id) for row in rows if climb(_watched(row), of_track[row.id], now))
        if len(rows) < at_a_time:
            return
        after = (rows[-1].due_at, rows[-1].id)


def due_tracks(now: datetime) -> sa.Select[Any]:
    """Open tracks about which a word is due, longest first, with the stage of their case and whom to write to."""
    return (
        sa.select(
            T.c.id, T.c.referral_id, T.c.hub_id, T.c.stage, T.c.due_at, T.c.step, T.c.asked_at, T.c.times_asked,
            col(Referral.stage).label("case_stage"), col(Referral.look_over_since), ADDRESS.label("address"),
            PARTNERS_ADDRESS.label("partners_address"), OWN.label("own"), T.c.offer_id,
            KIND_OF_TRACK.label("table_kind"), FREE_DAYS_OF_TRACK.label("free"),
        )
        .select_from(T)
        .join(Referral, col(Referral.id) == T.c.referral_id)
        .where(T.c.due_at <= now)
        .order_by(T.c.due_at, T.c.id)
    )  # fmt: skip


def _watched(row: Any) -> Watched:
    return Watched(
        TrackStage(row.stage), row.due_at, row.step, row.asked_at, row.times_asked,
        runs=row.case_stage == Stage.TRACKS and row.look_over_since is None, reachable=bool(row.address), own=row.own,
    )  # fmt: skip


def _look_after(work: Work, track_id: UUID, referral_id: UUID) -> dict[str, Any] | None:
    """One track, held: case first and track second, like whoever reports on it. None when nothing is due any more.

    A case that somebody is working on at this very moment is left for the next beat.
    """
    referral = work.session.exec(
        select(Referral).where(Referral.id == referral_id).with_for_update(skip_locked=True)
    ).first()
    due = due_tracks(work.now).where(T.c.id == track_id).with_for_update(of=T, skip_locked=True)
    row = work.session.execute(due).first() if referral else None
    todo = climb(_watched(row), of_tracks(work, [row], {})[row.id], work.now) if row else None
    if referral is None or row is None or todo is None:
        return None
    track = work.session.get_one(Track, track_id)
    if todo.do == Do.ASK:
        address = row.address if todo.whom == Whom.WORKER else row.partners_address
        _ask_partner(work, referral, track, address, todo)
    track.step, track.times_asked, track.due_at = todo.step, todo.times_asked, todo.due_at
    if todo.do == Do.GIVE:
        _give_to_coordinator(work, referral, track)
    else:
        rewatch(work, referral)
    if todo.do != Do.WAIT:
        ledger.write(
            work, f"track.{DID[todo.do]}", "track", track.id,
            hub_id=track.hub_id, referral_id=referral.id, step=int(todo.step), times_asked=todo.times_asked,
        )  # fmt: skip
    return {
        "did": DID[todo.do], "track": str(track.id), "referral": referral.number, "step": int(todo.step),
        "times_asked": todo.times_asked, "due": in_brussels(todo.due_at).isoformat(timespec="minutes"),
    }  # fmt: skip


def _ask_partner(work: Work, referral: Referral, track: Track, address: str, todo: Climb) -> None:
    """A letter with a link on which the partner answers in one click; no name of a youngster in it."""
    offer = work.session.get(Offer, track.offer_id) if track.offer_id else None
    for person_id, to in _whom(work, track, address):
        letters.write(
            work, LETTERS[TrackStage(track.stage)], to,
            once_key=_once_a_day(work, f"ask:{track.id}:{person_id or '-'}"),
            hub=work.session.get(Hub, track.hub_id), referral_id=referral.id, track_id=track.id,
            reply_reference=referral.number, link=proposals.track_link(work, track, person_id), number=referral.number,
            offer=offer.name if offer else "", agreed_start=track.agreed_start, hold_until=track.hold_until,
            answer_by=todo.due_at, again=todo.times_asked > 1,
        )  # fmt: skip
    track.asked_at = work.now


def _whom(work: Work, track: Track, address: str) -> list[tuple[UUID | None, str]]:
    """Whoever was asked to take it up is reminded; about a track that was taken up this one address is asked."""
    if track.stage == TrackStage.PROPOSED and track.worker_id is None:
        partner = work.session.get_one(Organisation, track.organisation_id)
        return [(one.person_id, one.address) for one in receivers.readers_of(work, partner)]
    return [(receivers.whose(work, track.organisation_id, address), address)]


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
