"""An axis of time: some whole weeks around today, on which moments have a place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hub.clock import holiday_name, is_school_day, midnight
from hub.wording import current_language

WEEKS_BACK, WEEKS_AHEAD = 4, 7
FRIDAY = 4


@dataclass(frozen=True)
class Axis:
    """Some whole weeks around today; places on it are percentages from the left, with two digits."""

    today: date

    @property
    def start(self) -> date:
        return self.today - timedelta(days=self.today.weekday() + 7 * WEEKS_BACK)

    @property
    def days(self) -> int:
        return 7 * (WEEKS_BACK + 1 + WEEKS_AHEAD)

    def place(self, moment: datetime) -> float:
        """Where a moment lies; what lies outside stands at the edge."""
        passed = (moment - midnight(self.start)) / timedelta(days=1)
        return round(100 * min(max(passed / self.days, 0.0), 1.0), 2)

    def beyond(self, moment: datetime) -> str:
        """ "before" or "after" for what lies outside the axis, "" for what lies on it."""
        if moment < midnight(self.start):
            return "before"
        return "after" if moment >= midnight(self.start + timedelta(days=self.days)) else ""

    @property
    def mondays(self) -> list[tuple[float, date]]:
        days = (self.start + timedelta(days=7 * week) for week in range(self.days // 7))
        return [(self.place(midnight(day)), day) for day in days]

    @property
    def free(self) -> list[tuple[float, float]]:
        """(place, width) of each stretch of days without school, which clocks do not count."""
        return [
            self._part(first, last)
            for first, last, _named in self._runs(lambda day: "" if is_school_day(day) else "free")
        ]

    @property
    def holidays(self) -> list[tuple[float, float, str]]:
        """(place, width, name) of the holidays of schools and all others, the weekends within them included."""
        language = current_language()
        runs = self._runs(lambda day: holiday_name(day, language) or ("weekend" if day.weekday() > FRIDAY else ""))
        return [
            (*self._part(first, last), name)
            for first, last, names in runs
            if (name := next((one for one in names if one != "weekend"), ""))
        ]

    def _runs(self, named: Callable[[date], str]) -> list[tuple[int, int, list[str]]]:
        """(first, last + 1, what was answered) of the days in a row of which this says something."""
        found: list[tuple[int, int, list[str]]] = []
        for number in range(self.days):
            said = named(self.start + timedelta(days=number))
            if said and found and found[-1][1] == number:
                found[-1] = (found[-1][0], number + 1, [*found[-1][2], said])
            elif said:
                found.append((number, number + 1, [said]))
        return found

    def _part(self, first: int, last: int) -> tuple[float, float]:
        return round(100 * first / self.days, 2), round(100 * (last - first) / self.days, 2)

    def stretch(self, start: datetime, end: datetime) -> tuple[float, float]:
        """(place, width) of the part of a stretch of time that lies on the axis; no width where none does."""
        first, last = self.place(start), self.place(end)
        return first, round(max(last - first, 0), 2)
