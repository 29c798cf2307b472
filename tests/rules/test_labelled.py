"""What stands beside a label in a mail or a document is read as people write it, and doubt suggests nothing."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.clock import SchoolYear
from hub.intake.labelled.fields import Reading, fields_in, weighed
from hub.intake.labelled.reading import read, rows_of
from hub.intake.labelled.values import day_in, name_in, phones_in, place_in, school_year_in
from hub.intake.labelled.words import What, Who, label_of
from tests.hostile import LABELS, labels

TODAY = date(2026, 9, 15)


def reading(text: str) -> Reading:
    said = read(rows_of(text))
    return weighed(fields_in(said, TODAY), said)


def values(text: str) -> dict[str, str]:
    """Every suggestion of a text, by "section.field" and for a parent "moeder.field"."""
    return {f"{one.field.person or one.field.section}.{one.field.name}": one.value for one in reading(text).found}


PLAIN = """Beste,

Naam: Lotte Peeters School: VTI Voorbeeld Klas: 3B
Geb.datum: 3-3-'10
Adres: Kerkstraat 12, 2800 Mechelen
Tel. ouders: 0470/12.34.56
CLB: Vrij CLB Voorbeeld
Schooljaar: 2025-26

Met vriendelijke groeten
Naam: Els Dierckx
Tel. leerling: 015 00 00 00
"""


def test_a_mail_in_the_plain_style_gives_each_field_and_its_signature_none() -> None:
    assert values(PLAIN) == {
        "youngster.first_name": "Lotte", "youngster.last_name": "Peeters", "school.school_name": "VTI Voorbeeld",
        "school.year": "3B", "youngster.birth_date": "2010-03-03", "youngster.postcode": "2800",
        "youngster.home_nis": "12025", "ouder.contact": "0470 12 34 56", "referrer.clb_contact": "Vrij CLB Voorbeeld",
    }  # fmt: skip
    assert reading(PLAIN).year == SchoolYear(2025)
    assert all(one.unsure for one in reading(PLAIN).found if one.label == "Naam"), "which of both is the first name?"
    assert values("> Naam leerling: Lotte Peeters\n> School: VTI Voorbeeld\nDank je, dat klopt.") == {}


def test_a_table_and_labels_above_their_values_are_read_too() -> None:
    assert values("Naam leerling\tLotte Peeters\tGeboortedatum\t3 maart 2010\nNaam school\tVTI Voorbeeld") == {
        "youngster.first_name": "Lotte", "youngster.last_name": "Peeters", "youngster.birth_date": "2010-03-03",
        "school.school_name": "VTI Voorbeeld",
    }  # fmt: skip
    assert values("Naam\tVoornaam\tKlas\nPeeters\tLotte\t3B") == {
        "youngster.last_name": "Peeters", "youngster.first_name": "Lotte", "school.year": "3B",
    }  # fmt: skip
    assert values("Voornaam leerling .......... Lotte\nKlas: ........\nGeboortedatum:\n3/3/2010") == {
        "youngster.first_name": "Lotte", "youngster.birth_date": "2010-03-03",
    }  # fmt: skip


def test_a_heading_says_whose_name_and_number_it_is_and_a_brother_is_nobody() -> None:
    text = """Leerling
Voornaam: Lotte
Naam: Peeters
Tel: 0470 00 00 00

Moeder:
Naam: An Smets
GSM: 0470 12 34 56
Broer: Jef Peeters
GSM: 0470 00 00 11
"""
    assert values(text) == {
        "youngster.first_name": "Lotte", "youngster.last_name": "Peeters", "youngster.phone": "0470 00 00 00",
        "moeder.name": "An Smets", "moeder.contact": "0470 12 34 56",
    }  # fmt: skip
    assert values("Naam: Lotte Peeters (broer van Jef)")["youngster.last_name"] == "Peeters"
    assert values("Naam: Lotte Peeters en haar broer Jef") == {}


def test_two_youngsters_give_no_suggestion_about_either_and_two_schools_none_about_the_school() -> None:
    both = reading("Naam\tVoornaam\tSchool\nPeeters\tLotte\tVTI Voorbeeld\nJanssens\tTom\tVTI Voorbeeld")
    assert both.several
    assert {one.field.section for one in both.found} == {"school"}
    schools = reading("Naam: Lotte Peeters\nSchool: VTI Voorbeeld\nSchool: Campus Test")
    assert [(one.field.name, one.values) for one in schools.doubts] == [
        ("school_name", ("VTI Voorbeeld", "Campus Test"))
    ]
    assert {one.field.section for one in schools.found} == {"youngster"}
    assert not reading("Naam leerling: Lotte Peeters\nLeerling: Lotte PEETERS").several, "one name, written twice"


def test_a_sentence_is_no_label_and_no_value() -> None:
    story = """Ik sprak met de school: alles loopt mis.
School: ze komt al weken niet meer naar school
De moeder van Lotte: heel bezorgd.
Rijksregisternummer: 12.34.56-789.01
Geboortedatum: weten we niet
Klas: https://klas.example
"""
    assert values(story) == {}
    assert values("Naam: ••.••.••") == {}


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("3 maart 2010", date(2010, 3, 3)), ("03/03/2010", date(2010, 3, 3)), ("3-3-'10", date(2010, 3, 3)),
        ("dinsdag 3 mrt. 2010", date(2010, 3, 3)), ("2010-03-03", date(2010, 3, 3)),
        ("3e maart 2010", date(2010, 3, 3)), ("3/3/95", date(1995, 3, 3)),
        ("31/02/2010", None), ("in maart", None), ("3/3/2010 of 4/3/2010", None),
    ],
)  # fmt: skip
def test_days_are_read_as_people_write_them(written: str, day: date | None) -> None:
    assert day_in(written, latest=TODAY) == day


def test_numbers_places_years_and_names_are_read_as_people_write_them() -> None:
    assert phones_in("015 00 00 00 (moeder: +32 470 12 34 56)") == ["015 00 00 00", "0470 12 34 56"]
    assert school_year_in("2025-26") == school_year_in("schooljaar 2025/2026") == SchoolYear(2025)
    assert school_year_in("2025-27") is None
    assert place_in("Kerkstraat 1200 bus 3, 2860 Sint-Katelijne-Waver") == ("2860", "12035")
    assert place_in("Bonheiden") == ("2820", "12005")
    assert place_in("Mechelen") is None, "it has several postcodes"
    assert name_in("PEETERS Lotte") == name_in("Peeters, Lotte") == ("Lotte", "Peeters", True)
    assert name_in("Van den Berg Éloïse", "last_first") == ("Éloïse", "Van den Berg", True)
    asked = label_of("2. Naam en voornaam van de leerling (in drukletters)*")
    assert asked
    assert (asked.what, asked.who) == (What.LAST_FIRST, Who.YOUNGSTER)
    assert label_of("Waarom meld je deze leerling aan") is None


PIECES = st.sampled_from(
    ["Naam", "leerling", ":", "\t", "\n", " ", "Klas", "School: ", "3/3/10", "0470 12 34 56", "2800", "....", ">"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=80).map("".join)))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    for one in reading(text).found:
        assert one.value


@pytest.mark.parametrize("piece", LABELS)
def test_a_hostile_text_is_read_to_its_end(piece: str) -> None:
    assert all(one.value for one in reading(labels(piece, 100_000)).found)


def test_the_class_and_the_absences_of_a_sister_are_hers() -> None:
    said = "Naam leerling: Lotte Peeters\nKlas zus: 2B\nHalve dagen broer: 12\nVestiging van de broer: Noord"
    assert values(said) == {"youngster.first_name": "Lotte", "youngster.last_name": "Peeters"}
