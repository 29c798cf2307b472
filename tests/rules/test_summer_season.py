"""The calendar of the summer: whose it is, by when it is divided, and when somebody looks."""

from datetime import date

import pytest

from hub.calendars import NATIONAL, Calendar
from hub.dispatch.summer import season


@pytest.mark.parametrize(("day", "year"), [("2026-11-23", 2027), ("2027-08-31", 2027), ("2027-09-01", 2028)])
def test_one_prepares_the_summer_that_is_not_over(day: str, year: int) -> None:
    assert season.year_of(date.fromisoformat(day)) == year


def test_vandaag_speaks_of_it_from_mid_may_until_it_is_over() -> None:
    days = ("2027-05-14", "2027-05-15", "2027-08-31", "2027-09-01")
    assert [season.is_shown(date.fromisoformat(day)) for day in days] == [False, True, True, False]
    days = ("2027-06-29", "2027-06-30", "2027-08-31", "2027-09-01")
    assert [season.must_be_kept(date.fromisoformat(day)) for day in days] == [False, True, True, False]


def test_what_is_left_counts_working_days_also_in_a_closed_week() -> None:
    assert season.days_left(date(2027, 6, 25), NATIONAL) == 3  # Monday to Wednesday
    assert season.days_left(date(2027, 6, 25), Calendar.of([(date(2027, 6, 28), date(2027, 6, 29))])) == 1
    assert season.days_left(date(2027, 6, 30), NATIONAL) == 0


def test_the_hub_looks_after_five_working_days_in_the_school_holiday_too() -> None:
    assert season.usual_day(date(2027, 6, 30), NATIONAL) == date(2027, 7, 7)
    assert season.usual_day(date(2027, 7, 19), NATIONAL) == date(2027, 7, 27)  # 21 July is a holiday
    assert season.next_look(date(2027, 7, 7), NATIONAL) == date(2027, 7, 22)
