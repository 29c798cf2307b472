"""Consults to which somebody says nothing: it is reminded once, and on its day the coordinator has it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from hub.dispatch.consult.asking import look_after_silence
from hub.dispatch.consult.silence import Do
from hub.dispatch.consult.tables import ConsultAsk
from hub.dispatch.tables import Referral
from hub.monitoring.one_by_one import one_by_one
from hub.store import Store, Work

DID = {Do.REMIND: "reminded_of_consult", Do.GIVE: "consult_silent"}
AT_A_TIME = 500


def run(store: Store, now: datetime, hub_id: UUID | None) -> Iterator[dict[str, Any]]:
    """One line for each that climbed: {"at", "did", "consult_ask", "referral"}; "did" is reminded_of_consult,
    consult_silent or failed. Each is a transaction of its own, so that one that fails holds nobody up."""
    due = ((one, partial(_look_after, ask_id=one, referral_id=case)) for one, case in _due(store, now, hub_id))
    yield from one_by_one(store, now, "consult_ask", due)


def _due(store: Store, now: datetime, hub_id: UUID | None) -> Sequence[tuple[UUID, UUID]]:
    with store.begin(now=now) as work:
        due = select(ConsultAsk.id, ConsultAsk.referral_id).where(col(ConsultAsk.due_at) <= now)
        due = due.where(ConsultAsk.hub_id == hub_id) if hub_id else due
        return work.session.exec(due.order_by(col(ConsultAsk.due_at), col(ConsultAsk.id)).limit(AT_A_TIME)).all()


def _look_after(work: Work, ask_id: UUID, referral_id: UUID) -> dict[str, Any] | None:
    """One that was asked, its case held. A case that somebody is working on at this very moment waits for the next
    beat."""
    referral = work.session.exec(
        select(Referral).where(Referral.id == referral_id).with_for_update(skip_locked=True)
    ).first()
    done = look_after_silence(work, referral, ask_id) if referral else None
    return {"did": DID[done], "referral": referral.number} if referral and done else None
