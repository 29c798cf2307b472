"""What was said about a track: its partner reads its own words, and nobody a name in those of others."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger
from hub.clock import brussels_date
from hub.dispatch.identity import veiled, youngster_of
from hub.dispatch.table_tables import Claim, Track
from hub.dispatch.tables import Message, Referral, Youngster
from hub.dispatch.track import TrackStage
from hub.dispatch.track_sight import is_own
from hub.dispatch.whose_words import Veil, people_of, veil_of
from hub.lookups import Lookup
from hub.people.tables import Membership
from hub.store import Work

# With these words a track keeps why.
SAYS_WHY = ("track.hold", "track.decline", "track.not_start", "track.withdraw", "track.complete", "track.stop_early")


def words_of(work: Work, track: Track, *, with_name: bool = False) -> Veil:
    """For what was written about this track: with initials for its youngster, unless the name is open, and for whom
    else the words of the case are about. What its partner alone wrote, that partner reads with those others as it
    typed them.
    """
    referral, youngster = _about(work, track, with_name=with_name)
    if not is_own(work, track) or _desk_wrote(work, track):
        return veil_of(work, referral, youngster)
    # Who never took it on does not know the name, and would learn from initials that it was guessed.
    never_taken = track.stage in (TrackStage.PROPOSED, TrackStage.DECLINED)
    return str if never_taken else partial(veiled, youngster=youngster)


_WROTE = Lookup(
    sa.select(col(Claim.made_by).label("person_id"))
    .where(col(Claim.id) == sa.bindparam("claim", type_=sa.Uuid()))
    .union(
        sa.select(col(ledger.Entry.person_id)).where(
            col(ledger.Entry.noun_id) == sa.bindparam("track", type_=sa.Uuid()), col(ledger.Entry.act).in_(SAYS_WHY)
        )
    )
)


def _desk_wrote(work: Work, track: Track) -> bool:
    """Whether somebody who is not of the partner wrote what stands about this track."""
    wrote = _WROTE.ask(work.session, claim=track.claim_id, track=track.id)
    return bool({row.person_id for row in wrote} - people_of(work, [track.organisation_id]) - {None})


@dataclass(frozen=True)
class Contact:
    """What was said about a track, by whom and when; with initials unless the name is open."""

    id: UUID
    at: datetime
    author_name: str
    text: str
    half_day_units: int
    mine: bool  # the asker wrote it, and may put it right
    corrected_at: datetime | None
    first_text: str  # what stood there before it was corrected
    shut: bool = False  # a colleague wrote it, and the asker's secrecy does not let it read that: no word is here

    @property
    def day(self) -> date:
        return brussels_date(self.at)


def contacts_of(work: Work, track: Track, *, with_name: bool = False, content: bool = True) -> list[Contact]:
    """The contacts of a track, newest first. Its partner finds what itself said, and reads whom else it named as it
    typed it; the rest of the file is the desk's. Without `content` the asker reads its own words only, and of the
    others that there was a contact."""
    of_track = select(Message).where(Message.track_id == track.id).order_by(col(Message.at).desc()).limit(50)
    if is_own(work, track):
        of_partner = select(Membership.person_id).where(Membership.organisation_id == track.organisation_id)
        # What came by a mailed link is signed by no person.
        of_track = of_track.where(col(Message.author_id).in_(of_partner) | col(Message.author_id).is_(None))
    referral, youngster = _about(work, track, with_name=with_name)
    veil = partial(veiled, youngster=youngster) if is_own(work, track) else veil_of(work, referral, youngster)
    asker = work.asker.person_id
    return [
        Contact(
            said.id, said.at, said.author_name, veil(said.text) if reads else "", said.half_day_units, mine=mine,
            corrected_at=said.corrected_at if reads else None, first_text=veil(said.first_text) if reads else "",
            shut=not reads,
        )
        for said in work.session.exec(of_track)
        for mine in [asker is not None and said.author_id == asker]
        for reads in [content or mine]
    ]  # fmt: skip


def _about(work: Work, track: Track, *, with_name: bool) -> tuple[Referral, Youngster | None]:
    """The case, and whose name becomes initials; nobody's where the name is open."""
    referral = work.session.get_one(Referral, track.referral_id)
    return referral, None if with_name else youngster_of(work, referral)
