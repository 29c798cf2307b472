"""The weekly letter of a partner: on which morning it goes, and what goes along with it. Pure rules."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from hub.calendars import NATIONAL, Calendar
from hub.clock import DayUnit, brussels_date, counts, is_school_day, is_working_day, midnight, next_open_moment

TUESDAY = 1
WEEK = timedelta(days=7)
WEEKS_AHEAD = 30  # longer than any holiday
Shut = Callable[[date], bool]


def never(_day: date) -> bool:
    return False


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True)
class Weekly:
    """The weekly letter as one track sees it: the one of this week, while it has not gone and may take this track, and
    the first after that."""

    this: datetime | None
    following: datetime

    def takes(self, due_at: datetime, now: datetime) -> bool:
        """Whether what is due on this day goes into the letter that leaves now, were it later in the day."""
        return self.this is not None and self.this <= now and brussels_date(due_at) <= brussels_date(self.this)

    def tells(self, day: date, now: datetime) -> bool:
        """Whether the letter that leaves now speaks of what was promised for this day: no other goes before it."""
        return self.this is not None and self.this <= now and day < brussels_date(self.following)

    def waits_for(self, due_at: datetime) -> datetime:
        """The letter that this waits for, when it is not taken along now."""
        if self.this and brussels_date(due_at) <= brussels_date(self.this):
            return self.this
        return self.following


def weekly_at(now: datetime, weekday: int, unit: DayUnit, *, sent: bool, closed: Calendar = NATIONAL) -> Weekly:
    """The letter of the week in which this moment lies, and the next one, for what is counted in these days; `sent`
    says that the one of this week has gone, `closed` when nobody is there to read it."""
    return _of_week(monday_of(brussels_date(now)), weekday, unit, sent, closed)


# Thousands of tracks share the letters of a few partners.
@lru_cache(maxsize=4096)
def _of_week(monday: date, weekday: int, unit: DayUnit, sent: bool, closed: Calendar) -> Weekly:
    this = None if sent else moment_of(monday, weekday, unit, closed.shut)
    weeks = (moment_of(monday + WEEK * n, weekday, unit, closed.shut) for n in range(1, WEEKS_AHEAD))
    following = next((found for found in weeks if found), None)
    return Weekly(this, following or next_open_moment(midnight(monday + WEEK)))


def moment_of(monday: date, weekday: int, unit: DayUnit, shut: Shut = never) -> datetime | None:
    """Seven in the morning of the day of this week's letter; None where that is no day on which this may be asked."""
    day = day_of(monday, weekday, shut)
    return next_open_moment(midnight(day)) if day and counts(day, unit) else None


def day_of(monday: date, weekday: int, shut: Shut = never) -> date | None:
    """The usual day, or else the next one of the week that is no holiday and on which the partner is open; in a week of
    holidays a working day, for what does not wait for school. None in a week in which nobody is there."""
    days = [day for day in _from(monday, weekday) if is_working_day(day) and not shut(day)]
    return next((day for day in days if is_school_day(day)), days[0] if days else None)


def _from(monday: date, weekday: int) -> Iterator[date]:
    """The days from the usual one to Friday, then those before it, the last one first."""
    yield from (monday + timedelta(days=n) for n in (*range(weekday, 5), *reversed(range(weekday))))
