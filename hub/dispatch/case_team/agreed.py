"""An agreement of a plan: whose it is, how it can stand, and when somebody looks at it. Pure rules.

The ladder is the one of a track (hub/monitoring/agreement_ladder.py): a word beforehand, a question to the owner after
the day, then the coordinator.
"""

from datetime import date, datetime
from enum import IntEnum, StrEnum

from hub.clock import DayUnit, add_days, at_nine
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


def first_look(by: date, now: datetime) -> datetime:
    """When somebody looks at a new agreement, or at one with another day: a little before it, else after it."""
    before = at_nine(add_days(by, -SOON, DayUnit.WORKING_DAYS))
    return before if before > now else after(by)


def after(by: date) -> datetime:
    """The morning on which its day is over."""
    return at_nine(add_days(by, 1, DayUnit.WORKING_DAYS))


def with_her(clocks: Clocks, now: datetime) -> datetime:
    """By when the coordinator, who has it, does something about it."""
    return days_on(clocks, ClockName.DECISION, now)
