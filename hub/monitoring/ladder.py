"""The ladder: what happens with a track about which a word is due. Nobody, then its partner, then the coordinator."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from hub.clock import DayUnit, add_days, at_nine, brussels_date, quiet
from hub.dispatch.clocks import DEFAULTS, Clock, ClockName, Clocks
from hub.dispatch.table_tables import AgendaReason
from hub.dispatch.track import OPEN, TrackStage


class Step(IntEnum):
    """Where a track stands on the ladder; the values are stored."""

    NOBODY = 0
    PARTNER = 1
    COORDINATOR = 2


class Do(StrEnum):
    ASK = "ask"  # a letter to the partner with one-click answers
    SHOW = "show"  # the hub's own track: the desk is asked on Vandaag, nobody gets a letter
    GIVE = "give"  # the coordinator gets it, with a proposed place on the next agenda
    WAIT = "wait"  # the coordinator has it already; look again later


@dataclass(frozen=True)
class Watched:
    """What the ladder needs to know of an open track.

    `asked_at` and `times_asked` tell of the letters since the last word about it; `runs` says that its case runs on
    tracks (else the coordinator has the case in hand), `reachable` that there is an address to write to.
    """

    stage: TrackStage
    due_at: datetime
    step: int = Step.NOBODY
    asked_at: datetime | None = None
    times_asked: int = 0
    runs: bool = True
    reachable: bool = True
    own: bool = False  # the hub guides it itself


@dataclass(frozen=True)
class Climb:
    """What to do now, where the track stands after it, and when to look again."""

    do: Do
    step: Step
    times_asked: int
    due_at: datetime


# Which clock ran out tells in which days people count here, and so on which days they are left in peace.
RAN_OUT = {
    TrackStage.PROPOSED: ClockName.PARTNER_ANSWER,
    TrackStage.ACCEPTED: ClockName.START_CHECK,
    TrackStage.STARTED: ClockName.SIGN_OF_LIFE,
    TrackStage.ON_HOLD: ClockName.SIGN_OF_LIFE,
}
LETTERS = {
    TrackStage.PROPOSED: "proposal_reminder",
    TrackStage.ACCEPTED: "start_check",
    TrackStage.STARTED: "sign_of_life",
    TrackStage.ON_HOLD: "hold_ended",
}
# No answer came: only a person says that a track is stuck. After a pause it says which silence it is.
BACK_FOR = AgendaReason.SILENT


def back_for(stage: TrackStage) -> AgendaReason:
    """Why a case comes back when nobody answers about a track in this stage."""
    return AgendaReason.HOLD_OVER if stage == TrackStage.ON_HOLD else BACK_FOR


GROWS_TO = 4  # times the clock


def climb(track: Watched, clocks: Clocks, now: datetime) -> Climb | None:
    """What to do with this track at this moment; None when nothing: not due, ended, or no hour to disturb people.

    A partner is never written to twice a day, at night, in a weekend or on a holiday; the coordinator gets things on
    working days. Silence never changes the track itself.
    """
    if track.stage not in OPEN or track.due_at > now or quiet(now):
        return None
    asks = track.step == Step.NOBODY or (track.step == Step.COORDINATOR and track.runs)
    if asks and track.own:
        silence = _clock(clocks, ClockName.PARTNER_SILENCE)
        return Climb(Do.SHOW, Step.PARTNER, track.times_asked, _days_on(now, silence.days, silence.unit))
    if asks and track.reachable:
        return _ask(track, clocks, now)
    if track.step == Step.COORDINATOR and not track.runs:
        return Climb(Do.WAIT, Step.COORDINATOR, track.times_asked, _decision(clocks, now))
    return Climb(Do.GIVE, Step.COORDINATOR, track.times_asked, _decision(clocks, now))


def _ask(track: Watched, clocks: Clocks, now: datetime) -> Climb | None:
    if quiet(now, _clock(clocks, RAN_OUT[track.stage]).unit):
        return None
    if track.asked_at and brussels_date(track.asked_at) == brussels_date(now):
        return None
    times = track.times_asked + 1 if track.asked_at else 1
    silence = _clock(clocks, ClockName.PARTNER_SILENCE)
    return Climb(Do.ASK, Step.PARTNER, times, _days_on(now, silence.days * min(times, GROWS_TO), silence.unit))


def _decision(clocks: Clocks, now: datetime) -> datetime:
    clock = _clock(clocks, ClockName.DECISION)
    return _days_on(now, clock.days, clock.unit)


def _days_on(now: datetime, days: int, unit: DayUnit) -> datetime:
    """Nine o'clock so many days on, tomorrow at the earliest: no two rungs on one day."""
    return at_nine(add_days(brussels_date(now), max(days, 1), unit))


def _clock(clocks: Clocks, name: ClockName) -> Clock:
    return clocks.get(name, DEFAULTS[name])
