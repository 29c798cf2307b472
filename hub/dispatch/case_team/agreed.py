"""An agreement of a plan: whose it is, how it can stand, and what happens when its day comes. Pure rules.

The ladder is the one of a track: a word beforehand, a question to the owner after the day, then the coordinator.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum

from hub.clock import DayUnit, add_days, at_nine, brussels_date, quiet
from hub.dispatch.clocks import ClockName, Clocks, days_on
from hub.wording import N_


class Domain(StrEnum):
    """The life domains, as everywhere (hub.partners.serving.DOMAINS)."""

    SCHOOL = "school"
    WORK = "work"
    HOME = "home"
    MENTAL_HEALTH = "mental_health"
    MEANS = "means"
    LEISURE = "leisure"


class Owner(StrEnum):
    """Who does it."""

    YOUNGSTER = "youngster"
    PARENTS = "parents"
    NETWORK = "network"  # somebody of the drawing
    PARTNER = "partner"
    DESK = "desk"  # the hub itself


class Stands(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"  # with the reason


class Says(StrEnum):
    """What an owner answers; the values stand in forms, as the words that people press."""

    DONE = "klaar"
    LATER = "later"
    STUCK = "lukt-niet"


class Stalled(StrEnum):
    """Why the coordinator has it."""

    SILENCE = "silence"  # its day went by, and nobody said how it went
    STUCK = "stuck"  # the owner said that it does not work out
    MOVED = "moved"  # put off once too often
    LEFT = "left"  # whoever would do it is not there any more


class Rung(IntEnum):
    NOBODY = 0
    OWNER = 1
    COORDINATOR = 2


class Do(StrEnum):
    REMIND = "remind"  # a letter before the day
    HOLD = "hold"  # nothing yet: look again after the day
    ASK = "ask"  # a letter after the day, with one-click answers
    SHOW = "show"  # the hub's own: it stands on Vandaag, and nobody gets a letter
    GIVE = "give"  # the coordinator has it, with a proposed place on the next agenda
    WAIT = "wait"  # she has it already


OWNER_WORDS = {
    Owner.YOUNGSTER: N_("de jongere"),
    Owner.PARENTS: N_("de ouders"),
    Owner.DESK: N_("het meldpunt"),
}
STANDS_WORDS = {Stands.OPEN: N_("open"), Stands.DONE: N_("gedaan"), Stands.DROPPED: N_("vervallen")}
STALLED_WORDS = {
    Stalled.SILENCE: N_("de dag is voorbij, en niemand zei hoe het afliep"),
    Stalled.STUCK: N_("lukt niet"),
    Stalled.MOVED: N_("al drie keer uitgesteld"),
    Stalled.LEFT: N_("wie het zou doen, is er niet meer"),
}
SOON = 2  # working days before its day
MOST_MOVES = 2  # by the owner; the next one is told to the coordinator


@dataclass(frozen=True)
class Watched:
    """What the ladder needs to know of an open agreement."""

    by: date
    due_at: datetime
    rung: int = Rung.NOBODY
    asked_at: datetime | None = None
    times_asked: int = 0
    reachable: bool = True
    own: bool = False  # of the hub itself


@dataclass(frozen=True)
class Climb:
    do: Do
    rung: Rung
    times_asked: int
    due_at: datetime


def first_look(by: date, now: datetime) -> datetime:
    """When somebody looks at a new agreement, or at one with another day: a little before it, else after it."""
    before = at_nine(add_days(by, -SOON, DayUnit.WORKING_DAYS))
    return before if before > now else after(by)


def after(by: date) -> datetime:
    """The morning on which its day is over."""
    return at_nine(add_days(by, 1, DayUnit.WORKING_DAYS))


def climb(one: Watched, clocks: Clocks, now: datetime) -> Climb | None:
    """What to do now; None when nothing: not due yet, or no hour to disturb people. Silence ends nothing."""
    today = brussels_date(now)
    closed = clocks.hub.shut(today) or (one.rung == Rung.NOBODY and clocks.partner.shut(today))
    if one.due_at > now or quiet(now) or closed:
        return None
    if one.rung == Rung.NOBODY and today <= one.by:
        return Climb(Do.REMIND if one.reachable and not one.own else Do.HOLD, Rung.NOBODY, 0, after(one.by))
    if one.rung == Rung.NOBODY and (one.own or one.reachable):
        if one.asked_at and brussels_date(one.asked_at) == today:
            return None
        times = one.times_asked + (0 if one.own else 1)
        return Climb(Do.SHOW if one.own else Do.ASK, Rung.OWNER, times, days_on(clocks, ClockName.PARTNER_SILENCE, now))
    if one.rung == Rung.COORDINATOR:
        return Climb(Do.WAIT, Rung.COORDINATOR, one.times_asked, days_on(clocks, ClockName.DECISION, now))
    return Climb(Do.GIVE, Rung.COORDINATOR, one.times_asked, with_her(clocks, now))


def with_her(clocks: Clocks, now: datetime) -> datetime:
    """By when the coordinator, who has it, does something about it."""
    return days_on(clocks, ClockName.DECISION, now)
