"""What follow-up does next about a track when nobody says a word: the ladder, asked about moments to come."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from hub.clock import next_open_moment
from hub.dispatch.clocks import Clocks
from hub.monitoring.ladder import Climb, Do, Watched, climb

LONGEST = 200  # days on which nobody may be disturbed, one after the other


def next_step(
    track: Watched,
    clocks: Clocks,
    now: datetime,
    at: Callable[[Watched, datetime], Watched] = lambda track, _moment: track,
) -> tuple[datetime, Climb] | None:
    """When something happens, and what; None for what ended. What is gathered for a letter of the week happens when
    that letter goes. `at` gives what the ladder knows of the track at a later moment: which letter of the week is next.
    """
    moment = next_open_moment(max(now, track.due_at))
    for _day in range(LONGEST):
        done = climb(at(track, moment), clocks, moment)
        if done is not None and done.do != Do.GATHER:
            return moment, done
        if done is not None:
            track = replace(track, due_at=done.due_at)
            moment = next_open_moment(max(moment + timedelta(minutes=1), done.due_at))
        else:
            moment = next_open_moment(moment + timedelta(days=1))
    return None
