"""Whether there is help: asked when its day comes, once more, and then the coordinator has it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from hub.dispatch.feedback.asking import look_after
from hub.dispatch.feedback.helping import Do
from hub.dispatch.feedback.tables import HelpQuestion
from hub.dispatch.tables import Referral
from hub.monitoring.one_by_one import one_by_one
from hub.store import Store, Work

DID = {Do.ASK: "asked_if_helped", Do.SHOW: "help_unanswered"}
AT_A_TIME = 500


def run(store: Store, now: datetime, hub_id: UUID | None) -> Iterator[dict[str, Any]]:
    """One line for each that climbed: {"at", "did", "help_question", "referral"}. Each is a transaction of its own."""
    due = ((one, partial(_look_after, question_id=one, referral_id=case)) for one, case in _due(store, now, hub_id))
    yield from one_by_one(store, now, "help_question", due)


def _due(store: Store, now: datetime, hub_id: UUID | None) -> Sequence[tuple[UUID, UUID]]:
    with store.begin(now=now) as work:
        due = select(HelpQuestion.id, HelpQuestion.referral_id).where(col(HelpQuestion.due_at) <= now)
        due = due.where(HelpQuestion.hub_id == hub_id) if hub_id else due
        return work.session.exec(due.order_by(col(HelpQuestion.due_at), col(HelpQuestion.id)).limit(AT_A_TIME)).all()


def _look_after(work: Work, question_id: UUID, referral_id: UUID) -> dict[str, Any] | None:
    """Its case held. A case that somebody is working on at this very moment waits for the next beat."""
    referral = work.session.exec(
        select(Referral).where(Referral.id == referral_id).with_for_update(skip_locked=True)
    ).first()
    done = look_after(work, referral, question_id) if referral else None
    return {"did": DID[done], "referral": referral.number} if referral and done else None
