"""Small words for crowded rows: short days, numbers of cases that stay whole, one full stop behind an initial."""

from datetime import date

from hub.breaks import whole_numbers
from hub.dispatch.identity import without_name
from hub.wording import short_day


def test_a_short_day_keeps_its_year_when_that_is_another_one() -> None:
    today = date(2026, 11, 22)
    assert short_day(date(2026, 11, 24), today) == "di 24 nov"
    assert short_day(date(2027, 1, 5), today) == "di 5 jan 2027"


def test_the_number_of_a_case_is_not_broken_and_the_rest_stays_text() -> None:
    assert whole_numbers("<b> CM-2026-00012: vraag") == ('&lt;b&gt; <span class="nowrap">CM-2026-00012</span>: vraag')


def test_an_initial_at_the_end_of_a_sentence_has_one_full_stop() -> None:
    assert without_name("De mama van Noor. Ze is ziek.", "Noor", "El Amrani") == "De mama van N. Ze is ziek."
    assert without_name("Bel Noor El Amrani.", "Noor", "El Amrani") == "Bel N. E."
    assert without_name("Noor, dus.", "Noor", "El Amrani") == "N., dus."
