"""What Els fills in behind her link, section by section."""

import pytest

from hub.dispatch.tables import Message, Youngster
from hub.intake.questions import BY_SLUG
from tests.cast import World, send
from tests.personal_pages import els_at
from tests.tables import rows


@pytest.mark.parametrize("slug", [slug for slug, section in BY_SLUG.items() if "pupil" in section.kinds])
def test_each_section_opens_saves_empty_and_comes_back(world: World, slug: str) -> None:
    with els_at(world, world.refer()) as (els, here):
        assert els.get(f"{here}/vul-aan/{slug}").status_code == 200
        saved = send(els, f"{here}/vul-aan/{slug}", {"p0_name": ""})
        assert saved.status_code == 303
        assert els.get(saved.headers["location"]).status_code == 200


def test_els_fills_in_the_youngster_and_finds_it_again(world: World) -> None:
    noor = world.refer()
    with els_at(world, noor) as (els, here):
        send(els, f"{here}/vul-aan/jongere", {
            "first_name": "Noor", "last_name": "El Amrani", "home_language": "Tamazight", "gender": "X",
            "birth_date_day": "4", "birth_date_month": "3", "birth_date_year": "2011", "postcode": "2800",
        })  # fmt: skip
        page = els.get(f"{here}/vul-aan/jongere").text
    assert 'value="Tamazight"' in page
    assert 'value="X" checked' in page
    assert 'value="2011"' in page
    (youngster,) = rows(world, Youngster)
    assert (youngster.home_language, youngster.home_nis) == ("Tamazight", "12025")


def test_a_mistake_in_a_section_keeps_what_was_typed(world: World) -> None:
    with els_at(world, world.refer()) as (els, here):
        days = {"measure_from": "2026-11-20", "measure_to": "2026-11-10"}
        backwards = send(els, f"{here}/vul-aan/afwezigheid", days)
        assert (backwards.status_code, "voor het begin van de maatregel" in backwards.text) == (422, True)
        again = send(els, f"{here}/vul-aan/afwezigheid", {"half_days": "heel veel", "measure": "temporary_exclusion"})
    assert again.status_code == 422
    assert "Schrijf hier een getal" in again.text
    assert "heel veel" in again.text
    assert 'value="temporary_exclusion" checked' in again.text


def test_parents_are_added_one_by_one_and_taken_away_again(world: World) -> None:
    noor = world.refer()
    with els_at(world, noor) as (els, here):
        path = f"{here}/vul-aan/ouders"
        more = send(els, path, {"p0_name": "Fatima", "p0_relation": "moeder", "do": "more"})
        assert more.headers["location"].startswith(path)
        assert 'data-keep-done="vul-aan-CM-2026-00001-ouders"' in els.get(more.headers["location"]).text
        send(els, path, {"p0_name": "Fatima", "p0_relation": "moeder", "p1_name": "Omar", "p1_no_contact": "1"})
        page = els.get(path).text
        assert 'value="Fatima"' in page
        assert 'value="Omar"' in page
        send(els, path, {"p0_name": "Fatima", "p0_drop": "1", "p1_name": "Omar", "p1_no_contact": "1"})
    people = world.case(noor).sections["parents"]["people"]
    assert [(person["name"], person["no_contact"]) for person in people] == [("Omar", True)]


def test_a_parent_of_whom_nothing_was_said_is_nobody_and_the_page_says_so(world: World) -> None:
    noor = world.refer()
    with els_at(world, noor) as (els, here):
        path = f"{here}/vul-aan/ouders"
        nothing = send(els, path, {"p0_name": "", "p0_contact": ""})
        assert "Je vulde niets nieuws in." in els.get(nothing.headers["location"]).text
        no_more = send(els, path, {"p0_name": "", "do": "more"})
        assert "Je vulde niets nieuws in." in els.get(no_more.headers["location"]).text
        who = send(els, path, {"p0_name": "", "p0_contact": "0470 00 00 00"})
        assert who.status_code == 422
        assert "Vul de naam in, of wat deze persoon is voor de jongere." in who.text
        assert 'value="0470 00 00 00"' in who.text
        send(els, path, {"p0_name": "", "p0_relation": "moeder"})
        assert "Haal moeder hier weg" in els.get(path).text
    assert [one["relation"] for one in world.case(noor).sections["parents"]["people"]] == ["moeder"]
    assert len(rows(world, Message)) == 1
