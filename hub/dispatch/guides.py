"""What becomes of tracks when the person who guides them at a partner, or at the hub itself, leaves."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger, links
from hub.asker import Role
from hub.dispatch.locks import held_rows, take_all
from hub.dispatch.table_tables import Track
from hub.dispatch.track import OPEN
from hub.links import Purpose
from hub.partners.tables import Organisation, OrganisationKind
from hub.people.tables import Membership
from hub.store import Work

AT_DESK = (Role.COORDINATOR, Role.DUTY_DESK)
AT_ONCE = 200
_OF_HUB = select(Organisation.id).where(Organisation.kind == OrganisationKind.HUB)
_HAS_ROLE = sa.exists().where(
    col(Membership.person_id) == col(Track.worker_id), col(Membership.until).is_(None),
    sa.or_(
        sa.and_(col(Membership.organisation_id) == col(Track.organisation_id), col(Membership.role) == Role.PARTNER),
        sa.and_(
            col(Track.organisation_id).in_(_OF_HUB), col(Membership.hub_id) == col(Track.hub_id),
            col(Membership.role).in_(AT_DESK),
        ),
    ),
)  # fmt: skip


def guided_by(work: Work, membership: Membership) -> Sequence[Track]:
    """The open tracks that somebody guides in this role, and in no other role that goes on."""
    if membership.organisation_id and membership.role == Role.PARTNER:
        of_role: Any = col(Track.organisation_id) == membership.organisation_id
    elif membership.hub_id and membership.role in AT_DESK and not goes_on(work, membership):
        of_role = col(Track.organisation_id).in_(_OF_HUB) & (col(Track.hub_id) == membership.hub_id)
    else:
        return []
    theirs = select(Track).where(Track.worker_id == membership.person_id, of_role, col(Track.stage).in_(OPEN))
    return work.session.exec(theirs.order_by(col(Track.id)).execution_options(populate_existing=True)).all()


def hand_on(work: Work, membership: Membership, to: Mapping[UUID, UUID | None]) -> int:
    """Whoever leaves guides no track any more: each goes to the colleague that is named for it, the rest to the team,
    which reads that its guide left. Returns how many went to the team."""
    take_all(work, [track.referral_id for track in guided_by(work, membership)])
    return sum(not _to(work, track, to.get(track.id)) for track in guided_by(work, membership))


def let_go(work: Work, person_id: UUID, organisation_id: UUID) -> int:
    """Nobody in particular guides this person's open tracks of this partner any more; letters go to its team.

    Links in letters that the person has stop working. Returns how many tracks that were.
    """
    return _let_go(work, (col(Track.worker_id) == person_id, col(Track.organisation_id) == organisation_id))


def let_go_of_who_left(work: Work) -> int:
    """Tracks of which the guide has no role there any more, however that came about."""
    return _let_go(work, (col(Track.worker_id).is_not(None), ~_HAS_ROLE))


def open_tracks(work: Work, organisation_id: UUID) -> int:
    """How many tracks of this partner are not over."""
    return len(
        work.session.exec(
            select(Track.id).where(Track.organisation_id == organisation_id, col(Track.stage).in_(OPEN))
        ).all()
    )


def _let_go(work: Work, which: Sequence[Any]) -> int:
    theirs = select(Track).where(*which, col(Track.stage).in_(OPEN)).order_by(col(Track.id)).limit(AT_ONCE)
    tracks = held_rows(work, theirs)
    for track in tracks:
        _to(work, track, None)
    work.session.flush()
    return len(tracks)


def _to(work: Work, track: Track, worker_id: UUID | None) -> bool:
    track.worker_id, track.guide_left_at = worker_id, None if worker_id else work.now
    links.expire(work, track.id, Purpose.TRACK)
    act = "track.assign" if worker_id else "track.unassign"
    ledger.write(work, act, "track", track.id, hub_id=track.hub_id, referral_id=track.referral_id)
    return worker_id is not None


def goes_on(work: Work, membership: Membership) -> bool:
    """Whether somebody keeps another role at the same desk."""
    if membership.role not in AT_DESK:
        return False
    other = select(Membership.id).where(
        Membership.person_id == membership.person_id, Membership.hub_id == membership.hub_id,
        col(Membership.role).in_(AT_DESK), col(Membership.until).is_(None), Membership.id != membership.id,
    )  # fmt: skip
    return work.session.exec(other).first() is not None
