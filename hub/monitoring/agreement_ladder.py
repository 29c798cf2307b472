"""The ladder of an agreement: what happens as its day comes near, and once it has gone. Pure rules."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from hub.clock import DayUnit, at_nine, brussels_date, is_working_day, quiet
from hub.dispatch.case_team.agreed import Rung, after, with_her
from hub.dispatch.clocks import ClockName, Clocks, days_on
from hub.monitoring.weekly import WEEK, Weekly, monday_of

UNIT = DayUnit.WORKING_DAYS  # in which its day is over


class Do(StrEnum):
    REMIND = "remind"  # a word before the day
    HOLD = "hold"  # nothing yet: look again after the day
    GATHER = "gather"  # it waits for the next letter that its owner may get
    ASK = "ask"  # a word after the day, with one-click answers
    SHOW = "show"  # the hub's own: it stands on Vandaag, and nobody gets a letter
    GIVE = "give"  # the coordinator has it, with a proposed place on the next agenda
    WAIT = "wait"  # she has it already


@dataclass(frozen=True)
class Watched:
    """What the ladder needs to know of an open agreement. `times_asked` tells of the letters since the last word."""

    by: date
    due_at: datetime
    rung: int = Rung.NOBODY
    asked_at: datetime | None = None
    times_asked: int = 0
    reachable: bool = True
    own: bool = False  # of the hub itself
    higher: bool = False  # its partner has somebody above who does it: the team, or who is there longest
    weekly: Weekly | None = None  # of its partner; None for what is too urgent to wait, and for who is no partner
    not_before: datetime | None = None  # its owner, who is no partner, got a letter this week
    told_by: datetime | None = None  # such a letter goes now, and tells of what would be told by then


@dataclass(frozen=True)
class Climb:
    do: Do
    rung: Rung
    times_asked: int
    due_at: datetime
    above: bool = False  # the letter goes to who stands above


def climb(one: Watched, clocks: Clocks, now: datetime) -> Climb | None:
    """What to do now; None when nothing: not due yet, or no hour to disturb people. Silence ends nothing.

    Nobody is written to twice a week about agreements: a partner in its letter of the week, which speaks of what it
    promised for the days until the next one and asks about what has gone; anybody else in a letter of its own.
    """
    today = brussels_date(now)
    asks = one.rung == Rung.NOBODY or (one.rung == Rung.OWNER and one.times_asked % _letters(one) > 0)
    if quiet(now) or clocks.hub.shut(today) or (asks and clocks.partner.shut(today)):
        return None
    writes = asks and one.reachable and not one.own
    due = one.due_at <= now
    if one.rung == Rung.NOBODY and today <= one.by:
        return _before(one, now, writes=writes, due=due)
    along = writes and one.weekly is not None and one.weekly.takes(one.due_at, now)
    if not due and not along:
        return None
    if writes and one.weekly and not along:
        return _gathered(one, one.weekly.waits_for(one.due_at))
    if writes and one.not_before:
        return _gathered(one, one.not_before)
    if writes:
        return _ask(one, clocks, now)
    if one.own and one.rung == Rung.NOBODY:
        return Climb(Do.SHOW, Rung.OWNER, one.times_asked, days_on(clocks, ClockName.PARTNER_SILENCE, now))
    if one.rung == Rung.COORDINATOR:
        return Climb(Do.WAIT, Rung.COORDINATOR, one.times_asked, days_on(clocks, ClockName.DECISION, now))
    return Climb(Do.GIVE, Rung.COORDINATOR, one.times_asked, with_her(clocks, now))


def _before(one: Watched, now: datetime, *, writes: bool, due: bool) -> Climb | None:
    """Its day is still to come: the letter of the week speaks of it, or one beforehand."""
    if one.weekly:
        told = one.weekly.tells(one.by, now)
    elif one.told_by:
        told = one.due_at < one.told_by
    else:
        told = due and one.not_before is None
    if writes and told:
        return Climb(Do.REMIND, Rung.NOBODY, one.times_asked, after(one.by))
    return Climb(Do.HOLD, Rung.NOBODY, one.times_asked, after(one.by)) if due else None


def _gathered(one: Watched, until: datetime) -> Climb:
    return Climb(Do.GATHER, Rung(one.rung), one.times_asked, until)


def _ask(one: Watched, clocks: Clocks, now: datetime) -> Climb | None:
    if one.asked_at and brussels_date(one.asked_at) == brussels_date(now):
        return None
    due = days_on(clocks, ClockName.PARTNER_SILENCE, now)
    return Climb(Do.ASK, Rung.OWNER, one.times_asked + 1, due, above=one.times_asked % _letters(one) > 0)


def _letters(one: Watched) -> int:
    """What one person of a partner left unanswered goes to who stands above it, and then to the coordinator."""
    return 2 if one.higher else 1


def next_week(now: datetime) -> datetime:
    """Nine o'clock on the first working day of next week: from when who is no partner may be written to again."""
    day = monday_of(brussels_date(now)) + WEEK
    while not is_working_day(day):
        day += timedelta(days=1)
    return at_nine(day)
