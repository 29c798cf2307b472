"""The school in the form: found while one types or with a button, never obligatory, and the way to the right hub."""

import re
from typing import Any

from litestar.testing import TestClient
from sqlmodel import col, select

from hub import rates
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.intake.finder_pages import FINDS
from tests.browsers import browser, token_in
from tests.cast import World, send
from tests.pages.test_referral_form import ELS, PDF, open_form
from tests.schools import add_sites

NORTH = "Sint-Jansatheneum Noord, Kerkstraat 12, 2800 Mechelen"
MORTSEL = "Basisschool De Wijngaard, Mechelsesteenweg 40, 2640 Mortsel"


def post(client: TestClient, data: dict[str, str], files: Any = None) -> Any:
    data = {**data, "_csrf_token": token_in(client)}
    return client.post("/aanmelden", data=data, files=files or {"files": ("", b"")}, follow_redirects=False)


def newest(world: World) -> tuple[Referral, str]:
    with world.desk() as work:
        found = work.session.exec(select(Referral).order_by(col(Referral.number).desc())).first()
        assert found
        return found, work.session.get_one(Hub, found.hub_id).slug


def options(page: Any) -> list[str]:
    return re.findall(r'name="school_name_pick" value="([^"]*)"', page.text)


def test_a_script_is_offered_the_schools_and_nothing_else_about_them(world: World) -> None:
    add_sites(world)
    with browser(world.store.settings) as client:
        answer = client.get("/aanmelden/scholen?voor=school_name&zoek=sint-jan+noord+mech").json()
        assert answer == {
            "options": [[NORTH, "Sint-Jansatheneum Noord", "Kerkstraat 12, 2800 Mechelen"]], "said": "1 gevonden."
        }  # fmt: skip
        assert client.get("/aanmelden/scholen?voor=school_name&zoek=kompas").json()["options"] == []
        assert client.get("/aanmelden/scholen?voor=story&zoek=kompas").status_code == 404


def test_who_asks_without_end_is_asked_to_type(world: World) -> None:
    most = int(FINDS.partition("/")[0])
    assert rates.all_within(world.store.settings.redis_url, [(FINDS, ("finder", "testclient"))], cost=most - 2)
    with browser(world.store.settings) as client:
        codes = [client.get("/aanmelden/scholen?zoek=sint").status_code for _n in range(3)]
    assert codes == [200, 200, 429]


def test_without_a_script_a_button_shows_what_there_is_and_the_form_keeps_all(world: World) -> None:
    add_sites(world)
    with browser(world.store.settings) as client:
        typed = {**ELS, "form_key": open_form(client), "school_name": "sint-jan noord", "hub": "dijleland"}
        page = post(client, typed | {"zoek": "school_name"}, files=[("files", PDF)])
        assert page.status_code == 200
        assert options(page) == [NORTH, "Sint-Jansatheneum Noord, Stationslei 3, 2830 Willebroek", ""]
        assert 'value="sint-jan noord"' in page.text
        assert "verslag.pdf" in page.text
        assert "Noor komt al drie weken niet." in page.text
        again = post(client, typed | {"school_name_pick": NORTH, "school_name": "wijngaard", "zoek": "school_name"})
        assert options(again) == [MORTSEL, ""]
        sent = post(client, typed | {"school_name_pick": NORTH})
        assert sent.status_code == 303
    case, _hub = newest(world)
    assert (case.school_name, case.school_nis) == ("Sint-Jansatheneum Noord", "12025")


def test_who_finds_nothing_reads_so_and_sends_the_name_as_it_was_typed(world: World) -> None:
    with browser(world.store.settings) as client:
        typed = {**ELS, "form_key": open_form(client), "school_name": "Zwemschool Zuid"}
        page = post(client, typed | {"zoek": "school_name"})
        assert "Niets gevonden. Typ de naam gewoon in" in page.text
        assert post(client, typed).status_code == 303
    assert newest(world)[0].school_name == "Zwemschool Zuid"


def test_the_desk_finds_the_school_of_a_call_with_the_same_button(world: World) -> None:
    add_sites(world)
    with world.client("Karim Haddou") as client:
        page = client.get("/vandaag/noteer")
        key = re.search(r'name="form_key" value="([^"]+)"', page.text)
        assert key
        note = {"form_key": key[1], "hub": "dijleland", "school_name": "wijngaard", "story": "Wie is dit?"}
        page = send(client, "/vandaag/noteer", note | {"zoek": "school_name"})
        assert options(page) == [MORTSEL, ""]
        send(client, "/vandaag/noteer", note | {"school_name_pick": MORTSEL, "do": "concept"})
    assert newest(world)[0].school_nis == "11029"


def test_the_site_of_the_school_says_to_which_hub_a_form_goes(world: World) -> None:
    add_sites(world)
    nowhere = {**ELS, "hub": "", "postcode": "", "referrer_organisation": "Praktijk", "school_name": MORTSEL}
    with browser(world.store.settings) as client:
        assert post(client, nowhere | {"form_key": open_form(client)}).status_code == 303
    assert newest(world)[1] == "schelderand"


def test_a_hub_that_serves_neither_school_nor_home_is_asked_about(world: World) -> None:
    add_sites(world)
    with browser(world.store.settings) as client:
        chosen = {**ELS, "postcode": "", "school_name": MORTSEL, "form_key": open_form(client)}
        page = post(client, chosen)
        assert page.status_code == 422
        assert f"{MORTSEL} hoort bij Meldpunt Schelderand." in page.text
        settled = chosen | {"send_to": "dijleland"}
        assert post(client, settled).status_code == 303
    assert newest(world)[1] == "dijleland"
