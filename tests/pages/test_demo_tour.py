"""The tour of the demonstration: it leads a visitor from step to step, each time to the right person and page."""

import re
from dataclasses import replace

from litestar.testing import TestClient

from hub.dispatch import agenda, cards, clarify
from hub.dispatch.sharing import recording
from hub.dispatch.tables import Referral
from hub.home.demo_examples import FORM, MAIL
from tests.browsers import browser
from tests.cast import World, send
from tests.mail_shop import a_mail, arrives, cases
from tests.tables import CARD


def now_says(visitor: TestClient) -> str:
    """The sentence of the step that comes next."""
    page = visitor.get("/demo").text
    return page.partition('aria-current="step"')[2].partition('class="tour-says">')[2].partition("</p>")[0].strip()


def refer_both(world: World) -> tuple[Referral, Referral]:
    noor = world.refer(first_name=FORM["first_name"], last_name=FORM["last_name"])
    arrives(world, a_mail(MAIL["text"], subject=MAIL["subject"], sender=MAIL["from"]))
    [sam] = [case for case in cases(world) if case.id != noor]
    return world.case(noor), sam


def test_the_tour_goes_on_by_itself_and_names_the_cases_that_a_visitor_made(world: World) -> None:
    with world.client() as visitor:
        assert "Els van de school meldt Noor aan" in now_says(visitor)
        noor, sam = refer_both(world)
        page = visitor.get("/demo").text
        assert noor.number in page
        assert sam.number in page
        assert "Hilde, de coördinator, stelt een vraag over Noor" in now_says(visitor)
        with world.desk("Hilde Verbist") as work:
            clarify.ask(work, noor.id, "Sinds wanneer?")
        assert "Els antwoordt" in now_says(visitor)
        gone = send(visitor, "/demo/stap/antwoord", {})
        assert gone.headers["location"] == "/demo/post?aan=els@sintjans.example"


def test_a_step_opens_its_page_in_the_shoes_of_whoever_takes_it(world: World) -> None:
    with world.client() as visitor:
        noor, _sam = refer_both(world)
        gone = send(visitor, "/demo/stap/vraag", {})
        assert gone.headers["location"] == f"/aanmeldingen/{noor.id}"
        page = visitor.get(gone.headers["location"]).text
        assert "Hilde Verbist" in page
        guide = page.partition('class="guide"')[2]
        assert "Stap 3" in guide
        assert 'data-press="Stel een vraag"' in guide
        assert 'class="guide"' not in visitor.get("/demo").text
        with world.desk("Hilde Verbist") as work:
            clarify.ask(work, noor.id, "Sinds wanneer?")
        guide = visitor.get(gone.headers["location"]).text.partition('class="guide"')[2]
        assert "Klaar." in guide
        assert "data-press" not in guide


def test_a_step_that_cannot_be_taken_yet_or_does_not_exist_leads_nowhere(world: World) -> None:
    with world.client() as visitor:
        for slug in ("nadia", "noor-bevestigd", "bestaat-niet"):
            assert send(visitor, f"/demo/stap/{slug}", {}).status_code == 404
        assert re.findall(r'action="/demo/stap/([\w-]+)', visitor.get("/demo").text) == ["noor"]


def test_the_tour_loads_itself_again_once_somebody_else_has_done_the_step(world: World) -> None:
    with world.client() as visitor:
        noor = world.refer(first_name=FORM["first_name"], last_name=FORM["last_name"])
        assert 'hx-get="/demo/na/sam"' not in visitor.get("/demo").text  # it was not sent yet
        visitor.cookies["tour"] = "sam-verstuurd"
        on_its_way = visitor.get("/demo").text
        assert 'hx-get="/demo/na/sam"' in on_its_way
        assert "De e-mail is onderweg" in on_its_way
        assert 'data-press="Verstuur"' not in on_its_way  # it was pressed
        waits = visitor.get("/demo/na/sam")
        assert (waits.status_code, "hx-refresh" in waits.headers) == (204, False)
        arrives(world, a_mail(MAIL["text"], subject=MAIL["subject"], sender=MAIL["from"]))
        assert visitor.get("/demo/na/sam").headers["hx-refresh"] == "true"
        assert len([case for case in cases(world) if case.id != noor]) == 1


def test_the_mail_of_the_tour_is_written_once_and_nobody_is_signed_in_at_the_post_office(world: World) -> None:
    with world.client("Hilde Verbist") as visitor:
        assert MAIL["subject"] in visitor.get("/demo/post?voorbeeld=sam").text
        page = visitor.get("/demo/post").text
        assert MAIL["subject"] not in page
        assert "Hilde Verbist" not in page.partition('id="schrijf"')[0]
        assert "/uitloggen" not in page


def test_outside_the_demonstration_nobody_steps_into_shoes(world: World) -> None:
    with browser(replace(world.store.settings, demo=False)) as client:
        assert send(client, "/demo/stap/terug", {}).status_code == 404


def test_a_card_that_no_partner_may_read_yet_is_not_done(world: World) -> None:
    with world.client() as visitor:
        noor, _sam = refer_both(world)
        with world.desk("Hilde Verbist") as work:
            cards.write_card(work, noor.id, CARD)
            cards.approve_card(work, noor.id)
            agenda.put_on_table(work, noor.id)
        gone = send(visitor, "/demo/stap/noor-op-tafel", {})
        assert gone.headers["location"] == f"/aanmeldingen/{noor.id}/tafelkaart#delen"
        guide = visitor.get(f"/aanmeldingen/{noor.id}").text.partition('class="guide"')[2]
        assert "Partners lezen de kaart nog niet" in guide
        assert ("Klaar." in guide, f'href="{gone.headers["location"]}"' in guide) == (False, True)
        with world.desk("Hilde Verbist") as work:
            recording.all_agreed(work, noor.id)
        assert "Klaar." in visitor.get(f"/aanmeldingen/{noor.id}").text
