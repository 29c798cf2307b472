"""The steps after the form, in a browser without JavaScript: each saved as Els goes on, none of them obligatory."""

import re
from typing import Any
from uuid import UUID

import pytest
from litestar.testing import TestClient

from hub.dispatch import cards
from hub.dispatch.table_tables import TableCard
from hub.dispatch.tables import Message, Youngster
from hub.intake.questions import BY_SLUG
from tests.cast import World, send
from tests.desk.test_completing import fill, nameless
from tests.pages.test_complete_pages import seen_in
from tests.personal_pages import address, asks_and_enters, els_at
from tests.tables import row, rows


def heading(page: Any) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page.text)
    assert found
    return found[1].replace("\xad", "")


def of(kind: str, world: World) -> UUID:
    return world.refer(subject_kind=kind, first_name="", last_name="", birth_date=None)


@pytest.mark.parametrize(
    ("kind", "steps"), [("pupil", 11), ("group", 8), ("team", 7), ("question", 6)]
)  # fmt: skip
def test_els_goes_from_step_to_step_and_each_is_saved(world: World, kind: str, steps: int) -> None:
    case = of(kind, world) if kind != "pupil" else world.refer()
    with els_at(world, case) as (els, here):
        found = re.search(rf'href="({re.escape(here)}/vul-aan/[\w-]+)">2\. ', els.get(here).text)
        assert "Ga verder met" in els.get(here).text
        assert found
        path, number = found[1], 2
        while path != here:
            page = els.get(path)
            assert f"Stap {number} van {steps}" in page.text
            assert "(mag leeg blijven)" not in page.text, "all of it may; one sentence below says so"
            saved = send(els, path, {"seen": seen_in(page.text), "p0_name": "", "year": "4B", "do": "on"})
            assert saved.status_code == 303
            path, number = saved.headers["location"].split("?")[0], number + 1
        assert number == steps + 1
        found = re.search(r"(\d+) van (\d+) stappen ingevuld", els.get(here).text)
        assert found
        assert found.groups() == (("2" if kind in ("pupil", "group") else "1"), str(steps))
    assert world.case(case).sections["school"].get("year", "") == ("4B" if kind in ("pupil", "group") else "")


def test_a_step_may_be_passed_over_and_the_list_says_which_are_filled_in(world: World) -> None:
    with els_at(world, world.refer()) as (els, here):
        page = els.get(f"{here}/vul-aan/ouders").text
        assert f'href="{here}/vul-aan/school">Sla over' in page
        send(els, f"{here}/vul-aan/ouders", {"p0_name": "Samira", "do": "on"})
        page = els.get(f"{here}/vul-aan/netwerk").text
        assert re.search(r'vul-aan/ouders">.*?3\. Ouders.*?ingevuld', page, re.DOTALL)
        assert re.search(r'vul-aan/netwerk" aria-current="step"', page)


def test_what_els_filled_in_at_school_she_finds_on_her_telephone(world: World) -> None:
    noor = world.refer()
    with els_at(world, noor) as (els, here):
        send(els, f"{here}/vul-aan/hulpvraag", {"youngster_wants": "Terug naar de klas.", "do": "on"})
        with world.client() as phone:
            assert "Terug naar de klas." not in phone.get(f"{here}/vul-aan/hulpvraag").text
            asks_and_enters(world, phone, here)
            assert "Terug naar de klas." in phone.get(f"{here}/vul-aan/hulpvraag").text


def test_a_worry_about_a_class_a_team_or_nobody_brings_no_question_about_a_pupil(world: World) -> None:
    for kind, slug, label in (
        ("group", "groep", "Met hoeveel zijn ze?"),
        ("team", "team", "Wat zou jullie helpen?"),
        ("question", "vraag", "Hoe oud is de jongere ongeveer?"),
    ):
        with els_at(world, of(kind, world)) as (els, here):
            assert label in els.get(f"{here}/vul-aan/{slug}").text
            for other in ("jongere", "ouders", "afwezigheid", "instemming"):
                assert els.get(f"{here}/vul-aan/{other}").status_code == 404
                assert send(els, f"{here}/vul-aan/{other}", {"first_name": "Noor"}).status_code == 404


def test_who_left_school_at_twenty_is_not_asked_about_half_days(world: World) -> None:
    grown = world.refer(structure=None, birth_date=world.now.date().replace(year=2006))
    with els_at(world, grown) as (els, here):
        assert "/vul-aan/afwezigheid" not in els.get(here).text
        assert els.get(f"{here}/vul-aan/afwezigheid").status_code == 404
        assert "/vul-aan/instemming" in els.get(here).text
    with world.client("Hilde Verbist") as hilde:
        assert "/gegevens/afwezigheid" not in hilde.get(f"/aanmeldingen/{grown}").text


def test_an_answer_that_no_longer_fits_is_left_out_and_the_next_page_says_so(world: World) -> None:
    noor = world.refer()
    with els_at(world, noor) as (els, here):
        saved = send(els, f"{here}/vul-aan/school", {"structure": "311", "ov": "2", "year": "4B", "do": "on"})
        page = els.get(saved.headers["location"]).text
        assert "Dit past niet bij je andere antwoorden" in page
        assert "Opleidingsvorm (buitengewoon)" in page
    assert (world.case(noor).sections["school"]["ov"], world.case(noor).sections["school"]["year"]) == ("", "4B")


def test_with_naft_in_mind_els_names_somebody_at_the_clb_and_the_coordinator_reads_it(world: World) -> None:
    noor = world.refer()
    with els_at(world, noor) as (els, here):
        again = send(els, f"{here}/vul-aan/voorkeur", {"naft": "yes", "offer": "Iets met dieren"})
        assert again.status_code == 422
        assert "Een NAFT-traject loopt langs het CLB" in again.text
        assert "Iets met dieren" in again.text
        send(els, f"{here}/vul-aan/voorkeur", {"naft": "yes", "clb_contact": "Griet Somers"})
        send(els, f"{here}/vul-aan/voorkeur", {"naft": "no"})
        assert 'value="Griet Somers"' in els.get(f"{here}/vul-aan/over-jou").text, "it was not about this preference"
        send(els, f"{here}/vul-aan/over-jou", {"clb_contact": "Griet Somers", "secrecy": "official"})
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get(f"/aanmeldingen/{noor}").text
        assert "Griet Somers" in page
        assert "ambtsgeheim (schoolpersoneel)" in page
        kept = hilde.get(f"/aanmeldingen/{noor}/gegevens/aanmelder")
        assert '<option value="official" selected>' in kept.text


def test_what_els_is_not_asked_stays_as_the_desk_filled_it_in(world: World) -> None:
    """Who works at a CLB is not asked who her contact there is; the desk wrote down a colleague."""
    noor = world.refer()
    fill(
        world, noor, "aanmelder", referrer_name="Els Dierckx", referrer_kind="clb",
        referrer_email="els@sintjans.example", clb_contact="Griet Somers",
    )  # fmt: skip
    with els_at(world, noor) as (els, here):
        page = els.get(f"{here}/vul-aan/over-jou").text
        assert "Contactpersoon bij het CLB" not in page
        send(els, f"{here}/vul-aan/over-jou", {"seen": seen_in(page), "referrer_function": "trajectbegeleider"})
    case = world.case(noor)
    assert (case.referrer_function, case.clb_contact) == ("trajectbegeleider", "Griet Somers")


def quietly(els: TestClient, path: str, **typed: str) -> tuple[int, dict[str, str]]:
    answer = send(els, f"{path}/onderweg", typed)
    return answer.status_code, answer.json()


def test_what_els_is_still_typing_is_saved_and_the_desk_hears_of_it_once(world: World) -> None:
    noor = world.refer()
    with els_at(world, noor) as (els, here):
        path = f"{here}/vul-aan/school"
        seen = seen_in(els.get(path).text)
        status, said = quietly(els, path, seen=seen, year="4", school_postcode="28")
        assert status == 200
        assert re.fullmatch(r"Bewaard om \d{1,2}(\.\d\d)? uur", said["said"])
        assert said["seen"] != seen
        status, said = quietly(els, path, seen=said["seen"], year="4B", school_postcode="2800", site="85.07.30-033.28")
        assert status == 200
        assert quietly(els, path, seen=seen, year="5B")[0] == 409, "a page elsewhere that did not see this"
        send(els, path, {"seen": said["seen"], "year": "4B", "school_postcode": "2800", "site": "Campus Zuid"})
    stored = world.case(noor).sections["school"]
    assert (stored["year"], stored["school_postcode"], stored["site"]) == ("4B", "2800", "Campus Zuid")
    assert [message.text for message in rows(world, Message)] == ["Aangevuld door de aanmelder: De school."]


def test_half_a_name_takes_no_card_from_its_partners_and_the_button_stores_the_whole(world: World) -> None:
    case = nameless(world)
    with world.desk("Hilde Verbist") as work:
        cards.write_card(work, case, cards.Written("W.", "Wie kan hem kort begeleiden?"))
        cards.approve_card(work, case)
    with els_at(world, case) as (els, here):
        path = f"{here}/vul-aan/jongere"
        status, said = quietly(els, path, seen=seen_in(els.get(path).text), first_name="Wie", home_language="Fries")
        assert status == 200
        assert row(world, TableCard, case).approved_at
        youngster = world.case(case).youngster_id
        assert youngster
        assert (row(world, Youngster, youngster).first_name, row(world, Youngster, youngster).home_language) == (
            "", "Fries"
        )  # fmt: skip
        sent = send(els, path, {"seen": said["seen"], "first_name": "Wietse", "home_language": "Fries"})
        assert sent.status_code == 303
        assert row(world, Youngster, youngster).first_name == "Wietse"


def test_nothing_is_saved_quietly_behind_a_link_that_was_not_opened_here(world: World) -> None:
    noor = world.refer()
    with world.client() as stranger:
        assert quietly(stranger, f"{address(world, noor)}/vul-aan/school", year="4B")[0] == 403
    assert world.case(noor).sections == {}


def test_what_the_desk_corrected_meanwhile_is_not_written_over_unseen(world: World) -> None:
    noor = world.refer()
    with els_at(world, noor) as (els, here):
        path = f"{here}/vul-aan/jongere"
        seen = seen_in(els.get(path).text)
        fill(world, noor, "jongere", first_name="Noor", last_name="El Amrani", postcode="2800", phone="0470 00 00 01")
        late = send(els, path, {"seen": seen, "first_name": "Nora"})
        assert late.status_code == 409
        assert "Dit deel veranderde intussen" in late.text
        assert 'value="Nora"' in late.text
        assert send(els, path, {"first_name": "Nora", "seen": ""}).status_code == 303


def test_every_section_of_the_domain_is_somewhere_in_the_form() -> None:
    """A to K of the domain: who refers and about whom stand in the first step and in *Over jou*."""
    assert set(BY_SLUG) == {
        "over-jou", "jongere", "ouders", "groep", "team", "vraag", "school", "afwezigheid", "redenen", "hulpvraag",
        "netwerk", "voorkeur", "instemming",
    }  # fmt: skip
