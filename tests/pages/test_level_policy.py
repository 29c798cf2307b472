"""A hub that takes nothing from primary education says so before anything is typed; the desk can note an exception."""

from datetime import date

import pytest

from hub.dispatch import level_policy
from hub.dispatch.tables import Message, Referral
from hub.home import hub_setup
from hub.home.old_list.checking import YOUNG
from hub.home.old_list.tables import OldRow
from hub.hubs import Hub
from hub.intake.form_keys import fresh
from tests.cast import World, send
from tests.old_lists import as_book, explain, read
from tests.pages.test_copies import in_main
from tests.pages.test_referral_form import open_form, post
from tests.pages.test_side_door import register
from tests.tables import rows

DAY = date(2026, 9, 15)
LATER = "werkt niet voor het basisonderwijs"


def only_secondary(world: World, **more: str) -> None:
    with world.client("Bram Geerts") as bram:
        page = f"/beheer/meldpunten/{world['dijleland']}"
        assert "Ook voor het basisonderwijs" in bram.get(page).text
        assert send(bram, f"{page}/basisonderwijs", {"primary_turn_to": "", **more}).status_code == 303
        wrong = send(bram, f"{page}/basisonderwijs", {"primary_turn_to": "x" * 600})
        assert (wrong.status_code, "x" * 500 in wrong.text) == (422, True)


def test_the_form_says_it_first_and_refuses_a_child_of_primary_school(world: World) -> None:
    with world.client() as els:
        assert LATER not in els.get("/aanmelden").text
        assert post(els, open_form(els), structure="211", first_name="Lio").status_code == 303, "it was open"
    only_secondary(world, primary_turn_to="Bel CLB De Brug.")
    with world.client() as els:
        page = in_main(els.get("/aanmelden").text)
        assert "Centraal Meldpunt Dijleland werkt niet voor het basisonderwijs" in page
        assert "Meldpunt Schelderand werkt niet" not in page
        assert page.index("Bel CLB De Brug.") < page.index('name="referrer_name"')
        assert "Bel CLB De Brug." in els.get("/meldpunt/dijleland").text
        assert "Bel CLB De Brug." not in els.get("/meldpunt/schelderand").text
        refused = post(els, open_form(els), structure="221", first_name="Mila")
        assert refused.status_code == 422
        assert "Centraal Meldpunt Dijleland werkt niet voor het basisonderwijs. Bel CLB De Brug." in refused.text
        assert 'value="Mila"' in refused.text
        assert post(els, open_form(els), structure="311", first_name="Mila", story="Wat anders.").status_code == 303
        there = {"hub": "schelderand", "settled": "schelderand 2800 sint jansatheneum demo", "story": "Nog iets."}
        assert LATER not in post(els, open_form(els), structure="211", **there).text
    with world.desk("Bram Geerts") as work:
        hub_setup.set_crisis(work, world["dijleland"], DAY, DAY)
        hub = work.session.get_one(Hub, world["dijleland"])
        assert level_policy.serves(hub, "211", DAY), "in crisis mode primary education too"
        assert not level_policy.serves(hub, "211", date(2026, 9, 16))


def test_the_desk_notes_an_exception_that_stands_with_the_case(world: World) -> None:
    only_secondary(world)
    call = {
        "hub": "dijleland", "referrer_name": "Rik", "referrer_kind": "school", "main_reason": "behaviour",
        "story": "Een kind van tien.", "structure": "211", "do": "submit",
    }  # fmt: skip
    with world.client("Karim Haddou") as karim:
        assert "Een uitzondering: toch aanmelden" in karim.get("/vandaag/noteer").text
        refused = send(karim, "/vandaag/noteer", {**call, "form_key": str(fresh())})
        assert (refused.status_code, "Kruis aan dat het een uitzondering is" in refused.text) == (422, True)
        assert rows(world, Referral) == []
        concept = send(karim, "/vandaag/noteer", {**call, "form_key": str(fresh()), "do": "concept"})
        assert concept.headers["location"] == "/vandaag"
        (one,) = rows(world, Referral)
        page = f"/vandaag/concept/{one.id}"
        assert '<option value="211" selected>' in karim.get(page).text
        assert send(karim, page, call).status_code == 422
        assert send(karim, page, {**call, "exception": "1"}).status_code == 303
        said = "Uitzondering: het meldpunt werkt niet voor het basisonderwijs."
        assert said in karim.get(f"/aanmeldingen/{one.id}").text
    assert [message.text for message in rows(world, Message)] == [said]


def test_what_came_in_another_way_is_kept_and_says_where_to_turn(world: World) -> None:
    """A mail is put right by nobody: it is a case, and the coordinator reads that it is not for this hub."""
    young, older = world.refer(channel="mail", structure="211"), world.refer(channel="mail", structure="311")
    asks = "Basisonderwijs: hoort dit bij jullie?"
    with world.client("Hilde Verbist") as hilde:
        assert asks not in hilde.get(f"/aanmeldingen/{young}").text
        only_secondary(world, primary_turn_to="Bel CLB De Brug.")
        page = hilde.get(f"/aanmeldingen/{young}").text
        assert asks in page
        assert "werkt niet voor het basisonderwijs. Bel CLB De Brug." in page
        assert asks not in hilde.get(f"/aanmeldingen/{older}").text
        with world.desk() as work:
            work.session.get_one(Referral, young).in_crisis_mode = True
        assert asks not in hilde.get(f"/aanmeldingen/{young}").text, "crisis mode let it in"
    assert {one.id for one in rows(world, Referral)} == {young, older}, "nothing is lost"


def test_a_partner_is_told_at_the_side_door(world: World) -> None:
    only_secondary(world, primary_turn_to="Bel CLB De Brug.")
    with world.client("Nadia Pauwels") as nadia:
        refused = register(nadia, structure="211")
        assert (refused.status_code, "Bel CLB De Brug." in refused.text) == (422, True)
    assert rows(world, Referral) == []


@pytest.mark.parametrize(
    ("born", "primary"), [("2013-12-31", False), ("2014-12-31", False), ("2015-01-01", True), ("2019-05-05", True)]
)
def test_a_birth_year_tells_who_is_likely_in_primary_school(born: str, primary: bool) -> None:
    for on in (date(2026, 9, 1), date(2027, 6, 30)):
        assert level_policy.likely_primary(date.fromisoformat(born), on) == primary


def test_the_old_list_marks_running_rows_of_young_children_and_takes_them_over(world: World) -> None:
    assert marked(world) == []
    only_secondary(world)
    assert marked(world) == [("open", "Lio")]


def marked(world: World) -> list[tuple[str, str]]:
    """Which rows of a list say that they are likely of primary school."""
    old = [
        (1, "Baert", "Lio", "5/5/2016", "", "", "", "1/9/2026", "", "nieuw", "", "", "", "", "", ""),
        (2, "Claes", "Mia", "5/5/2016", "", "", "", "1/9/2025", "", "afgesloten", "", "", "", "doorverwezen", "", ""),
        (3, "Maes", "Ilias", "5/5/2011", "", "", "", "1/9/2026", "", "nieuw", "", "", "", "", "", ""),
    ]  # fmt: skip
    one = read(world, as_book(old))
    explain(world, one)
    found = [row for row in rows(world, OldRow) if row.list_id == one]
    assert {row.verdict for row in found} == {"open", "closed"}
    young = [row for row in found if YOUNG in {said["sentence"] for said in row.notices}]
    return [(row.verdict, row.cells[2]) for row in young]
