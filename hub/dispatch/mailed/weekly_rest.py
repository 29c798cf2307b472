"""What else waits for a word in the letter of the week from which somebody answered about one track."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from hub.dispatch.mailed.weekly_tables import WeeklyLine
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import TRACK_WORDS, TrackStage
from hub.dispatch.track_answers import Asked, asked_by
from hub.links import Link
from hub.partners.tables import Offer
from hub.problems import NotFound
from hub.store import Work
from hub.wording import _


@dataclass(frozen=True)
class Waits:
    id: UUID
    title: str  # as in the letter: number and offer
    words: str
    link_id: UUID


def rest_of(work: Work, asked: Asked) -> Sequence[Waits]:
    """The tracks in this reader's copy of the letter about which nobody said anything since; none for another link."""
    mine = work.session.exec(select(WeeklyLine).where(WeeklyLine.link_id == asked.link.id)).first()
    if mine is None:
        return []
    rows = work.session.exec(
        select(WeeklyLine, Track.stage, Referral.number, Offer.name)
        .join(Track, col(Track.id) == col(WeeklyLine.track_id))
        .join(Referral, col(Referral.id) == col(Track.referral_id))
        .join(Link, col(Link.id) == col(WeeklyLine.link_id))
        .outerjoin(Offer, col(Offer.id) == col(Track.offer_id))
        .where(WeeklyLine.letter_id == mine.letter_id, WeeklyLine.id != mine.id)
        .where(col(WeeklyLine.person_id).is_not_distinct_from(mine.person_id))
        .where(col(Track.asked_at).is_not(None), col(Track.due_at).is_not(None))
        .where(col(Link.withdrawn_at).is_(None), col(Link.expires_at) > work.real)
        .order_by(col(Referral.number), col(WeeklyLine.id))
    ).all()
    return [
        Waits(
            one.id, " · ".join(part for part in (number, offer) if part), _(TRACK_WORDS[TrackStage(stage)]), one.link_id
        )
        for one, stage, number, offer in rows
    ]


def open_one(work: Work, token: str, line_id: UUID) -> Link:
    """The link of the letter to another of its tracks, for whoever answered by this one; NotFound for anything else.

    Who was only sent the link about one track learns of no other by it.
    """
    asked = asked_by(work, token)
    waits = next((one for one in rest_of(work, asked) if one.id == line_id), None)
    if waits is None or asked.link.used_at is None:
        raise NotFound
    return work.session.get_one(Link, waits.link_id)
