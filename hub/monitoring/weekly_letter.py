"""The weekly letter: what a partner owes a word about or promised, in one letter a week, each with its own link."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects import postgresql
from sqlmodel import col, select

from hub import letters, stumbles
from hub.clock import brussels_date, in_brussels
from hub.dispatch.mailed.weekly_tables import WeeklyLetter
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.monitoring import weekly_agreements, weekly_tracks
from hub.monitoring.one_by_one import remember
from hub.monitoring.weekly import monday_of
from hub.monitoring.weekly_agreements import Agreed
from hub.monitoring.weekly_tracks import Asks, Reader
from hub.partners.tables import Organisation
from hub.people.tables import Person
from hub.store import Store, Work
from hub.tokens import hash_of

log = structlog.get_logger()
LETTER = "weekly"
Said = Asks | Agreed
Lines = list[dict[str, Any]]
Parts = dict[Reader, list[Said]]
Piece = tuple[Sequence[tuple[Reader, Said]], dict[str, Any] | None]


def run(store: Store, now: datetime, partners: Iterable[tuple[UUID, UUID]]) -> Iterator[dict[str, Any]]:
    """Write to these partners of these hubs; a line for each track and each agreement of which it speaks. Each partner
    is a transaction of its own, and so is, within it, each of these: one that fails holds nobody up, and waits longer
    each time."""
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


def write(work: Work, hub_id: UUID, partner_id: UUID) -> Lines:
    """The letter of this week, when it has not gone. A case that somebody is working on at this very moment keeps all
    of it waiting until the next beat: there is no second letter this week."""
    tracks = [row for row, _todo in weekly_tracks.asked_now(work, hub_id, partner_id)]
    agreements = weekly_agreements.told_now(work, hub_id, partner_id)
    cases = {row.referral_id for row in (*tracks, *agreements)}
    referrals = {
        one.id: one
        for one in work.session.exec(
            select(Referral).where(col(Referral.id).in_(cases)).order_by(col(Referral.id))
            .with_for_update(skip_locked=True)
        )
    }  # fmt: skip
    if len(referrals) < len(cases):
        return []
    held = list(referrals)
    asked = weekly_tracks.asked_now(work, hub_id, partner_id, of_cases=held)
    told = weekly_agreements.told_now(work, hub_id, partner_id, of_cases=held)
    letter_id = _begin(work, hub_id, partner_id) if asked or told else None
    if letter_id is None:
        return []
    pieces: list[tuple[dict[str, str], Callable[[], Piece]]] = [
        *(
            ({"track": str(row.id)},
             partial(weekly_tracks.ask, work, letter_id, referrals[row.referral_id], row, todo))
            for row, todo in asked
        ),
        *(
            ({"agreement": str(row.id)},
             partial(weekly_agreements.tell, work, letter_id, referrals[row.referral_id], row))
            for row in told
        ),
    ]  # fmt: skip
    parts, lines = _gather(work, pieces)
    if not parts:  # nothing was asked, so that the letter of this week is still to be written
        work.session.execute(sa.delete(WeeklyLetter).where(col(WeeklyLetter.id) == letter_id))
    for reader, part in parts.items():
        _write(work, letter_id, work.session.get_one(Hub, hub_id), partner_id, reader, part)
    return lines


def _gather(work: Work, pieces: Iterable[tuple[dict[str, str], Callable[[], Piece]]]) -> tuple[Parts, Lines]:
    """What each reader is asked, and a line for each piece; each in a savepoint, so that one that fails waits for the
    letter of next week by itself."""
    parts: Parts = {}
    lines: Lines = []
    for which, take in pieces:
        try:
            with work.session.begin_nested():
                said, line = take()
        except Exception as trouble:
            lines.append(_failed(trouble, **which))
            continue
        if line:
            lines.append(line)
        for reader, one in said:
            parts.setdefault(reader, []).append(one)
    return parts, lines


def _begin(work: Work, hub_id: UUID, partner_id: UUID) -> UUID | None:
    """Its id; None when it was written already: the database decides."""
    new = WeeklyLetter(
        hub_id=hub_id, organisation_id=partner_id, week=monday_of(brussels_date(work.now)),
        real_week=monday_of(brussels_date(work.real)), sent_at=work.now,
    )  # fmt: skip
    once = postgresql.insert(WeeklyLetter).values(**new.model_dump()).on_conflict_do_nothing()
    return work.session.execute(once.returning(col(WeeklyLetter.id))).scalar()


def _write(work: Work, letter_id: UUID, hub: Hub, partner_id: UUID, reader: Reader, part: Sequence[Said]) -> None:
    """One copy. Whoever answers it by mail about one case alone is understood as speaking of that case."""
    person_id, address = reader
    person = work.session.get(Person, person_id) if person_id else None
    whose = person_id or f"-#{hash_of(address)}"  # as it is read again in hub.monitoring.check_rules
    asks = [one for one in part if isinstance(one, Asks)]
    agreed = sorted((one for one in part if isinstance(one, Agreed)), key=lambda one: (one.by, one.number))
    cases = {one.referral_id for one in part}
    number = part[0].number if len(cases) == 1 else ""
    letters.write(
        work, LETTER, address, once_key=f"weekly:{letter_id}:{whose}", hub=hub, first=True,
        referral_id=part[0].referral_id if len(cases) == 1 else None,
        track_id=asks[0].track_id if len(part) == len(asks) == 1 else None,
        reply_reference=number or None, more_links=[one.link for one in part], number=number,
        name=person.name if person else "", partner=work.session.get_one(Organisation, partner_id).name, asks=asks,
        owed=[one for one in agreed if one.over], promised=[one for one in agreed if not one.over],
    )  # fmt: skip


def _failed(trouble: Exception, **what: str) -> dict[str, Any]:
    kind = type(trouble).__name__
    log.error("a weekly letter could not be written as it should", kind=kind, exc_info=trouble, **what)
    return {"did": "failed", "error": kind, **what}
