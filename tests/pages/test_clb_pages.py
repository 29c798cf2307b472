"""What a CLB, the desk, an administrator and the former referrer see of a question to the CLB."""

import re
from uuid import UUID

from hub import links
from hub.dispatch import clb_answering
from hub.dispatch.clb_answering import Given
from hub.letters import Letter
from hub.links import Link
from tests.cast import World, send
from tests.desk.test_clb import CLB, SCHOOL, of_school, question, says, stands, token
from tests.referrals import letters, refer
from tests.tables import put_on_table, takes_up


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_the_link_shows_the_least_and_takes_one_named_answer(world: World) -> None:
    noor = refer(world, birth_date="2011-03-04")
    here = f"/antwoord/clb/{token(world, noor)}"
    with world.client() as griet:
        page = plain(griet.get(here).text)
        assert f"{SCHOOL} meldde een leerling aan" in page
        assert "N.E." in page
        assert not [word for word in ("Noor", "Amrani", "Els", "drie weken", "spijbelen") if word in page]
        assert stands(world, noor) == ("waits", "asked")  # to open it changes nothing
        assert "Kies onderaan" in send(griet, here, {"answer": "", "worker": "Griet Somers"}).text  # Enter is no answer
        wrong = send(griet, here, {"answer": "call", "worker": "Griet Somers"})
        assert (wrong.status_code, "Op welk nummer" in wrong.text, "Griet Somers" in wrong.text) == (422, True, True)
        assert send(griet, here, {"answer": "agreed", "worker": "Griet Somers"}).status_code == 303
        after = plain(griet.get(here).text)
        assert "Bedankt voor je antwoord" in after
        assert "Toch een ander antwoord?" in after
        assert send(griet, here, {"answer": "refused", "worker": "Griet"}).status_code == 409
        assert griet.get("/antwoord/clb/verzonnen").status_code == 404
    assert stands(world, noor) == ("agreed", "agreed")
    with world.client("Hilde Verbist") as hilde:
        page = plain(hilde.get(f"/aanmeldingen/{noor}").text)
        assert f"{CLB} akkoord" in page
        assert "gevraagd aan het CLB" in page
        assert "CLB-contact" in page
        assert "vraag aan het CLB" in page


def test_the_desk_asks_a_clb_and_writes_down_what_it_said(world: World) -> None:
    of_school(world, None)
    noor = refer(world)
    with world.client("Karim Haddou") as karim:
        assert f"welk CLB hoort bij {SCHOOL}?" in plain(karim.get("/vandaag").text)
        asks = karim.get(f"/aanmeldingen/{noor}/clb-vraag").text
        assert CLB in asks
        assert "Een van beide is nodig." in asks  # said before it goes wrong
        assert "(mag leeg blijven)" not in asks
        none = send(karim, f"/aanmeldingen/{noor}/clb-vraag", {"clb": "", "email": ""})
        assert (none.status_code, "Kies een CLB" in none.text) == (422, True)
        assert send(karim, f"/aanmeldingen/{noor}/clb-vraag", {"clb": str(world[CLB])}).status_code == 303
        assert question(world, noor).clb_id == world[CLB]
        noted = {"answer": "refused", "worker": "Griet Somers", "note": "Eerst met de ouders praten."}
        assert send(karim, f"/aanmeldingen/{noor}/clb-antwoord", noted).status_code == 303
        page = plain(karim.get(f"/aanmeldingen/{noor}").text)
        assert f"{CLB} niet akkoord" in page
        assert "Eerst met de ouders praten." in page
    assert stands(world, noor) == ("refused", "refused")


def test_who_referred_reads_what_the_clb_answered_and_that_it_took_over(world: World) -> None:
    noor = refer(world, asker="Els Dierckx")
    (receipt,) = letters(world)
    old = mailed(world, receipt)
    with world.client("Els Dierckx") as els:
        assert "als het CLB van de school akkoord gaat" in els.get(f"/mijn-aanmeldingen/{noor}").text
        says(world, noor, "takes_over", email="griet@debrug.example")
        for page in (els.get(f"/mijn-aanmeldingen/{noor}"), els.get(old)):
            assert page.status_code == 200
            assert f"{CLB} nam je aanmelding over" in page.text
            assert "Noor" not in page.text
            assert "drie weken" not in page.text
        assert "Overgenomen door het CLB" in els.get("/mijn-aanmeldingen").text
        assert send(els, f"{old}/klopt-niet", {"wrong": "Toch niet."}).status_code == 404
    with world.client("Griet Somers") as griet:
        assert world.case(noor).number in griet.get("/mijn-aanmeldingen").text
    with world.client("Hilde Verbist") as hilde:
        assert "neemt de aanmelding over" in hilde.get(f"/aanmeldingen/{noor}").text
        assert "Er is een nieuw bericht" in hilde.get(f"/aanmeldingen/{noor}").text


def mailed(world: World, letter: Letter) -> str:
    """The path of the link in a letter."""
    found = re.search(r"hub-link:([0-9a-f-]{36})", letter.body)
    assert found
    with world.desk() as work:
        return links.path(work, work.session.get_one(Link, UUID(found.group(1))))


def test_an_administrator_says_which_clb_belongs_to_which_school(world: World) -> None:
    linde = world["Middenschool De Linde (demo)"]
    with world.client("Bram Geerts") as bram:
        of_clb = f"/beheer/organisaties/{world[CLB]}"
        assert "2 scholen" in plain(bram.get(of_clb).text)
        assert send(bram, f"/beheer/organisaties/{linde}/clb", {"clb": ""}).status_code == 303
        assert "1 school" in plain(bram.get(of_clb).text)
        assert "Middenschool" not in bram.get(f"{of_clb}/scholen").text
        found = bram.get(f"{of_clb}/scholen?zoek=linde").text
        assert "Middenschool De Linde (demo)" in found
        assert SCHOOL not in plain(found)
        chosen = {"zoek": "linde", "listed": str(linde), "school": str(linde)}
        assert send(bram, f"{of_clb}/scholen", chosen).status_code == 303
        assert "2 scholen" in plain(bram.get(of_clb).text)
        assert bram.get(f"/beheer/organisaties/{linde}/scholen").status_code == 404


def test_at_the_table_the_name_is_asked_while_the_clb_did_not_answer(world: World) -> None:
    noor = refer(world)
    session = put_on_table(world, noor)
    takes_up(world, "Nadia Pauwels", noor, "Kort traject")
    with world.client("Hilde Verbist") as hilde:
        assert "Wie van het CLB gaat akkoord?" in hilde.get(f"/tafel/{session}/zaak/{noor}").text
        with world.desk("Hilde Verbist") as work:
            clb_answering.note(work, noor, Given("agreed", "Griet Somers"))
        assert "Wie van het CLB gaat akkoord?" not in hilde.get(f"/tafel/{session}/zaak/{noor}").text
