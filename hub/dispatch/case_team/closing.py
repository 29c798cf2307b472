"""A case closes: what was agreed around it is watched no more and says so itself, and its team goes apart."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import links
from hub.dispatch.case_team.agreed import Stands
from hub.dispatch.case_team.direction import LIVE, Directs, EndedFor
from hub.dispatch.case_team.meeting_inviting import call_off_all
from hub.dispatch.case_team.tables import CaseDirection, PlanAgreement, TeamMember
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
    _go_apart(work, referral_id)
    call_off_all(work, referral_id)


def _go_apart(work: Work, referral_id: UUID) -> None:
    directs: Any = (
        sa.update(CaseDirection)
        .where(col(CaseDirection.referral_id) == referral_id, col(CaseDirection.state).in_(LIVE))
        .values(state=Directs.ENDED, due_at=None, ended_at=work.now, ended_for=EndedFor.CLOSED)
    )
    team: Any = (
        sa.update(TeamMember)
        .where(col(TeamMember.referral_id) == referral_id, col(TeamMember.left_at).is_(None))
        .values(left_at=work.now)
    )
    for ended in (directs, team):
        work.session.execute(ended.execution_options(synchronize_session="fetch"))
