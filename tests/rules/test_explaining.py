"""Why something is due when it is due: clock, first day, kind of days, and each day in between that did not count."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hub.calendars import Calendar
from hub.clock import at_nine, counts
from hub.dispatch.clocks import DEFAULTS, ClockName, due_after
from hub.dispatch.clockwork.explaining import explain

ANSWER, LIFE = ClockName.PARTNER_ANSWER, ClockName.SIGN_OF_LIFE
DAY = st.dates(date(2025, 9, 1), date(2027, 8, 31))


def test_a_due_day_is_told_with_the_clock_its_first_day_and_what_did_not_count() -> None:
    clocks = DEFAULTS.at(partner=Calendar.of([(date(2026, 12, 16), date(2026, 12, 18))]))
    since = date(2026, 12, 14)
    told = explain(ANSWER, clocks, since, due_after(clocks, ANSWER, since))
    assert told.due == date(2026, 12, 24)
    said = told.sentences()
    assert said[0].startswith("Klok “Antwoord van de partner”: 5 werkdagen, geteld vanaf maandag 14 december")
    assert len(said) == 2
    assert "woensdag 16 december" in said[1]
    assert "vrijdag 18 december" in said[1]
    assert "de partner is gesloten" in said[1]


def test_a_holiday_bears_its_name_and_a_date_that_the_clock_did_not_give_is_said_to_be_agreed() -> None:
    since = date(2026, 11, 9)
    told = explain(ANSWER, DEFAULTS, since, due_after(DEFAULTS, ANSWER, since))
    assert [(one.first, one.last) for one in told.skipped] == [(date(2026, 11, 11), date(2026, 11, 11))]
    assert "Wapenstilstand" in told.sentences()[1]
    agreed = explain(ANSWER, DEFAULTS, since, at_nine(date(2026, 11, 30)))
    assert not agreed.adds_up
    assert "zo afgesproken" in agreed.sentences()[0]


def test_of_a_welfare_partner_it_is_said_that_school_holidays_count_and_which_days_do_not() -> None:
    since, clocks = date(2026, 12, 21), DEFAULTS.at(welfare=True)
    told = explain(ClockName.PARTNER_SILENCE, clocks, since, due_after(clocks, ClockName.PARTNER_SILENCE, since))
    said = told.sentences()
    assert "5 werkdagen" in said[0]
    assert "werkt door in schoolvakanties" in said[0]
    assert [(one.first, one.last) for one in told.skipped] == [(date(2026, 12, 25), date(2026, 12, 25))]
    assert "Kerstmis" in said[1]
    answer = explain(ANSWER, clocks, since, due_after(clocks, ANSWER, since))
    assert "welzijnspartner" not in answer.sentences()[0], "it counts working days for everybody"


@given(since=DAY, name=st.sampled_from(list(ClockName)), shut=DAY, long=st.integers(0, 12))
def test_the_days_that_are_named_and_those_that_count_make_the_whole_term(since, name, shut, long):
    closed = Calendar.of([(shut, shut + timedelta(days=long))])
    clocks = DEFAULTS.at(partner=closed)
    due_at = due_after(clocks, name, since)
    told = explain(name, clocks, since, due_at)
    assert told.adds_up
    unit = clocks[name].unit
    for one in told.skipped:
        assert since < one.first <= one.last <= told.due
        assert one.why
        assert all(closed.shut(day) or not counts(day, unit) for day in (one.first, one.last))
