"""A case out of the old list was looked at by the coordinator: from here on its clocks run as of any other case."""

from uuid import UUID

from hub.dispatch import moves
from hub.dispatch.track import TrackStage, is_open
from hub.dispatch.track_steps import expect
from hub.people.rights import Right, require
from hub.problems import Refused
from hub.store import Work
from hub.wording import _


def look_over(work: Work, referral_id: UUID) -> None:
    """It stands as it says. Words about its tracks are expected as if they were heard of today. Refused when somebody
    looked before."""
    referral = moves.take(work, referral_id)
    require(work.asker, Right.CLARIFY, referral.hub_id)
    if referral.look_over_since is None:
        raise Refused(_("Iemand keek deze aanmelding al na."))
    referral.look_over_since, referral.stage_since = None, work.now
    for track in moves.tracks_of(work, referral.id):
        if is_open(track.stage):
            track.last_sign_at = work.now if track.stage == TrackStage.STARTED else track.last_sign_at
            expect(work, track)
    moves.rewatch(work, referral)
    moves.log(work, "case.looked_over", "referral", referral.id, referral)
