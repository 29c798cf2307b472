"""Ending an organisation: its offers, its seats and the roles of its people end with it."""

from uuid import UUID

from sqlmodel import col, select

from hub.dispatch import guides, table_desk
from hub.dispatch.table_tables import Claim, ClaimState
from hub.partners import organisations
from hub.partners.tables import Organisation
from hub.people import memberships
from hub.people.tables import Membership
from hub.problems import Refused
from hub.store import Work
from hub.wording import _, _n


def end_organisation(work: Work, organisation_id: UUID) -> Organisation:
    """Refused while it guides somebody or a claim of it waits: those come first."""
    organisations.take(work, organisation_id)
    running = guides.open_tracks(work, organisation_id)
    if running:
        raise Refused(
            _n("Er loopt nog %(num)s traject. Laat het eerst eindigen.",
               "Er lopen nog %(num)s trajecten. Laat ze eerst eindigen.", running)
        )  # fmt: skip
    waiting = select(Claim.id).where(Claim.organisation_id == organisation_id, Claim.state == ClaimState.MADE)
    if work.session.exec(waiting.limit(1)).first():
        raise Refused(_("Er wacht nog een opname op een beslissing. Laat de coördinator die eerst nemen."))
    ended = organisations.end(work, organisation_id)
    table_desk.leave_tables(work, organisation_id)
    held = select(Membership).where(Membership.organisation_id == organisation_id, col(Membership.until).is_(None))
    for one in work.session.exec(held).all():
        memberships.end(work, one)
    return ended
