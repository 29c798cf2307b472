"""What goes along with a case that another hub takes over: whom it is about, what the referrer said, and who agreed.

What the desk and its partners wrote stays in the file of the hub that handed it over.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import SQLModel, col, select

from hub.dispatch import clb_asking, moves
from hub.dispatch.case import Move, Outcome
from hub.dispatch.case_team.travelling import carry_around
from hub.dispatch.clarify_tables import Question
from hub.dispatch.clb import ANSWERED
from hub.dispatch.clb_tables import ClbQuestion
from hub.dispatch.codes import Channel, ReferrerKind, SubjectKind
from hub.dispatch.hand_over import OfferState
from hub.dispatch.hand_over_tables import HandOver
from hub.dispatch.identity import youngster_of
from hub.dispatch.opening import NewCase, Referrer, open_case
from hub.dispatch.reopening import propose
from hub.dispatch.sharing.travelling import carry_answers
from hub.dispatch.table_tables import AgendaReason, TableCard
from hub.dispatch.tables import Message, Referral, Youngster
from hub.hubs import Hub
from hub.store import Work

CASE = (
    "referrer_name", "referrer_function", "referrer_organisation", "referrer_organisation_id", "referrer_kind",
    "referrer_email", "referrer_phone", "referrer_confirmed_at", "clb_contact", "own_reference", "urgent",
    "urgency_motive", "flag", "flag_reason", "flagged_at", "danger", "danger_at", "subject_kind", "school_name",
    "school_organisation_id", "school_nis", "structure", "grade", "finality", "main_reason", "other_reasons", "story",
    "sections",
)  # fmt: skip
YOUNGSTER = (
    "first_name", "last_name", "sort_key", "birth_date", "gender", "postcode", "home_nis", "phone", "home_language",
    "interpreter", "home_situation",
)  # fmt: skip
CARD = ("initials", "asked", "situation", "strengths")
CLB_ANSWER = (
    "clb_id", "to_address", "worker_name", "worker_phone", "note", "answered_at", "real_answered_at", "referrer_before",
)  # fmt: skip
FROM_REFERRER = ("form", "answer", "mail_in", "help")


def trail_to(work: Work, referral_id: UUID) -> list[UUID]:
    """The cases at other hubs, and at this one before, as which this one went about until it came here."""
    found: list[UUID] = []
    here = [referral_id]
    while here:
        came = select(HandOver.referral_id).where(
            col(HandOver.to_referral_id).in_(here), HandOver.state == OfferState.ACCEPTED
        )
        here = [one for one in work.session.exec(came).all() if one not in found]
        found += here
    return found


def home_at(work: Work, referral_id: UUID, hub_id: UUID) -> UUID | None:
    """The case of this hub that this one goes back to, when it was handed over from there; None when it never was."""
    before = select(Referral.id).where(
        col(Referral.id).in_(trail_to(work, referral_id)), Referral.hub_id == hub_id,
        Referral.outcome == Outcome.OTHER_HUB,
    )  # fmt: skip
    return work.session.exec(before).first()


def carry(work: Work, source: Referral, hub: Hub, home: UUID | None) -> Referral:
    """The case that goes on at this hub: its own earlier one (`home`, held) or a new one, on its radar at once."""
    if home is not None:
        known = work.session.get_one(Referral, home)
        _copy(source, known, CASE)
        _copy_youngster(work, source, known)
        _copy_words(work, source, known, since=source.created_at)
        known.reopened_for, known.reopened_track_id = AgendaReason.HANDED_BACK, None
        why: dict[str, Any] = {"for": str(AgendaReason.HANDED_BACK)}
        moves.move(work, known, Move.TAKE_BACK, **why)
        propose(work, known, AgendaReason.HANDED_BACK)
        _copy_clb(work, source, known)
        carry_answers(work, source, known)
        carry_around(work, source, known)
        return known
    new = open_case(
        work, hub,
        NewCase(
            channel=Channel.HUB, referrer=Referrer(kind=ReferrerKind(source.referrer_kind)),
            subject_kind=SubjectKind(source.subject_kind),
        ),
    )  # fmt: skip
    _copy(source, new, CASE)
    _copy_youngster(work, source, new)
    _copy_words(work, source, new)
    _copy_card(work, source, new)
    work.flush()
    _copy_clb(work, source, new)
    carry_answers(work, source, new)
    carry_around(work, source, new)
    return new


def newest_of(work: Work, referral_id: UUID) -> UUID:
    """Where a case is now: itself, or the case of the hub that took it over last."""
    here = referral_id
    while True:
        accepted = (
            select(HandOver.to_referral_id)
            .join(Referral, col(Referral.id) == col(HandOver.referral_id))
            .where(HandOver.referral_id == here, HandOver.state == OfferState.ACCEPTED)
            .where(Referral.outcome == Outcome.OTHER_HUB)
            .order_by(col(HandOver.ended_at).desc(), col(HandOver.offered_at).desc())
        )
        there = work.session.exec(accepted).first()
        if there is None:
            return here
        here = there


def _copy(source: SQLModel, target: SQLModel, columns: tuple[str, ...]) -> None:
    for column in columns:
        value = getattr(source, column)
        setattr(target, column, list(value) if isinstance(value, list) else value)


def _copy_youngster(work: Work, source: Referral, target: Referral) -> None:
    """A hub knows a youngster by a row of its own, so that each counts its own youngsters once."""
    known = youngster_of(work, source)
    if known is None:
        return
    own = youngster_of(work, target)
    if own is None:
        own = Youngster(hub_id=target.hub_id, created_at=work.now)
        work.session.add(own)
    _copy(known, own, YOUNGSTER)
    work.session.flush()
    target.youngster_id = own.id


def _copy_words(work: Work, source: Referral, target: Referral, since: datetime | None = None) -> None:
    """What the referrer wrote and answered; nobody has to read it twice."""
    said = select(Message).where(Message.referral_id == source.id, col(Message.kind).in_(FROM_REFERRER))
    asked = select(Question).where(Question.referral_id == source.id, col(Question.answered_at).is_not(None))
    if since is not None:
        said, asked = said.where(Message.at >= since), asked.where(Question.asked_at >= since)
    for one in work.session.exec(said).all():
        work.session.add(
            Message(
                hub_id=target.hub_id, referral_id=target.id, at=one.at, kind=one.kind, author_id=one.author_id,
                author_name=one.author_name, text=one.text, seen_at=work.now,
            )
        )  # fmt: skip
    for question in work.session.exec(asked).all():
        work.session.add(
            Question(
                hub_id=target.hub_id, referral_id=target.id, text=question.text, asked_at=question.asked_at,
                asked_by=question.asked_by, answer=question.answer, answered_at=question.answered_at, seen_at=work.now,
            )
        )  # fmt: skip


def _copy_clb(work: Work, source: Referral, target: Referral) -> None:
    """What the CLB answered holds at the other hub too; where it had not yet, it is asked from there."""
    answered = select(ClbQuestion).where(ClbQuestion.referral_id == source.id, col(ClbQuestion.state).in_(ANSWERED))
    given = work.session.exec(answered.order_by(col(ClbQuestion.answered_at).desc()).limit(1)).first()
    if given is None or source.clb_stands not in ("agreed", "refused"):
        clb_asking.follow(work, target)
        return
    moves.forget_clb(work, target)
    kept = ClbQuestion(
        hub_id=target.hub_id, referral_id=target.id, state=given.state, made_at=work.now, asked_at=given.asked_at,
        times_asked=given.times_asked,
    )  # fmt: skip
    _copy(given, kept, CLB_ANSWER)
    target.clb_stands = source.clb_stands
    work.session.add_all([kept, target])
    work.session.flush()


def _copy_card(work: Work, source: Referral, target: Referral) -> None:
    """As a draft: each coordinator approves what her own table reads."""
    card = work.session.get(TableCard, source.id)
    if card is None:
        return
    draft = TableCard(referral_id=target.id, hub_id=target.hub_id, written_at=work.now)
    _copy(card, draft, CARD)
    work.session.add(draft)
