"""Small words for crowded rows: short days, numbers of cases that stay whole, one full stop behind an initial."""

from datetime import date

import pytest

from hub.breaks import whole_numbers
from hub.dispatch.identity import without_name
from hub.faults import Faults
from hub.problems import Invalid
from hub.rendering import folded
from hub.wording import short_day, use_language


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


def test_a_long_story_is_folded_between_words_and_a_short_one_is_whole() -> None:
    assert folded("Kort. Niets meer.") == ("Kort. Niets meer.", "")
    story = "Noor komt niet meer. " * 300
    head, rest = folded(story)
    assert head + rest == story
    assert head.endswith(". ")
    assert 800 < len(head) < 1700
    lines = "een regel\n" * 90
    assert (folded(lines)[0].count("\n"), "".join(folded(lines))) == (19, lines)


def test_all_that_is_wrong_is_told_at_once_and_how_long_it_is_with_its_points() -> None:
    faults = Faults()
    faults.text("who", "", needed="Noteer wie.")
    with faults.also():
        raise Invalid({"on": "Te laat."})
    with use_language("nl"):
        faults.text("text", "a" * 2340)
    assert faults.errors == {
        "who": "Noteer wie.", "on": "Te laat.", "text": "Dit is te lang: 2.340 tekens. Hou het onder 2.000.",
    }  # fmt: skip
    with pytest.raises(Invalid):
        faults.tell()
