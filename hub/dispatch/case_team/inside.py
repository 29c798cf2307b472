"""Whether the asker works on one case in its team, whether it directs it, and what of it may be read there."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.asker import Role
from hub.dispatch.case import Stage
from hub.dispatch.case_team.direction import LIVE, Directs
from hub.dispatch.case_team.tables import CaseDirection, TeamMember
from hub.dispatch.guides import AT_DESK
from hub.dispatch.sharing.gate import Gets
from hub.dispatch.sharing.sharing_sight import gate_of
from hub.dispatch.tables import Referral
from hub.partners.tables import HubPartner
from hub.people import secrecy
from hub.store import Work


@dataclass(frozen=True)
class Inside:
    """`own`: organisations of the asker in it. `reads`: the card, the goals and the network too; else agreements and
    days alone."""

    own: frozenset[UUID]
    directs: bool
    reads: bool


def of_team(work: Work, referral: Referral) -> Inside | None:
    """None for who is in no team of this case, or of whom the file says that it gets nothing; and once it is closed."""
    own = mine(work, referral.id)
    if not own or referral.stage == Stage.CLOSED:
        return None
    gate = gate_of(work, referral.id)
    if all(gate.gets(one) == Gets.NOTHING for one in own):
        return None
    reads = any(
        gate.to_all or (gate.reads(one) and secrecy.reads_content(
            work.asker.bound_at(one, Role.PARTNER), agreed=gate.agreed_for(one)
        ))
        for one in own
    )  # fmt: skip
    return Inside(own, _directs(work, referral, col(CaseDirection.organisation_id).in_(own)), reads)


def directs_for_hub(work: Work, referral: Referral) -> bool:
    """Whether the asker, of the desk of its hub, directs it."""
    at_desk = any(work.asker.has(role, referral.hub_id) for role in AT_DESK)
    return at_desk and _directs(work, referral, col(CaseDirection.organisation_id).is_(None))


def team_of(work: Work, referral_id: UUID) -> list[TeamMember]:
    """Who is in it now. Asks no right."""
    there = select(TeamMember).where(TeamMember.referral_id == referral_id, col(TeamMember.left_at).is_(None))
    return list(work.session.exec(there.order_by(col(TeamMember.since), col(TeamMember.id))).all())


def mine(work: Work, referral_id: UUID) -> frozenset[UUID]:
    """The organisations for which the asker is in the team of this case, or is asked to direct it."""
    partners = list(work.asker.organisations_as(Role.PARTNER))
    if not partners:
        return frozenset()
    rows = work.session.execute(live(partners, work.asker.person_id, referral_id)).all()
    return frozenset(row.organisation_id for row in rows)


def live(partners: Any, person_id: Any, referral_id: UUID | None = None) -> Any:
    """(case, organisation, hub, asked, since) of each team in which somebody of these partners works."""
    in_team: Any = sa.select(
        col(TeamMember.referral_id), col(TeamMember.organisation_id), col(TeamMember.hub_id),
        sa.false().label("asked"), col(TeamMember.since).label("since"),
    ).where(
        col(TeamMember.organisation_id).in_(partners), col(TeamMember.left_at).is_(None),
        sa.or_(col(TeamMember.person_id).is_(None), col(TeamMember.person_id) == person_id),
    )  # fmt: skip
    directs: Any = sa.select(
        col(CaseDirection.referral_id), col(CaseDirection.organisation_id), col(CaseDirection.hub_id),
        (col(CaseDirection.state) == Directs.ASKED).label("asked"), col(CaseDirection.asked_at).label("since"),
    ).where(
        col(CaseDirection.organisation_id).in_(partners), col(CaseDirection.person_id) == person_id,
        col(CaseDirection.state).in_(LIVE),
    )  # fmt: skip
    both = sa.union_all(in_team, directs).subquery()
    works_with = select(HubPartner.hub_id).where(
        col(HubPartner.hub_id) == both.c.hub_id, col(HubPartner.organisation_id) == both.c.organisation_id
    )
    found = sa.select(both).where(works_with.exists())
    return found.where(both.c.referral_id == referral_id) if referral_id else found


def _directs(work: Work, referral: Referral, where: Any) -> bool:
    directs = select(CaseDirection.id).where(
        CaseDirection.referral_id == referral.id, CaseDirection.person_id == work.asker.person_id,
        CaseDirection.state == Directs.DIRECTS, where,
    )  # fmt: skip
    return work.session.exec(directs.limit(1)).first() is not None
