"""The letter that asks a partner to take up one case outside a table: to people, who read the card behind its link."""

from uuid import UUID

from hub import letters, links
from hub.dispatch.mailed.receivers import readers_of
from hub.dispatch.table_tables import ClaimRole, Track
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.links import Link, Purpose
from hub.partners.tables import Organisation
from hub.store import Work


def write(work: Work, referral: Referral, track: Track, offer: str) -> int:
    """To everybody who answers for this partner; where nobody has an account to its team. Returns how many letters."""
    partner = work.session.get_one(Organisation, track.organisation_id)
    found = readers_of(work, partner)
    for one in found:
        letters.write(
            work, "proposal", one.address, once_key=f"proposal:{track.id}:{one.person_id or '-'}",
            hub=work.session.get(Hub, referral.hub_id), referral_id=referral.id, track_id=track.id,
            link=track_link(work, track, one.person_id), number=referral.number, partner=partner.name, name=one.name,
            offer=offer, joins=track.role == ClaimRole.CO, answer_by=track.due_at,
        )  # fmt: skip
    return len(found)


def track_link(work: Work, track: Track, person_id: UUID | None = None) -> Link:
    """A link about this track, for this person of its partner; for its team without one."""
    return links.make(
        work, Purpose.TRACK, track.id, hub_id=track.hub_id, referral_id=track.referral_id, person_id=person_id
    )  # fmt: skip
