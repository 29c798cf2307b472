"""A case closes: what was agreed around it is watched no more, and says so itself."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import links
from hub.dispatch.case_team.agreed import Stands
from hub.dispatch.case_team.tables import PlanAgreement
from hub.links import Purpose
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, _, use_language


def let_go_around(work: Work, referral_id: UUID) -> None:
    """Within the move that closes the case, which is held."""
    still = select(PlanAgreement.id).where(
        PlanAgreement.referral_id == referral_id, PlanAgreement.stands == Stands.OPEN
    )
    for agreement_id in work.session.exec(still).all():
        links.withdraw(work, agreement_id, Purpose.AGREEMENT)
    with use_language(DEFAULT_LANGUAGE):
        why = _("De aanmelding werd afgesloten.")
    ended: Any = (
        sa.update(PlanAgreement)
        .where(col(PlanAgreement.referral_id) == referral_id, col(PlanAgreement.stands) == Stands.OPEN)
        .values(stands=Stands.DROPPED, ended_at=work.now, end_note=why, due_at=None, stalled_at=None, stalled_for=None)
    )
    work.session.execute(ended.execution_options(synchronize_session="fetch"))
