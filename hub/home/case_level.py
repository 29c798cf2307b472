"""What the page of a case says of a level that the hub does not take, whatever the way on which it came in."""

from sqlmodel import select

from hub.clock import brussels_date
from hub.dispatch import level_policy
from hub.dispatch.case import Stage
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.ledger import Entry
from hub.store import Work

TO_DECIDE = (Stage.CONCEPT, Stage.SUBMITTED, Stage.CLARIFICATION)


def not_here(work: Work, case: Referral) -> str:
    """A sentence while it is still to be decided where the case goes; "" for a level that the hub takes, for what came
    in during crisis mode, and for what the desk noted as an exception."""
    if case.stage not in TO_DECIDE or case.in_crisis_mode:
        return ""
    hub = work.session.get_one(Hub, case.hub_id)
    said = level_policy.not_here(hub, case.structure, brussels_date(work.now))
    return "" if said and _is_exception(work, case) else said


def _is_exception(work: Work, case: Referral) -> bool:
    noted = select(Entry.id).where(Entry.referral_id == case.id, Entry.act == "case.level_exception")
    return work.session.exec(noted.limit(1)).first() is not None
