"""The calendar of the summer: when it is divided, by when each case has a holder, and which days count. Pure rules."""

from datetime import date
from enum import StrEnum

from hub.calendars import Calendar
from hub.clock import DayUnit
from hub.wording import N_

WORKING = DayUnit.WORKING_DAYS
LOOKED_AFTER = 5  # working days after 30 June, or after it came: what the hub itself holds is looked at then


class Keeps(StrEnum):
    """Who holds a case through the summer."""

    PARTNER = "partner"  # the one whose track runs
    HUB = "hub"
    CLB = "clb"
    OTHER = "other"


KEEPS_WORDS = {
    Keeps.PARTNER: N_("de partner van het traject"), Keeps.HUB: N_("iemand van het meldpunt"),
    Keeps.CLB: N_("het CLB"), Keeps.OTHER: N_("iemand anders"),
}  # fmt: skip


def year_of(day: date) -> int:
    """The summer that one prepares on this day: of this year until it is over."""
    return day.year if day <= last_of(day.year) else day.year + 1


def opens(year: int) -> date:
    return date(year, 5, 15)


def divided_by(year: int) -> date:
    """From this day on no open case is without a holder."""
    return date(year, 6, 30)


def first_of(year: int) -> date:
    return date(year, 7, 1)


def last_of(year: int) -> date:
    return date(year, 8, 31)


def is_shown(day: date) -> bool:
    """Whether Vandaag speaks of it."""
    return opens(day.year) <= day <= last_of(day.year)


def must_be_kept(day: date) -> bool:
    return divided_by(day.year) <= day <= last_of(day.year)


def days_left(day: date, calendar: Calendar) -> int:
    """Working days until the last on which cases are divided; 0 on that day and after it."""
    last = divided_by(day.year)
    return calendar.between(day, last, WORKING) if day < last else 0


def in_summer(day: date, year: int) -> bool:
    return first_of(year) <= day <= last_of(year)


def usual_day(today: date, calendar: Calendar) -> date:
    """When the hub looks at what nobody else keeps."""
    start = max(divided_by(year_of(today)), today)
    return calendar.first_open(calendar.add(start, LOOKED_AFTER, WORKING))


def next_look(today: date, calendar: Calendar) -> date:
    """After somebody looked: so many working days on."""
    return calendar.first_open(calendar.add(today, 2 * LOOKED_AFTER, WORKING))
