"""House rules at the table: who did not accept them sees no cases and takes none up."""

import re

import pytest
from sqlmodel import select

from hub.dispatch import claims
from hub.dispatch.house_rules import accepting, rules_sight
from hub.dispatch.table_tables import TableSeat
from hub.problems import Refused
from tests.cast import World, send
from tests.pages.test_board import board_of
from tests.tables import ASKED, on_table

BRAM, NADIA, TOM, HILDE = "Bram Geerts", "Nadia Pauwels", "Tom Claes", "Hilde Verbist"
TEXT = "Wat aan tafel gezegd wordt, blijft aan tafel.\n\nWie iets opneemt, zegt wanneer het start."


def test_nadia_sees_what_lies_on_the_table_once_kompas_accepted_the_house_rules(today: World) -> None:
    case = on_table(today)
    base, kept = board_of(today, case), f"/beheer/meldpunten/{today['dijleland']}/reglement"
    with today.client(BRAM) as bram:
        assert send(bram, kept, {"text": " "}).status_code == 422
        assert send(bram, kept, {"text": TEXT}).status_code == 303
        assert "Er veranderde niets" in send(bram, kept, {"text": TEXT}).text
    with today.client(NADIA) as nadia:
        board = nadia.get(base).text
        assert ASKED not in board
        assert "Eerst het huishoudelijk reglement" in board
        assert "Nog niets op tafel" not in board
        assert nadia.get(f"{base}/zaak/{case}").status_code == 404
        home = nadia.get("/partner").text
        assert (ASKED in home, f"/reglement/{today['dijleland']}" in home) == (False, True), "says what to do first"
        assert "Geen vragen die bij jullie passen" not in home
        rules = nadia.get(f"/reglement/{today['dijleland']}").text
        assert "blijft aan tafel" in rules
        found = re.search(r'name="rules" value="([^"]+)"', rules)
        assert found
        accepts = {"rules": found[1], "organisation": str(today["Kompas NAFT"])}
        for other in (today["Springplank"], today["Sint-Jans"] if "Sint-Jans" in today.ids else today["Springplank"]):
            assert (
                send(nadia, f"/reglement/{today['dijleland']}", {**accepts, "organisation": str(other)}).status_code
                == 404
            )
        send(nadia, f"/reglement/{today['dijleland']}", accepts)
        assert ASKED in nadia.get(base).text
        home = nadia.get("/partner").text
        assert "Eerst het huishoudelijk reglement" not in home
        assert f"/reglement/{today['dijleland']}" in home[home.index('id="lees-na"') :], "to read it again"
        assert "Jullie aanvaardden dit al" in nadia.get(f"/reglement/{today['dijleland']}").text
    with pytest.raises(Refused, match="reglement"), today.desk(TOM) as work:
        claims.claim(work, case, today.offer(work, "Carrousel").id)
    with today.client(HILDE) as hilde:
        led = hilde.get(base).text
        assert ASKED in led, "the coordinator leads the table"
        waits = led[led.index("zien dus geen vragen") :]
        assert "Springplank" in waits[: waits.index("</p>")]
        assert "Kompas" not in waits[: waits.index("</p>")]


def test_who_is_only_informed_need_not_accept(world: World) -> None:
    with world.desk(BRAM) as work:
        accepting.publish(work, world["dijleland"], TEXT)
    with world.desk() as work:
        for seat in work.session.exec(select(TableSeat).where(TableSeat.organisation_id == world["Springplank"])).all():
            seat.level = "informed"
    with world.desk(BRAM) as work:
        waits = rules_sight.still_to_accept(work, world["dijleland"])
    assert ("Kompas NAFT" in waits, "Springplank" in waits) == (True, False)


def test_better_words_leave_an_acceptance_and_a_real_change_asks_again(today: World) -> None:
    case = on_table(today)
    base = board_of(today, case)
    with today.desk(BRAM) as work:
        rules = accepting.publish(work, today["dijleland"], TEXT)
    with today.desk(NADIA) as work:
        accepting.accept(work, rules.id, today["Kompas NAFT"])
    with today.client(BRAM) as bram:
        waits, _h2, did = bram.get(f"/beheer/meldpunten/{today['dijleland']}/reglement").text.partition(
            "Wie aanvaardde"
        )
    assert "Springplank" in waits, "he reads whom to speak to"
    assert "Kompas NAFT" not in waits
    assert "Kompas NAFT" in did
    with today.client(NADIA) as nadia:
        for words, again, sees in (("Beter gezegd.", False, True), ("Iets nieuws.", True, False)):
            with today.desk(BRAM) as work:
                accepting.publish(work, today["dijleland"], words, asks_again=again)
            assert (ASKED in nadia.get(base).text) is sees
        with pytest.raises(Refused, match="nieuwe versie"), today.desk(NADIA) as work:
            accepting.accept(work, rules.id, today["Kompas NAFT"])
