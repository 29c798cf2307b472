"""Putting a noted contact right: by whoever wrote it, while the track runs, and with a trace of what stood there."""

from datetime import date
from uuid import UUID

from hub import ledger
from hub.clock import brussels_date
from hub.dispatch.clockwork.signs import newest_of
from hub.dispatch.moves import rewatch
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Message
from hub.dispatch.track import TrackStage, is_open
from hub.dispatch.track_steps import expect, take_track
from hub.dispatch.track_words import contacts_of
from hub.dispatch.tracks import half_days, moment_of
from hub.dispatch.typed import clean
from hub.problems import NotFound, Refused
from hub.store import Work
from hub.wording import _


def correct(
    work: Work, track_id: UUID, message_id: UUID, text: str, half_day_units: int, on: date | None = None
) -> Message:
    """Other words, another day or another number of half-day units; the total of the track follows.

    NotFound for a contact of another track, Refused for who did not write it and when the track has ended.
    """
    track, referral = take_track(work, track_id, None)
    said = work.session.get(Message, message_id)
    if said is None or said.track_id != track.id:
        raise NotFound
    if work.asker.person_id is None or said.author_id != work.asker.person_id:
        raise Refused(_("Alleen wie dit noteerde, kan het verbeteren."))
    if not is_open(track.stage):
        raise Refused(_("Dit traject is geëindigd."))
    words = clean("text", text, needed=_("Schrijf in een paar woorden wat er was."))
    if words == _shown(work, track, said):  # what stood in the form with initials was not meant to be changed
        words = said.text
    units = half_days(half_day_units)
    moved = on is not None and on != brussels_date(said.at)
    at = moment_of(work, on) if moved else said.at
    total = half_days(max(0, track.half_day_units - said.half_day_units + units))
    if not said.corrected_at:
        said.first_text = said.text
    said.text, said.half_day_units, said.at, said.corrected_at = words, units, at, work.now
    track.half_day_units = total
    work.flush()
    if moved:
        _heard_last(work, track)
    ledger.write(
        work, "track.contact_corrected", "message", said.id, hub_id=track.hub_id, referral_id=referral.id,
        track=track.id, units=units,
    )  # fmt: skip
    rewatch(work, referral)
    return said


def _shown(work: Work, track: Track, said: Message) -> str:
    return next((one.text for one in contacts_of(work, track) if one.id == said.id), said.text)


def _heard_last(work: Work, track: Track) -> None:
    """The last sign of life follows the contacts; the next word is expected after it."""
    newest = newest_of(work, track)
    track.last_sign_at = max(one for one in (newest, track.stage_since) if one)
    if track.stage == TrackStage.STARTED:
        expect(work, track)
    work.flush()
