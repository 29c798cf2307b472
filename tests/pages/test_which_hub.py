"""Which hub a form goes to: the one that was asked for, or the one that serves where the youngster lives."""

import re

from hub.dispatch.tables import Referral
from tests.cast import World
from tests.pages.test_referral_form import all_referrals, count, key_on, open_form, post


def test_the_form_of_the_neighbour_goes_to_the_neighbour(world: World) -> None:
    with world.client() as els:
        assert re.search(r'value="schelderand"\s+checked', els.get("/aanmelden?hub=schelderand").text)
        post(els, open_form(els), hub="schelderand", postcode="2640", school_name="")
    assert all_referrals(world)[0].number.startswith("SR-")


def test_the_address_of_a_hub_that_is_not_there_leads_to_the_form_and_the_choice(world: World) -> None:
    with world.client() as els:
        page = els.get("/aanmelden?hub=nergens")
        assert page.status_code == 200
        assert not re.search(r'name="hub"[^>]*checked', page.text)
        assert post(els, open_form(els), hub="nergens").status_code == 422


def test_nothing_is_chosen_where_nothing_says_which_hub(world: World) -> None:
    with world.client() as els:
        page = els.get("/aanmelden").text
        assert not re.search(r'name="hub" value="\w+"\s+checked', page)
        assert "elke schooldag" in page
        unknown = {"school_name": "Elders", "referrer_organisation": "Elders"}
        again = post(els, open_form(els), hub="", **unknown)
    assert again.status_code == 422
    assert "Kies een meldpunt." in again.text
    assert re.search(r'value="dijleland"\s+checked', again.text), "2800 lies there"


def test_the_form_asks_when_another_hub_serves_where_the_youngster_lives(world: World) -> None:
    with world.client() as els:
        asked = post(els, open_form(els), hub="schelderand", school_name="")
        assert asked.status_code == 422
        assert "2800 Mechelen hoort bij Centraal Meldpunt Dijleland" in asked.text
        assert count(world, Referral) == 0
        assert post(els, key_on(asked), hub="schelderand", school_name="").status_code == 422, "no answer yet"
        assert post(els, key_on(asked), hub="schelderand", school_name="", send_to="dijleland").status_code == 303
        here = post(els, open_form(els), hub="schelderand", school_name="", first_name="Sam", send_to="schelderand")
        assert here.status_code == 303
        at_school = post(els, open_form(els), hub="dijleland", postcode="2640", first_name="Lou")
    assert at_school.status_code == 303, "the school lies in the area of the chosen hub"
    assert sorted(case.number[:2] for case in all_referrals(world)) == ["CM", "CM", "SR"]


def test_the_answer_about_the_hub_holds_for_one_postcode(world: World) -> None:
    with world.client() as els:
        again = post(els, open_form(els), hub="schelderand", school_name="", send_to="schelderand", story="")
        settled = re.search(r'name="settled" value="([^"]+)"', again.text)
        assert settled
        typed = {"hub": "schelderand", "school_name": "", "settled": settled[1]}
        assert post(els, key_on(again), **typed, postcode="2570").status_code == 422
        assert post(els, key_on(again), **typed).status_code == 303
