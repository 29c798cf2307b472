"""Agreements with municipalities: the administrator keeps them, what stood there before stays, and the rule follows."""

from sqlmodel import select

from hub.partners import funding_sight
from hub.partners.funding import Function
from hub.partners.funding_tables import MunicipalAgreement
from tests.cast import World, send

PUTTE = "12029"


def has(world: World, function: Function) -> bool | None:
    with world.desk() as work:
        return funding_sight.answer_for(work, world["dijleland"], function, [PUTTE]).available


def test_bram_keeps_what_putte_co_funds_and_nothing_of_before_is_lost(today: World) -> None:
    world, base = today, f"/beheer/meldpunten/{today['dijleland']}/overeenkomsten"
    with world.desk() as work:
        year = funding_sight.this_year(work)
        row = work.session.exec(select(MunicipalAgreement).where(MunicipalAgreement.nis == PUTTE)).one()
    said = {"row": str(row.id), "stage": "agreed", "functions": ["consulting"], "from_year": year.label}
    with world.client("Bram Geerts") as bram:
        overview = bram.get(base).text
        assert "met Putte lopen hierover nog gesprekken" in overview
        assert "Mechelen" in overview
        wrong = send(bram, f"{base}/{PUTTE}/bewaar", {**said, "until_year": year.previous.label})
        assert wrong.status_code == 422
        assert "Het laatste schooljaar komt na het eerste." in wrong.text
        assert has(world, Function.CONSULTING) is False
        assert send(bram, f"{base}/{PUTTE}/bewaar", said).status_code == 303
        assert (has(world, Function.CONSULTING), has(world, Function.EXPERTISE)) == (True, False)
        # A form that was opened before does not undo what somebody saved meanwhile.
        send(bram, f"{base}/{PUTTE}/bewaar", {**said, "stage": "ended"})
        assert "Iemand anders paste deze overeenkomst net aan" in bram.get(f"{base}/{PUTTE}").text
        assert has(world, Function.CONSULTING)
        page = bram.get(f"{base}/{PUTTE}").text
        assert "in gesprek" in page
        assert "Bram Geerts" in page
        send(
            bram,
            f"{base}/{PUTTE}/bewaar",
            {"stage": "agreed", "functions": ["expertise"], "from_year": year.next.label},
        )
        assert has(world, Function.EXPERTISE) is False
        assert "ja" in bram.get(f"{base}?jaar={year.next.label}").text
        assert bram.get(f"{base}/24001").status_code == 404
        send(bram, f"{base}/functies", {"extra": ["network"]})
        assert has(world, Function.EXPERTISE)
    with world.client("Hilde Verbist") as hilde:
        overview, page = hilde.get(base).text, hilde.get(f"{base}/{PUTTE}").text
        assert "Putte" in overview
        assert "in gesprek" in page
        for read in (overview, page):
            assert "<form" not in read.partition("<main")[2].partition("</main>")[0], "she reads, and changes nothing"
        for end in ("functies", f"{PUTTE}/bewaar"):
            assert send(hilde, f"{base}/{end}", {}).status_code == 403
    with world.client("Karim Haddou") as karim:
        assert karim.get(base).status_code == 403
