"""Moving a case: the one place where its stage, its holder and its next date change."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger, links
from hub.asker import Role
from hub.dispatch import clb
from hub.dispatch.case import CLOSES_AS, CaseState, Move, Outcome, Stage, check
from hub.dispatch.case_team.closing import let_go_around
from hub.dispatch.case_team.promises import first_promise
from hub.dispatch.clarify_tables import Appointment, Question
from hub.dispatch.clb_tables import ClbQuestion
from hub.dispatch.clockwork import signs
from hub.dispatch.clockwork.reading import clocks_of as clocks_of
from hub.dispatch.clockwork.reading import clocks_of_case
from hub.dispatch.consult import waited_for
from hub.dispatch.expertise import at_session
from hub.dispatch.feedback import turning
from hub.dispatch.hand_over import OfferState
from hub.dispatch.hand_over_tables import HandOver
from hub.dispatch.letting_go.tables import LostPart
from hub.dispatch.locks import hold_agenda
from hub.dispatch.locks import take as take
from hub.dispatch.neutrality.tables import Considered
from hub.dispatch.table_tables import AgendaItem, AgendaState, Session, Track
from hub.dispatch.tables import Message, Referral
from hub.dispatch.track import OPEN, TrackStage
from hub.dispatch.watch import CaseView, TrackView, Watch, watch
from hub.problems import Refused
from hub.store import Work
from hub.wording import _

# What was heard of the referrer beside what it wrote at first.
TALKS = ("talk", "call", "answer")


def tracks_of(work: Work, referral_id: UUID) -> Sequence[Track]:
    return work.session.exec(
        select(Track).where(Track.referral_id == referral_id).order_by(sa.text("agreed_at, id"))
    ).all()


def state_of(work: Work, referral: Referral) -> CaseState:
    return state_with(work, referral, tracks_of(work, referral.id), talked=_talked(work, referral.id))


def state_with(work: Work, referral: Referral, tracks: Sequence[Track], *, talked: bool) -> CaseState:
    """The same, for who has read the tracks and the time line already."""
    return CaseState(
        stage=Stage(referral.stage),
        open_tracks=sum(track.stage in OPEN for track in tracks),
        tracks=len(tracks),
        referrer_told=referral.referrer_told_at is not None,
        talked=talked,
        elsewhere=referral.outcome == Outcome.OTHER_HUB and _accepted(work, referral.id),
    )


def _talked(work: Work, referral_id: UUID) -> bool:
    said = select(Message.id).where(Message.referral_id == referral_id, col(Message.kind).in_(TALKS))
    return work.session.exec(said.limit(1)).first() is not None


def _accepted(work: Work, referral_id: UUID) -> bool:
    said = select(HandOver.id).where(HandOver.referral_id == referral_id, HandOver.state == OfferState.ACCEPTED)
    return work.session.exec(said.limit(1)).first() is not None


def move(
    work: Work, referral: Referral, step: Move, *, review_on: date | None = None, note: str = "", **detail: Any
) -> None:
    """Make one move of the table in hub.dispatch.case, write it in the ledger and set holder and date anew.

    Refused when the rules say no, or when somebody else moved the case meanwhile. `review_on` is the day on which a
    waiting case is looked at again; `note` goes with a closing.
    """
    source = Stage(referral.stage)
    work.session.flush()
    target = check(state_of(work, referral), step)
    if step != Move.DISCUSS and work.asker.has(
        Role.COORDINATOR, referral.hub_id
    ):  # she decides with all that she knows
        _hear_of_lost(work, referral)
    if target not in clb.ASKING:
        forget_clb(work, referral)
    if source == Stage.CONSULT:
        waited_for.forget(work, referral)
    done: Any = work.session.execute(
        sa.update(Referral)
        .where(
            col(Referral.id) == referral.id, col(Referral.stage) == source, col(Referral.version) == referral.version
        )
        .values(**_values(work, referral, step, target, review_on, note))
    )
    if done.rowcount != 1:
        raise Refused(_("Iemand anders was net iets sneller. Kijk hoe het nu staat."))
    work.session.refresh(referral)
    if target in (Stage.CLOSED, Stage.TRACKS, Stage.OFFERED, Stage.REOPENED, Stage.CONSULT):
        leave_agenda(work, referral)
    if source == Stage.EXPERTISE_TABLE:
        at_session.tell(work, referral)
    turning.turn(work, referral, target)
    if target == Stage.CLOSED:
        let_go_around(work, referral.id)
        links.end_by(work, referral.id, links.Purpose.REFERRAL, work.real + links.AFTER_CLOSING)
    ledger.write(
        work, f"case.{step}", "referral", referral.id,
        hub_id=referral.hub_id, referral_id=referral.id, move=(source, target), **detail,
    )  # fmt: skip


def log(work: Work, act: str, noun: str, noun_id: UUID, referral: Referral, **detail: Any) -> None:
    """A line in the ledger about something of this case."""
    ledger.write(work, act, noun, noun_id, hub_id=referral.hub_id, referral_id=referral.id, **detail)


def _values(
    work: Work, referral: Referral, step: Move, target: Stage, review_on: date | None, note: str
) -> dict[str, Any]:
    """Everything that changes with the stage, holder and date included: the CHECK wants them in one statement."""
    values: dict[str, Any] = {
        "stage": target,
        "stage_since": work.now,
        "review_on": review_on,
        "version": referral.version + 1,
        "look_over_since": None,  # whoever moves it has looked at it
        "outcome": CLOSES_AS[step] if target == Stage.CLOSED else None,
        "closed_at": work.now if target == Stage.CLOSED else None,
    }
    if target == Stage.CLOSED:
        values["closing_note"] = note
    if step == Move.SUBMIT:
        values["submitted_at"] = work.now
    if step in (Move.PUT_ON_TABLE, Move.ASK_ROUND):
        values["round"] = referral.round + 1
    if target == Stage.REOPENED:
        values |= {"referrer_told_at": None, "double_of_id": None}
    now_watched = watch(_view(work, referral, target, review_on), clocks_of_case(work, referral.hub_id, referral.id))
    return values | _held(now_watched)


def rewatch(work: Work, referral: Referral) -> None:
    """Set holder and next date anew after something other than the stage changed, or was said; figures are due
    again."""
    work.session.flush()
    signs.heard(work, referral)
    held = _held(watch(_view(work, referral), clocks_of_case(work, referral.hub_id, referral.id)))
    work.session.execute(
        sa.update(Referral).where(col(Referral.id) == referral.id).values(version=col(Referral.version) + 1, **held)
    )
    work.session.refresh(referral)


def _held(now_watched: Watch | None) -> dict[str, Any]:
    if now_watched is None:
        return {"holder": None, "holder_organisation_id": None, "next_due": None, "next_why": None}
    return {
        "holder": now_watched.party,
        "holder_organisation_id": now_watched.organisation_id,
        "next_due": now_watched.due_at,
        "next_why": now_watched.why,
    }


def _view(work: Work, referral: Referral, stage: Stage | None = None, review_on: date | None = None) -> CaseView:
    """What the radar needs, read in the unit of work; `stage` is where the case is about to be."""
    asked = work.session.exec(
        select(Question.asked_at)
        .where(Question.referral_id == referral.id)
        .where(sa.text("answered_at IS NULL AND withdrawn_at IS NULL"))
        .order_by(col(Question.asked_at).desc())
        .limit(1)
    ).first()
    meeting = work.session.exec(
        select(Appointment.at)
        .where(Appointment.referral_id == referral.id)
        .where(sa.text("held_at IS NULL AND cancelled_at IS NULL"))
        .order_by(col(Appointment.at))
        .limit(1)
    ).first()
    sitting = work.session.exec(
        select(Session.at)
        .join(AgendaItem, sa.text("agenda_item.session_id = session.id"))
        .where(AgendaItem.referral_id == referral.id, AgendaItem.state == AgendaState.ON_AGENDA)
    ).first()
    offer_due = work.session.exec(
        select(HandOver.due_at).where(HandOver.referral_id == referral.id, HandOver.state == OfferState.OFFERED)
    ).first()
    clb_due = work.session.exec(
        select(ClbQuestion.due_at).where(
            ClbQuestion.referral_id == referral.id, col(ClbQuestion.state).in_(clb.OPEN),
            ClbQuestion.step == clb.Step.COORDINATOR,
        )
    ).first()  # fmt: skip
    consult = (stage or referral.stage) == Stage.CONSULT
    others_think, heard_at, silent = waited_for.heard(work, referral.id) if consult else (False, None, False)
    return CaseView(
        stage=stage or Stage(referral.stage),
        since=work.now if stage else referral.stage_since,
        open_question_since=asked,
        appointment_at=meeting,
        session_at=sitting,
        review_on=review_on if stage else referral.review_on,
        offer_due=offer_due,
        clb_due=clb_due,
        flag=referral.flag,
        flagged_at=referral.flagged_at,
        look_over_since=None if stage else referral.look_over_since,
        promise=first_promise(work, referral.id),
        others_think=others_think,
        others_silent=silent,
        heard_at=heard_at,
        tracks=[
            TrackView(track.organisation_id, TrackStage(track.stage), track.due_at)
            for track in tracks_of(work, referral.id)
            if track.due_at is not None
        ],
    )


def _hear_of_lost(work: Work, referral: Referral) -> None:
    """Whoever decides on a case has seen which of its parts fell away."""
    unseen = sa.update(LostPart).where(col(LostPart.referral_id) == referral.id, col(LostPart.seen_at).is_(None))
    seen = unseen.values(seen_at=work.now, seen_by=work.asker.person_id)
    work.session.execute(seen.execution_options(synchronize_session="fetch"))


def leave_agenda(work: Work, referral: Referral) -> None:
    """The case leaves the agenda on which it stands or is proposed. A turn in which no table weighed it is given
    back, so that the next case begins with the same partner."""
    hold_agenda(work, referral.hub_id)
    weighed = sa.exists().where(
        col(Considered.referral_id) == col(AgendaItem.referral_id),
        col(Considered.session_id) == col(AgendaItem.session_id),
    )
    work.session.execute(
        sa.update(AgendaItem)
        .where(col(AgendaItem.referral_id) == referral.id)
        .where(col(AgendaItem.state).in_((AgendaState.PROPOSED, AgendaState.ON_AGENDA)))
        .values(state=AgendaState.REMOVED, turn=sa.case((weighed, col(AgendaItem.turn)), else_=None))
        .execution_options(synchronize_session="fetch")
    )


def forget_questions(work: Work, referral: Referral) -> None:
    """Open questions to the referrer end with what they asked about; their links stop working."""
    for question in work.session.exec(select(Question).where(Question.referral_id == referral.id)).all():
        if question.answered_at is None and question.withdrawn_at is None:
            question.withdrawn_at = work.now
            links.withdraw(work, question.id, links.Purpose.QUESTION)
    work.session.flush()


def forget_clb(work: Work, referral: Referral) -> bool:
    """The open question to a CLB ends, and its link shows so; False where none was open."""
    ended = (
        sa.update(ClbQuestion)
        .where(col(ClbQuestion.referral_id) == referral.id, col(ClbQuestion.state).in_(clb.OPEN))
        .values(state=clb.ClbState.WITHDRAWN, due_at=None)
    )
    work.session.flush()
    done: Any = work.session.execute(ended.execution_options(synchronize_session="fetch"))
    return bool(done.rowcount)
