"""The ladder: what happens with a track about which a word is due. Nobody, then its partner, then the coordinator."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from hub.clock import DayUnit, brussels_date, quiet
from hub.dispatch.clocks import DEFAULTS, Clock, ClockName, Clocks, Whom, days_on, in_silence
from hub.dispatch.table_tables import AgendaReason
from hub.dispatch.track import OPEN, TrackStage
from hub.monitoring.weekly import Weekly


class Step(IntEnum):
    """Where a track stands on the ladder; the values are stored."""

    NOBODY = 0
    PARTNER = 1
    COORDINATOR = 2


class Do(StrEnum):
    GATHER = "gather"  # it waits for the weekly letter of its partner
    ASK = "ask"  # the partner is asked, with one-click answers: in its weekly letter, or apart
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
    higher: bool = False  # its partner has somebody above its worker: the team, or who is there longest
    weekly: Weekly | None = None  # of its partner; None for what is too urgent to wait for it


@dataclass(frozen=True)
class Climb:
    """What to do now, where the track stands after it, and when to look again."""

    do: Do
    step: Step
    times_asked: int
    due_at: datetime
    whom: Whom = Whom.WORKER  # to whom a letter goes


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


def climb(track: Watched, clocks: Clocks, now: datetime) -> Climb | None:
    """What to do with this track at this moment; None when nothing: not due, ended, or no hour to disturb people.

    `clocks` are those of this very track. A partner is never written to twice a day, at night, in a weekend, on a
    holiday or when it is closed; what can wait stands in its one letter of the week, which takes along what is due
    later that day. The coordinator gets things on working days of the hub. Silence never changes the track itself.
    """
    if track.stage not in OPEN or quiet(now) or clocks.hub.shut(brussels_date(now)):
        return None
    asking = _clock(clocks, RAN_OUT[track.stage])
    asks = track.step == Step.NOBODY or (track.step == Step.COORDINATOR and track.runs)
    more = track.step == Step.PARTNER and track.runs and track.times_asked % _letters(track, asking) > 0
    writes = (asks or more) and not track.own and track.reachable and asking.asked != Whom.HUB
    along = writes and track.weekly is not None and track.weekly.takes(track.due_at, now)
    if track.due_at > now and not along:
        return None
    if writes and track.weekly and not along:
        return Climb(Do.GATHER, Step(track.step), track.times_asked, track.weekly.waits_for(track.due_at))
    if asks and track.own:
        waits = in_silence(clocks, RAN_OUT[track.stage])
        return Climb(Do.SHOW, Step.PARTNER, track.times_asked, days_on(waits, ClockName.PARTNER_SILENCE, now))
    if writes:
        return _ask(track, asking, clocks, now)
    if track.step == Step.COORDINATOR and not track.runs:
        return Climb(Do.WAIT, Step.COORDINATOR, track.times_asked, days_on(clocks, ClockName.DECISION, now))
    return Climb(Do.GIVE, Step.COORDINATOR, track.times_asked, days_on(clocks, ClockName.DECISION, now))


def _ask(track: Watched, asking: Clock, clocks: Clocks, now: datetime) -> Climb | None:
    today = brussels_date(now)
    if quiet(now, asking.unit) or clocks.partner.shut(today):
        return None
    if track.asked_at and brussels_date(track.asked_at) == today:
        return None
    times = track.times_asked + 1 if track.asked_at else 1
    letters = _letters(track, asking)
    silence = in_silence(clocks, RAN_OUT[track.stage])
    due = days_on(silence, ClockName.PARTNER_SILENCE, now, _waits(track, asking, times))
    return Climb(Do.ASK, Step.PARTNER, times, due, Whom.PARTNER if (times - 1) % letters > 0 else asking.asked)


def waits_after(track: Watched, clocks: Clocks) -> int:
    """How many times the days of a silence one waits after the last letter about this track."""
    return _waits(track, _clock(clocks, RAN_OUT[track.stage]), max(track.times_asked, 1))


def _waits(track: Watched, asking: Clock, times: int) -> int:
    """Whoever stands above a worker gets as much time as the worker had."""
    return asking.waits((times + 1) // 2 if _letters(track, asking) > asking.letters else times)


def _letters(track: Watched, asking: Clock) -> int:
    """How many letters before the coordinator has it: what a worker left unanswered goes to who stands above it."""
    return max(asking.letters, 2) if track.higher and asking.asked == Whom.WORKER else asking.letters


def unit_of(stage: TrackStage, clocks: Clocks) -> DayUnit:
    """In which days people count here."""
    return _clock(clocks, RAN_OUT[stage]).unit


def _clock(clocks: Clocks, name: ClockName) -> Clock:
    return clocks.get(name, DEFAULTS[name])
