"""Days of somebody's own on which nothing runs, over the national ones: a hub or a partner that is closed.

Pure, like `hub.clock`, which knows the national days only and stays as quick for whoever has no days of its own.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from hub.clock import DayUnit, add_days, counts, days_between, is_working_day

Period = tuple[date, date]  # ends included
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """`closed` are days in their order, each once. Calendar days run through them; other terms stand still."""

    closed: tuple[date, ...] = ()

    @classmethod
    def of(cls, periods: Iterable[Period]) -> "Calendar":
        days = {day for first, last in periods for day in _days(first, last)}
        return cls(tuple(sorted(days))) if days else NATIONAL

    def __or__(self, other: "Calendar") -> "Calendar":
        """Closed when either is."""
        if not other.closed or not self.closed:
            return self if self.closed else other
        return Calendar(tuple(sorted({*self.closed, *other.closed})))

    def shut(self, day: date) -> bool:
        """Whether this is a day of its own on which it is closed."""
        at = bisect_left(self.closed, day)
        return at < len(self.closed) and self.closed[at] == day

    def counts(self, day: date, unit: DayUnit) -> bool:
        return counts(day, unit) and (unit is DayUnit.CALENDAR_DAYS or not self.shut(day))

    def add(self, day: date, n: int, unit: DayUnit) -> date:
        """The n-th day of this unit after `day` on which it is not closed; `day` itself when n is 0. No n below 0."""
        last = add_days(day, n, unit)
        if not self.closed or unit is DayUnit.CALENDAR_DAYS:
            return last
        seen = day
        while missed := len(self.missed(seen, last, unit)):
            seen, last = last, add_days(last, missed, unit)
        return last

    def between(self, a: date, b: date, unit: DayUnit) -> int:
        """How many days of this unit on which it is not closed lie after `a` up to and including `b`, which is not
        before it."""
        return days_between(a, b, unit) - len(self.missed(a, b, unit))

    def missed(self, a: date, b: date, unit: DayUnit) -> list[date]:
        """The days after `a` up to and including `b` that would count in this unit and do not, since it is closed."""
        if not self.closed or unit is DayUnit.CALENDAR_DAYS:
            return []
        return [day for day in self.closed[bisect_right(self.closed, a) : bisect_right(self.closed, b)]
                if counts(day, unit)]  # fmt: skip

    def first_open(self, day: date) -> date:
        """This day when it is a working day on which it is not closed, else the next such day."""
        while not is_working_day(day) or self.shut(day):
            day += ONE_DAY
        return day


NATIONAL = Calendar()


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
