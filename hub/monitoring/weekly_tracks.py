"""The tracks of the letter of the week: what it asks about each, with a link of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from hub.clock import brussels_date
from hub.dispatch.clockwork.reading import of_tracks
from hub.dispatch.mailed import proposals
from hub.dispatch.mailed.weekly_tables import WeeklyLine
from hub.dispatch.moves import rewatch
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.links import Link
from hub.monitoring import climbed
from hub.monitoring.due_tracks import T, address_for, by_nine, due_tracks, watched
from hub.monitoring.ladder import Climb, Do, climb
from hub.partners.tables import Offer
from hub.store import Work

Reader = tuple[UUID | None, str]  # who, nobody for a team; and where


@dataclass(frozen=True)
class Asks:
    """What a letter says of one track: no name, no initials."""

    link: Link
    number: str
    offer: str
    stage: str
    agreed_start: date | None
    hold_until: date | None
    silent_since: date
    times_asked: int  # before this letter
    last_asked: date | None
    answer_by: datetime
    track_id: UUID
    referral_id: UUID


def asked_now(
    work: Work, hub_id: UUID, partner_id: UUID, *, of_cases: Sequence[UUID] | None = None
) -> list[tuple[Any, Climb]]:
    """What this letter asks; held when the cases are known and held already."""
    due = due_tracks(work, by_nine(work.now)).where(T.c.hub_id == hub_id, T.c.organisation_id == partner_id)
    if of_cases is not None:
        due = due.where(T.c.referral_id.in_(of_cases)).with_for_update(of=T, skip_locked=True)
    rows, found = work.session.execute(due).all(), []
    of_track = of_tracks(work, rows, {})
    for row in rows:
        known = watched(row, of_track[row.id], work.now)
        todo = climb(known, of_track[row.id], work.now)
        if todo and todo.do == Do.ASK and known.weekly:
            found.append((row, todo))
    return found


def ask(
    work: Work, letter_id: UUID, referral: Referral, row: Any, todo: Climb
) -> tuple[list[tuple[Reader, Asks]], dict[str, Any]]:
    track = work.session.get_one(Track, row.id)
    offer = work.session.get(Offer, track.offer_id) if track.offer_id else None
    before = track.times_asked if track.asked_at else 0
    asked = []
    for reader in climbed.whom(work, track, address_for(row, todo)):
        link = proposals.track_link(work, track, reader[0])
        work.flush()
        work.session.add(WeeklyLine(letter_id=letter_id, track_id=track.id, person_id=reader[0], link_id=link.id))
        asks = Asks(
            link, referral.number, offer.name if offer else "", track.stage, track.agreed_start, track.hold_until,
            brussels_date(track.last_sign_at or track.stage_since), before,
            brussels_date(track.asked_at) if track.asked_at else None, todo.due_at, track.id, referral.id,
        )  # fmt: skip
        asked.append((reader, asks))
    line = climbed.take_step(work, referral, track, todo)
    rewatch(work, referral)
    return asked, line
