"""What is held while somebody leaves: every case of which something hangs on that role, then the agendas, and once."""

from uuid import UUID

from sqlmodel import col, select

from hub.dispatch import guides
from hub.dispatch.agendas import planned
from hub.dispatch.agendas.planned_tables import PlannedFollowUp
from hub.dispatch.case_team import directing, left
from hub.dispatch.consult import left as consult_left
from hub.dispatch.locks import hold_agendas, take_all
from hub.dispatch.tables import Referral
from hub.home import leaving_table
from hub.people.tables import Membership
from hub.problems import Refused
from hub.store import Work
from hub.wording import _


def hold_all(work: Work, membership: Membership) -> None:
    """Before anything of it changes: what the steps after this hold is held already, so that the order stays one.

    Refused when a case came to this role in between.
    """
    cases = _cases(work, membership)
    take_all(work, cases)
    hubs = work.session.exec(select(Referral.hub_id).where(col(Referral.id).in_(cases)).distinct()).all()
    hold_agendas(work, {*hubs, *leaving_table.hubs(work, membership)})
    if not _cases(work, membership) <= cases:
        raise Refused(_("Intussen kwam er iets bij. Kijk hoe het nu staat, en probeer opnieuw."))


def watches(work: Work, membership: Membership) -> list[tuple[PlannedFollowUp, Referral]]:
    """The planned follow-ups that count now."""
    if membership.role not in guides.AT_DESK:
        return []
    rows = work.session.exec(
        select(PlannedFollowUp, Referral)
        .join(Referral, col(Referral.id) == col(PlannedFollowUp.referral_id))
        .where(PlannedFollowUp.hub_id == membership.hub_id, planned.counts())
        .where(PlannedFollowUp.watcher_id == membership.person_id)
        .order_by(col(PlannedFollowUp.referral_id))
    ).all()
    return list(rows)


def _cases(work: Work, membership: Membership) -> set[UUID]:
    return {
        *(one.referral_id for one in guides.guided_by(work, membership)),
        *(one.referral_id for one in directing.directed_by(work, membership)),
        *(one.referral_id for one in left.in_teams(work, membership)),
        *(one.referral_id for one in consult_left.asked_of(work, membership)),
        *(referral.id for _plan, referral in watches(work, membership)),
    }
