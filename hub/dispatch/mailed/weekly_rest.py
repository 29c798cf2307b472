"""What else waits for a word in the letter of the week from which somebody answered about one thing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.clock import brussels_date
from hub.dispatch.case_team.agreed import Owner, Rung, Stalled
from hub.dispatch.case_team.tables import PlanAgreement
from hub.dispatch.mailed.weekly_tables import WeeklyLine
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import TRACK_WORDS, TrackStage
from hub.links import Link
from hub.partners.tables import Offer
from hub.problems import NotFound
from hub.store import Work
from hub.wording import _, date_words


@dataclass(frozen=True)
class Waits:
    id: UUID
    title: str  # as in the letter: number and offer
    words: str
    link_id: UUID


def rest_of(work: Work, link: Link) -> Sequence[Waits]:
    """What this reader's copy of the letter says of which nobody said anything since; none for another link."""
    mine = work.session.exec(select(WeeklyLine).where(WeeklyLine.link_id == link.id)).first()
    if mine is None:
        return []
    rows = work.session.execute(
        sa.select(
            WeeklyLine,
            col(Track.stage),
            col(Referral.number),
            col(Offer.name),
            col(PlanAgreement.by),
            col(PlanAgreement.owner),
        )
        .outerjoin(Track, col(Track.id) == col(WeeklyLine.track_id))
        .outerjoin(PlanAgreement, col(PlanAgreement.id) == col(WeeklyLine.agreement_id))
        .join(Referral, col(Referral.id) == sa.func.coalesce(col(Track.referral_id), col(PlanAgreement.referral_id)))
        .join(Link, col(Link.id) == col(WeeklyLine.link_id))
        .outerjoin(Offer, col(Offer.id) == col(Track.offer_id))
        .where(col(WeeklyLine.letter_id) == mine.letter_id, col(WeeklyLine.id) != mine.id)
        .where(col(WeeklyLine.person_id).is_not_distinct_from(mine.person_id))
        .where(sa.or_(_TRACK_WAITS, _AGREEMENT_WAITS))
        .where(col(Link.withdrawn_at).is_(None), col(Link.expires_at) > work.real)
        .order_by(col(WeeklyLine.asked).desc(), col(Referral.number), col(WeeklyLine.id))
    ).all()
    today = brussels_date(work.now)
    return [
        _agreed(line, by, number if owner == Owner.PARTNER else "", today)
        if by
        else Waits(line.id, _joined(number, offer), _(TRACK_WORDS[TrackStage(stage)]), line.link_id)
        for line, stage, number, offer, by, owner in rows
    ]


_TRACK_WAITS = col(Track.asked_at).is_not(None) & col(Track.due_at).is_not(None)
_SAID = (Stalled.STUCK, Stalled.MOVED)
_AGREEMENT_WAITS = col(PlanAgreement.due_at).is_not(None) & sa.case(
    (
        col(WeeklyLine.asked),
        (col(PlanAgreement.rung) > Rung.NOBODY)
        & (col(PlanAgreement.stalled_for).is_(None) | col(PlanAgreement.stalled_for).not_in(_SAID)),
    ),
    else_=(col(PlanAgreement.rung) == Rung.NOBODY) & col(Link.used_at).is_(None),
)


def _agreed(line: WeeklyLine, by: date, number: str, today: date) -> Waits:
    return Waits(line.id, _joined(number, _("Afspraak")), _("tegen %(day)s", day=date_words(by, today)), line.link_id)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def open_one(work: Work, link: Link, line_id: UUID) -> Link:
    """The link of the letter to something else in it; NotFound for anything else. Whoever answered by this one in this
    browser comes here (`pressed.answered`): who was only sent the link about one thing learns of no other by it, were
    it answered before."""
    waits = next((one for one in rest_of(work, link) if one.id == line_id), None)
    if waits is None or link.used_at is None:
        raise NotFound
    return work.session.get_one(Link, waits.link_id)
