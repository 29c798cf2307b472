"""What becomes of a case team, and of what was agreed, when somebody who had a part in it is not there any more."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.asker import Role
from hub.dispatch.case_team import access, reporting
from hub.dispatch.case_team.agreed import Stalled
from hub.dispatch.case_team.meeting_inviting import expect_no_more
from hub.dispatch.case_team.tables import NetworkPerson, PlanAgreement, TeamMember
from hub.dispatch.case_team.teaming import join
from hub.dispatch.locks import held_rows, take_all
from hub.dispatch.moves import log, rewatch
from hub.dispatch.tables import Referral
from hub.partners.tables import Organisation
from hub.people.tables import Membership
from hub.problems import NotFound
from hub.store import Work

AT_ONCE = 200
_OPEN = select(Referral.id).where(col(Referral.stage).not_in(access.NOT_OPEN))


def in_teams(work: Work, membership: Membership) -> list[TeamMember]:
    """The case teams in which somebody is by name, in this role."""
    if membership.role != Role.PARTNER:
        return []
    live = select(TeamMember).where(
        TeamMember.person_id == membership.person_id, TeamMember.organisation_id == membership.organisation_id,
        col(TeamMember.left_at).is_(None), col(TeamMember.referral_id).in_(_OPEN),
    )  # fmt: skip
    fresh = live.order_by(col(TeamMember.referral_id)).execution_options(populate_existing=True)
    return list(work.session.exec(fresh).all())


def hand_on(work: Work, membership: Membership, to: Mapping[UUID, UUID | None]) -> None:
    """Whoever leaves is in no team any more: a colleague is, or the coordinator reads that nobody there is."""
    take_all(work, [one.referral_id for one in in_teams(work, membership)])
    for one in in_teams(work, membership):
        _leave(work, one, to.get(one.id))


def let_go_of_who_left(work: Work) -> int:
    """Members of teams who have no role there any more, or whose partner stopped, however that came about."""
    has_role = sa.exists().where(
        col(Membership.person_id) == col(TeamMember.person_id), col(Membership.until).is_(None),
        col(Membership.organisation_id) == col(TeamMember.organisation_id), col(Membership.role) == Role.PARTNER,
    )  # fmt: skip
    gone: Any = (
        select(TeamMember)
        .where(col(TeamMember.left_at).is_(None), col(TeamMember.referral_id).in_(_OPEN))
        .where((col(TeamMember.person_id).is_not(None) & ~has_role) | _stopped(col(TeamMember.organisation_id)))
        .order_by(col(TeamMember.id))
        .limit(AT_ONCE)
    )
    rows = held_rows(work, gone)
    for one in rows:
        _leave(work, one, None)
    return len(rows)


def stall_what_nobody_has(work: Work) -> int:
    """Open agreements of which the owner is not there any more: its partner stopped, or has nobody left to write to.
    The coordinator has each at once, and not on its day only; once, for what she puts off waits until its new day."""
    of_whom = sa.func.coalesce(col(PlanAgreement.organisation_id), col(NetworkPerson.organisation_id))
    nobody = sa.exists().where(
        col(Organisation.id) == of_whom, col(Organisation.email) == "",
        sa.func.coalesce(col(NetworkPerson.email), "") == "",
        ~sa.exists().where(
            col(Membership.organisation_id) == of_whom, col(Membership.role) == Role.PARTNER,
            col(Membership.until).is_(None),
        ),
    )  # fmt: skip
    gone: Any = (
        select(PlanAgreement)
        .outerjoin(NetworkPerson, col(NetworkPerson.id) == col(PlanAgreement.member_id))
        .where(col(PlanAgreement.due_at).is_not(None), col(PlanAgreement.stalled_at).is_(None))
        .where(col(PlanAgreement.left_seen_at).is_(None))
        .where(col(PlanAgreement.referral_id).in_(_OPEN), _stopped(of_whom) | nobody)
        .order_by(col(PlanAgreement.id))
        .limit(AT_ONCE)
    )
    rows = held_rows(work, gone)
    for one in rows:
        referral = work.session.get_one(Referral, one.referral_id)
        reporting.stall(work, referral, one, Stalled.LEFT)
        log(work, "agreement.nobody", "plan_agreement", one.id, referral)
        rewatch(work, referral)
    return len(rows)


def see(work: Work, referral_id: UUID, member_id: UUID) -> None:
    """The coordinator knows that nobody of this partner is in the team any more, and that is well."""
    referral = access.keep_as(work, referral_id)
    row = work.session.get(TeamMember, member_id)
    if row is None or row.referral_id != referral.id:
        raise NotFound
    if row.nobody_since:
        row.nobody_since = None
        log(work, "team.seen", "team_member", row.id, referral)


def _stopped(organisation_id: Any) -> Any:
    return sa.exists().where(col(Organisation.id) == organisation_id, col(Organisation.ended_on).is_not(None))


def _leave(work: Work, row: TeamMember, colleague: UUID | None) -> None:
    """The case is held."""
    referral = work.session.get_one(Referral, row.referral_id)
    row.left_at = work.now
    work.flush()
    log(work, "team.hand_on" if colleague else "team.left", "team_member", row.id, referral)
    expect_no_more(work, referral.id, f"t-{row.id}")
    if colleague:
        join(work, referral, row.organisation_id, colleague)
    elif not _others(work, row):
        row.nobody_since = work.now
    rewatch(work, referral)


def _others(work: Work, row: TeamMember) -> bool:
    there = select(TeamMember.id).where(
        TeamMember.referral_id == row.referral_id, TeamMember.organisation_id == row.organisation_id,
        col(TeamMember.left_at).is_(None),
    )  # fmt: skip
    return work.session.exec(there.limit(1)).first() is not None
