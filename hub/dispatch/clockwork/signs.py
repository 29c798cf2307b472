"""Any activity around a case is a sign of life of what runs in it: a note, a call, a talk, a mail, an answer."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.columns import table_of
from hub.dispatch.clockwork.reading import clocks_of_track
from hub.dispatch.feedback.tables import HelpQuestion
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Message, Referral
from hub.dispatch.track import TrackStage
from hub.dispatch.watch import track_due
from hub.lookups import Lookup
from hub.store import Work

# What a decision says, an answer to a consult, or what a referrer fills in on its form, tells nothing of a track.
KINDS = ("mail_in", "call", "talk", "note", "answer")
T, M, H = table_of(Track), table_of(Message), table_of(HelpQuestion)
# Whether there is help tells of the youngster, also where the desk heard it in a call.
_IF_HELPED = sa.exists().where(H.c.referral_id == M.c.referral_id, H.c.message_id == M.c.id).correlate(M)
# What was said of another part of a joint track is of that part alone.
_OF_IT = (M.c.referral_id == T.c.referral_id) & (M.c.track_id.is_(None) | (M.c.track_id == T.c.id))
_NEWEST = sa.select(sa.func.max(M.c.at)).where(_OF_IT, M.c.kind.in_(KINDS), ~_IF_HELPED)
NEWEST: Any = _NEWEST.correlate(T).scalar_subquery()
_LATER = Lookup(
    sa.select(T.c.id, NEWEST.label("at")).where(
        T.c.referral_id == sa.bindparam("case", type_=sa.Uuid()), T.c.stage == TrackStage.STARTED, T.c.step == 0,
        sa.func.coalesce(T.c.last_sign_at, T.c.stage_since) < NEWEST,
    )
)  # fmt: skip


def heard(work: Work, referral: Referral) -> None:
    """Its tracks that run are asked about so many days after this, when nobody was asked yet.

    Who got a letter is to answer it: a note of somebody else does not hide that a partner says nothing. A pause and a
    day that was agreed for the start stay what they are.
    """
    for track_id, at in _LATER.ask(work.session, case=referral.id):
        _goes_on(work, track_id, at)


def _goes_on(work: Work, track_id: UUID, at: Any) -> None:
    track = work.session.get_one(Track, track_id)
    track.last_sign_at, track.gathered_for = at, None
    track.due_at = track_due(
        TrackStage.STARTED, clocks_of_track(work, track), since=track.stage_since, last_sign=track.last_sign_at
    )
    work.session.flush()


def newest_of(work: Work, track: Track) -> Any:
    """When something was last said of this track, or of its case as a whole."""
    return work.session.execute(sa.select(NEWEST.label("at")).select_from(T).where(T.c.id == track.id)).scalar()
