"""From when on the core group reads that something waits on the hub itself, and what it reads of it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.clock import DayUnit, parse_moment
from hub.dispatch.clocks import DEFAULTS, Clock, ClockName, Clocks, due_after
from hub.dispatch.watch import WHY_WORDS, Party, Why
from hub.monitoring.core_group.waiting import BY_CLOCK, agreed, last_day, turn

SILENCE = ClockName.HUB_SILENCE


def with_days(days: int, unit: DayUnit = DayUnit.WORKING_DAYS) -> Clocks:
    return DEFAULTS | {SILENCE: Clock(days, unit)}


@pytest.mark.parametrize(
    ("now", "days", "until"),
    [
        ("2026-09-24T08:59", 5, "2026-09-16"),
        ("2026-09-24T09:00", 5, "2026-09-17"),
        ("2026-09-17T09:00", 0, "2026-09-17"),  # the core group wants it at once
        ("2026-09-28T09:00", 5, "2026-09-21"),  # a weekend counts for nobody
    ],
)
def test_it_is_long_so_many_days_after_what_was_agreed(now: str, days: int, until: str) -> None:
    assert last_day(with_days(days), parse_moment(now)) == date.fromisoformat(until)


@given(
    clock=st.builds(Clock, st.integers(0, 400), st.sampled_from(DayUnit)), hours=st.integers(0, 9000),
    before=st.integers(-5, 900),
)  # fmt: skip
def test_what_is_shown_is_what_its_clock_says_is_over(clock: Clock, hours: int, before: int) -> None:
    clocks, now = DEFAULTS | {SILENCE: clock}, parse_moment("2026-01-05T09:00") + timedelta(hours=hours)
    day = now.date() - timedelta(days=before)
    assert (day <= last_day(clocks, now)) == (due_after(clocks, SILENCE, day) <= now)


def test_each_party_has_a_turn_in_words_and_each_clock_has_a_reason() -> None:
    assert all(turn(party) for party in Party)
    assert set(BY_CLOCK) < set(WHY_WORDS)


def test_how_long_was_agreed_is_said_where_a_clock_gave_the_day() -> None:
    since, due = parse_moment("2026-09-15T09:30"), parse_moment("2026-09-17T09:00")
    assert agreed(DEFAULTS, Why.FIRST_TALK, since, due) == "2 werkdagen"
    assert agreed(DEFAULTS, Why.FIRST_TALK, since, due + timedelta(days=1)) == ""  # somebody chose this day
    assert agreed(DEFAULTS, Why.REVIEW, since, due) == ""
