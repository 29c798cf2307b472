"""The tracks of an invented case: how they start or do not, go on, fall silent and end."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from hub.clock import DayUnit, add_days, is_school_day
from hub.dispatch.case import Stage
from hub.dispatch.track import TrackMove, TrackStage
from hub.home.seed import endings, likely, words
from hub.home.seed.ladder import bring_back, look_after
from hub.home.seed.life import Life, SeededTrack
from hub.home.seed.likely import Draw
from hub.home.seed.rows import SCHOOL
from hub.home.seed.world import Partner, SeededOffer

# In days: from the agreement to the agreed start, and from there to the start itself.
UNTIL_START = Draw({1: 28, 2: 24, 3: 16, 5: 12, 8: 10, 12: 6, 20: 3, 30: 1})
AFTER_START = Draw({0: 80, 1: 12, 2: 4, 4: 3, 9: 1})
BETWEEN_CONTACTS = Draw({4: 10, 6: 25, 9: 30, 13: 20, 18: 10, 24: 5})
WEEKS, SILENCE = 8, 34
BackTo = Callable[[Life], None]


def open_track(
    life: Life, partner: Partner, offer: SeededOffer | None, back: BackTo, *, claim: str | None = None,
    role: str = "lead", commitment: str = "", proposed: bool = False,
) -> SeededTrack:  # fmt: skip
    """A track of this partner, agreed at once unless it is only proposed; `back` decides when it comes to nothing."""
    track = SeededTrack(
        life.uuid(), claim, partner, offer, life.one(partner.people) if partner.people else life.desk, role, commitment,
        life.now, start_day(life),
    )  # fmt: skip
    life.tracks.append(track)
    life.expect(track)
    life.ledger(
        "track.propose", "track", track.id, life.desk, move=(None, track.stage), detail={"organisation": partner.id}
    )
    life.version += 1
    if proposed:
        word(life, track, life.later(life.some(1, 6)), _answers, back)
    else:
        track.agreed_at = life.now
        life.track_move(track, TrackMove.ACCEPT, life.desk)
        _plan(life, track, back)
    return track


def start_day(life: Life) -> date:
    """A school day to start on."""
    when = add_days(life.today, UNTIL_START(life.rng), DayUnit.CALENDAR_DAYS)
    return when if is_school_day(when) else add_days(when, 1, SCHOOL)


def word(life: Life, track: SeededTrack, moment: datetime, step: Callable[..., None], back: BackTo) -> None:
    """The partner says something at this moment; whoever waits longer than the clock allows is asked meanwhile."""
    track.next_word = moment
    life.at(moment, step, track, back)
    look_after(life, track, back)


def _answers(life: Life, track: SeededTrack, back: BackTo) -> None:
    """To a proposal."""
    if life.chance(0.15):
        _ends(life, track, TrackMove.DECLINE, back, reason=likely.DECLINED_WHY(life.rng))
        return
    track.agreed_at = life.now
    if track.agreed_start < life.today:
        track.agreed_start = add_days(life.today, 5, SCHOOL)
    life.track_move(track, TrackMove.ACCEPT, track.worker)
    _plan(life, track, back)


def _plan(life: Life, track: SeededTrack, back: BackTo) -> None:
    first = track.agreed_start
    if life.chance(likely.NOT_AT_FIRST):
        step = _plans_anew if life.chance(likely.PLANNED_ANEW) else _does_not_start
        word(life, track, life.on(add_days(first, life.some(0, 4), SCHOOL)), step, back)
    else:
        word(life, track, life.on(add_days(first, AFTER_START(life.rng), SCHOOL)), _starts, back)


def _does_not_start(life: Life, track: SeededTrack, back: BackTo) -> None:
    _ends(life, track, TrackMove.NOT_START, back, reason=likely.NOT_STARTED_WHY(life.rng))


def _plans_anew(life: Life, track: SeededTrack, back: BackTo) -> None:
    track.agreed_start = add_days(life.today, life.some(3, 12), SCHOOL)
    life.expect(track)
    life.ledger("track.plan", "track", track.id, track.worker)
    life.version += 1
    word(life, track, life.on(track.agreed_start), _starts, back)


def _starts(life: Life, track: SeededTrack, back: BackTo) -> None:
    track.started_on = max(track.agreed_start, life.today - timedelta(days=life.some(0, 1)))
    track.last_sign = life.now
    life.track_move(track, TrackMove.START, track.worker)
    weeks = track.offer.weeks if track.offer else WEEKS
    lasts = max(8, round(weeks * 7 * (0.7 + 0.6 * life.rng.random())))
    ends_on = add_days(track.started_on, lasts, DayUnit.CALENDAR_DAYS)
    _goes_on(life, track, back, ends_on)


def _goes_on(life: Life, track: SeededTrack, back: BackTo, ends_on: date) -> None:
    gap = SILENCE + life.some(0, 15) if life.chance(likely.FALLS_SILENT) else BETWEEN_CONTACTS(life.rng)
    following = life.later(gap, SCHOOL)
    if following.date() >= ends_on:
        early = life.chance(likely.STOPPED_EARLY)
        word(life, track, life.on(max(ends_on, add_days(life.today, 1, SCHOOL))), _stops if early else _is_done, back)
        return
    track.next_word = following
    life.at(following, _contact, track, back, ends_on)
    look_after(life, track, back)


def _contact(life: Life, track: SeededTrack, back: BackTo, ends_on: date) -> None:
    units = life.some(1, 3)
    track.last_sign, track.half_days = life.now, track.half_days + units
    life.say("note", life.one(words.CONTACTS), track.worker, track=track.id)
    life.expect(track)
    life.ledger("track.contact", "track", track.id, track.worker)
    life.version += 1
    if track.stage == TrackStage.STARTED and life.chance(likely.ON_HOLD):
        _pause(life, track, back, ends_on)
    else:
        _goes_on(life, track, back, ends_on)


def _pause(life: Life, track: SeededTrack, back: BackTo, ends_on: date) -> None:
    track.hold_until, track.hold_reason = add_days(life.today, life.some(5, 15), SCHOOL), life.one(words.PAUSES)
    life.track_move(track, TrackMove.HOLD, track.worker)
    track.next_word = life.on(add_days(track.hold_until, life.some(0, 3), SCHOOL))
    life.at(track.next_word, _resumes, track, back, ends_on)
    look_after(life, track, back)


def _resumes(life: Life, track: SeededTrack, back: BackTo, ends_on: date) -> None:
    track.hold_until, track.hold_reason, track.last_sign = None, "", life.now
    life.track_move(track, TrackMove.RESUME, track.worker)
    _goes_on(life, track, back, ends_on)


def _is_done(life: Life, track: SeededTrack, back: BackTo) -> None:
    track.end_note = life.one(words.ENDED)
    _ends(life, track, TrackMove.COMPLETE, back)


def _stops(life: Life, track: SeededTrack, back: BackTo) -> None:
    _ends(life, track, TrackMove.STOP_EARLY, back, reason=likely.STOPPED_WHY(life.rng))


def _ends(life: Life, track: SeededTrack, move: TrackMove, back: BackTo, *, reason: str | None = None) -> None:
    """After the last one the referrer is told; what came to nothing comes back to the coordinator."""
    track.ended_on, track.end_reason, track.next_word = life.today, reason, None
    life.track_move(track, move, track.worker)
    if reason:
        bring_back(life, str(track.stage), track.worker, track, back)
    elif life.stage == Stage.TRACKS and not any(one.open for one in life.tracks):
        life.at(life.later(life.some(1, 5)), endings.tell)
