"""What becomes of tracks when the person who guides them at a partner leaves."""

from uuid import UUID

from sqlmodel import col, select

from hub import ledger, links
from hub.dispatch.locks import take_all
from hub.dispatch.table_tables import Track
from hub.dispatch.track import OPEN
from hub.links import Purpose
from hub.store import Work


def let_go(work: Work, person_id: UUID, organisation_id: UUID) -> int:
    """Nobody in particular guides this person's open tracks of this partner any more; letters go to its team.

    Links in letters that the person has stop working. Returns how many tracks that were.
    """
    theirs = (
        select(Track)
        .where(Track.worker_id == person_id, Track.organisation_id == organisation_id, col(Track.stage).in_(OPEN))
        .order_by(col(Track.id))
    )
    take_all(work, [track.referral_id for track in work.session.exec(theirs)])
    tracks = work.session.exec(theirs.execution_options(populate_existing=True)).all()
    for track in tracks:
        track.worker_id = None
        links.expire(work, track.id, Purpose.TRACK)
        ledger.write(
            work, "track.unassign", "track", track.id, hub_id=track.hub_id, referral_id=track.referral_id
        )  # fmt: skip
    work.session.flush()
    return len(tracks)


def open_tracks(work: Work, organisation_id: UUID) -> int:
    """How many tracks of this partner are not over."""
    return len(
        work.session.exec(
            select(Track.id).where(Track.organisation_id == organisation_id, col(Track.stage).in_(OPEN))
        ).all()
    )
