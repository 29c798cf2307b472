"""What a partner can answer about a track by a mailed link, and what became of its answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import links
from hub.asker import Asker, AskerKind
from hub.clock import brussels_date
from hub.dispatch import tracks
from hub.dispatch.identity import initials_of, youngster_of
from hub.dispatch.locks import take
from hub.dispatch.table_tables import TableCard, Track
from hub.dispatch.tables import Message, Referral
from hub.dispatch.track import DECLINE_REASONS, NOT_STARTED_REASONS, Reason, TrackStage, is_open
from hub.hubs import Hub
from hub.ledger import Entry
from hub.links import Link, Purpose
from hub.partners.tables import Offer
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.tokens import hash_of
from hub.wording import _


class Answer(StrEnum):
    """The values stand in forms, as the words that partners press."""

    TAKES = "opnemen"
    DECLINES = "weigeren"
    STARTED = "gestart"
    PLANNED = "gepland"
    NOT_STARTED = "niet"
    WITHDRAWS = "terug"
    RUNS = "loopt"
    PAUSES = "pauze"
    RESUMES = "verder"
    COMPLETED = "afgerond"
    STOPPED = "gestopt"


A, T = Answer, TrackStage
ANSWERS: dict[TrackStage, tuple[Answer, ...]] = {
    T.PROPOSED: (A.TAKES, A.DECLINES),
    T.ACCEPTED: (A.STARTED, A.PLANNED, A.NOT_STARTED, A.WITHDRAWS),
    T.STARTED: (A.RUNS, A.PAUSES, A.COMPLETED, A.STOPPED),
    T.ON_HOLD: (A.RESUMES, A.PAUSES, A.COMPLETED, A.STOPPED),
}
REASONS: dict[Answer, tuple[Reason, ...]] = {
    A.DECLINES: DECLINE_REASONS,
    A.NOT_STARTED: NOT_STARTED_REASONS,
    A.WITHDRAWS: DECLINE_REASONS,
    A.STOPPED: NOT_STARTED_REASONS,
}
DATED = frozenset({A.TAKES, A.STARTED, A.PLANNED, A.PAUSES, A.COMPLETED, A.STOPPED})
# Where a contact may be of a day that has gone; without a day it is of today.
MAY_BE_DATED = frozenset({A.RUNS})
COUNTS = frozenset({A.RUNS, A.COMPLETED})  # half-day units
# A promised day may be changed by the same link until it has come.
PROMISES = frozenset({"track.plan", "track.accept"})
# After these the same link notes contacts for as long as the track runs.
NOTES_ON = frozenset({"track.start", "track.contact", "track.resume"})


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
    """What the page of a link may show: which track, and nothing more about whom. `act` is what this link answered."""

    link: Link
    track: Track
    hub: Hub
    number: str
    initials: str
    offer: str
    act: str | None
    choices: tuple[Answer, ...]


def asked_by(work: Work, token: str) -> Asked:
    """What the link with this token asks. NotFound when it does not work any more.

    A link that was answered shows its answer, even when the track has ended by that.
    """
    link = work.session.exec(
        select(Link).where(Link.token_hash == hash_of(token), Link.purpose == Purpose.TRACK)
    ).first()
    if link is None or link.expires_at <= work.real or (link.withdrawn_at and not link.used_at):
        raise NotFound(_("Deze link werkt niet meer. Vraag een nieuwe aan het meldpunt."))
    track = work.session.get_one(Track, link.noun_id)
    referral = work.session.get_one(Referral, track.referral_id)
    offer = work.session.get(Offer, track.offer_id) if track.offer_id else None
    act = _act_of(work, link) if link.used_at else None
    return Asked(
        link=link, track=track, hub=work.session.get_one(Hub, track.hub_id), number=referral.number,
        initials=initials_of_case(work, referral), offer=offer.name if offer else "", act=act,
        choices=_choices(work, track, act),
    )  # fmt: skip


def answer(work: Work, token: str, given: Given) -> None:
    """Take the answer of the holder of this link.

    Refused when the link was answered already or does not ask this; Invalid with a sentence at "on", "reason" or
    "note" or "number".
    """
    asked = asked_by(work, token)
    take(work, asked.track.referral_id)
    work.session.refresh(asked.track)
    first = links.use_once(work, asked.link)
    if given.answer not in asked.choices or (asked.act is None and not first):
        raise Refused(_("Dit is al beantwoord, of er is intussen iets veranderd. Kijk hoe het nu staat."))
    if given.answer in DATED and given.on is None:
        raise Invalid({"on": _("Kies een dag.")})
    work.asker = Asker(AskerKind.LINK, link_id=asked.link.id)
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
    """A track that pauses already does so until another day: it goes on and stops again."""
    if work.session.get_one(Track, track_id).stage == TrackStage.ON_HOLD:
        tracks.resume(work, track_id, by_link=link)
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
    A.WITHDRAWS: _withdraws, A.RUNS: _runs, A.PAUSES: _pauses, A.RESUMES: _resumes,
    A.COMPLETED: _completed, A.STOPPED: _stopped,
}  # fmt: skip


def _choices(work: Work, track: Track, act: str | None) -> tuple[Answer, ...]:
    """What may be answered now: everything by a fresh link, another word than a promise until its day, and a contact
    for as long as the track runs."""
    if not is_open(track.stage):
        return ()
    if act is None:
        return ANSWERS[TrackStage(track.stage)]
    if act in NOTES_ON and track.stage == TrackStage.STARTED:
        return (Answer.RUNS,)
    promised = act in PROMISES and track.stage == TrackStage.ACCEPTED and track.agreed_start
    return ANSWERS[TrackStage.ACCEPTED] if promised and brussels_date(work.now) <= promised else ()


def _act_of(work: Work, link: Link) -> str | None:
    return work.session.exec(
        select(Entry.act)
        .where(Entry.noun_id == link.noun_id, Entry.link_id == link.id, Entry.noun == "track")
        .order_by(sa.desc(col(Entry.id)))
        .limit(1)
    ).first()


def initials_of_case(work: Work, referral: Referral) -> str:
    """As the partners know the case: the initials on its table card, else those of its name."""
    card = work.session.get(TableCard, referral.id)
    if card and card.approved_at and card.initials:
        return card.initials
    youngster = youngster_of(work, referral)
    first, last = (youngster.first_name, youngster.last_name) if youngster else (None, None)
    return initials_of(first, last, referral.subject_kind)
