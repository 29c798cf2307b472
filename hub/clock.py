"""The calendar of the house: school years, school days and working days, cut in Brussels time.

Everything here is a function of the moment it is given; only `real_now` looks at the real clock.
Moments are aware datetimes (kept in UTC), days are plain dates as a person in Brussels reads them.
"""

import os
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import MINYEAR, UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from holidays import PUBLIC, SCHOOL
from holidays.countries import Belgium

BRUSSELS = ZoneInfo("Europe/Brussels")

# Trials of a demonstration move its clock by the seconds in this file; settings refuse it to any other hub.
_MOVED = os.environ.get("HUB_TRIAL_CLOCK", "")

OPENS = time(7, 0)
CLOSES = time(20, 0)
DUE = time(9, 0)

SEPTEMBER = 9

# What the `holidays` package does not know. The autumn holiday of 2020 was lengthened by a week
# (measures against the corona virus); schools that merely suspended lessons had no holiday.
EXTRA_SCHOOL_HOLIDAYS: dict[int, frozenset[date]] = {
    2020: frozenset(date(2020, 11, day) for day in range(9, 14)),
}


_HOLIDAY_LANGUAGES = {"en": "en_US", "fr": "fr"}


class DayUnit(StrEnum):
    """What a term is counted in. The values are stored in the clocks' table."""

    SCHOOL_DAYS = "school_days"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"


@dataclass(frozen=True, order=True, slots=True)
class SchoolYear:
    """From 1 September to 31 August, named after the year in which it starts; they compare in time."""

    start_year: int

    @classmethod
    def parse(cls, label: str) -> "SchoolYear":
        """Read "2025-2026". ValueError for anything else, two years that do not follow each other included."""
        found = re.fullmatch(r"([0-9]{4})-([0-9]{4})", label.strip())
        if not found or int(found[2]) != int(found[1]) + 1 or int(found[1]) < MINYEAR:
            raise ValueError(f"A school year is written like 2025-2026, not {label!r}.")
        return cls(int(found[1]))

    @property
    def label(self) -> str:
        return f"{self.start_year}-{self.start_year + 1}"

    @property
    def first_day(self) -> date:
        return date(self.start_year, SEPTEMBER, 1)

    @property
    def last_day(self) -> date:
        return self.next.first_day - timedelta(days=1)

    @property
    def starts_at(self) -> datetime:
        """Midnight in Brussels, in UTC; belongs to this year."""
        return midnight(self.first_day)

    @property
    def ends_at(self) -> datetime:
        """Midnight in Brussels, in UTC; the first moment that belongs to the next year."""
        return midnight(self.next.first_day)

    @property
    def previous(self) -> "SchoolYear":
        return SchoolYear(self.start_year - 1)

    @property
    def next(self) -> "SchoolYear":
        return SchoolYear(self.start_year + 1)

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of each of its twelve months, September to August."""
        return tuple(
            date(self.start_year + (month > 12), (month - 1) % 12 + 1, 1) for month in range(SEPTEMBER, SEPTEMBER + 12)
        )

    def __contains__(self, when: date) -> bool:
        return school_year_of(when) == self

    def __str__(self) -> str:
        return self.label


def real_now() -> datetime:
    """The real moment, in UTC. The only place in the house that asks the machine what time it is."""
    now = datetime.now(UTC)
    return now + timedelta(seconds=float(Path(_MOVED).read_text())) if _MOVED else now


def brussels_date(moment: datetime) -> date:
    """The day on the wall calendar in Brussels at this moment. ValueError without a time zone."""
    return in_brussels(moment).date()


def in_brussels(moment: datetime) -> datetime:
    """The same moment with Brussels' wall clock. ValueError without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    return moment.astimezone(BRUSSELS)


def midnight(day: date) -> datetime:
    """The moment at which this day begins in Brussels, in UTC."""
    return _at(day, time(0))


def at_nine(day: date) -> datetime:
    """The moment at which what is due on this day becomes due: nine in the morning in Brussels, in UTC."""
    return _at(day, DUE)


def school_year_of(when: date) -> SchoolYear:
    """The school year of a day or of an aware moment (cut at midnight of 31 August in Brussels)."""
    day = brussels_date(when) if isinstance(when, datetime) else when
    return SchoolYear(day.year if day.month >= SEPTEMBER else day.year - 1)


def is_public_holiday(day: date) -> bool:
    """One of the ten legal Belgian public holidays."""
    return day in _public_holidays(day.year)


def is_school_holiday(day: date) -> bool:
    """A holiday common to all Flemish schools. Days that each school chooses for itself are not known here."""
    return day in _school_holidays(day.year)


def holiday_name(day: date, language: str = "nl") -> str:
    """What this public or school holiday is called; "" for any other day. A public holiday goes by its own name."""
    public, school = _named_holidays(day.year, _HOLIDAY_LANGUAGES.get(language, "nl"))
    if day in EXTRA_SCHOOL_HOLIDAYS.get(day.year, ()):
        return holiday_name(day - timedelta(days=7), language)
    return str(public.get(day) or school.get(day) or "")


def is_working_day(day: date) -> bool:
    """Monday to Friday and no legal public holiday."""
    return day.weekday() < 5 and not is_public_holiday(day)


def is_school_day(day: date) -> bool:
    """A working day outside the Flemish school holidays."""
    return is_working_day(day) and not is_school_holiday(day)


def counts(day: date, unit: DayUnit) -> bool:
    """Whether this day counts in that unit."""
    if unit is DayUnit.SCHOOL_DAYS:
        return is_school_day(day)
    return unit is DayUnit.CALENDAR_DAYS or is_working_day(day)


def add_days(day: date, n: int, unit: DayUnit) -> date:
    """The n-th day of this unit after `day` (before it when n is negative); `day` itself when n is 0."""
    if unit is DayUnit.CALENDAR_DAYS or n == 0:
        return day + timedelta(days=n)
    return _forward(day, n, unit) if n > 0 else _backward(day, -n, unit)


def days_between(a: date, b: date, unit: DayUnit) -> int:
    """How many days of this unit lie after `a` up to and including `b`.

    Looking back (b before a) it is minus the days from `b` up to but not including `a`, so that
    `days_between(a, add_days(a, n, unit), unit) == n` holds for every n.
    """
    if unit is DayUnit.CALENDAR_DAYS:
        return (b - a).days
    if b < a:
        return -_count(b, a - timedelta(days=1), unit)
    return _count(a + timedelta(days=1), b, unit)


class Quiet(StrEnum):
    """Why the hub disturbs nobody at some moment."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SCHOOL_HOLIDAY = "school_holiday"
    NIGHT = "night"


def quiet(moment: datetime, unit: DayUnit = DayUnit.WORKING_DAYS) -> Quiet | None:
    """Why the hub disturbs nobody now: from 20:00 to 07:00, in weekends and on public holidays; None by day.

    With `DayUnit.SCHOOL_DAYS` school holidays are quiet as well.
    """
    local = in_brussels(moment)
    day = local.date()
    if not counts(day, unit):
        return _why_no_day(day)
    return None if OPENS <= local.time() < CLOSES else Quiet.NIGHT


def _why_no_day(day: date) -> Quiet:
    if day.weekday() >= 5:
        return Quiet.WEEKEND
    return Quiet.HOLIDAY if is_public_holiday(day) else Quiet.SCHOOL_HOLIDAY


def next_open_moment(moment: datetime, unit: DayUnit = DayUnit.WORKING_DAYS) -> datetime:
    """This moment when it is not quiet, else 07:00 of the first day on which it no longer is; in UTC."""
    if not quiet(moment, unit):
        return moment.astimezone(UTC)
    local = in_brussels(moment)
    day = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    while not counts(day, unit):
        day += timedelta(days=1)
    return _at(day, OPENS)


def parse_moment(text: str) -> datetime:
    """Read "2026-12-15T09:00" (Brussels) or "2026-12-15T08:00Z" as a moment in UTC.

    Without a zone the wall clock of Brussels is meant. A time that the change to summer time skips
    (02:30 on the last Sunday of March) moves an hour on, to 03:30; a time that exists twice in October is
    its first occurrence. ValueError when it cannot be read, or for a day without a time.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"A moment is written like 2026-12-15T09:00, not {text!r}.") from None
    if len(text.strip()) <= len("2026-12-15"):
        raise ValueError(f"A moment needs a time as well: {text.strip()}T09:00, not {text!r}.")
    return (moment if moment.tzinfo else moment.replace(tzinfo=BRUSSELS)).astimezone(UTC)


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, BRUSSELS).astimezone(UTC)


def _forward(day: date, n: int, unit: DayUnit) -> date:
    year, left = day.year, n - 1 + bisect_right(_open_days(day.year, unit), day)
    while left >= len(_open_days(year, unit)):
        left -= len(_open_days(year, unit))
        year += 1
    return _open_days(year, unit)[left]


def _backward(day: date, n: int, unit: DayUnit) -> date:
    year, left = day.year, bisect_left(_open_days(day.year, unit), day) - n
    while left < 0:
        year -= 1
        left += len(_open_days(year, unit))
    return _open_days(year, unit)[left]


def _count(first: date, last: date, unit: DayUnit) -> int:
    years = (_open_days(year, unit) for year in range(first.year, last.year + 1))
    return sum(bisect_right(days, last) - bisect_left(days, first) for days in years)


@lru_cache(maxsize=256)
def _open_days(year: int, unit: DayUnit) -> tuple[date, ...]:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    return tuple(day for day in days if day.year == year and counts(day, unit))


@lru_cache(maxsize=128)
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(Belgium(years=year, categories=(PUBLIC,)))


@lru_cache(maxsize=64)
def _named_holidays(year: int, language: str) -> tuple[Belgium, Belgium]:
    return (
        Belgium(years=year, categories=(PUBLIC,), language=language),
        Belgium(subdiv="Flemish", years=year, categories=(SCHOOL,), language=language),
    )


@lru_cache(maxsize=128)
def _school_holidays(year: int) -> frozenset[date]:
    known = Belgium(subdiv="Flemish", years=year, categories=(SCHOOL,))
    return frozenset(known) | EXTRA_SCHOOL_HOLIDAYS.get(year, frozenset())
