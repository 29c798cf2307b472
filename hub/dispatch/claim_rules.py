"""What may be claimed and with which role: the rules of the table, each with its sentence for who reads it."""

from uuid import UUID

from hub.asker import Role
from hub.dispatch import moves, proposed
from hub.dispatch.case import Stage
from hub.dispatch.held_places import waiting_claims
from hub.dispatch.seating import Round
from hub.dispatch.table_tables import Claim, ClaimRole, Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import is_open
from hub.partners.tables import Capacity, Offer, Organisation
from hub.problems import Refused
from hub.store import Work
from hub.wording import _

TAKES_UP = (Stage.ON_TABLE, Stage.DISCUSSED)
CHAIR_RECORDS = (*TAKES_UP, Stage.WAITING_LIST, Stage.CLIENT_MEETING, Stage.EXPERTISE_TABLE, Stage.TRACKS)


def may_be_taken(work: Work, referral: Referral, sitting: Round, offer: Offer, role: str) -> None:
    """The rules of the table, each with its sentence; the unique indexes hold them once more."""
    chair = by_chair(work, offer.organisation_id)
    if referral.stage not in (CHAIR_RECORDS if chair else TAKES_UP):
        raise Refused(_("Deze vraag ligt niet meer op tafel."))
    mine = sitting.claim_of(offer.organisation_id)
    if mine is not None and (mine.role == role or mine.role == ClaimRole.LEAD):
        raise Refused(already(work, offer.organisation_id))
    if mine is None:
        proposed.refuse_second(work, referral, offer.organisation_id)
    _may_have_role(work, sitting, role, chair)
    if not offer.active:
        raise Refused(_("“%(offer)s” loopt niet meer.", offer=offer.name))
    if role == ClaimRole.LEAD and offer.capacity in (Capacity.WAITING, Capacity.NONE):
        raise Refused(_no_place(offer, chair))


def _may_have_role(work: Work, sitting: Round, role: str, chair: bool) -> None:
    """One leads, others join. Beside a lead that has run since an earlier round only the chair records a new one."""
    if sitting.leader is None:
        if role == ClaimRole.CO and chair:
            raise Refused(_("Nog niemand heeft de leiding. Noteer eerst wie de leiding neemt."))
        if role == ClaimRole.CO:
            raise Refused(
                _("Nog niemand neemt de leiding. Neem de vraag zelf op, of wacht tot een andere partner dat doet.")
            )
        return
    leads = work.session.get_one(Organisation, sitting.leader).name
    if role == ClaimRole.LEAD and sitting.lead is not None:
        if chair:
            raise Refused(_("%(partner)s heeft al de leiding. Kies “doet mee” voor een tweede partner.", partner=leads))
        raise Refused(_("%(partner)s nam deze vraag net op. Jullie kunnen nog meedoen.", partner=leads))
    if role == ClaimRole.LEAD and not chair:
        raise Refused(_("%(partner)s heeft al de leiding. Jullie kunnen nog meedoen.", partner=leads))


def role_of(work: Work, referral: Referral, made: Claim, *, leads: bool) -> str:
    """With which role a claim becomes a track: nobody joins where nobody leads, or leads only perhaps."""
    tracks_now = moves.tracks_of(work, referral.id)
    led = any(track.role == ClaimRole.LEAD and is_open(track.stage) for track in tracks_now)
    if made.role == ClaimRole.LEAD or led:
        return made.role
    waits = next((one for one in waiting_claims(work, referral.id) if one.role == ClaimRole.LEAD), None)
    if waits:
        raise Refused(
            _("%(partner)s neemt de leiding. Bevestig die eerst.", partner=name_of(work, waits.organisation_id))
        )
    if not leads:
        raise Refused(_("Nog niemand heeft de leiding. Spreek eerst af wie de leiding neemt."))
    return ClaimRole.LEAD


def leads_beside(work: Work, track: Track) -> str:
    """Which other partner leads where this one only joins; "" where it leads itself."""
    others = moves.tracks_of(work, track.referral_id) if track.role != ClaimRole.LEAD else ()
    leads = (one.organisation_id for one in others if one.role == ClaimRole.LEAD and is_open(one.stage))
    return next((name_of(work, one) for one in leads if one), "")


def by_chair(work: Work, organisation_id: UUID) -> bool:
    """Whether the asker speaks for this partner without being of it."""
    return organisation_id not in work.asker.organisations_as(Role.PARTNER)


def name_of(work: Work, organisation_id: UUID) -> str:
    return work.session.get_one(Organisation, organisation_id).name


def already(work: Work, organisation_id: UUID) -> str:
    if by_chair(work, organisation_id):
        return _("%(partner)s neemt deze vraag al op.", partner=name_of(work, organisation_id))
    return _("Jullie namen deze vraag al op.")


def _no_place(offer: Offer, chair: bool) -> str:
    if chair:
        return _("“%(offer)s” heeft geen vrije plaats.", offer=offer.name)
    if offer.capacity == Capacity.WAITING:
        return _("“%(offer)s” heeft een wachtlijst. Pas eerst jullie aanbod aan.", offer=offer.name)
    return _("“%(offer)s” heeft geen plaats. Pas eerst jullie aanbod aan.", offer=offer.name)
