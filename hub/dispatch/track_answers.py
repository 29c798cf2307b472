"""What a partner can answer about a track by a mailed link, and what became of its answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import links
from hub.asker import Asker, AskerKind, Seat
from hub.clock import brussels_date
from hub.dispatch import tracks
from hub.dispatch.identity import initials_of, youngster_of
from hub.dispatch.locks import take
from hub.dispatch.mailed.receivers import seat_of
from hub.dispatch.table_tables import TableCard, Track
from hub.dispatch.tables import Message, Referral, Youngster
from hub.dispatch.track import DECLINE_REASONS, NOT_STARTED_REASONS, Reason, TrackStage
from hub.hubs import Hub
from hub.ledger import Entry
from hub.links import Link, Purpose
from hub.partners.tables import Offer, Organisation
from hub.people.tables import Person
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.tokens import hash_of
from hub.wording import N_, _


class Answer(StrEnum):
    """The values stand in forms, as the words that partners press."""

    TAKES = "opnemen"
    DECLINES = "weigeren"
    STARTED = "gestart"
    PLANNED = "gepland"
    NOT_STARTED = "niet"
    WITHDRAWS = "terug"
    RUNS = "loopt"
    NOTED = "contact"
    PAUSES = "pauze"
    RESUMES = "verder"
    COMPLETED = "afgerond"
    STOPPED = "gestopt"


A, T = Answer, TrackStage
ANSWERS: dict[TrackStage, tuple[Answer, ...]] = {
    T.PROPOSED: (A.TAKES, A.DECLINES),
    T.ACCEPTED: (A.STARTED, A.PLANNED, A.NOTED, A.NOT_STARTED, A.WITHDRAWS),
    T.STARTED: (A.RUNS, A.PAUSES, A.COMPLETED, A.STOPPED),
    T.ON_HOLD: (A.RESUMES, A.NOTED, A.PAUSES, A.COMPLETED, A.STOPPED),
}
REASONS: dict[Answer, tuple[Reason, ...]] = {
    A.DECLINES: DECLINE_REASONS,
    A.NOT_STARTED: NOT_STARTED_REASONS,
    A.WITHDRAWS: DECLINE_REASONS,
    A.STOPPED: NOT_STARTED_REASONS,
}
DATED = frozenset({A.TAKES, A.STARTED, A.PLANNED, A.PAUSES, A.COMPLETED, A.STOPPED})
# Where a contact may be of a day that has gone; without a day it is of today.
MAY_BE_DATED = frozenset({A.RUNS, A.NOTED})
COUNTS = frozenset({A.RUNS, A.NOTED, A.COMPLETED})  # half-day units


OVER = N_("Deze link werkt niet meer. Vraag een nieuwe aan het meldpunt.")
READ = "track.read_by_link"  # a look at the card, and no answer


@dataclass(frozen=True)
class Given:
    """What was typed with an answer; a day that could not be read is None."""

    answer: Answer
    on: date | None = None
    reason: str = ""
    note: str = ""
    number: int | None = None  # half-day units


@dataclass(frozen=True)
class Asked:
    """What the page of a link may show: which track, and nothing more about whom. `act` is what this link answered
    last; `person` whom it was mailed to, nobody for a team."""

    link: Link
    track: Track
    hub: Hub
    number: str
    initials: str
    offer: str
    partner: str
    act: str | None
    choices: tuple[Answer, ...]
    today: bool = False  # it was answered today
    person: Person | None = None
    seat: Seat | None = None  # of this person at the partner


def asked_by(work: Work, token: str) -> Asked:
    """What the link with this token asks. NotFound when it does not work any more, or its reader left the partner.

    A link that was answered shows its answer, even when the track has ended by that.
    """
    link = work.session.exec(
        select(Link).where(Link.token_hash == hash_of(token), Link.purpose == Purpose.TRACK)
    ).first()
    if link is None or link.expires_at <= work.real or (link.withdrawn_at and not link.used_at):
        raise NotFound(_(OVER))
    track = work.session.get_one(Track, link.noun_id)
    partner = work.session.get_one(Organisation, track.organisation_id)
    seat = seat_of(work, partner, link.person_id) if link.person_id else None
    if link.person_id and seat is None:
        raise NotFound(_(OVER))
    referral = work.session.get_one(Referral, track.referral_id)
    offer = work.session.get(Offer, track.offer_id) if track.offer_id else None
    act, at = _act_of(work, link) if link.used_at else (None, None)
    return Asked(
        link=link, track=track, hub=work.session.get_one(Hub, track.hub_id), number=referral.number,
        initials=initials_of_case(work, referral), offer=offer.name if offer else "", partner=partner.name, act=act,
        choices=ANSWERS.get(TrackStage(track.stage), ()), seat=seat,
        today=at is not None and brussels_date(at) == brussels_date(work.now),
        person=work.session.get(Person, link.person_id) if link.person_id else None,
    )  # fmt: skip


def holder_of(work: Work, asked: Asked, seat: Seat | None) -> Asker:
    """Whoever holds this link: the person that it was mailed to, speaking for its partner."""
    name = asked.person.name if asked.person else ""
    return Asker(
        AskerKind.LINK, person_id=asked.link.person_id, link_id=asked.link.id, name=name, seats=(seat,) if seat else ()
    )  # fmt: skip


def answer(work: Work, token: str, given: Given) -> None:
    """Take the answer of the holder of this link, which answers again for as long as the track is open; with each
    answer its days are counted anew.

    Refused when the track stands otherwise by now; Invalid with a sentence at "on", "reason" or "note" or "number".
    """
    asked = asked_by(work, token)
    take(work, asked.track.referral_id)
    work.session.refresh(asked.track)
    work.session.refresh(asked.link)
    if asked.link.expires_at <= work.real:  # meanwhile it went to somebody else
        raise NotFound(_(OVER))
    links.use_once(work, asked.link)
    if given.answer not in ANSWERS.get(TrackStage(asked.track.stage), ()):
        raise Refused(_("Dit is al beantwoord, of er is intussen iets veranderd. Kijk hoe het nu staat."))
    if given.answer in DATED and given.on is None:
        raise Invalid({"on": _("Kies een dag.")})
    links.hold_on(work, asked.link)
    work.asker = holder_of(work, asked, asked.seat)
    try:
        TAKEN[given.answer](work, asked.track.id, given, asked.link)
    except Invalid as wrong:
        raise Invalid({FIELDS.get(field, field): sentence for field, sentence in wrong.errors.items()}) from wrong


FIELDS = {
    "agreed_start": "on", "until": "on", "hold_reason": "note", "text": "note", "end_note": "note",
    "half_day_units": "number",
}  # fmt: skip
Taken = Callable[[Work, UUID, Given, Link], None]


def _day(given: Given) -> date:
    assert given.on is not None
    return given.on


def _pauses(work: Work, track_id: UUID, given: Given, link: Link) -> None:
    """A track that pauses already does so until another day. The second of two clicks changes nothing."""
    track = work.session.get_one(Track, track_id)
    if (track.hold_until, track.hold_reason) == (given.on, given.note.replace("\r\n", "\n").strip()):
        return
    tracks.hold(work, track_id, _day(given), given.note, by_link=link)


def _takes(work: Work, track_id: UUID, given: Given, link: Link) -> None:
    tracks.accept(work, track_id, _day(given), by_link=link)


def _declines(work: Work, track_id: UUID, given: Given, link: Link) -> None:
    tracks.decline(work, track_id, given.reason, given.note, by_link=link)


def _started(work: Work, track_id: UUID, given: Given, link: Link) -> None:
    tracks.start(work, track_id, _day(given), by_link=link)


def _planned(work: Work, track_id: UUID, given: Given, link: Link) -> None:
    tracks.plan(work, track_id, _day(given), by_link=link)


def _not_started(work: Work, track_id: UUID, given: Given, link: Link) -> None:
    tracks.not_start(work, track_id, given.reason, given.note, by_link=link)


def _withdraws(work: Work, track_id: UUID, given: Given, link: Link) -> None:
    tracks.withdraw(work, track_id, given.reason, given.note, by_link=link)


def _runs(work: Work, track_id: UUID, given: Given, link: Link) -> None:
    """A contact that stands there word for word was noted by the first of two clicks."""
    units = given.number or 0
    if not _noted_already(work, track_id, given, units):
        tracks.sign_of_life(work, track_id, given.note, units, on=given.on, by_link=link)


def _noted_already(work: Work, track_id: UUID, given: Given, units: int) -> bool:
    if not given.note.strip():
        return False
    alike = select(Message.at).where(
        Message.track_id == track_id, Message.text == given.note.replace("\r\n", "\n").strip(),
        Message.half_day_units == units,
    )  # fmt: skip
    day = given.on or brussels_date(work.now)
    return any(brussels_date(at) == day for at in work.session.exec(alike.limit(20)))


def _resumes(work: Work, track_id: UUID, given: Given, link: Link) -> None:
    tracks.resume(work, track_id, by_link=link)


def _completed(work: Work, track_id: UUID, given: Given, link: Link) -> None:
    tracks.complete(work, track_id, _day(given), given.note, given.number, by_link=link)


def _stopped(work: Work, track_id: UUID, given: Given, link: Link) -> None:
    tracks.stop_early(work, track_id, _day(given), given.reason, given.note, by_link=link)


TAKEN: dict[Answer, Taken] = {
    A.TAKES: _takes, A.DECLINES: _declines, A.STARTED: _started, A.PLANNED: _planned, A.NOT_STARTED: _not_started,
    A.WITHDRAWS: _withdraws, A.RUNS: _runs, A.NOTED: _runs, A.PAUSES: _pauses, A.RESUMES: _resumes,
    A.COMPLETED: _completed, A.STOPPED: _stopped,
}  # fmt: skip


def _act_of(work: Work, link: Link) -> tuple[str | None, datetime | None]:
    found = work.session.exec(
        select(Entry.act, Entry.at)
        .where(Entry.noun_id == link.noun_id, Entry.link_id == link.id, Entry.noun == "track", Entry.act != READ)
        .order_by(sa.desc(col(Entry.id)))
        .limit(1)
    ).first()
    return found or (None, None)


def initials_of_case(work: Work, referral: Referral) -> str:
    """As the partners know the case: the initials on its table card, else those of its name."""
    return initials_on(work.session.get(TableCard, referral.id), youngster_of(work, referral), referral)


def initials_on(card: TableCard | None, youngster: Youngster | None, referral: Referral) -> str:
    if card and card.approved_at and card.initials:
        return card.initials
    first, last = (youngster.first_name, youngster.last_name) if youngster else (None, None)
    return initials_of(first, last, referral.subject_kind)
