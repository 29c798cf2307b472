"""A step on the ladder written down: where the track stands after it, and what the ledger says of it."""

from typing import Any
from uuid import UUID

from hub import ledger
from hub.clock import brussels_date, in_brussels
from hub.dispatch.mailed import receivers
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import TrackStage
from hub.monitoring.ladder import Climb, Do
from hub.partners.tables import Organisation
from hub.store import Work

DID = {
    Do.GATHER: "gathered",
    Do.ASK: "asked_partner",
    Do.SHOW: "put_on_today",
    Do.GIVE: "gave_to_coordinator",
    Do.WAIT: "left_with_coordinator",
}
QUIETLY = (Do.GATHER, Do.WAIT)


def take_step(work: Work, referral: Referral, track: Track, todo: Climb) -> dict[str, Any]:
    """The track stands where this leads; whoever calls has its case watched anew."""
    track.step, track.times_asked, track.due_at = todo.step, todo.times_asked, todo.due_at
    track.gathered_for = brussels_date(todo.due_at) if todo.do == Do.GATHER else None
    if todo.do == Do.ASK:
        track.asked_at = work.now
    if todo.do not in QUIETLY:
        ledger.write(
            work, f"track.{DID[todo.do]}", "track", track.id,
            hub_id=track.hub_id, referral_id=referral.id, step=int(todo.step), times_asked=todo.times_asked,
        )  # fmt: skip
    return {
        "did": DID[todo.do], "track": str(track.id), "referral": referral.number, "step": int(todo.step),
        "times_asked": todo.times_asked, "due": in_brussels(todo.due_at).isoformat(timespec="minutes"),
    }  # fmt: skip


def whom(work: Work, track: Track, address: str) -> list[tuple[UUID | None, str]]:
    """Whoever was asked to take it up is reminded; about a track that was taken up this one address is asked."""
    if track.stage == TrackStage.PROPOSED and track.worker_id is None:
        partner = work.session.get_one(Organisation, track.organisation_id)
        return [(one.person_id, one.address) for one in receivers.readers_of(work, partner)]
    return [(receivers.whose(work, track.organisation_id, address), address)]
