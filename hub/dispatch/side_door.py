"""A case that came straight to a partner: the partner claims it at once, and the coordinator confirms that or not."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from hub import ledger
from hub.asker import Role
from hub.clock import brussels_date
from hub.dispatch import claims, clarify, tracks
from hub.dispatch.consent import clb_agrees
from hub.dispatch.held_places import take_place, waiting_claims
from hub.dispatch.side_door_tables import SideDoor
from hub.dispatch.table_tables import Claim, ClaimRole, Track
from hub.dispatch.tables import Referral
from hub.partners.tables import HubPartner, Offer, Organisation
from hub.people.rights import Right, require
from hub.people.tables import Membership
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.wording import _

FIRST_ROUND = 0  # of a claim that no table brought about


@dataclass(frozen=True)
class Came:
    """How the youngster came to the partner, as it says."""

    asked_by: str
    asked_name: str = ""
    came_on: date | None = None
    started_on: date | None = None


def must_be_partner(work: Work, hub_id: UUID, organisation_id: UUID) -> Organisation:
    """The asker's own organisation, while it works with this hub; NotFound for any other."""
    require(work.asker, Right.REGISTER)
    mine = organisation_id in work.asker.organisations_as(Role.PARTNER)
    found = work.session.get(Organisation, organisation_id) if mine else None
    if found is None or found.ended_on or work.session.get(HubPartner, (hub_id, organisation_id)) is None:
        raise NotFound
    return found


def came_in(work: Work, referral: Referral, organisation_id: UUID, came: Came, offer_id: UUID | None) -> SideDoor:
    """Say of a new case that it came this way; with an offer the partner claims it at once, and the coordinator reads
    so. Refused without a place: whoever has begun already says first how many places there are."""
    must_be_partner(work, referral.hub_id, organisation_id)
    door = SideDoor(
        referral_id=referral.id, hub_id=referral.hub_id, organisation_id=organisation_id, at=work.now,
        by=work.asker.person_id, asked_by=came.asked_by, asked_name=came.asked_name, came_on=came.came_on,
        started_on=came.started_on,
    )  # fmt: skip
    work.session.add(door)
    ledger.write(
        work, "side_door.register", "referral", referral.id, hub_id=referral.hub_id, referral_id=referral.id,
        organisation=organisation_id, asked_by=str(came.asked_by),
    )  # fmt: skip
    work.flush()
    if offer_id:
        _claim(work, referral, organisation_id, offer_id)
    return door


def _claim(work: Work, referral: Referral, organisation_id: UUID, offer_id: UUID) -> None:
    offer = work.session.get(Offer, offer_id)
    if offer is None or offer.organisation_id != organisation_id or not offer.active:
        raise Invalid({"offer": _("Kies een van jullie aanbiedingen.")})
    if not take_place(work, offer.id):
        raise Refused(_("“%(offer)s” heeft geen plaats. Pas eerst jullie aanbod aan.", offer=offer.name))
    made = Claim(
        hub_id=referral.hub_id, referral_id=referral.id, round=FIRST_ROUND, organisation_id=organisation_id,
        offer_id=offer.id, role=ClaimRole.LEAD, made_at=work.now, made_by=work.asker.person_id,
    )  # fmt: skip
    work.session.add(made)
    work.flush()
    ledger.write(
        work, "claim.make", "claim", made.id, hub_id=referral.hub_id, referral_id=referral.id,
        organisation=organisation_id, role=made.role, offer=offer.id,
    )  # fmt: skip


def waiting(work: Work, referral_id: UUID) -> Claim | None:
    """The claim of whoever brought the case in, while the coordinator has not answered it."""
    return next((one for one in waiting_claims(work, referral_id) if one.round == FIRST_ROUND), None)


def needs_clb(work: Work, referral: Referral, made: Claim) -> bool:
    """Whether a NAFT track would begin without anybody at the CLB who agreed (decision 20)."""
    return work.session.get_one(Offer, made.offer_id).is_naft and not clb_agrees(referral)


def confirm(
    work: Work, referral_id: UUID, agreed_start: date | None = None, *, clb: str = "", waive: bool = False
) -> Track:  # fmt: skip
    """The coordinator agrees: the claim becomes a track, which has started when the partner had begun already.

    The rules are those of every claim: a NAFT track waits for a named worker of the CLB.
    """
    referral = clarify.take_as(work, referral_id, Right.DECIDE)
    made, door = waiting(work, referral.id), work.session.get(SideDoor, referral.id)
    if made is None or door is None:
        raise Refused(_("Deze opname wacht niet meer op een antwoord. Kijk hoe het nu staat."))
    clarify.begin(work, referral)
    today = brussels_date(work.now)
    track = claims.confirm(work, made.id, today if door.started_on else agreed_start, clb=clb, waive=waive)
    if door.by and _still_there(work, door):
        track.worker_id = door.by
    if door.started_on:
        track.agreed_start = door.started_on
        tracks.start(work, track.id, door.started_on)
    work.session.flush()
    return track


def refuse(work: Work, referral_id: UUID, reason: str) -> Claim:
    """The case stays, and goes another way; the partner reads why."""
    referral = clarify.take_as(work, referral_id, Right.DECIDE)
    made = waiting(work, referral.id)
    if made is None:
        raise Refused(_("Deze opname wacht niet meer op een antwoord. Kijk hoe het nu staat."))
    return claims.refuse_claim(work, made.id, reason)


def _still_there(work: Work, door: SideDoor) -> bool:
    seat = select(Membership.id).where(
        Membership.person_id == door.by, Membership.organisation_id == door.organisation_id,
        Membership.role == Role.PARTNER, col(Membership.until).is_(None),
    )  # fmt: skip
    return work.session.exec(seat).first() is not None
