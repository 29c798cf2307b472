"""What became of a referral, for its referrer: the talk that is planned, who takes it up and since when, how it ended.

Whatever a letter says that is read "here" stands on the page that these make up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.dispatch import appointments
from hub.dispatch.case import OUTCOME_WORDS, Outcome
from hub.dispatch.clarify_tables import Appointment
from hub.dispatch.codes import Channel
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Message, Referral
from hub.dispatch.track import TRACK_WORDS, TrackStage
from hub.partners.tables import Organisation
from hub.store import Work
from hub.wording import N_, _, date_words

# What the desk writes with these endings is meant for the referrer, and said so where it is typed.
SAID_TO_REFERRER = (
    Outcome.TALK_WAS_ENOUGH, Outcome.NOT_FOR_US, Outcome.REFERRED_ELSEWHERE, Outcome.CONSULT_ANSWERED,
)  # fmt: skip
# A partner who was only asked is nobody yet to the referrer, nor one who said no.
KNOWN = tuple(stage for stage in TrackStage if stage not in (TrackStage.PROPOSED, TrackStage.DECLINED))
SINCE = {
    TrackStage.ACCEPTED: (N_("start afgesproken op %(day)s"), "agreed_start"),
    TrackStage.STARTED: (N_("gestart op %(day)s"), "started_on"),
    TrackStage.ON_HOLD: (N_("gepauzeerd tot %(day)s"), "hold_until"),
    TrackStage.COMPLETED: (N_("afgerond op %(day)s"), "ended_on"),
    TrackStage.STOPPED_EARLY: (N_("te vroeg gestopt op %(day)s"), "ended_on"),
}


@dataclass(frozen=True)
class Taker:
    """A partner with a track: its name, how that stands since when, and what it said it would do."""

    name: str
    words: str
    commitment: str


def takers(work: Work, referral_id: UUID) -> list[Taker]:
    """Who took it up, in the order in which they did; the reason of an ending is between the partner and the hub."""
    rows = work.session.exec(
        select(Track, Organisation.name)
        .join(Organisation, col(Organisation.id) == col(Track.organisation_id))
        .where(Track.referral_id == referral_id, col(Track.stage).in_(KNOWN))
        .order_by(col(Track.agreed_at), col(Track.id))
    ).all()
    return [_taker(track, name) for track, name in rows]


def _taker(track: Track, name: str) -> Taker:
    stage = TrackStage(track.stage)
    words, field = SINCE.get(stage, ("", ""))
    day: date | None = getattr(track, field) if field else None
    said = _(words, day=date_words(day)) if day else _(TRACK_WORDS[stage])
    return Taker(name, said, track.commitment)


def planned(work: Work, referral_id: UUID) -> Appointment | None:
    """The talk to which the referrer is invited."""
    return appointments.upcoming(work, referral_id)


def ending(referral: Referral) -> tuple[str, str] | None:
    """(how it ended, what the desk wrote to the referrer about it); None while it is open."""
    if referral.outcome is None:
        return None
    outcome = Outcome(referral.outcome)
    # As `taking_back` leaves it: without the words of its mail.
    if outcome == Outcome.DOUBLE and referral.channel == Channel.MAIL and not referral.story:
        return _(OUTCOME_WORDS[outcome]), _("Dit nummer vervalt. We bekijken je e-mail opnieuw.")
    return _(OUTCOME_WORDS[outcome]), referral.closing_note if outcome in SAID_TO_REFERRER else ""


def told(work: Work, referral_id: UUID) -> Sequence[Message]:
    """What the referrer wrote later on, oldest first."""
    return work.session.exec(
        select(Message)
        .where(
            Message.referral_id == referral_id, col(Message.kind).in_(("form", "help")), sa.text("author_id IS NULL")
        )
        .order_by(col(Message.at))
    ).all()
