"""The one place where a track's stage changes, with what goes with each change: date, ladder, place, ledger."""

from typing import Any
from uuid import UUID

from hub import ledger, links
from hub.asker import AskerKind, Role
from hub.dispatch.clockwork.reading import clocks_of_track
from hub.dispatch.held_places import free_place
from hub.dispatch.locks import hold_places
from hub.dispatch.moves import take
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import TrackMove, TrackStage, after, is_open
from hub.dispatch.watch import track_due
from hub.links import Link, Purpose
from hub.people.rights import Right, require
from hub.problems import NotFound
from hub.store import Work


def take_track(work: Work, track_id: UUID, by_link: Link | None) -> tuple[Track, Referral]:
    """The track and its case, held: the case first, so that two words about one case never wait on each other."""
    track = work.found(Track, track_id)
    may_report(work, track, by_link)
    referral = take(work, track.referral_id)
    work.session.refresh(track)
    return track, referral


def may_report(work: Work, track: Track, by_link: Link | None) -> None:
    """The holder of a link about this very track, the coordinator of its hub, a member of its partner. Nobody else."""
    if by_link is not None:
        if by_link.purpose != Purpose.TRACK or by_link.noun_id != track.id:
            raise NotFound
        return
    asker = work.asker
    if asker.kind == AskerKind.WORKER or asker.has(Role.COORDINATOR, track.hub_id):
        return
    if track.organisation_id in asker.organisations_as(Role.PARTNER):
        return
    if asker.has(Role.PARTNER):
        raise NotFound
    require(asker, Right.REPORT_TRACK, track.hub_id)


def step(work: Work, track: Track, move: TrackMove, **values: Any) -> None:
    """Make one move of the table in hub.dispatch.track, with these columns; Refused when the table says no."""
    source = TrackStage(track.stage)
    target = after(source, move)
    with work.session.no_autoflush:  # the row is whole only when stage, reason and date are all there
        for name, value in values.items():
            setattr(track, name, value)
        track.stage, track.stage_since = target, work.now
        expect(work, track)
    work.session.flush()
    if not is_open(target):
        _let_go(work, track)
    ledger.write(
        work, f"track.{move}", "track", track.id, hub_id=track.hub_id, referral_id=track.referral_id,
        move=(source, track.stage), organisation=track.organisation_id,
        **({"reason": track.end_reason} if track.end_reason else {}),
    )  # fmt: skip
    work.flush()


def said(work: Work, track: Track, act: str, *, answers: bool) -> None:
    """A word about a track that leaves its stage as it is; `answers` when it is the word that was expected."""
    if answers:
        expect(work, track)
    ledger.write(work, act, "track", track.id, hub_id=track.hub_id, referral_id=track.referral_id)
    work.flush()


def expect(work: Work, track: Track) -> None:
    """When the next word is expected; whoever was asked has answered, so the ladder begins anew."""
    track.due_at = track_due(
        TrackStage(track.stage), clocks_of_track(work, track), since=track.stage_since,
        agreed_start=track.agreed_start, last_sign=track.last_sign_at, hold_until=track.hold_until,
    )  # fmt: skip
    track.step, track.asked_at, track.gathered_for = 0, None, None


def _let_go(work: Work, track: Track) -> None:
    hold_places(work, track.referral_id)
    if track.holds_place and track.offer_id:
        free_place(work, track.offer_id)
    track.holds_place = False
    links.withdraw(work, track.id, Purpose.TRACK)
