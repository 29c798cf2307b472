"""Two coordinators of two hubs hand a case over, in their browsers."""

import re
from uuid import UUID

from sqlmodel import select

from hub.clock import brussels_date
from hub.dispatch.hand_over_tables import HandOver
from hub.dispatch.moves import state_of
from hub.dispatch.tables import Referral
from hub.home.case_act import Now
from hub.home.case_acts import BY_SLUG
from tests.cast import World, send
from tests.desk.test_handing_over import HILDE, KARIM, NADIA, WIM, WORDS, accepted, discussed, offered


def offer_of(world: World, case: UUID) -> HandOver:
    with world.desk() as work:
        return work.session.exec(select(HandOver).where(HandOver.referral_id == case)).one()


def test_hilde_offers_a_case_wim_takes_it_over_and_hilde_sees_where_it_went(world: World) -> None:
    case = discussed(world)
    page = f"/aanmeldingen/{case}"
    with world.client(HILDE) as client:
        assert "Draag over aan een ander meldpunt" in client.get(page).text
        table = client.get("/tafel").url.path
        assert f"{page}/overdragen" in client.get(f"{table}/zaak/{case}").text
        form = client.get(f"{page}/overdragen").text
        assert "Meldpunt Schelderand" in form
        assert "Centraal Meldpunt Dijleland</label>" not in form
        assert re.search(rf'value="{world["schelderand"]}"[^>]* checked', form), "there is only one other hub"
        typed = {"hub": str(world["schelderand"]), "reason": "moved", "words": "Noor verhuist."}
        again = send(client, f"{page}/overdragen", typed)
        assert again.status_code == 422
        assert "alleen initialen" in again.text
        assert f"{page}/gegevens/aanmelder" in client.get(page).text, "until another hub has it"
        assert "Noor verhuist." in again.text
        sent = send(client, f"{page}/overdragen?tafel={table.removeprefix('/tafel/')}", {**typed, "words": WORDS})
        assert (sent.status_code, sent.headers["location"]) == (303, table), "the table goes on"
        shown = client.get(page).text
        assert "Aangeboden aan Meldpunt Schelderand." in shown
        assert "(nu bezig)" not in shown, "another hub is to answer"
        assert "aangeboden aan een ander meldpunt" in shown
        assert "Trek het aanbod in" in shown
        shown_there = client.get(f"{table}/zaak/{case}").text
        assert "aangeboden aan een ander meldpunt" in shown_there
        assert [
            one for one in ("Noteer een opname", "Noteer een weigering", "Nog niemand neemt") if one in shown_there
        ] == []
        assert ">Herneem<" not in shown
    offer = offer_of(world, case)
    with world.client(KARIM) as client:
        assert client.get(f"/overdrachten/{offer.id}").status_code == 404
    with world.client(WIM) as client:
        assert f"/overdrachten/{offer.id}" in client.get("/vandaag").text
        read = client.get(f"/overdrachten/{offer.id}").text
        assert WORDS in read
        assert "Noor" not in read
        assert "Els Dierckx" not in read
        assert "Sint-Jans" not in read
        assert "Nota's en gesprekken blijven bij Centraal Meldpunt Dijleland" in read
        assert "De coördinator en de permanentie van Centraal Meldpunt Dijleland lezen dit." in read
        assert "De coördinator en de permanentie van beide meldpunten lezen dit." in read
        empty = send(client, f"/overdrachten/{offer.id}/neem-niet-over", {"declined": ""})
        assert empty.status_code == 422
        assert "Schrijf waarom niet" in empty.text
        assert client.get(f"/overdrachten/{offer.id}/neem-over", follow_redirects=False).status_code == 303
        taken = send(client, f"/overdrachten/{offer.id}/neem-over", {"taken": "We bellen de vader."})
        assert taken.status_code == 303
        new = client.get(taken.headers["location"]).text
        assert "Overgenomen als SR-" in new
        assert "De aanmelder krijgt bericht." in new
        assert "overgenomen van Centraal Meldpunt Dijleland, daar CM-" in new
        assert "Nota's en gesprekken bleven bij Centraal Meldpunt Dijleland" in new
        late = send(client, f"/overdrachten/{offer.id}/neem-over", {})
        assert late.status_code == 409
        assert "staat niet meer open" in late.text
    with world.client(HILDE) as client:
        gone = client.get(page).text
        assert "Meldpunt Schelderand neemt over, daar SR-" in gone
        assert "We bellen de vader." in gone
        assert ">Herneem<" not in gone
        assert f"{page}/gegevens/" not in gone, "it is filled in where it is now"
        assert f"{page}/jongeren" not in gone
        assert "Nog niet ingevuld" not in gone
        for verb in (client.get, lambda where: send(client, where, {"referrer_name": "Els"})):
            elsewhere = verb(f"{page}/gegevens/aanmelder")
            assert elsewhere.status_code == 409
            assert "gaat verder bij een ander meldpunt" in elsewhere.text
        assert client.get(taken.headers["location"]).status_code == 404


def test_an_offer_that_hilde_withdrew_came_back_because_she_wanted_it_so(world: World) -> None:
    case = discussed(world)
    offered(world, case)
    with world.client(HILDE) as client:
        assert send(client, f"/aanmeldingen/{case}/aanbod-intrekken", {}).status_code == 303
        shown = client.get(f"/aanmeldingen/{case}").text
    assert "aanbod aan Meldpunt Schelderand ingetrokken" in shown
    assert "herneming: op vraag van de aanmelder of van onszelf" in shown
    assert "opnieuw op tafel" not in shown


def test_the_answer_of_the_other_hub_opens_on_the_case_that_it_is_about(world: World) -> None:
    case = discussed(world)
    accepted(world, offered(world, case))
    with world.client(HILDE) as client:
        shown = client.get(f"/aanmeldingen/{case}").text
        (letter,) = re.findall(r'href="(/brieven/[0-9a-f-]+)">antwoord van een ander meldpunt', shown)
        read = client.get(letter)
        assert read.status_code == 200
        assert f'href="/aanmeldingen/{case}"' in read.text
        assert "Meldpunt Schelderand neemt CM-2026-00001 over" in read.text
    with world.client(WIM) as client:  # who wrote it reads it too, without a way to a case that is not theirs
        assert f'href="/aanmeldingen/{case}"' not in client.get(letter).text
    with world.client(NADIA) as client:
        assert client.get(letter).status_code == 404


def test_where_there_is_one_hub_only_nothing_speaks_of_handing_over(world: World) -> None:
    case = discussed(world)
    with world.desk() as work:
        shown = work.session.get_one(Referral, case)
        alone = Now(shown, state_of(work, shown), None, brussels_date(world.now), other_hubs=False)
        assert not BY_SLUG["overdragen"].offered(alone)
