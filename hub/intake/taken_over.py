"""A referral that its CLB took over, for whoever referred it before: how far it is, and nothing more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.columns import table_of
from hub.dispatch.carrying import newest_of
from hub.dispatch.clb import ClbState
from hub.dispatch.clb_tables import ClbQuestion
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.intake import news
from hub.intake.asked_now import now_words
from hub.intake.sight import stages_of
from hub.intake.way import Step
from hub.links import Link, Purpose
from hub.partners.tables import Organisation
from hub.store import Work
from hub.tokens import hash_of

Q, R, O_ = table_of(ClbQuestion), table_of(Referral), table_of(Organisation)
MOST = 50


@dataclass(frozen=True)
class TakenOver:
    """`ending` is how it closed, in words, "" while it is open."""

    hub: Hub
    number: str
    clb: str
    at: datetime
    steps: Sequence[Step]
    now: str
    ending: str = ""


@dataclass(frozen=True)
class Line:
    """One of them in a list."""

    id: UUID
    number: str
    clb: str
    stage: str
    at: datetime


def by_link(work: Work, token: str) -> TakenOver | None:
    """What an older link of a referral shows that its CLB took over since; None where that is not so."""
    link = work.session.exec(
        select(Link).where(Link.token_hash == hash_of(token), Link.purpose == Purpose.REFERRAL)
    ).first()
    if link is None or link.withdrawn_at is None or link.expires_at <= work.real or link.referral_id is None:
        return None
    found = _over(work, newest_of(work, link.referral_id))
    # One that was taken back before had come into the wrong hands.
    ended_by_it = found and found.real_answered_at and link.withdrawn_at >= found.real_answered_at
    return _shown(work, found) if found and ended_by_it else None


def signed_in(work: Work, referral_id: UUID, email: str) -> TakenOver | None:
    """The same for who signed in with the address that the referral came with before."""
    found = _over(work, newest_of(work, referral_id))
    return _shown(work, found) if found and found.referrer_before == email else None


def lines(work: Work, email: str) -> list[Line]:
    """What came with this address and is a CLB's now, newest first."""
    asked: Any = (
        sa.select(R.c.id, R.c.number, R.c.stage, Q.c.answered_at, O_.c.name)
        .select_from(Q.join(R, R.c.id == Q.c.referral_id).outerjoin(O_, O_.c.id == Q.c.clb_id))
        .where(Q.c.referrer_before == email, Q.c.referrer_before != "", Q.c.state == ClbState.TAKES_OVER)
        .where(R.c.referrer_email != email)
        .order_by(Q.c.answered_at.desc())
        .limit(MOST)
    )
    return [Line(row.id, row.number, row.name or "", row.stage, row.answered_at) for row in work.session.execute(asked)]


def _over(work: Work, referral_id: UUID) -> ClbQuestion | None:
    return work.session.exec(
        select(ClbQuestion)
        .where(ClbQuestion.referral_id == referral_id, ClbQuestion.state == ClbState.TAKES_OVER)
        .order_by(col(ClbQuestion.made_at).desc())
        .limit(1)
    ).first()


def _shown(work: Work, question: ClbQuestion) -> TakenOver:
    referral = work.session.get_one(Referral, question.referral_id)
    clb = work.session.get(Organisation, question.clb_id) if question.clb_id else None
    ended = news.ending(referral)
    return TakenOver(
        hub=work.session.get_one(Hub, referral.hub_id), number=referral.number, clb=clb.name if clb else "",
        at=question.answered_at or question.made_at, steps=stages_of(work, referral.id),
        now=now_words(work, referral), ending=ended[0] if ended else "",
    )  # fmt: skip
