"""What is likely: the assumed shares of DOMAIN.md §7, and how to draw from them.

Each track that does not start reopens its case. So of the 18 % that do not start at first, part is planned for another
day: only then 10 % of the cases are reopened.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise
from random import Random
from typing import Generic, TypeVar

from hub.clock import SchoolYear, is_school_day, is_working_day, school_year_of

T = TypeVar("T")


class Draw(Generic[T]):
    """One of several things, each as likely as its weight."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        self.things = tuple(weights)
        self.edges = list(accumulate(weights.values()))

    def __call__(self, rng: Random) -> T:
        return self.things[bisect_right(self.edges, rng.random() * self.edges[-1], 0, len(self.edges) - 1)]


MONTHS = {9: 6, 10: 12, 11: 13, 12: 8, 1: 12, 2: 11, 3: 13, 4: 9, 5: 10, 6: 5, 7: 0, 8: 1}
AGES = Draw({11: 0.5, 12: 7, 13: 12, 14: 19, 15: 22, 16: 19, 17: 13, 18: 6, 19: 1.5})
GENDERS = Draw({"M": 65, "V": 34, "X": 1})
REASONS = Draw(
    {
        "truancy": 24, "unreachable": 9, "behaviour": 15, "socio_emotional": 14, "school_refusal": 11, "exclusion": 7,
        "motivation": 8, "conflict": 4, "reorientation": 4, "offences": 1.5, "radicalisation": 0.2, "other": 2.3,
    }
)  # fmt: skip
CHANNELS = Draw({"form": 58, "mail": 14, "phone": 20, "partner": 6, "api": 2})
REFERRERS = Draw({"school": 58, "clb": 27, "welfare": 11, "other": 4})
SUBJECTS = Draw({"pupil": 96, "group": 1.5, "team": 1, "question": 1.5})
STRUCTURES = Draw({"311": 83, "312": 8, "315": 1, "321": 8})
FINALITIES = Draw({"A": 14, "B": 15, "doorstroom": 17, "dubbel": 23, "arbeidsmarkt": 28, "okan": 3})
FLAGS = Draw({"green": 35, "amber": 45, "red": 20})
# What becomes of a pupil's case once it was talked about.
WAYS = Draw({"advice": 15, "not_for_us": 4, "withdrawn": 3, "elsewhere": 4, "hub": 3, "table": 71})
# What the table does with it the first time.
AT_TABLE = Draw({"claim": 91, "park": 6, "nobody": 1, "late_claim": 2})
JOINT = 0.12
NOT_AT_FIRST, PLANNED_ANEW = 0.18, 0.4
STOPPED_EARLY = 0.015
ON_HOLD = 0.06
FALLS_SILENT = 0.006
AGAIN = 0.13  # of the cases are about a youngster who was referred before: 1.15 cases a youngster
FROM_ELSEWHERE = 0.04

NOT_STARTED_WHY = Draw(
    {"refuses": 34, "unreachable": 24, "found_help": 16, "moved": 6, "no_place": 8, "staff": 5, "other": 7}
)
STOPPED_WHY = Draw({"unreachable": 40, "refuses": 30, "moved": 8, "found_help": 12, "other": 10})
DECLINED_WHY = Draw({"no_place": 42, "other_need": 24, "too_heavy": 14, "age": 8, "area": 4, "staff": 6, "other": 2})

# Of the cases that came in so many days ago, what part is still open.
STILL_OPEN = (
    (0, 0.99), (2, 0.96), (5, 0.87), (7, 0.81), (10, 0.76), (14, 0.735), (30, 0.71), (45, 0.65), (60, 0.59), (90, 0.41),
    (130, 0.22), (180, 0.095), (210, 0.035), (280, 0.0),
)  # fmt: skip
OPEN_AT_MOST, OPEN_SHARE = 5000, 0.04
# Corona: schools were closed and the doorway through the CLB was opened.
CRISIS = (date(2020, 3, 16), date(2020, 8, 31))


@dataclass(frozen=True)
class Days:
    """On which days cases came in: the month decides, then any working day of it, rather one with school."""

    days: Sequence[date]
    weights: Sequence[float]

    def some(self, rng: Random, today: date, *, open_still: bool, many: int) -> list[date]:
        """So many days of cases that are open today, or closed."""
        chance = [
            weight * (still_open((today - day).days) if open_still else 1 - still_open((today - day).days))
            for day, weight in zip(self.days, self.weights, strict=True)
        ]
        return rng.choices(self.days, cum_weights=list(accumulate(chance)), k=many) if many else []


def days_until(today: date, school_years: int) -> Days:
    """The days of so many school years, the present one included as far as it went."""
    first = SchoolYear(school_year_of(today).start_year - school_years + 1).first_day
    days = [first + timedelta(days=n) for n in range((today - first).days)]
    working = [day for day in days if is_working_day(day) and MONTHS[day.month]]
    full = {month: _working_days(month, first) for month in MONTHS}
    weights = [MONTHS[day.month] / full[day.month] * (1 if is_school_day(day) else 0.3) for day in working]
    return Days(working, weights)


def _working_days(month: int, first: date) -> float:
    """How much the days of this month weigh together in the first of the years."""
    year = first.year if month >= first.month else first.year + 1
    days = [date(year, month, 1) + timedelta(days=n) for n in range(31)]
    return sum(1 if is_school_day(day) else 0.3 for day in days if day.month == month and is_working_day(day)) or 1


def still_open(age: int) -> float:
    """The chance that a case of so many days is open, between the points of STILL_OPEN."""
    for (from_age, high), (to_age, low) in pairwise(STILL_OPEN):
        if age < to_age:
            return high + (low - high) * (age - from_age) / (to_age - from_age)
    return 0.0


def open_cases(referrals: int) -> int:
    """How many of so many cases are open: a few in a hundred, and never more than a hub can look after."""
    return min(OPEN_AT_MOST, round(referrals * OPEN_SHARE))


def in_crisis(day: date) -> bool:
    return CRISIS[0] <= day <= CRISIS[1]
