"""That a case is a consult: one row for each, from the moment on which it becomes one."""

from uuid import UUID

from sqlmodel import col, select

from hub.dispatch.consult.tables import Consult, ConsultAsk
from hub.dispatch.tables import Referral
from hub.store import Work


def begun(work: Work, referral: Referral) -> Consult:
    """The consult of this held case, begun now when there was none."""
    found = work.session.get(Consult, referral.id)
    if found is None:
        found = Consult(referral_id=referral.id, hub_id=referral.hub_id, began_at=work.now)
        work.session.add(found)
        work.session.flush()
    return found


def heard(work: Work, referral_id: UUID) -> bool:
    """Whether anybody that was asked answered."""
    said = select(ConsultAsk.id).where(ConsultAsk.referral_id == referral_id, col(ConsultAsk.answered_at).is_not(None))
    return work.session.exec(said.limit(1)).first() is not None
