"""The school year's page, drawings and files: who sees what, and that small numbers stay hidden wherever they stand."""

import json
import re
from xml.etree import ElementTree as ET

import pytest
from sqlmodel import select

from hub.clock import real_now, school_year_of
from hub.monitoring.definitions import BY_PATH
from hub.monitoring.figures import printed
from hub.monitoring.tables import Chart
from tests.cast import World
from tests.facts import referrals, tracks

YEAR = school_year_of(real_now()).previous
HERE = f"/schooljaar/{YEAR.label}"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def counted(world: World) -> World:
    """Last school year: 63 referrals, of which three come from Willebroek and two for a restricted reason."""
    referrals(world, 58, YEAR.start_year)
    referrals(world, 3, YEAR.start_year, home_nis="12040", reason="behaviour", month=1, channel="phone")
    referrals(world, 2, YEAR.start_year, home_nis="12021", reason="radicalisation", days_to_table=4)
    referrals(world, 41, YEAR.previous.start_year)
    tracks(world, 22, "Kompas NAFT", year=YEAR.start_year)
    tracks(world, 1, "Springplank", "not_started", YEAR.start_year)
    return world


def row(page: str, name: str) -> list[str]:
    """The figures beside a name in a table of the page."""
    found = re.search(rf'<th scope="row">{re.escape(name)}</th>((?:<td[^>]*>[^<]*</td>)+)', page)
    assert found, f"no line called {name!r}"
    return re.findall(r"<td[^>]*>([^<]*)</td>", found[1])


def test_hilde_comes_to_the_present_year(world: World) -> None:
    with world.client("Hilde Verbist") as hilde:
        answer = hilde.get("/schooljaar", follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/schooljaar/{YEAR.next.label}"


def test_the_coordinator_reads_every_number(counted: World) -> None:
    with counted.client("Hilde Verbist") as hilde:
        page = hilde.get(HERE).text
    assert row(page, "Willebroek") == ["3", "0"]
    assert row(page, "Mechelen") == ["58", "41"]
    assert row(page, "vermoeden van radicalisering") == ["2", "0"]
    assert row(page, "Springplank") == ["1", "0"]
    assert "verborgen" not in page


def test_every_figure_has_its_sentence_its_table_and_its_file(counted: World) -> None:
    with counted.client("Hilde Verbist") as hilde:
        page = hilde.get(HERE).text
    assert 'id="binnengelaten"' not in page, "there was no crisis mode"
    for path, about in BY_PATH.items():
        if path == "binnengelaten":
            continue
        assert f'id="{path}"' in page
        assert about.sentence.replace("'", "&#39;") in page
        assert f'href="{HERE}/{path}.csv"' in page
    assert page.count("<table") == len(BY_PATH) - 1
    assert page.count("<img") == len(BY_PATH) - 1


@pytest.mark.parametrize("who", ["Lotte Wouters", "Bram Geerts"])
def test_the_steering_group_sees_no_small_number_on_the_page(counted: World, who: str) -> None:
    with counted.client(who) as reader:
        page = reader.get(HERE).text
    assert row(page, "Willebroek") == ["×", "0"]
    assert row(page, "Lier") == ["×", "0"]
    assert row(page, "jan") == ["×", "0", "63", "41"]  # the last hidden month: its total is the year's
    assert row(page, "Springplank") == ["×", "0"]
    assert "radicalisering" not in page
    assert row(page, "een andere reden") == ["×", "0"]
    for path in ("herkomst", "redenen", "kanalen", "partners", "gestart-per-partner"):
        chart = page.split(f'id="{path}"')[1].split("</figure>")[0]
        assert not re.search(r'<td class="number">[1-4]</td>', chart)


def test_the_steering_group_reads_what_started_and_what_did_not_beside_a_small_partner(world: World) -> None:
    """On the page, in its file and from the command line alike; the coordinator reads the split as well."""
    for who, started, not_started in (("Kompas NAFT", 150, 21), ("Springplank", 58, 9), ("Buddyhuis", 4, 1)):
        tracks(world, started, who, year=YEAR.start_year)
        tracks(world, not_started, who, "not_started", YEAR.start_year)
    with world.client("Lotte Wouters") as lotte:
        page, file = lotte.get(HERE).text, lotte.get(f"{HERE}/gestart.csv").text
    assert "Van de 243 trajecten" in page
    assert [row(page, state)[0] for state in ("gestart", "niet gestart", "nog niet gestart")] == ["212", "31", "0"]
    assert [row(page, who)[0] for who in ("Kompas NAFT", "Springplank", "Buddyhuis")] == ["171", "67", "5"]
    assert [row(page, f"{who}: gestart")[0] for who in ("Kompas NAFT", "Springplank", "Buddyhuis")] == ["×"] * 3
    assert "dan is de hele opdeling verborgen" in page
    assert f"\r\nniet gestart;not_started;{YEAR.label};31\r\n" in file
    told = json.loads(printed(world.store, "dijleland", YEAR, "json", "steering"))
    assert [told["totals"][total]["this_year"] for total in ("tracks", "started")] == [243, 212]
    assert [one["this_year"] for one in told["figures"]["starts"]] == [212, 31, 0]
    assert {one["this_year"] for one in told["figures"]["starts_by_partner"]} == {"hidden", 0}
    with world.client("Hilde Verbist") as hilde:
        assert row(hilde.get(HERE).text, "Buddyhuis: niet gestart")[0] == "1"


def test_while_a_few_tracks_have_not_begun_the_page_says_how_many_did_not_or_not_yet(world: World) -> None:
    tracks(world, 80, "Kompas NAFT", year=YEAR.start_year)
    tracks(world, 12, "Springplank", "not_started", YEAR.start_year)
    tracks(world, 3, "Springplank", "awaited", YEAR.start_year)
    with world.client("Lotte Wouters") as lotte:
        page = lotte.get(HERE).text
    assert [row(page, state)[0] for state in ("gestart", "niet gestart", "nog niet gestart")] == ["80", "×", "×"]
    assert f"In {YEAR.label} zijn 15 trajecten niet of nog niet gestart." in page
    with world.client("Hilde Verbist") as hilde:
        assert "niet of nog niet" not in hilde.get(HERE).text


def test_the_steering_group_sees_no_small_number_in_a_file_or_a_drawing(counted: World) -> None:
    with counted.client("Lotte Wouters") as lotte:
        file = lotte.get(f"{HERE}/herkomst.csv")
        drawing = lotte.get(f"{HERE}/herkomst.svg")
        reasons = lotte.get(f"{HERE}/redenen.csv").text + lotte.get(f"{HERE}/redenen.svg").text
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert f"dijleland-{YEAR.label}-herkomst.csv" in file.headers["content-disposition"]
    assert f"Willebroek;12040;{YEAR.label};verborgen\r\n" in file.text
    assert f"Mechelen;12025;{YEAR.previous.label};41\r\n" in file.text
    described = ET.fromstring(drawing.text).findtext(f"{SVG}desc") or ""
    assert "Willebroek: verborgen" in described
    assert "radicalis" not in reasons


def test_the_coordinators_drawing_is_not_the_steering_groups(counted: World) -> None:
    with counted.client("Hilde Verbist") as hilde:
        address = re.search(rf'src="({HERE}/herkomst.svg[^"]+)"', hilde.get(HERE).text)
        assert address
        full = hilde.get(address[1]).text
    with counted.client("Lotte Wouters") as lotte:
        assert "Willebroek: 3" in full
        assert "Willebroek: 3" not in lotte.get(address[1]).text


def test_no_figures_leave_the_page_as_json(counted: World) -> None:
    with counted.client("Lotte Wouters") as lotte:
        assert lotte.get(f"{HERE}/herkomst.json").status_code == 404
        assert lotte.get(f"{HERE}.json").status_code == 404


def test_a_drawing_is_made_once_and_again_when_a_figure_changes(counted: World) -> None:
    with counted.client("Hilde Verbist") as hilde:
        assert not re.search(r'kanalen\.svg[^>]* width="', hilde.get(HERE).text), "nobody drew it yet"
        first = hilde.get(f"{HERE}/kanalen.svg")
        size = re.search(r'<svg[^>]* (width="\d+" height="\d+")', first.text)
        assert size
        assert re.search(rf'<img src="[^"]*kanalen\.svg[^>]* {size[1]}', hilde.get(HERE).text), "it has its place"
        assert first.headers["content-type"].startswith("image/svg+xml")
        assert first.headers["cache-control"] == "no-store"
        assert hilde.get(f"{HERE}/kanalen.svg").text == first.text
        assert len(kept(counted)) == 1
        referrals(counted, 1, YEAR.start_year, channel="mail")
        assert hilde.get(f"{HERE}/kanalen.svg").text != first.text
        assert len(kept(counted)) == 2


def kept(world: World) -> list[str]:
    with world.desk() as work:
        return list(work.session.exec(select(Chart.digest)))


def test_a_dark_page_gets_the_same_drawing_in_other_colours(counted: World) -> None:
    with counted.client("Hilde Verbist") as hilde:
        light, dark = (hilde.get(f"{HERE}/maanden.svg{query}").text for query in ("", "?donker=1"))
        assert "#6d2a62" in light
        assert "#6d2a62" not in dark
        assert len(kept(counted)) == 1
        ET.fromstring(dark)


def test_an_english_reader_gets_an_english_drawing(counted: World) -> None:
    with counted.client("Hilde Verbist") as hilde:
        hilde.get(f"{HERE}/herkomst.svg")
        hilde.get(f"{HERE}/herkomst.svg?lang=en")
    assert len(kept(counted)) == 2


def test_a_first_year_without_anything_says_what_will_come(world: World) -> None:
    with world.client("Lotte Wouters") as lotte:
        page = lotte.get(f"/schooljaar/{YEAR.next.label}")
    assert page.status_code == 200
    assert "Nog geen cijfers voor dit schooljaar" in page.text
    assert "<img" not in page.text


def test_the_page_says_when_counting_goes_on(counted: World) -> None:
    counted.refer()
    with counted.client("Lotte Wouters") as lotte:
        assert "Er wordt nog geteld" in lotte.get(HERE).text


def content(text: str) -> str:
    """What stands in it, without the token and the welcome above a page."""
    return text.partition("<h1")[2] or text


def test_the_steering_groups_page_drawings_and_files_stand_still_and_the_coordinators_follow(counted: World) -> None:
    addresses = [
        HERE,
        *(f"{HERE}/{path}.{kind}" for path in ("herkomst", "leeftijd", "redenen") for kind in ("csv", "svg")),
    ]
    with counted.client("Lotte Wouters") as lotte, counted.client("Hilde Verbist") as hilde:
        for address in addresses:
            lotte.get(address)  # a page leaves a drawing its place once it was drawn
        before = [content(lotte.get(address).text) for address in addresses]
        live = hilde.get(HERE).text
        referrals(counted, 1, YEAR.start_year, home_nis="44021", age=19, reason="conflict")
        assert [content(lotte.get(address).text) for address in addresses] == before
        assert "Stand van 1 " in before[0]
        assert "Stand van 1 " not in live
        assert row(hilde.get(HERE).text, "een andere gemeente") != row(live, "een andere gemeente")


def test_one_chooses_among_the_years(counted: World) -> None:
    with counted.client("Lotte Wouters") as lotte:
        page = lotte.get(HERE).text
    for year in (YEAR.next, YEAR, YEAR.previous):
        assert f'href="/schooljaar/{year.label}"' in page


@pytest.mark.parametrize("address", ["1999-2000", "2025", "2025-2027", f"{YEAR.label}/niets.svg", f"{YEAR.label}/x"])
def test_what_is_not_there_is_not_found(counted: World, address: str) -> None:
    with counted.client("Hilde Verbist") as hilde:
        assert hilde.get(f"/schooljaar/{address}").status_code == 404


@pytest.mark.parametrize(("who", "status"), [("Karim Haddou", 403), ("Nadia Pauwels", 403), ("Els Dierckx", 403)])
def test_who_has_no_right_to_count_reads_so(counted: World, who: str, status: int) -> None:
    with counted.client(who) as client:
        for address in ("/schooljaar", HERE, f"{HERE}/herkomst.svg", f"{HERE}/herkomst.csv"):
            assert client.get(address).status_code == status


def test_who_is_not_signed_in_sees_nothing(counted: World) -> None:
    with counted.client() as stranger:
        for address in ("/schooljaar", HERE, f"{HERE}/herkomst.svg", f"{HERE}/herkomst.csv"):
            assert stranger.get(address, follow_redirects=False).headers["location"].startswith("/inloggen?next=")


def test_the_neighbour_hub_sees_its_own_year_only(counted: World) -> None:
    referrals(counted, 9, YEAR.start_year, hub="schelderand", home_nis="11002")
    with counted.client("Wim Peeters") as wim:
        page = wim.get(HERE).text
        assert row(page, "Antwerpen") == ["9"]
        assert "Willebroek" not in page
        for address in (HERE, f"{HERE}/herkomst.csv"):
            assert wim.get(f"{address}?hub=dijleland").status_code == 404
