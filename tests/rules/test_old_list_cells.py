"""Whatever people write in the cells of a list is read as they meant it, or not at all; nothing of it is an error."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import to_excel

from hub.clock import SchoolYear
from hub.dispatch.codes import Gender
from hub.home.old_list.cells import MONTHS, Day, Precision, read_day, read_gender, read_home, read_yes, split_name
from hub.home.old_list.fields import Field, guess, heading_row, trouble

TODAY = date(2026, 9, 15)
DAYS = st.dates(date(1990, 1, 1), date(2027, 12, 31))


@given(DAYS, st.sampled_from("/-."), st.booleans(), st.sampled_from(["", "ma ", "dinsdag ", "  "]))
def test_a_day_is_read_back_however_it_was_written(day: date, sign: str, zeros: bool, before: str) -> None:
    parts = (f"{day:%d}", f"{day:%m}") if zeros else (str(day.day), str(day.month))
    month = MONTHS[day.month - 1]
    written = [
        sign.join([*parts, f"{day:%Y}"]), sign.join([*parts, f"{day:%y}"]), day.isoformat(), f"{day} 00:00:00",
        f"{day.day} {month} {day.year}", f"{day.day} {month[:4].upper()}. {day.year}",
        f"{day.day}-{month[:3]}-{day:%y}", str(int(to_excel(day))),
    ]  # fmt: skip
    assert [text for text in written if read_day(before + text, TODAY) != Day(day)] == []


@given(DAYS)
def test_a_month_and_a_school_year_say_so(day: date) -> None:
    month, first = MONTHS[day.month - 1], day.replace(day=1)
    for written in (f"{month} {day.year}", f"{month[:4]}. {day.year}", f"{month[:3]} '{day:%y}", f"{day:%m/%Y}"):
        assert read_day(written, TODAY) == Day(first, Precision.MONTH)
    year = SchoolYear(day.year)
    for written in (year.label, f"{year.start_year}/{year.start_year + 1}", f"Schooljaar {year.label}",
                    f"sj {year.start_year}-{(year.start_year + 1) % 100:02d}"):  # fmt: skip
        assert read_day(written, TODAY) == Day(year.first_day, Precision.SCHOOL_YEAR)


@given(
    st.one_of(
        st.text(max_size=30), st.from_regex(r"[0-9]{1,5}[/\-. ][0-9a-z]{1,5}([/\-. ][0-9]{1,5})?", fullmatch=True)
    )
)
def test_anything_else_is_no_day_and_no_error(text: str) -> None:
    found = read_day(text, TODAY)
    assert found is None or 1900 <= found.on.year <= 2100
    read_yes(text), read_gender(text), read_home(text), split_name(text, last_first=True)
    assert "".join("".join(split_name(text, last_first=False)).split()) == "".join(text.replace(",", "", 1).split())


@pytest.mark.parametrize(
    "text", ["31/2/2025", "9/13/2025", "1/9", "2025", "11-12", "2024-2026", "binnenkort", "12", "0/0/0"]
)
def test_what_may_be_two_days_or_none_is_not_guessed(text: str) -> None:
    assert read_day(text, TODAY) is None


def test_short_words_are_understood() -> None:
    assert [read_yes(text) for text in ("Ja", "x", "1", "NEE, verhuisd", "-", "", "misschien")] == [
        True, True, True, False, False, None, None,
    ]  # fmt: skip
    assert [read_gender(text) for text in ("m", "Meisje", "X", "?")] == [Gender.M, Gender.V, Gender.X, None]
    assert [split_name(text, last_first=True) for text in ("Van den Berg Sam", "El Amrani, Noor", "Sam")] == [
        ("Sam", "Van den Berg"), ("Noor", "El Amrani"), ("", "Sam"),
    ]  # fmt: skip
    assert split_name("Sam Van den Berg", last_first=False) == ("Sam", "Van den Berg")
    assert [read_home(text) for text in ("2800 Mechelen", "Mechelen (2800)", "willebroek", "Atlantis", "")] == [
        ("2800", "12025"), ("2800", "12025"), ("", "12040"), ("", None), ("", None),
    ]  # fmt: skip
    assert read_home("Puurs", "2870")[1] == "12041"


def test_columns_are_guessed_from_headings_and_the_heading_row_is_found_below_a_title() -> None:
    heads = ["Nr.", "Naam", "Voornaam", "Geboortedatum", "School", "CLB", "Datum aanmelding", "Reden", "Status",
             "Partner", "Traject", "Startdatum", "Einddatum", "Resultaat", "Opmerkingen",
             "Gemeente", "Kleur"]  # fmt: skip
    found = guess(heads)
    assert [found.get(at) for at in range(len(heads))] == [
        Field.NUMBER, Field.LAST_NAME, Field.FIRST_NAME, Field.BIRTH_DATE, Field.SCHOOL, Field.CLB, Field.REFERRED_ON,
        Field.REASON, Field.STANDING, Field.PARTNER, Field.TRACK, Field.STARTED_ON, Field.ENDED_ON, Field.ENDING,
        Field.REMARKS, Field.HOME, None,
    ]  # fmt: skip
    assert guess(["Naam", "Aangemeld op", "Status dossier"]) == {
        0: Field.LAST_FIRST, 1: Field.REFERRED_ON, 2: Field.STANDING,
    }  # fmt: skip
    assert heading_row([(1, ["Aanmeldingen 2024-2025"]), (3, heads), (4, ["1", "Janssens", "Sam"])]) == 3
    assert heading_row([(1, ["a", "b"])]) == 1
    assert trouble(found) == []
    assert len(trouble({0: Field.SCHOOL, 1: Field.SCHOOL})) == 3
