"""Who works on one case as a team: organisations, or one person of them. What each reads, the gate of sharing says."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from hub.dispatch.case_team import access
from hub.dispatch.case_team.direction import LIVE
from hub.dispatch.case_team.inside import team_of
from hub.dispatch.case_team.meeting_inviting import expect_again, expect_no_more
from hub.dispatch.case_team.tables import CaseDirection, TeamMember
from hub.dispatch.moves import log, rewatch
from hub.dispatch.proposing import partners_of
from hub.dispatch.sessions import people_there
from hub.dispatch.sharing.gate import Gets
from hub.dispatch.sharing.sharing_sight import gate_of
from hub.dispatch.tables import Referral
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.wording import _


def add(work: Work, referral_id: UUID, organisation_id: UUID | None, person_id: UUID | None) -> TeamMember:
    """Invalid for who is no partner; Refused while the file does not say what this partner gets."""
    referral = access.keep_as(work, referral_id)
    if organisation_id not in {one.id for one in partners_of(work, referral.hub_id)} or organisation_id is None:
        raise Invalid({"member": _("Kies een partner uit de lijst.")})
    if person_id and person_id not in people_there.of_organisation(work, organisation_id):
        raise Invalid({"member": _("Kies iemand van die partner.")})
    may_join(work, referral, organisation_id)
    return join(work, referral, organisation_id, person_id)


def may_join(work: Work, referral: Referral, organisation_id: UUID) -> None:
    if gate_of(work, referral.id).gets(organisation_id) == Gets.NOTHING:
        raise Refused(
            _("Het dossier zegt nog niet wat deze partner mag lezen. Leg dat eerst vast bij “Wie mag dit lezen?”.")
        )


def join(work: Work, referral: Referral, organisation_id: UUID, person_id: UUID | None) -> TeamMember:
    """Within an operation that holds the case. Whoever is in it already stays as it is."""
    for known in team_of(work, referral.id):
        if known.organisation_id == organisation_id and known.person_id in (None, person_id):
            return known
    made = TeamMember(
        hub_id=referral.hub_id, referral_id=referral.id, organisation_id=organisation_id, person_id=person_id,
        since=work.now, added_by=work.asker.person_id,
    )  # fmt: skip
    work.session.add(made)
    for gone in _left_by(work, referral.id, organisation_id):
        gone.nobody_since = None
    work.flush()
    log(work, "team.join", "team_member", made.id, referral)
    rewatch(work, referral)
    return made


def left_by_all(work: Work, referral_id: UUID) -> Sequence[TeamMember]:
    """Of which partners nobody is in it any more, as nobody took over from who left. Asks no right."""
    return _left_by(work, referral_id, None)


def _left_by(work: Work, referral_id: UUID, organisation_id: UUID | None) -> Sequence[TeamMember]:
    left = select(TeamMember).where(TeamMember.referral_id == referral_id, col(TeamMember.nobody_since).is_not(None))
    left = left.where(TeamMember.organisation_id == organisation_id) if organisation_id else left
    return work.session.exec(left.order_by(col(TeamMember.nobody_since))).all()


def leave(work: Work, referral_id: UUID, member_id: UUID) -> TeamMember:
    """From now on it does not see this case any more, nor need it come to its meeting. Refused for who directs it: that
    is handed on first."""
    referral = access.keep_as(work, referral_id)
    row = work.session.get(TeamMember, member_id)
    if row is None or row.referral_id != referral.id:
        raise NotFound
    directs = select(CaseDirection.id).where(
        CaseDirection.referral_id == referral.id, CaseDirection.organisation_id == row.organisation_id,
        col(CaseDirection.state).in_(LIVE),
    )  # fmt: skip
    if work.session.exec(directs.limit(1)).first():
        raise Refused(_("Daar werkt de casusregisseur. Geef eerst de casusregie aan iemand anders."))
    row.left_at = row.left_at or work.now
    work.flush()
    expect_no_more(work, referral.id, f"t-{row.id}")
    log(work, "team.leave", "team_member", row.id, referral)
    rewatch(work, referral)
    return row


def come_back(work: Work, referral_id: UUID, member_id: UUID) -> TeamMember:
    """It left by mistake: it is in the team again, and expected again where leaving took it off."""
    referral = access.keep_as(work, referral_id)
    row = work.session.get(TeamMember, member_id)
    if row is None or row.referral_id != referral.id:
        raise NotFound
    may_join(work, referral, row.organisation_id)
    known = join(work, referral, row.organisation_id, row.person_id)
    if row.left_at:
        expect_again(work, referral.id, f"t-{row.id}", row.left_at, f"t-{known.id}")
        rewatch(work, referral)
    return known
