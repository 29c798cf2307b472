"""What the referrer hears when somebody takes a case up: a first partner, one more, or the hub itself."""

from uuid import UUID

from hub.dispatch.clarify import write_to_referrer
from hub.dispatch.feedback import asking, telling
from hub.dispatch.moves import tracks_of
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import TrackStage
from hub.partners.tables import Organisation, OrganisationKind
from hub.store import Work
from hub.wording import _

AGREED = (TrackStage.ACCEPTED, TrackStage.STARTED, TrackStage.ON_HOLD)


def tell_referrer(work: Work, referral: Referral, track: Track) -> None:
    """One short letter for each track that is agreed; who it is stands on the page of the referrer. The youngster's
    contact hears it too, and after a while both are asked whether there is help."""
    write_to_referrer(work, referral, _kind(work, referral, track), f"referrer_taken_up:{track.id}")
    telling.tell_contact(work, referral, telling.Told.TAKEN_UP)
    asking.after_agreement(work, referral)


def _kind(work: Work, referral: Referral, track: Track) -> str:
    if work.session.get_one(Organisation, track.organisation_id).kind == OrganisationKind.HUB:
        return "referrer_hub_takes_up"
    beside = any(one.id != track.id and one.stage in AGREED for one in tracks_of(work, referral.id))
    return "referrer_joined" if beside else "referrer_taken_up"


def who_hears(work: Work, referral: Referral, organisation_id: UUID) -> str:
    """ "JAC De Haven krijgt bericht. De aanmelder ook.": true for whom there is an address of, else who to call."""
    partner = work.session.get_one(Organisation, organisation_id)
    if partner.kind == OrganisationKind.HUB:
        first = ""
    elif partner.email:
        first = _("%(partner)s krijgt bericht.", partner=partner.name)
    else:
        first = _("%(partner)s heeft geen e-mailadres: bel zelf even.", partner=partner.name)
    return f"{first} {referrer_hears(referral)}".strip()


def referrer_hears(referral: Referral) -> str:
    if referral.referrer_email:
        return _("De aanmelder krijgt bericht.")
    return _("De aanmelder gaf geen e-mailadres: bel zelf even.")
