"""A calendar of somebody's own stops a term on its closed days, and changes nothing on all others."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hub.calendars import NATIONAL, Calendar
from hub.clock import DayUnit, add_days, days_between, is_working_day

DAY = st.dates(date(2025, 9, 1), date(2027, 8, 31))
PERIODS = st.lists(
    st.tuples(DAY, st.integers(0, 40)).map(lambda one: (one[0], one[0] + timedelta(days=one[1]))), max_size=6
)
UNITS = st.sampled_from(DayUnit)
COUNTED = st.sampled_from([DayUnit.SCHOOL_DAYS, DayUnit.WORKING_DAYS])


@given(day=DAY, n=st.integers(0, 60), unit=UNITS, periods=PERIODS)
def test_a_term_ends_on_the_day_that_counting_one_by_one_finds(day, n, unit, periods):
    calendar, found, left = Calendar.of(periods), day, n
    while left:
        found += timedelta(days=1)
        left -= calendar.counts(found, unit)
    assert calendar.add(day, n, unit) == found
    assert calendar.between(day, found, unit) == n


@given(day=DAY, n=st.integers(0, 60), unit=UNITS)
def test_who_has_no_days_of_its_own_counts_as_before(day, n, unit):
    assert NATIONAL.add(day, n, unit) == add_days(day, n, unit)
    later = day + timedelta(days=n)
    assert NATIONAL.between(day, later, unit) == days_between(day, later, unit)


@given(day=DAY, n=st.integers(0, 30), unit=COUNTED, hub=PERIODS, partner=PERIODS)
def test_more_closed_days_never_bring_a_day_nearer_and_two_calendars_together_stop_for_both(day, n, unit, hub, partner):
    ours, theirs = Calendar.of(hub), Calendar.of(partner)
    both = ours | theirs
    assert both == theirs | ours
    assert both.add(day, n, unit) >= max(ours.add(day, n, unit), theirs.add(day, n, unit))
    opens = both.first_open(day)
    assert opens >= day
    assert is_working_day(opens)
    assert [one.shut(opens) for one in (both, ours, theirs)] == [False, False, False]


def test_the_bridge_day_after_ascension_counts_for_nobody_who_takes_it():
    bridge = Calendar.of([(date(2027, 5, 7), date(2027, 5, 7))])
    wednesday = date(2027, 5, 5)
    assert NATIONAL.add(wednesday, 1, DayUnit.WORKING_DAYS) == date(2027, 5, 7)
    assert bridge.add(wednesday, 1, DayUnit.WORKING_DAYS) == date(2027, 5, 10)
    assert bridge.missed(wednesday, date(2027, 5, 10), DayUnit.WORKING_DAYS) == [date(2027, 5, 7)]
