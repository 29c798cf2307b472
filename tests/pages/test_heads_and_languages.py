"""The head of a page, and the language that somebody chose."""

import sqlalchemy as sa

from hub.ledger import Entry
from hub.links import Purpose, address, make
from tests.cast import World


def test_the_head_of_a_page_is_the_page_without_its_body_and_no_look_at_it(world: World) -> None:
    referral_id = world.refer()
    with world.desk() as work:
        path = address(
            work, make(work, Purpose.REFERRAL, referral_id, hub_id=world["dijleland"], referral_id=referral_id)
        )
    own, before = path.removeprefix("http://testserver.local"), 0
    with world.client() as scanner, world.client("Hilde Verbist") as hilde:
        for client, page in ((scanner, own), (scanner, "/aanmelden"), (hilde, f"/aanmeldingen/{referral_id}")):
            before = entries(world)
            head = client.head(page)
            assert (head.status_code, head.content) == (200, b"")
            assert "text/html" in head.headers["content-type"]
            assert entries(world) == before
        assert scanner.head("/vandaag", follow_redirects=False).headers["location"] == "/inloggen?next=%2Fvandaag"
        assert scanner.head("/er-is-niets").status_code == 404
        assert scanner.head("/mijn-aanmelding/nonsense").status_code == 404


def entries(world: World) -> int:
    with world.desk() as work:
        return int(work.session.scalar(sa.select(sa.func.count()).select_from(Entry)) or 0)


def test_a_page_that_is_not_there_says_so_in_the_chosen_language(world: World) -> None:
    with world.client() as visitor:
        assert 'lang="nl"' in visitor.get("/er-is-niets").text
        visitor.get("/?lang=en")
        for answer in (visitor.get("/er-is-niets"), visitor.put("/aanmelden")):
            assert '<html lang="en">' in answer.text


def test_the_language_survives_being_led_elsewhere_and_signing_in(world: World) -> None:
    with world.client("Hilde Verbist") as hilde:
        assert '<html lang="en" data-who=' in hilde.get("/?lang=en").text
        assert '<html lang="en" data-who=' in hilde.get("/vandaag").text
    with world.client() as visitor:
        assert visitor.get("/vandaag?lang=fr", follow_redirects=False).status_code == 303
        assert '<html lang="fr">' in visitor.get("/inloggen").text


def test_whoever_is_of_one_hub_reads_its_name_above_each_page(world: World) -> None:
    with world.client("Hilde Verbist") as hilde:
        for page in ("/vandaag", "/verslagen", "/consulten", "/toetsen"):
            assert "<span>Centraal Meldpunt Dijleland</span></a>" in hilde.get(page).text, page
