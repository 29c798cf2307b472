"""The calendar: school years cut in Brussels, days that count, hours at which nobody is disturbed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import clock
from hub.clock import DayUnit, SchoolYear

DAYS = st.dates(date(2019, 1, 1), date(2031, 12, 31))
FIRST, LAST = map(datetime.fromisoformat, ("2015-01-01", "2040-01-01"))
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
UNITS = st.sampled_from(DayUnit)


def brussels(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=clock.BRUSSELS)


# School years


def test_the_last_second_of_august_belongs_to_the_old_school_year_and_midnight_to_the_new():
    assert clock.school_year_of(brussels(2026, 8, 31, 23, 59, 59)).label == "2025-2026"
    assert clock.school_year_of(brussels(2026, 9, 1)).label == "2026-2027"


def test_midnight_is_the_one_of_brussels_and_not_of_greenwich():
    assert clock.school_year_of(datetime(2026, 8, 31, 22, 0, tzinfo=UTC)).label == "2026-2027"
    assert clock.school_year_of(datetime(2026, 8, 31, 21, 59, tzinfo=UTC)).label == "2025-2026"


def test_a_birthday_without_an_hour_falls_in_the_school_year_of_its_day():
    assert clock.school_year_of(date(2026, 8, 31)) == SchoolYear(2025)
    assert clock.school_year_of(date(2026, 9, 1)) == SchoolYear(2026)


@given(MOMENTS)
def test_every_moment_lies_in_exactly_one_school_year(moment):
    year = clock.school_year_of(moment)
    assert year.starts_at <= moment < year.ends_at
    assert year.ends_at == year.next.starts_at
    assert year.previous.ends_at == year.starts_at
    assert moment in year
    assert moment not in year.next


@given(MOMENTS)
def test_the_day_and_the_moment_agree_on_the_school_year(moment):
    assert clock.school_year_of(clock.brussels_date(moment)) == clock.school_year_of(moment)


def test_a_school_year_has_twelve_months_from_september_to_august():
    year = SchoolYear.parse("2025-2026")
    assert year.months[0] == year.first_day == date(2025, 9, 1)
    assert year.months[4] == date(2026, 1, 1)
    assert year.months[-1] == date(2026, 8, 1)
    assert len(set(year.months)) == 12
    assert year.last_day == date(2026, 8, 31)


def test_school_years_stand_in_the_order_of_time():
    assert SchoolYear(2024) < SchoolYear(2025)
    assert SchoolYear(2025).previous == SchoolYear(2024)
    assert str(SchoolYear(2025)) == "2025-2026"


@given(st.integers(1000, 9998))
def test_a_written_school_year_reads_back(start):
    assert SchoolYear.parse(SchoolYear(start).label) == SchoolYear(start)


@pytest.mark.parametrize(
    "text", ["2025", "2025-2027", "2025/2026", "25-26", "2026-2025", "", "2025-", "٢٠٢٥-2026", "0000-0001"]
)
def test_a_school_year_with_a_slip_of_the_pen_is_refused(text):
    with pytest.raises(ValueError, match="2025-2026"):
        SchoolYear.parse(text)


# Days that count

HOLIDAYS = {
    "autumn holiday": [(2019, 10, 28), (2020, 11, 2), (2021, 11, 1), (2024, 10, 28), (2026, 11, 2), (2027, 11, 1)],
    "second corona week of autumn": [(2020, 11, 9), (2020, 11, 13)],
    "armistice day": [(2022, 11, 11), (2026, 11, 11)],
    "christmas": [(2019, 12, 23), (2020, 1, 3), (2021, 12, 31), (2022, 1, 7), (2026, 12, 21), (2027, 1, 1)],
    "crocus holiday": [(2019, 3, 4), (2024, 2, 12), (2026, 2, 20), (2030, 3, 8)],
    "easter": [(2019, 4, 8), (2024, 4, 1), (2025, 4, 21), (2026, 4, 17), (2027, 3, 29)],
    "friday after ascension": [(2019, 5, 31), (2025, 5, 30), (2026, 5, 15), (2030, 5, 31)],
    "whit monday": [(2026, 5, 25)],
    "summer": [(year, month, day) for year in range(2019, 2031) for month, day in [(7, 3), (7, 22), (8, 14), (8, 31)]],
}


@pytest.mark.parametrize(("name", "day"), [(name, date(*day)) for name, days in HOLIDAYS.items() for day in days])
def test_pupils_are_at_home(name, day):
    assert not clock.is_school_day(day), name


@pytest.mark.parametrize(
    "day",
    [
        (2019, 9, 2),
        (2020, 11, 16),
        (2021, 11, 8),
        (2024, 4, 15),
        (2025, 4, 22),
        (2026, 1, 5),
        (2026, 2, 23),
        (2026, 4, 20),
        (2026, 5, 18),
        (2026, 6, 30),
        (2026, 9, 1),
        (2026, 11, 10),
        (2026, 12, 18),
        (2030, 6, 28),
    ],
)
def test_pupils_are_at_school(day):
    assert clock.is_school_day(date(*day))


def test_the_ten_legal_holidays_of_2026_that_fall_on_a_weekday_are_no_working_days():
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    closed = [f"{day:%d-%m}" for day in days if day.weekday() < 5 and not clock.is_working_day(day)]
    assert closed == ["01-01", "06-04", "01-05", "14-05", "25-05", "21-07", "11-11", "25-12"]


def test_people_work_in_the_crocus_holiday_and_on_the_day_after_ascension():
    assert clock.is_working_day(date(2026, 2, 18))
    assert clock.is_working_day(date(2026, 5, 15))


@given(DAYS)
def test_a_school_day_is_always_a_working_day(day):
    assert clock.is_working_day(day) or not clock.is_school_day(day)


@pytest.mark.parametrize("year", range(2019, 2031))
def test_a_school_year_counts_about_170_to_185_days(year):
    first = SchoolYear(year).first_day - timedelta(days=1)
    assert 165 <= clock.days_between(first, SchoolYear(year).last_day, DayUnit.SCHOOL_DAYS) <= 185


# Counting


@given(DAYS, st.integers(-400, 400), UNITS)
def test_counting_back_undoes_counting_on(day, n, unit):
    assert clock.days_between(day, clock.add_days(day, n, unit), unit) == n


@given(DAYS, st.integers(1, 400), UNITS)
def test_a_term_ends_on_a_day_that_counts(day, n, unit):
    assert clock.counts(clock.add_days(day, n, unit), unit)
    assert clock.counts(clock.add_days(day, -n, unit), unit)


@given(DAYS, st.integers(0, 90), UNITS)
def test_a_term_counted_by_hand_ends_on_the_same_day(day, n, unit):
    walked, left = day, n
    while left:
        walked += timedelta(days=1)
        left -= clock.counts(walked, unit)
    assert clock.add_days(day, n, unit) == walked


@given(DAYS, DAYS, DAYS, UNITS)
def test_two_stretches_make_one(a, b, c, unit):
    a, b, c = sorted([a, b, c])
    whole = clock.days_between(a, c, unit)
    assert clock.days_between(a, b, unit) + clock.days_between(b, c, unit) == whole


def test_five_working_days_over_easter_skip_the_monday():
    assert clock.add_days(date(2026, 4, 2), 5, DayUnit.WORKING_DAYS) == date(2026, 4, 10)


def test_two_school_days_before_christmas_end_after_new_year():
    assert clock.add_days(date(2026, 12, 17), 2, DayUnit.SCHOOL_DAYS) == date(2027, 1, 4)


def test_a_clock_started_on_the_last_school_day_waits_for_the_whole_summer():
    assert clock.add_days(date(2026, 6, 30), 1, DayUnit.SCHOOL_DAYS) == date(2026, 9, 1)
    assert clock.add_days(date(2026, 6, 30), 0, DayUnit.SCHOOL_DAYS) == date(2026, 6, 30)


# Moments


def test_what_is_due_is_due_at_nine_in_winter_and_in_summer():
    assert clock.at_nine(date(2026, 12, 15)) == datetime(2026, 12, 15, 8, tzinfo=UTC)
    assert clock.at_nine(date(2026, 6, 15)) == datetime(2026, 6, 15, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "is_quiet"),
    [
        ("2026-12-15T06:59:59", True),
        ("2026-12-15T07:00", False),
        ("2026-12-15T19:59:59", False),
        ("2026-12-15T20:00", True),
        ("2026-12-19T12:00", True),
        ("2026-12-25T12:00", True),
        ("2026-12-28T12:00", False),
    ],
)
def test_nobody_is_disturbed_at_night_in_the_weekend_or_on_a_holiday(moment, is_quiet):
    assert bool(clock.quiet(clock.parse_moment(moment))) is is_quiet


def test_a_school_is_not_disturbed_in_the_christmas_holiday():
    assert clock.quiet(clock.parse_moment("2026-12-28T12:00"), DayUnit.SCHOOL_DAYS)


def test_a_reminder_of_christmas_eve_at_night_waits_until_monday_at_seven():
    waited = clock.next_open_moment(clock.parse_moment("2026-12-24T21:30"))
    assert waited == clock.parse_moment("2026-12-28T07:00")


def test_a_reminder_in_the_early_morning_waits_for_seven_on_the_same_day():
    assert clock.next_open_moment(brussels(2026, 12, 15, 3)) == brussels(2026, 12, 15, 7)


@given(MOMENTS, UNITS)
def test_the_next_open_moment_is_open_and_never_earlier(moment, unit):
    after = clock.next_open_moment(moment, unit)
    assert after >= moment
    assert not clock.quiet(after, unit)
    assert clock.next_open_moment(after, unit) == after


def test_a_moment_without_a_zone_is_meant_in_brussels():
    assert clock.parse_moment("2026-12-15T09:00") == datetime(2026, 12, 15, 8, tzinfo=UTC)
    assert clock.parse_moment("2026-07-15 09:00") == datetime(2026, 7, 15, 7, tzinfo=UTC)


def test_a_moment_with_a_zone_keeps_it():
    assert clock.parse_moment("2026-12-15T09:00Z") == datetime(2026, 12, 15, 9, tzinfo=UTC)
    assert clock.parse_moment("2026-12-15T09:00+05:00") == datetime(2026, 12, 15, 4, tzinfo=UTC)


def test_the_hour_that_summer_time_skips_moves_on():
    assert clock.parse_moment("2026-03-29T02:30") == brussels(2026, 3, 29, 3, 30)


def test_the_hour_that_exists_twice_is_the_first():
    assert clock.parse_moment("2026-10-25T02:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "morgen", "2026-12-15", "15/12/2026 09:00", "2026-13-01T09:00", "20261215"])
def test_a_moment_that_cannot_be_read_says_how_to_write_it(text):
    with pytest.raises(ValueError, match="2026"):
        clock.parse_moment(text)


def test_a_moment_without_a_zone_is_no_moment():
    with pytest.raises(ValueError, match="time zone"):
        clock.brussels_date(datetime.fromisoformat("2026-12-15"))


def test_the_real_moment_knows_its_zone():
    assert clock.real_now().utcoffset() == timedelta(0)
