"""A track that is proposed to a partner, which has yet to agree: with its place, and when it would start."""

from datetime import date
from uuid import UUID

from hub import ledger
from hub.clock import DayUnit, add_days, brussels_date, is_school_day
from hub.dispatch.held_places import take_place
from hub.dispatch.moves import tracks_of
from hub.dispatch.table_tables import Claim, ClaimRole, Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import TRACK_WORDS, TrackStage, is_open
from hub.dispatch.track_steps import expect
from hub.dispatch.typed import clean
from hub.partners.tables import Offer, Organisation
from hub.problems import Refused
from hub.store import Work
from hub.wording import _

CALENDAR_DAYS_TO_START = 15


def usual_start(today: date) -> date:
    """When a track starts unless somebody says otherwise: fifteen days on, or the first school day after that."""
    day = add_days(today, CALENDAR_DAYS_TO_START, DayUnit.CALENDAR_DAYS)
    return day if is_school_day(day) else add_days(day, 1, DayUnit.SCHOOL_DAYS)


def propose(
    work: Work,
    referral: Referral,
    *,
    organisation_id: UUID,
    offer: Offer | None,
    claim: Claim | None = None,
    agreed_start: date | None = None,
    role: str = ClaimRole.LEAD,
    commitment: str = "",
) -> Track:
    """A track that its organisation has yet to agree to, holding its place. Asks no right; the case is held, and moved
    and watched anew by whoever calls this."""
    refuse_second(work, referral, organisation_id)
    if offer is not None and claim is None and not take_place(work, offer.id):
        raise Refused(_("Bij “%(offer)s” is geen plaats meer vrij.", offer=offer.name))
    track = Track(
        hub_id=referral.hub_id, referral_id=referral.id, claim_id=claim.id if claim else None,
        organisation_id=organisation_id, offer_id=offer.id if offer else None, role=role,
        commitment=clean("commitment", commitment),
        stage=TrackStage.PROPOSED, stage_since=work.now, holds_place=offer is not None,
        agreed_start=agreed_start or usual_start(brussels_date(work.now)),
    )  # fmt: skip
    expect(work, track)
    work.session.add(track)
    work.flush()
    ledger.write(
        work, "track.propose", "track", track.id,
        hub_id=track.hub_id, referral_id=referral.id, move=(None, track.stage), organisation=organisation_id,
    )  # fmt: skip
    return track


def refuse_second(work: Work, referral: Referral, organisation_id: UUID) -> None:
    """Refused when this partner has an open track in the case, which is held: each has one at a time (DOMAIN.md §3)."""
    for track in tracks_of(work, referral.id):
        if track.organisation_id == organisation_id and is_open(track.stage):
            raise Refused(
                _(
                    "%(partner)s heeft voor deze vraag al een traject: %(stage)s.",
                    partner=work.session.get_one(Organisation, organisation_id).name,
                    stage=_(TRACK_WORDS[TrackStage(track.stage)]),
                )
            )
