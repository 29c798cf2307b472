"""A hub that takes nothing from primary education says so before anything is typed; the desk can note an exception."""

from datetime import date

from hub.dispatch import level_policy
from hub.dispatch.tables import Message, Referral
from hub.home import hub_setup
from hub.hubs import Hub
from hub.intake.form_keys import fresh
from tests.cast import World, send
from tests.pages.test_copies import in_main
from tests.pages.test_referral_form import open_form, post
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
