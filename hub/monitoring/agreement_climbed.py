"""A step on the ladder of an agreement written down, and the link under what its owner is asked."""

from typing import Any
from uuid import UUID

from hub import links
from hub.clock import brussels_date
from hub.dispatch.case_team import reporting
from hub.dispatch.case_team.agreed import Stalled
from hub.dispatch.case_team.tables import PlanAgreement
from hub.dispatch.moves import log, rewatch
from hub.dispatch.tables import Referral
from hub.monitoring.agreement_ladder import Climb, Do
from hub.store import Work

DID = {
    Do.REMIND: "reminded_owner", Do.ASK: "asked_owner", Do.SHOW: "put_on_today", Do.GIVE: "gave_to_coordinator",
    Do.HOLD: "waits_for_its_day", Do.GATHER: "gathered", Do.WAIT: "left_with_coordinator",
}  # fmt: skip
QUIETLY = (Do.HOLD, Do.GATHER, Do.WAIT)
WRITES = (Do.REMIND, Do.ASK)


def take_step(work: Work, referral: Referral, row: PlanAgreement, todo: Climb) -> dict[str, Any]:
    """The agreement stands where this leads, and its case, which is held, is watched anew."""
    if todo.do == Do.GIVE:
        reporting.stall(work, referral, row, Stalled.SILENCE)
    else:
        row.rung, row.times_asked, row.due_at = todo.rung, todo.times_asked, todo.due_at
        row.gathered_for = brussels_date(todo.due_at) if todo.do == Do.GATHER else None
    if todo.do == Do.SHOW:
        row.stalled_at, row.stalled_for = work.now, Stalled.SILENCE
    if todo.do == Do.ASK:
        row.asked_at = work.now
    work.session.flush()
    rewatch(work, referral)
    if todo.do not in QUIETLY:
        log(work, f"agreement.{DID[todo.do]}", "plan_agreement", row.id, referral, times_asked=row.times_asked)
    return {"did": DID[todo.do], "agreement": str(row.id), "referral": referral.number}


def link_to(work: Work, row: PlanAgreement, person_id: UUID | None = None) -> links.Link:
    return links.make(
        work, links.Purpose.AGREEMENT, row.id, hub_id=row.hub_id, referral_id=row.referral_id, person_id=person_id
    )
