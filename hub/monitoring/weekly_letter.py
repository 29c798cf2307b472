"""The weekly letter: what a partner owes a word about, asked in one letter a week, each with a link of its own."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects import postgresql
from sqlmodel import col, select

from hub import letters, stumbles
from hub.clock import brussels_date, in_brussels
from hub.dispatch.clockwork.reading import of_tracks
from hub.dispatch.mailed import proposals
from hub.dispatch.mailed.weekly_tables import WeeklyLetter, WeeklyLine
from hub.dispatch.moves import rewatch
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.links import Link
from hub.monitoring import climbed
from hub.monitoring.due_tracks import T, address_for, by_nine, due_tracks, watched
from hub.monitoring.ladder import Climb, Do, climb
from hub.monitoring.one_by_one import remember
from hub.monitoring.weekly import monday_of
from hub.partners.tables import Offer, Organisation
from hub.people.tables import Person
from hub.store import Store, Work

log = structlog.get_logger()
LETTER = "weekly"
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


def run(store: Store, now: datetime, partners: Iterable[tuple[UUID, UUID]]) -> Iterator[dict[str, Any]]:
    """Write to these partners of these hubs; a line for each track about which was asked. Each partner is a transaction
    of its own, and so are, within it, its tracks: one that fails holds nobody up, and waits longer each time."""
    ours = sorted(partners, key=str)
    with store.begin(now=now) as work:
        fallen, real = stumbles.known(work, LETTER, [partner_id for _hub, partner_id in ours]), work.real
    for hub_id, partner_id in ours:
        if fallen.get(partner_id, real) > real:
            continue
        try:
            with store.begin(now=now) as work:
                lines = write(work, hub_id, partner_id)
                if partner_id in fallen and any(line["did"] != "failed" for line in lines):
                    stumbles.stood_up(work, LETTER, partner_id)
        except Exception as trouble:
            lines = [_failed(trouble, partner=str(partner_id))]
        if lines and all(line["did"] == "failed" for line in lines):  # the letter of this week is still to be written
            remember(store, LETTER, partner_id, lines[0]["error"])
        yield from ({"at": in_brussels(now).isoformat(timespec="minutes"), **line} for line in lines)


def write(work: Work, hub_id: UUID, partner_id: UUID) -> list[dict[str, Any]]:
    """The letter of this week, when it has not gone. A case that somebody is working on at this very moment keeps all
    of it waiting until the next beat: there is no second letter this week."""
    held = {row.referral_id: row for row, _todo in _asked(work, hub_id, partner_id)}
    referrals = {
        one.id: one
        for one in work.session.exec(
            select(Referral).where(col(Referral.id).in_(held)).order_by(col(Referral.id))
            .with_for_update(skip_locked=True)
        )
    }  # fmt: skip
    rows = _asked(work, hub_id, partner_id, of_cases=list(referrals)) if len(referrals) == len(held) else []
    letter_id = _begin(work, hub_id, partner_id) if rows else None
    if letter_id is None:
        return []
    lines: list[dict[str, Any]] = []
    parts: dict[Reader, list[Asks]] = {}
    for row, todo in rows:
        try:
            with work.session.begin_nested():
                asked, line = _ask(work, letter_id, referrals[row.referral_id], row, todo)
        except Exception as trouble:  # it waits for the letter of next week
            lines.append(_failed(trouble, track=str(row.id)))
            continue
        lines.append(line)
        for reader, asks in asked:
            parts.setdefault(reader, []).append(asks)
    if not parts:  # nothing was asked, so that the letter of this week is still to be written
        work.session.execute(sa.delete(WeeklyLetter).where(col(WeeklyLetter.id) == letter_id))
    for reader, part in parts.items():
        _write(work, letter_id, work.session.get_one(Hub, hub_id), partner_id, reader, part)
    return lines


def _asked(
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


def _begin(work: Work, hub_id: UUID, partner_id: UUID) -> UUID | None:
    """Its id; None when it was written already: the database decides."""
    new = WeeklyLetter(
        hub_id=hub_id, organisation_id=partner_id, week=monday_of(brussels_date(work.now)),
        real_week=monday_of(brussels_date(work.real)), sent_at=work.now,
    )  # fmt: skip
    once = postgresql.insert(WeeklyLetter).values(**new.model_dump()).on_conflict_do_nothing()
    return work.session.execute(once.returning(col(WeeklyLetter.id))).scalar()


def _ask(
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


def _write(work: Work, letter_id: UUID, hub: Hub, partner_id: UUID, reader: Reader, part: list[Asks]) -> None:
    """One copy. Whoever answers it by mail about one case alone is understood as speaking of that case."""
    person_id, address = reader
    person = work.session.get(Person, person_id) if person_id else None
    cases = {one.referral_id: one.number for one in part}
    alone = part[0] if len(cases) == 1 else None
    letters.write(
        work, LETTER, address, once_key=f"weekly:{letter_id}:{person_id or '-'}", hub=hub, first=True,
        referral_id=alone.referral_id if alone else None, track_id=part[0].track_id if len(part) == 1 else None,
        reply_reference=alone.number if alone else None, more_links=[one.link for one in part],
        name=person.name if person else "", partner=work.session.get_one(Organisation, partner_id).name, asks=part,
        times=max(one.times_asked for one in part),
    )  # fmt: skip


def _failed(trouble: Exception, **what: str) -> dict[str, Any]:
    kind = type(trouble).__name__
    log.error("a weekly letter could not be written as it should", kind=kind, exc_info=trouble, **what)
    return {"did": "failed", "error": kind, **what}
