"""What the ladder would have done over a track's whole life with these clocks: letters, and who got it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from hub.clock import next_open_moment
from hub.dispatch.clocks import Clocks
from hub.dispatch.track import OPEN, TrackStage
from hub.dispatch.watch import track_due
from hub.monitoring.ladder import Do, Step, Watched, climb, unit_of
from hub.monitoring.weekly import weekly_at

LONGEST_REST = 120  # days on which nobody may be disturbed, one after the other


class Word(NamedTuple):
    """Something was said about the track; from here on it is in this stage."""

    at: datetime
    stage: TrackStage


class Spoken(NamedTuple):
    letters: int
    given: int


@dataclass(frozen=True)
class Life:
    """What was said about one track, in order, and which clocks count for it."""

    words: Sequence[Word]
    agreed_start: date | None = None


def spoken(life: Life, clocks: Clocks, until: datetime, weekday: int | None = None) -> Spoken:
    """How often the hub would have asked, and how often the coordinator would have got it, up to this moment. What is
    asked goes with the letter of the week, on this day of it; None: at once."""
    letters = given = 0
    since = None
    for n, word in enumerate(life.words):
        ends = min(life.words[n + 1].at if n + 1 < len(life.words) else until, until)
        since = word.at if n == 0 or life.words[n - 1].stage != word.stage else since
        if word.stage not in OPEN or word.stage == TrackStage.ON_HOLD or since is None:
            continue
        due = track_due(word.stage, clocks, since=since, agreed_start=life.agreed_start, last_sign=word.at)
        asked, to_coordinator = _silence(Watched(word.stage, due or ends), clocks, ends, weekday)
        letters, given = letters + asked, given + to_coordinator
    return Spoken(letters, given)


def _silence(track: Watched, clocks: Clocks, ends: datetime, weekday: int | None) -> Spoken:
    """What happens until somebody says something, or the coordinator has it."""
    letters, now, rested = 0, next_open_moment(track.due_at), 0
    while now < ends and rested < LONGEST_REST:
        done = climb(_in_week(track, clocks, now, weekday), clocks, now)
        if done is None:
            now, rested = next_open_moment(now + timedelta(days=1)), rested + 1
            continue
        if done.do == Do.GATHER:
            track = replace(track, due_at=done.due_at)
            now = next_open_moment(max(now + timedelta(minutes=1), done.due_at))
            continue
        if done.do == Do.GIVE:
            return Spoken(letters, 1)
        letters, rested = letters + 1, 0
        track = Watched(track.stage, done.due_at, Step.PARTNER, now, done.times_asked)
        now = next_open_moment(done.due_at)
    return Spoken(letters, 0)


def _in_week(track: Watched, clocks: Clocks, now: datetime, weekday: int | None) -> Watched:
    if weekday is None:
        return track
    letter = weekly_at(now, weekday, unit_of(track.stage, clocks), sent=False, closed=clocks.hub | clocks.partner)
    return replace(track, weekly=letter)
