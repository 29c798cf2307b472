"""What people read: Dutch first, dates and numbers as one says them, names that sort as in a Belgian list."""

import re
from datetime import UTC, date, datetime, timedelta

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import rendering, wording
from hub.clock import DayUnit
from hub.wording import _, _n, use_language

TODAY = date(2026, 12, 3)


def templates() -> jinja2.Environment:
    env = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    rendering.jinja_translations(env)
    return env


# Languages


def test_without_a_choice_the_hub_speaks_dutch():
    assert _("gisteren") == "gisteren"
    assert wording.current_language() == "nl"


def test_a_visitor_from_liege_reads_french_and_the_next_one_dutch_again():
    with use_language("fr"):
        assert _("gisteren") == "hier"
    assert _("gisteren") == "gisteren"


def test_a_language_that_we_do_not_speak_becomes_dutch():
    with use_language("fr"), use_language("de"):
        assert _("gisteren") == "gisteren"


def test_a_letter_in_english_stays_english_when_one_in_french_is_written_in_between():
    with use_language("en"):
        with use_language("fr"):
            assert _("morgen") == "demain"
        assert _("morgen") == "tomorrow"


def test_a_name_with_a_per_cent_sign_or_placeholder_in_it_is_only_a_name():
    assert _("%(day)s om %(time)s", day="100% %(time)s", time="9 uur") == "100% %(time)s om 9 uur"


def test_a_sentence_without_values_keeps_its_per_cent_sign():
    assert _("50% van de plaatsen") == "50% van de plaatsen"


def test_nothing_to_say_is_nothing_in_every_language():
    for language in wording.LANGUAGES:
        with use_language(language):
            assert _("") == ""


@pytest.mark.parametrize(("n", "words"), [(0, "over 0 dagen"), (1, "over 1 dag"), (2, "over 2 dagen")])
def test_one_day_is_singular_in_dutch(n, words):
    assert _n("over %(num)s dag", "over %(num)s dagen", n) == words


def test_zero_days_is_singular_in_french():
    with use_language("fr"):
        assert _n("over %(num)s dag", "over %(num)s dagen", 0) == "dans 0 jour"


def test_a_marked_word_is_translated_later():
    assert wording.N_("gisteren") == "gisteren"


# Templates


def test_a_template_speaks_the_language_of_the_moment():
    page = templates().from_string('{{ _("gisteren") }} {{ when | ago(today) }}')
    with use_language("en"):
        assert page.render(when=TODAY, today=TODAY) == "yesterday today"


def test_a_template_counts_in_the_right_number():
    page = templates().from_string('{{ ngettext("over %(num)s dag", "over %(num)s dagen", n) }}')
    assert [page.render(n=n) for n in (1, 2)] == ["over 1 dag", "over 2 dagen"]


def test_a_name_with_an_angle_bracket_is_escaped_inside_a_translated_sentence():
    page = templates().from_string('{{ _("%(day)s om %(time)s", day=name, time="nu") }}')
    assert page.render(name="<b>") == "&lt;b&gt; om nu"


def test_a_sentence_over_several_lines_in_a_template_is_one_sentence():
    page = templates().from_string("{% trans %}\n  over\n  morgen\n{% endtrans %}")
    assert page.render() == "over morgen"


# Dates


def test_a_day_this_year_is_said_without_the_year():
    assert wording.date_words(date(2026, 12, 1), TODAY) == "dinsdag 1 december"


def test_a_day_of_another_year_is_said_with_the_year():
    assert wording.date_words(date(2027, 1, 4), TODAY) == "maandag 4 januari 2027"


def test_the_first_of_the_month_is_premier_in_french():
    with use_language("fr"):
        assert wording.date_words(date(2026, 12, 1), TODAY) == "mardi 1er décembre"
        assert wording.date_words(date(2027, 12, 11), TODAY) == "samedi 11 décembre 2027"
        assert wording.exact(date(2026, 11, 1)) == "1er novembre 2026"
        assert wording.exact(date(2027, 12, 11)) == "11 décembre 2027"


def test_english_days_have_no_comma():
    with use_language("en"):
        assert wording.date_words(date(2026, 12, 1), TODAY) == "Tuesday 1 December"


def test_a_moment_just_before_midnight_in_greenwich_is_tomorrow_in_brussels():
    late = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
    assert wording.moment_words(late, TODAY) == "woensdag 2 december om 0.30 uur"
    assert wording.exact(late) == "2 december 2026 00:30"
    assert wording.exact(date(2026, 12, 1)) == "1 december 2026"


@pytest.mark.parametrize(("language", "words"), [("nl", "9 uur"), ("en", "9:00"), ("fr", "9 h")])
def test_nine_o_clock_is_said_shortly(language, words):
    with use_language(language):
        assert wording.time_words(datetime(2026, 12, 1, 8, tzinfo=UTC)) == words


def test_the_months_of_an_axis_are_short():
    assert [wording.month_words(date(2026, month, 1)) for month in (9, 3)] == ["sep", "mrt"]


def test_without_today_the_real_one_is_meant():
    assert re.fullmatch(r"\w+ 1 december 2019", wording.date_words(date(2019, 12, 1)))
    assert wording.ago(datetime.now(UTC)) == "vandaag"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "vandaag"),
        (-1, "gisteren"),
        (1, "morgen"),
        (-2, "2 werkdagen geleden"),
        (-6, "4 werkdagen geleden"),
        (4, "over 2 werkdagen"),
        (-61, "2 maanden geleden"),
        (400, "over 1 jaar"),
    ],
)
def test_a_coordinator_reads_how_long_ago_in_working_days(days, words):
    assert wording.ago(TODAY + timedelta(days=days), TODAY) == words


def test_inside_a_holiday_no_school_day_passes_and_days_are_counted():
    assert wording.ago(date(2026, 7, 10), date(2026, 7, 14), DayUnit.SCHOOL_DAYS) == "4 dagen geleden"
    assert wording.ago(date(2026, 7, 10), date(2026, 7, 14)) == "2 werkdagen geleden"


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-2000, 2000), st.sampled_from(DayUnit))
def test_every_distance_has_words_in_every_language(today, days, unit):
    for language in wording.LANGUAGES:
        with use_language(language):
            words = wording.ago(today + timedelta(days=days), today, unit)
            assert words
            assert "%" not in words


# Numbers, lists, names


def test_numbers_are_in_belgian_notation():
    assert wording.number(30665) == "30.665"
    assert wording.number(1.5) == "1,5"
    assert wording.percent(0.345) == "35%"
    assert wording.percent(0.345, 1) == "34,5%"
    assert wording.percent(1) == "100%"


def test_small_numbers_are_words():
    assert [wording.number_words(n) for n in (0, 1, 12, 13, 1200)] == ["nul", "één", "twaalf", "13", "1.200"]


def test_a_list_ends_with_and():
    assert wording.list_words(["Arktos"]) == "Arktos"
    assert wording.list_words(["a", "b", "c"]) == "a, b en c"
    with use_language("fr"):
        assert wording.list_words(["a", "b", "c"]) == "a, b et c"
    assert wording.list_words([]) == ""


@pytest.mark.parametrize(
    ("names", "letters"),
    [
        (("Noor El Amrani",), "N.E."),
        (("Noor", "El Amrani"), "N.E."),
        (("Anne Marie", "Peeters"), "A.P."),
        (("jan van den berg",), "J.V."),
        (("Ömer 's Jongers",), "Ö.S."),
        (("Noor",), "N."),
        (("", "Peeters"), "P."),
        (("",), "–"),
        (("  ?! ",), "–"),
    ],
)
def test_the_table_sees_initials_only(names, letters):
    assert wording.initials(*names) == letters


@given(st.text(max_size=40), st.text(max_size=40))
def test_initials_never_give_more_than_two_letters(first, last):
    assert len([letter for letter in wording.initials(first, last) if letter.isalpha()]) <= 4  # "ß" is "SS"
    assert wording.initials(first, last).count(".") <= 2


def test_names_stand_in_the_order_of_a_belgian_list():
    names = ["van den Berg", "Zoë", "D'Hondt", "Éloïse", "Dhoore", "Van Acker", "Łukasz", "Emma", "Øster"]
    assert sorted(names, key=wording.sort_key) == [
        "D'Hondt",
        "Dhoore",
        "Éloïse",
        "Emma",
        "Łukasz",
        "Øster",
        "Van Acker",
        "van den Berg",
        "Zoë",
    ]


@given(st.text(max_size=60))
def test_a_sort_key_of_a_sort_key_is_itself(name):
    key = wording.sort_key(name)
    assert wording.sort_key(key) == key
