"""That a case is a consult: one row for each, from the moment on which it becomes one."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.clock import brussels_date
from hub.dispatch.agendas.planned_tables import PlannedFollowUp
from hub.dispatch.case import Stage
from hub.dispatch.codes import SubjectKind
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


def is_consult(work: Work, referral: Referral) -> bool:
    """A question about nobody, or a case of which a consult was made."""
    return referral.subject_kind == SubjectKind.QUESTION or work.session.get(Consult, referral.id) is not None


def consults_among(work: Work, referral_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these are one, in one question."""
    begun = select(Consult.referral_id).where(col(Consult.referral_id) == col(Referral.id)).exists()
    asked = select(Referral.id).where(
        col(Referral.id).in_(referral_ids), sa.or_(col(Referral.subject_kind) == SubjectKind.QUESTION, begun)
    )
    return set(work.session.exec(asked))


def wait_no_more(work: Work, referral: Referral) -> None:
    """Nobody is asked any more: the day before which they answer means nothing now. Where nobody answered, a
    day that a table chose for this consult counts again while it is to come."""
    kept = work.session.get(Consult, referral.id)
    if kept is None or referral.review_on != kept.answer_by:
        return
    referral.review_on = None
    work.session.add(referral)
    if heard(work, referral.id):
        return
    chosen = select(PlannedFollowUp).where(
        PlannedFollowUp.referral_id == referral.id, PlannedFollowUp.stage == Stage.CONSULT,
        col(PlannedFollowUp.made_at) >= referral.stage_since, col(PlannedFollowUp.by) > brussels_date(work.now),
    )  # fmt: skip
    plan = work.session.exec(chosen.order_by(col(PlannedFollowUp.made_at).desc()).limit(1)).first()
    referral.review_on = plan.by if plan else None


def heard(work: Work, referral_id: UUID) -> bool:
    """Whether anybody that was asked answered."""
    said = select(ConsultAsk.id).where(ConsultAsk.referral_id == referral_id, col(ConsultAsk.answered_at).is_not(None))
    return work.session.exec(said.limit(1)).first() is not None
