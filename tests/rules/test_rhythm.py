"""A table sits in its rhythm and never in a holiday; the page says which days fall away and why."""

from datetime import date
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.clock import holiday_name, is_school_day
from hub.dispatch.sessions.kinds import Rhythm
from hub.dispatch.sessions.rhythm import Pattern, ahead, is_of, rhythm_words, sitting_days, skipped_words
from hub.wording import use_language

TUESDAY = 1
MONTHLY = Pattern(TUESDAY, Rhythm.MONTHLY, nth=1)
FORTNIGHT = Pattern(TUESDAY, Rhythm.FORTNIGHTLY, counted_from=date(2026, 9, 22))


def first(pattern: Pattern, after: date, n: int) -> list[str]:
    return [f"{day:%d/%m}" for day in islice(sitting_days(pattern, after), n)]


def test_every_week_but_not_in_the_autumn_holiday() -> None:
    assert first(Pattern(TUESDAY), date(2026, 10, 20), 3) == ["27/10", "10/11", "17/11"]
    coming = ahead(Pattern(TUESDAY), date(2026, 10, 20), 3)
    assert skipped_words(coming.skipped, date(2026, 10, 21)) == "di 3 nov (herfstvakantie)"


def test_every_two_weeks_keeps_its_turn_through_a_holiday_and_a_new_year() -> None:
    assert first(FORTNIGHT, date(2026, 9, 15), 4) == ["22/09", "06/10", "20/10", "17/11"]
    assert first(FORTNIGHT, date(2026, 12, 1), 3) == ["15/12", "12/01", "26/01"]
    coming = ahead(FORTNIGHT, date(2026, 12, 1), 2)
    assert skipped_words(coming.skipped, date(2026, 12, 2)) == "di 29 dec (kerstvakantie)"


def test_once_a_month_on_the_first_or_the_last_tuesday() -> None:
    assert first(MONTHLY, date(2026, 9, 1), 4) == ["06/10", "01/12", "05/01", "02/02"]
    assert first(Pattern(TUESDAY, Rhythm.MONTHLY, nth=5), date(2026, 9, 1), 3) == ["29/09", "27/10", "24/11"]
    every_week = ahead(Pattern(TUESDAY), date(2026, 12, 15), 1)
    said = skipped_words(every_week.skipped, date(2026, 12, 16))
    assert said == "di 22 dec en di 29 dec (kerstvakantie)"


def test_a_public_holiday_goes_by_its_own_name_in_the_language_of_the_reader() -> None:
    assert holiday_name(date(2026, 11, 11)) == "Wapenstilstand"
    assert holiday_name(date(2026, 11, 11), "fr") == "Jour de l'Armistice"
    assert holiday_name(date(2020, 11, 10)) == "Herfstvakantie"
    assert holiday_name(date(2026, 9, 15)) == ""


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (Pattern(TUESDAY), "elke dinsdag"),
        (FORTNIGHT, "om de twee weken op dinsdag"),
        (MONTHLY, "elke eerste dinsdag van de maand"),
        (None, "geen vaste dag"),
    ],
)
def test_a_rhythm_in_plain_words(pattern: Pattern | None, words: str) -> None:
    with use_language("nl"):
        assert rhythm_words(pattern) == words


patterns = st.builds(
    Pattern, st.integers(0, 4), st.sampled_from(Rhythm), st.integers(1, 5), st.dates(date(2024, 1, 1), date(2028, 1, 1))
)


@given(patterns, st.dates(date(2024, 1, 1), date(2028, 1, 1)))
def test_whatever_the_rhythm_it_sits_on_its_weekday_on_school_days_and_in_order(pattern: Pattern, after: date) -> None:
    found = ahead(pattern, after, 6)
    assert len(found.days) == 6
    assert all(is_school_day(day) and is_of(pattern, day) and day > after for day in found.days)
    assert all(one < other for one, other in pairwise(found.days))
    assert all(not is_school_day(day) and day < found.days[-1] for day in found.skipped)
    if pattern.rhythm == Rhythm.FORTNIGHTLY:
        assert all((other - one).days % 14 == 0 for one, other in pairwise(found.days))
    if pattern.rhythm == Rhythm.MONTHLY:
        assert all((one.year, one.month) != (other.year, other.month) for one, other in pairwise(found.days))
