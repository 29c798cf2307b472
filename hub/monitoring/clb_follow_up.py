"""Questions that a CLB does not answer: it is reminded once, and then the coordinator has it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from hub.dispatch.clb import ClbState, Step
from hub.dispatch.clb_asking import remind
from hub.dispatch.clb_tables import ClbQuestion
from hub.dispatch.clockwork.reading import clocks_of_asked
from hub.dispatch.moves import log, rewatch
from hub.dispatch.sight import CLB_SILENT
from hub.dispatch.tables import Referral
from hub.monitoring.clb_ladder import Do, Watched, climb, coordinator_by
from hub.monitoring.one_by_one import one_by_one
from hub.store import Store, Work

DID = {Do.REMIND: "reminded_clb", Do.GIVE: "clb_silent"}


def run(store: Store, now: datetime, hub_id: UUID | None) -> Iterator[dict[str, Any]]:
    """One line for each question that climbed: {"at", "did", "clb_question", "referral"}; "did" is reminded_clb,
    clb_silent or failed. Each is a transaction of its own, so that one that fails holds nobody up."""
    due = ((one, partial(_look_after, question_id=one, referral_id=case)) for one, case in _due(store, now, hub_id))
    yield from one_by_one(store, now, "clb_question", due)


def _due(store: Store, now: datetime, hub_id: UUID | None) -> Sequence[tuple[UUID, UUID]]:
    with store.begin(now=now) as work:
        due = select(ClbQuestion.id, ClbQuestion.referral_id).where(
            col(ClbQuestion.due_at) <= now, ClbQuestion.state == ClbState.ASKED, ClbQuestion.step == Step.CLB
        )
        due = due.where(ClbQuestion.hub_id == hub_id) if hub_id else due
        return work.session.exec(due.order_by(col(ClbQuestion.due_at), col(ClbQuestion.id))).all()


def _look_after(work: Work, question_id: UUID, referral_id: UUID) -> dict[str, Any] | None:
    """One question, its case held. A case that somebody is working on at this very moment waits for the next beat."""
    referral = work.session.exec(
        select(Referral).where(Referral.id == referral_id).with_for_update(skip_locked=True)
    ).first()
    question = work.session.get_one(ClbQuestion, question_id)
    clocks = clocks_of_asked(work, question.hub_id, question.clb_id)
    known = Watched(question.state, question.step, question.due_at, question.asked_at, question.times_asked)
    todo = climb(known, clocks, work.now)
    if referral is None or todo is None:
        return None
    if todo == Do.REMIND:
        remind(work, referral, question)
    else:
        question.step, question.due_at = Step.COORDINATOR, coordinator_by(clocks, work.now)
        log(work, CLB_SILENT, "clb_question", question.id, referral)
    work.session.add(question)
    rewatch(work, referral)
    return {"did": DID[todo], "referral": referral.number}
