"""The first pages: the start page, the demonstration, signing in and out."""

import re
from datetime import date

from hub.dispatch import ending
from hub.home.demo_examples import FORM
from tests.cast import World, send
from tests.mail_shop import cases


def test_a_visitor_reads_what_the_hub_is(world: World) -> None:
    with world.client() as visitor:
        page = visitor.get("/")
    assert page.status_code == 200
    assert "Eén plek voor jongeren" in page.text
    assert all(word in page.text for word in ("Informatie", "Registratie en monitoring", "Dispatching", "Consult"))
    assert 'href="/meldpunt/schelderand"' in page.text


def test_a_hub_has_a_start_page_and_a_form_of_its_own(world: World) -> None:
    with world.client() as visitor:
        page = visitor.get("/meldpunt/schelderand").text
        assert "Meldpunt Schelderand" in page
        assert "Centraal Meldpunt Dijleland" not in page
        assert "aanmelden@schelderand.example" in page
        assert 'href="/aanmelden?hub=schelderand"' in page
        assert visitor.get("/meldpunt/bestaat-niet").status_code == 404
    with world.client("Bram Geerts") as bram:
        settings = bram.get(f"/beheer/meldpunten/{world['dijleland']}").text
        assert "/meldpunt/dijleland" in settings
        assert "/aanmelden?hub=dijleland" in settings


def test_hilde_signs_in_in_the_demonstration_and_is_greeted(world: World) -> None:
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get("/demo")
    assert "Ingelogd als Hilde Verbist" in page.text


def test_a_visitor_of_the_demonstration_only_has_to_send_the_form_that_is_filled_in(world: World) -> None:
    with world.client() as visitor:
        page = visitor.get("/demo/voorbeeld")
        assert all(f'value="{value}"' in page.text for value in ("El Amrani", "2011", "2800"))
        asked = {name: value for name, value in FORM.items() if f'name="{name}"' in page.text}
        assert asked == FORM, "each of its words has a field"
        key = re.search(r'name="form_key" value="([^"]+)"', page.text)
        assert key
        sent = send(visitor, "/aanmelden", {**FORM, "form_key": key[1]}, get_first="/demo")
        assert sent.status_code == 303
    assert [case.channel for case in cases(world)] == ["form"]


def test_a_post_without_the_token_of_the_page_is_refused(world: World) -> None:
    with world.client() as visitor:
        page = visitor.post("/uitloggen", data={})
    assert page.status_code == 403


def test_an_unknown_address_reads_the_same_as_a_known_one(world: World) -> None:
    with world.client() as visitor:
        known = send(visitor, "/inloggen", {"email": "hilde@dijleland.example"})
        unknown = send(visitor, "/inloggen", {"email": "niemand@dijleland.example"})
    assert known.status_code == unknown.status_code == 200
    assert known.text.replace("hilde@", "") == unknown.text.replace("niemand@", "")


def test_karim_at_the_duty_desk_is_not_offered_what_only_hilde_decides(world: World) -> None:
    noor = world.refer()
    world.talk(noor)
    with world.desk("Hilde Verbist") as work:
        ending.take_up(work, noor, "", date(2026, 9, 21))
        ending.reopen(work, noor, "on_purpose")
    with world.client("Hilde Verbist") as hilde, world.client("Karim Haddou") as karim:
        assert "Beslis" in hilde.get("/vandaag").text
        page = karim.get("/vandaag").text
    assert "Terug bij ons" not in page
    assert "Beslis" not in page
    assert "Naar de tafel" not in page
