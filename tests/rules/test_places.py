"""Where youngsters live: municipalities by code, by postcode and by what somebody types."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import places
from hub.places import MECHELEN_DISTRICT, Municipality

NAMES = [
    "Berlaar",
    "Bonheiden",
    "Bornem",
    "Duffel",
    "Heist-op-den-Berg",
    "Lier",
    "Mechelen",
    "Nijlen",
    "Putte",
    "Sint-Katelijne-Waver",
    "Willebroek",
    "Puurs-Sint-Amands",
]


def found(text: str) -> list[str]:
    return [place.name_nl for place in places.search(text)]


def test_the_district_of_mechelen_has_its_twelve_municipalities():
    assert [places.municipality(nis).name_nl for nis in MECHELEN_DISTRICT] == NAMES
    assert {place.nis for place in places.municipalities() if place.nis.startswith("12")} == set(MECHELEN_DISTRICT)


def test_all_565_municipalities_of_belgium_are_there_in_the_order_of_their_names():
    names = [place.name_nl for place in places.municipalities()]
    assert len(names) == 565
    assert (names[0], names[-1]) == ("Aalst", "Zwevegem")
    assert names.index("Bièvre") < names.index("Bilzen-Hoeselt") < names.index("Büllingen")


def test_a_postcode_gives_its_municipality():
    assert places.by_postcode("2800") == [Municipality("12025", "Mechelen")]
    assert places.by_postcode(" 2812 ") == [Municipality("12025", "Mechelen")]


def test_where_the_street_decides_a_postcode_gives_both():
    assert [str(place) for place in places.by_postcode("1050")] == ["Brussel", "Elsene"]


@pytest.mark.parametrize("typed", ["", "280", "28000", "9999", "twee", "٢٨٠٠", "2800 Mechelen"])
def test_a_postcode_that_is_none_gives_nothing(typed):
    assert places.by_postcode(typed) == []


def test_every_postcode_of_the_district_leads_back_to_its_municipality():
    for nis in MECHELEN_DISTRICT:
        assert places.postcodes(nis)
        for postcode in places.postcodes(nis):
            assert places.municipality(nis) in places.by_postcode(postcode)


def test_an_unknown_code_is_named():
    with pytest.raises(places.UnknownPlace, match="12030"):
        places.municipality("12030")
    assert not places.exists("12030")
    assert places.exists("12025")
    assert places.postcodes("12030") == []


def test_a_name_is_found_from_its_beginning_and_its_later_words():
    assert found("meche") == ["Mechelen", "Maasmechelen"]
    assert "Sint-Katelijne-Waver" in found("waver")
    assert found("sint amands") == ["Puurs-Sint-Amands"]
    assert found("2800") == ["Mechelen"]


def test_the_nearest_match_comes_first():
    assert found("lier")[0] == "Lier"
    assert found("berg")[0].startswith("Berg")


@pytest.mark.parametrize("typed", ["", "   ", "--", "xyzxyz"])
def test_nothing_typed_or_nothing_known_finds_nothing(typed):
    assert found(typed) == []


@given(st.text(max_size=20))
def test_whatever_is_typed_the_list_stays_short(text):
    assert len(places.search(text)) <= 10


def test_the_source_is_credited():
    assert "Statbel" in places.ATTRIBUTION
    assert "CC BY 4.0" in places.ATTRIBUTION
