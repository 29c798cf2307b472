"""Hilde throws away the Excel list, without JavaScript: give it, explain it, look at it, take it over and back."""

import re
from typing import Any
from uuid import UUID

from litestar.testing import TestClient
from sqlmodel import select

from hub.home.old_list.tables import OldRow
from hub.ledger import Entry
from hub.two_faces import EICAR
from tests.browsers import token_in
from tests.cast import World, send
from tests.old_lists import as_book, at_work

PLACE = "/oude-lijst"


def upload(client: TestClient, content: bytes, name: str = "Lijst.xlsx") -> Any:
    client.get(PLACE)
    data = {"_csrf_token": token_in(client)}
    return client.post(PLACE, data=data, files={"file": (name, content)}, follow_redirects=False)


def filled_in(page: str) -> dict[str, str]:
    """What the fields of a page hold, as a browser would send them."""
    form = page[page.index('<form class="form stack') :]
    found = dict(re.findall(r'<input [^>]*?name="([^"]+)"[^>]*? value="([^"]*)"', form))
    for name, options in re.findall(r'<select [^>]*?name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen.group(1) if chosen else ""
    return {name: value for name, value in found.items() if name not in ("_csrf_token", "start_as_referred")}


def test_hilde_takes_her_list_over_and_back(world: World) -> None:
    world.refer()
    with world.client("Hilde Verbist") as client:
        assert PLACE in client.get("/vandaag").text
        there = upload(client, as_book()).headers["location"]
        waiting = client.get(there).text
        assert "We lezen het bestand" in waiting
        assert '<noscript><meta http-equiv="refresh"' in waiting
        at_work(world)
        page = client.get(there).text
        assert "Wat staat in welke kolom?" in page
        assert "<li>Janssens</li><li>Peeters</li><li>Wouters</li>" in page
        columns = filled_in(page)
        assert (columns["k1"], columns["k15"]) == ("last_name", "")
        twice = send(client, f"{there}/kolommen", {**columns, "k15": "school"})
        assert (twice.status_code, "Twee kolommen vullen hetzelfde veld" in twice.text) == (422, True)
        assert filled_in(twice.text)["k15"] == "school", "what was chosen stays"
        send(client, f"{there}/kolommen", columns)
        page = client.get(there).text
        assert "Wat betekenen de woorden in je lijst?" in page
        words = filled_in(page)
        assert "running" in words.values()
        missing = send(client, f"{there}/waarden", {**words, "standing-0": ""})
        assert (missing.status_code, "Kies wat “afgesloten” betekent." in missing.text) == (422, True)
        send(client, f"{there}/waarden", words)
        at_work(world)
        page = client.get(there).text
        assert "Neem 4 aanmeldingen over" in page
        assert "“31/2/2010” is geen datum die we begrijpen" in page
        assert re.search(r"CM-2026-00001</a>.*zelfde familienaam", page, re.S)
        fold = page[page.index("Wat we overnemen") : page.index("</details>", page.index("Wat we overnemen"))]
        lina = " ".join(re.sub("<[^>]+>", " ", fold[fold.index("rij 5") : fold.index("rij 6")]).split())
        assert lina.startswith("rij 5 Lina Peeters geboren op 3 april 2010 aangemeld op 15 september 2025")
        assert lina.endswith("gestart op 6 oktober 2025 trajecten lopen: gestart Kompas NAFT")
        assert "Janssens" not in page.replace(fold, ""), "names are read in that fold only, and that is kept"
        assert "Maes" not in fold, "what stays out is not among it"
        file = client.get(f"{there}/blijft-buiten.csv").text
        assert file.startswith("\ufeffRij;Kolom;Wat er mis is;Nr.;Naam;")
        assert "7;Geboortedatum;“31/2/2010”" in file
        assert "trajecten lopen</span>" in page or "trajecten lopen: 1</span>" in page
        turned = send(client, f"{there}/neem-over", {"do": "lijkt:2", "blad": "1", "shown": "8", "left_out": "8"})
        assert turned.headers["location"] == f"{there}?blad=1&lijkt=2#lijkt-op"
        page = client.get(there).text
        assert 'name="left_out" value="8" checked' in page, "what was ticked stays while one leafs"
        assert "Neem 3 aanmeldingen over" in page
        send(client, f"{there}/neem-over", {})
        at_work(world)
        page = client.get(there).text
        assert "3 aanmeldingen zijn overgenomen" in page
        assert "2 rijen bleven buiten. Download ze eerst" in page
        assert page.index("blijft-buiten.csv") < page.index("Nog na te kijken")
        assert "elke rij staat bij haar aanmelding" not in page
        file = client.get(f"{there}/blijft-buiten.csv").text
        assert "8;;Je koos om deze rij niet over te nemen.;5;El Amrani;" in file
        case = re.search(r'href="(/aanmeldingen/[^"]+)">CM-2025-00001', page)
        assert case
        assert "1 uit de oude lijst na te kijken" in client.get("/vandaag").text
        waiting = client.get("/aanmeldingen?toon=oude-lijst").text
        assert ("CM-2025-00001" in waiting, "CM-2026-00001" in waiting) == (True, False)
        looked_over(world, client, case.group(1))
        assert "uit de oude lijst na te kijken" not in client.get("/vandaag").text
        assert "Nog na te kijken" not in client.get(there).text
        send(client, f"{there}/draai-terug", {})
        at_work(world)
        page = client.get(there).text
        assert "2 aanmeldingen verdwenen." in page
        assert "Deze bleven staan" in page
        assert "CM-2025-00001" in page
        assert "teruggedraaid" in client.get(PLACE).text


def looked_over(world: World, client: TestClient, case: str) -> None:
    """Lina's case tells that it has to be looked over, with initials; the whole row is a look that is kept."""
    assert "na te kijken: komt uit de oude lijst" in client.get("/radar").text
    page = client.get(case).text
    assert "Deze aanmelding komt uit de oude lijst: kijk ze na" in page
    assert "Uit de oude lijst “Lijst.xlsx”, rij 5." in page
    assert "belt elke week." in page
    assert "Lina" not in page
    assert "Peeters" not in page
    row = send(client, f"{case}/oude-rij", {}).text
    assert "<dt>Naam</dt><dd>Peeters</dd>" in row
    send(client, f"{case}/nagekeken", {})
    assert "kijk ze na" not in client.get(case).text
    with world.desk() as work:
        of_case = select(Entry.act).where(Entry.referral_id == UUID(case.rpartition("/")[2]))
        acts = set(work.session.exec(of_case).all())
        shown = work.session.exec(select(Entry.act).where(Entry.noun == "old_list")).all()
    assert {"identity.seen", "case.looked_over"} <= acts
    assert shown.count("old_list.seen") == 6, "columns and values twice each, and what the rows would be twice"
    assert {"old_list.upload", "old_list.seen", "old_list.download", "old_list.apply", "old_list.applied"} <= set(shown)


def test_what_is_no_list_or_is_dangerous_is_said_and_a_download_holds_no_formula(world: World) -> None:
    with world.client("Hilde Verbist") as client:
        nothing = upload(client, b"")
        assert (nothing.status_code, "Kies een bestand." in nothing.text) == (422, True)
        for name in ("Lijst.xlsx", "LIJST.XLS"):
            renamed = upload(client, b"Naam;Datum aanmelding\nJanssens Sam;1/9/2025\n", name)
            assert (renamed.status_code, f"“{name}” is geen Excel-bestand" in renamed.text) == (422, True)
        hostile = upload(client, EICAR + b"Naam;Datum\n")
        assert (hostile.status_code, "“Lijst.xlsx” is het testbestand" in hostile.text) == (422, True)
        empty = upload(client, b"Naam;Datum aanmelding\n", "Lijst.csv").headers["location"]
        at_work(world)
        assert "staan geen rijen" in client.get(empty).text
        there = upload(client, b"Naam;Datum aanmelding\n=cmd|'/c calc'!A1;ooit\n", "Lijst.csv").headers["location"]
        at_work(world)
        send(client, f"{there}/kolommen", {"k0": "last_first", "k1": "referred_on"})
        at_work(world)
        assert "Er is niets om over te nemen" in client.get(there).text
        assert ";'=cmd|" in client.get(f"{there}/blijft-buiten.csv").text
    with world.desk() as work:
        assert [one.verdict for one in work.session.exec(select(OldRow))] == ["trouble"]
