"""An axis of time: some whole weeks around today, on which moments have a place."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hub.clock import is_school_day, midnight

WEEKS_BACK, WEEKS_AHEAD = 2, 5


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
        found: list[list[int]] = []
        for number in range(self.days):
            if is_school_day(self.start + timedelta(days=number)):
                continue
            if found and found[-1][1] == number:
                found[-1][1] = number + 1
            else:
                found.append([number, number + 1])
        return [(round(100 * a / self.days, 2), round(100 * (b - a) / self.days, 2)) for a, b in found]
