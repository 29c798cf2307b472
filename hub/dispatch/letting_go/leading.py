"""Who leads a joint case from now on, when its lead fell away or ended: one of the partners that carry on."""

from uuid import UUID, uuid5

from hub import ledger
from hub.dispatch import moves
from hub.dispatch.claim_rules import name_of
from hub.dispatch.clarify import take_as
from hub.dispatch.held_places import waiting_claims
from hub.dispatch.partner_letters import write_to_partner
from hub.dispatch.seating import round_of
from hub.dispatch.sittings import changed
from hub.dispatch.table_tables import ClaimRole, Track
from hub.dispatch.track import TrackStage, is_open
from hub.people.rights import Right
from hub.problems import NotFound, Refused
from hub.store import Work
from hub.wording import _


def may_lead(tracks: list[Track]) -> list[UUID]:
    """The tracks of which the partner can lead from now on: those that carry on while none leads. Pure."""
    going = [one for one in tracks if is_open(one.stage)]
    if any(one.role == ClaimRole.LEAD for one in going):
        return []
    return [one.id for one in going if one.stage != TrackStage.PROPOSED]


def let_lead(work: Work, referral_id: UUID, track_id: UUID) -> Track:
    """The coordinator agreed with this partner that it leads; all who take part hear so. Refused while another one
    does, or wants to."""
    referral = take_as(work, referral_id, Right.DECIDE)
    tracks = moves.tracks_of(work, referral.id)
    track = next((one for one in tracks if one.id == track_id), None)
    if track is None:
        raise NotFound
    wants = next((one for one in waiting_claims(work, referral.id) if one.role == ClaimRole.LEAD), None)
    if wants:
        raise Refused(
            _("%(partner)s neemt de leiding. Bevestig die eerst.", partner=name_of(work, wants.organisation_id))
        )
    if track.id not in may_lead(list(tracks)):
        raise Refused(_("Dit kan niet meer. Kijk wie nu de leiding heeft."))
    track.role = ClaimRole.LEAD
    work.flush()
    ledger.write(
        work, "track.lead", "track", track.id, hub_id=track.hub_id, referral_id=referral.id,
        organisation=track.organisation_id,
    )  # fmt: skip
    for other in tracks:
        if is_open(other.stage):
            write_to_partner(
                work, referral, other.organisation_id, "lead_given", uuid5(track.id, str(other.id)), track_id=other.id,
                leads=other.id == track.id, leader=name_of(work, track.organisation_id),
            )  # fmt: skip
    moves.rewatch(work, referral)
    sitting = round_of(work, referral)
    if sitting:
        changed(work, sitting.session.id)
    return track
