"""The administrator takes in the official list without JavaScript: look first, one press, one press back."""

import re
from typing import Any

from litestar.testing import TestClient

from hub.partners import importing
from hub.two_faces import EICAR
from tests.browsers import token_in
from tests.cast import World, send
from tests.schools import SITES, add_sites, as_csv, listed

PLACE = "/beheer/organisaties/invoer"
MOVED = [*listed([(*SITES[0][:3], "Nieuwe Straat", *SITES[0][4:]), *SITES[1:]]), ("x", "Kapot", *"1234567")]


def upload(client: TestClient, content: bytes, **more: Any) -> Any:
    client.get(PLACE)
    data = {"_csrf_token": token_in(client), "kind": "school", **more}
    return client.post(PLACE, data=data, files={"file": ("lijst.csv", content)}, follow_redirects=False)


def test_bram_looks_presses_and_takes_back(world: World) -> None:
    add_sites(world, board="vzw Scholen", network="vrij")
    with world.client("Bram Geerts") as client:
        assert PLACE in client.get("/beheer/organisaties").text
        sent = upload(client, as_csv(MOVED))
        assert sent.status_code == 303
        there = sent.headers["location"]
        waiting = client.get(there).text
        assert "We lezen het bestand" in waiting
        assert '<noscript><meta http-equiv="refresh"' in waiting
        importing.run_due(world.store)
        page = client.get(there).text
        assert "http-equiv" not in page
        assert "<del>Kerkstraat</del> → <ins>Nieuwe Straat</ins>" in page
        assert "ontbreekt, of is geen getal" in page
        assert re.search(r'data-label="Lijn">6<', page)
        send(client, f"{there}/voer-in", {})
        importing.run_due(world.store)
        assert "Dit bestand is ingevoerd" in client.get(there).text
        assert "ingevoerd" in client.get(PLACE).text
        send(client, f"{there}/draai-terug", {})
        assert "Dit bestand is teruggedraaid" in client.get(there).text
        again = send(client, f"{there}/draai-terug", {}, follow_redirects=True)
        assert "Dit bestand is niet ingevoerd." in again.text


def test_what_is_no_list_is_said_where_the_file_was_chosen_or_after_reading(world: World) -> None:
    with world.client("Bram Geerts") as client:
        nothing = upload(client, b"")
        assert nothing.status_code == 422
        assert "Kies een bestand." in nothing.text
        hostile = upload(client, EICAR + as_csv(MOVED))
        assert (hostile.status_code, "“lijst.csv” is het testbestand" in hostile.text) == (422, True)
        there = upload(client, b"naam;straat\nA;B\n").headers["location"]
        importing.run_due(world.store)
        assert "ontbreken deze kolommen: nummer_instelling" in client.get(there).text
