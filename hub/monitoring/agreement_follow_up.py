"""Agreements of plans whose day comes: the owner hears beforehand, is asked afterwards, then the coordinator has it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from hub import letters, links
from hub.calendars import NATIONAL
from hub.clock import brussels_date
from hub.dispatch.case_team import owners, reporting
from hub.dispatch.case_team.agreed import Climb, Do, Owner, Stalled, Watched, climb
from hub.dispatch.case_team.tables import PlanAgreement
from hub.dispatch.clockwork.reading import clocks_of, free_calendar
from hub.dispatch.moves import log, rewatch
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.monitoring.one_by_one import one_by_one
from hub.store import Store, Work

DID = {
    Do.REMIND: "reminded_owner", Do.ASK: "asked_owner", Do.SHOW: "put_on_today", Do.GIVE: "gave_to_coordinator",
    Do.HOLD: "waits_for_its_day", Do.WAIT: "left_with_coordinator",
}  # fmt: skip
QUIETLY = (Do.HOLD, Do.WAIT)


def run(store: Store, now: datetime, hub_id: UUID | None) -> Iterator[dict[str, Any]]:
    """One line for each agreement that climbed: {"at", "did", "agreement", "referral"}. Asked outside quiet hours only.

    Each is a transaction of its own, so that one that fails holds nobody up.
    """
    due = ((one, partial(_look_after, agreement_id=one, referral_id=case)) for one, case in _due(store, now, hub_id))
    yield from one_by_one(store, now, "agreement", due)


def _due(store: Store, now: datetime, hub_id: UUID | None) -> Sequence[tuple[UUID, UUID]]:
    with store.begin(now=now) as work:
        due = select(PlanAgreement.id, PlanAgreement.referral_id).where(col(PlanAgreement.due_at) <= now)
        due = due.where(PlanAgreement.hub_id == hub_id) if hub_id else due
        return work.session.exec(due.order_by(col(PlanAgreement.due_at), col(PlanAgreement.id))).all()


def _look_after(work: Work, agreement_id: UUID, referral_id: UUID) -> dict[str, Any] | None:
    """One agreement, its case held. A case that somebody is working on at this very moment waits for the next beat."""
    referral = work.session.exec(
        select(Referral).where(Referral.id == referral_id).with_for_update(skip_locked=True)
    ).first()
    if referral is None:
        return None
    row = work.session.get_one(PlanAgreement, agreement_id)
    if row.due_at is None:
        return None
    address = owners.address_of(work, row)
    known = Watched(
        row.by, row.due_at, row.rung, row.asked_at, row.times_asked, reachable=bool(address),
        own=row.owner == Owner.DESK,
    )  # fmt: skip
    partner = free_calendar(work, row.organisation_id) if row.organisation_id else NATIONAL
    todo = climb(known, clocks_of(work, row.hub_id).at(partner=partner), work.now)
    if todo is None:
        return None
    _do(work, referral, row, todo, address)
    rewatch(work, referral)
    if todo.do in QUIETLY:
        return None
    log(work, f"agreement.{DID[todo.do]}", "plan_agreement", row.id, referral, times_asked=row.times_asked)
    return {"did": DID[todo.do], "referral": referral.number}


def _do(work: Work, referral: Referral, row: PlanAgreement, todo: Climb, address: str) -> None:
    if todo.do == Do.GIVE:
        reporting.stall(work, referral, row, Stalled.SILENCE)
        return
    row.rung, row.times_asked, row.due_at = todo.rung, todo.times_asked, todo.due_at
    if todo.do == Do.SHOW:
        row.stalled_at, row.stalled_for = work.now, Stalled.SILENCE
    if todo.do == Do.ASK:
        row.asked_at = work.now
    if todo.do in (Do.ASK, Do.REMIND):
        _write(work, referral, row, address, "agreement_soon" if todo.do == Do.REMIND else "agreement_due")
    work.session.flush()


def _write(work: Work, referral: Referral, row: PlanAgreement, address: str, kind: str) -> None:
    """When and where to answer. What was agreed stands behind the link, and who it is about nowhere."""
    link = links.make(work, links.Purpose.AGREEMENT, row.id, hub_id=row.hub_id, referral_id=referral.id)
    day = f"{brussels_date(work.now)}:{brussels_date(work.real)}"
    letters.write(
        work, kind, address, once_key=f"{kind}:{row.id}:{day}", hub=work.session.get(Hub, row.hub_id),
        referral_id=referral.id, link=link, by=row.by,
        number=referral.number if row.owner == Owner.PARTNER else "",
    )  # fmt: skip
