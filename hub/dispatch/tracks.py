"""Tracks: opening one, and every word about it: started, planned, paused, ended."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from hub.asker import Role
from hub.clock import at_nine, brussels_date
from hub.dispatch import alarm, taken_up
from hub.dispatch.feedback import telling
from hub.dispatch.letting_go.carries_on import withdraws
from hub.dispatch.letting_go.losing import lose
from hub.dispatch.moves import rewatch
from hub.dispatch.proposed import propose
from hub.dispatch.reopening import bring_back
from hub.dispatch.sharing.sharing_sight import gate_of
from hub.dispatch.table_tables import AgendaReason, Claim, ClaimRole, Track
from hub.dispatch.tables import Message, Referral
from hub.dispatch.track import (
    COMES_BACK,
    DECLINE_REASONS,
    NOT_STARTED_REASONS,
    Reason,
    TrackMove,
    TrackStage,
    after,
    is_open,
    needs_words,
)
from hub.dispatch.track_steps import said, step, take_track
from hub.dispatch.typed import clean, day_gone, day_to_come
from hub.links import Link
from hub.partners.tables import Offer, Organisation, OrganisationKind
from hub.people.rights import Right, require
from hub.people.tables import Membership, Person
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, _, use_language

MOST_HALF_DAYS = 2000


def open_track(
    work: Work,
    referral: Referral,
    *,
    organisation_id: UUID,
    offer_id: UUID | None = None,
    claim: Claim | None = None,
    agreed_start: date | None = None,
    role: str = ClaimRole.LEAD,
    commitment: str = "",
    proposed: bool = False,
) -> Track:
    """Open a track of this organisation in a case that is held, agreed at once unless it is only `proposed`.

    A claim's place goes over to its track; without a claim a place of the offer is taken, and Refused when none is
    left. The case itself is moved by whoever calls this.
    """
    require(work.asker, Right.DECIDE, referral.hub_id)
    offer = work.session.get(Offer, offer_id) if offer_id else None
    if offer is not None and offer.organisation_id != organisation_id:
        raise NotFound
    track = propose(
        work, referral, organisation_id=organisation_id, offer=offer, claim=claim, agreed_start=agreed_start, role=role,
        commitment=commitment,
    )  # fmt: skip
    if not proposed:
        step(work, track, TrackMove.ACCEPT, agreed_at=work.now)
    rewatch(work, referral)
    return track


def accept(work: Work, track_id: UUID, agreed_start: date | None = None, *, by_link: Link | None = None) -> Track:
    """The partner takes a proposed track on, to start on the day that was proposed or on another. Refused once it may
    not read what was asked any more: whoever takes a track on sees who it is."""
    track, referral = take_track(work, track_id, by_link)
    if gate_of(work, referral.id).keeps_from(track.organisation_id):
        raise Refused(_("Intussen mag dit niet meer gedeeld worden. Bel het meldpunt."))
    start = day_to_come(work, "agreed_start", agreed_start) if agreed_start else track.agreed_start
    step(work, track, TrackMove.ACCEPT, agreed_at=work.now, agreed_start=start)
    taken_up.tell_referrer(work, referral, track)
    rewatch(work, referral)
    return track


def decline(work: Work, track_id: UUID, reason: str, note: str = "", *, by_link: Link | None = None) -> Track:
    """The partner does not take a proposed track on, for a coded reason; the case comes back at once."""
    if reason not in DECLINE_REASONS:
        raise Invalid({"reason": _("Kies een reden.")})
    return _end(work, track_id, TrackMove.DECLINE, by_link, reason=reason, note=note)


def start(work: Work, track_id: UUID, on: date, *, by_link: Link | None = None) -> Track:
    """The track started on this day, today or earlier."""
    track, referral = take_track(work, track_id, by_link)
    step(work, track, TrackMove.START, started_on=day_gone(work, "on", on), last_sign_at=work.now)
    if track.worker_id is None and track.organisation_id in work.asker.organisations_as(Role.PARTNER):
        track.worker_id, track.guide_left_at = work.asker.person_id, None
    rewatch(work, referral)
    telling.started(work, referral)
    return track


def plan(work: Work, track_id: UUID, on: date, *, by_link: Link | None = None) -> Track:
    """The track will start on another day than was agreed; the start is checked after that day."""
    track, referral = take_track(work, track_id, by_link)
    after(TrackStage(track.stage), TrackMove.START)  # only what may start can be planned anew
    track.agreed_start = day_to_come(work, "on", on)
    said(work, track, "track.plan", answers=True)
    rewatch(work, referral)
    return track


def not_start(work: Work, track_id: UUID, reason: str, note: str = "", *, by_link: Link | None = None) -> Track:
    """The agreed track does not start, for a coded reason; the case comes back at once."""
    if reason not in NOT_STARTED_REASONS:
        raise Invalid({"reason": _("Kies een reden.")})
    return _end(work, track_id, TrackMove.NOT_START, by_link, reason=reason, note=note)


def withdraw(work: Work, track_id: UUID, reason: str, note: str = "", *, by_link: Link | None = None) -> Track:
    """The partner takes back what it had agreed to, before the start, for a coded reason.

    The case comes back at once, loud for the coordinator, and the other parts are asked whether they carry on.
    """
    if reason not in DECLINE_REASONS:
        raise Invalid({"reason": _("Kies een reden.")})
    return _end(work, track_id, TrackMove.WITHDRAW, by_link, reason=reason, note=note)


def hold(work: Work, track_id: UUID, until: date, reason: str, *, by_link: Link | None = None) -> Track:
    """The track pauses until a day, for a reason in words. One that pauses already does so until this day instead."""
    track, referral = take_track(work, track_id, by_link)
    why = clean("hold_reason", reason, needed=_("Zeg waarom het traject pauzeert."))
    if track.stage == TrackStage.ON_HOLD:
        step(work, track, TrackMove.RESUME, hold_until=None, hold_reason="")
    step(work, track, TrackMove.HOLD, hold_until=day_to_come(work, "until", until), hold_reason=why)
    alarm.listen(work, referral, why)
    rewatch(work, referral)
    return track


def resume(work: Work, track_id: UUID, *, by_link: Link | None = None) -> Track:
    """The track goes on after a pause."""
    track, referral = take_track(work, track_id, by_link)
    step(work, track, TrackMove.RESUME, last_sign_at=work.now, hold_until=None, hold_reason="")
    rewatch(work, referral)
    return track


def complete(
    work: Work,
    track_id: UUID,
    on: date,
    note: str = "",
    half_day_units: int | None = None,
    *,
    by_link: Link | None = None,
) -> Track:
    """The track is done. After the last one the coordinator has the case, to tell the referrer and close.

    `half_day_units` is the total that is accounted; None leaves what the contacts added up to.
    """
    total: dict[str, Any] = {} if half_day_units is None else {"half_day_units": half_days(half_day_units)}
    return _end(work, track_id, TrackMove.COMPLETE, by_link, on=on, note=note, **total)


def stop_early(
    work: Work, track_id: UUID, on: date, reason: str, note: str = "", *, by_link: Link | None = None
) -> Track:
    """The track stops before it is done, for a coded reason; the case comes back at once."""
    return _end(work, track_id, TrackMove.STOP_EARLY, by_link, on=on, reason=reason, note=note)


def sign_of_life(
    work: Work,
    track_id: UUID,
    text: str = "",
    half_day_units: int = 0,
    *,
    on: date | None = None,
    by_link: Link | None = None,
) -> Track:
    """A contact about the track, noted on the case's time line; a running track need not be asked for a while.

    `half_day_units` come on top of what was accounted before; `on` is a day before today. Invalid when nothing is said:
    only the answer to a letter is a word by itself.
    """
    track, referral = take_track(work, track_id, by_link)
    if not is_open(track.stage):
        raise Refused(_("Dit traject is geëindigd."))
    words, at = clean("text", text), moment_of(work, on)
    if not words and not half_day_units and by_link is None:
        raise Invalid({"text": _("Schrijf in een paar woorden wat er was, of geef de dagdelen.")})
    author = work.session.get(Person, work.asker.person_id) if work.asker.person_id else None
    organisation = work.session.get(Organisation, track.organisation_id)
    names = [author.name if author else "", organisation.name if organisation else ""]
    alarm.listen(work, referral, words)
    with use_language(DEFAULT_LANGUAGE):  # the desk reads it, whatever the screen of the partner speaks
        words = words or _("Contact gehad.")
    work.session.add(
        Message(
            hub_id=track.hub_id, referral_id=referral.id, track_id=track.id, at=at, kind="note",
            text=words, half_day_units=half_days(half_day_units),
            author_id=author.id if author else None, author_name=", ".join(name for name in names if name),
        )
    )  # fmt: skip
    track.last_sign_at = max(track.last_sign_at or at, at)
    track.half_day_units = half_days(track.half_day_units + half_days(half_day_units))
    said(work, track, "track.contact", answers=track.stage == TrackStage.STARTED)
    rewatch(work, referral)
    return track


def assign(work: Work, track_id: UUID, worker_id: UUID | None) -> Track:
    """Who at the partner guides this track; that person gets the letters about it. NotFound for anybody else."""
    track, _referral = take_track(work, track_id, None)
    if worker_id and worker_id not in {person.id for person in workers_of(work, track)}:
        raise NotFound
    track.worker_id, track.guide_left_at = worker_id, None if worker_id else track.guide_left_at
    said(work, track, "track.assign", answers=False)
    return track


def workers_of(work: Work, track: Track) -> Sequence[Person]:
    """The people who may guide this track, by name: those of its partner, or of the hub's desk for its own track."""
    partner = work.session.get_one(Organisation, track.organisation_id)
    if partner.kind == OrganisationKind.HUB:
        theirs = (col(Membership.hub_id) == track.hub_id) & col(Membership.role).in_((Role.COORDINATOR, Role.DUTY_DESK))
    else:
        theirs = (col(Membership.organisation_id) == partner.id) & (col(Membership.role) == Role.PARTNER)
    here = select(Membership.person_id).where(theirs, col(Membership.until).is_(None))
    return work.session.exec(
        select(Person).where(col(Person.id).in_(here), col(Person.left_at).is_(None)).order_by(col(Person.sort_key))
    ).all()


def moment_of(work: Work, on: date | None) -> datetime:
    """Now, or nine o'clock on a day that has gone."""
    if on is None or day_gone(work, "on", on) == brussels_date(work.now):
        return work.now
    return at_nine(on)


def half_days(number: int) -> int:
    if not 0 <= number <= MOST_HALF_DAYS:
        raise Invalid({"half_day_units": _("Geef een aantal dagdelen tussen 0 en %(most)d.", most=MOST_HALF_DAYS)})
    return number


def _end(
    work: Work,
    track_id: UUID,
    move: TrackMove,
    by_link: Link | None,
    *,
    on: date | None = None,
    reason: str | None = None,
    note: str = "",
    **values: Any,
) -> Track:
    if reason is not None and reason not in set(Reason):
        raise Invalid({"reason": _("Kies een reden.")})
    track, referral = take_track(work, track_id, by_link)
    withdrew = withdraws(move, reason)
    move = TrackMove.WITHDRAW if withdrew else move
    day = day_gone(work, "on", on) if on else brussels_date(work.now)
    if track.started_on and day < track.started_on:
        raise Invalid({"on": _("Het traject kan niet eindigen voor het startte.")})
    step(
        work,
        track,
        move,
        ended_on=day,
        end_reason=reason,
        end_note=clean("note", note, needed=needs_words(reason)),
        **values,
    )
    alarm.listen(work, referral, note)
    if TrackStage(track.stage) in COMES_BACK:
        came_back = bring_back(work, referral, AgendaReason(track.stage), track_id=track.id)
        lose(work, referral, track, withdrew=withdrew, came_back=came_back)
    else:
        rewatch(work, referral)
    return track
