"""An administrator says when the hub reads; form, receipt and letter say it on, and that this is no crisis service."""

from typing import Any

from hub.hubs import Hub
from hub.letters import Letter
from tests.cast import World, send
from tests.pages.test_referral_form import open_form, post
from tests.tables import rows

NOT_A_CRISIS_SERVICE = "Dit is geen crisisdienst"
ALWAYS = {f"{name}{day}": clock for day in range(7) for name, clock in (("from", "00:00"), ("to", "23:59"))}


def save(client: Any, here: str, **typed: str) -> Any:
    return send(client, here, {"unit": "calendar_days", **typed})


def test_what_the_administrator_says_stands_on_form_receipt_and_letter_with_whom_to_call(world: World) -> None:
    here = f"/beheer/meldpunten/{world['dijleland']}/uren"
    with world.client("Bram Geerts") as bram, world.client() as els:
        before = els.get("/aanmelden").text
        assert NOT_A_CRISIS_SERVICE in before
        assert 'href="tel:112"' in before
        wrong = save(bram, here, from0="16:00", to0="9:00", from1="negen")
        assert wrong.status_code == 422
        assert "Het einde komt na het begin." in wrong.text
        assert "Geef twee uren" in wrong.text
        assert save(bram, here, from0="09+01", to0="16:00").status_code == 422, "an hour of a clock elsewhere"
        assert send(bram, f"{here}/gesloten", {"first": "2026-12-24"}).status_code == 422
        assert save(bram, here, **ALWAYS).status_code == 303
        assert "Nu leest er iemand" in els.get("/aanmelden").text
        assert send(bram, f"{here}/gesloten", {"first": "2020-01-01", "last": "2020-01-02"}).status_code == 303
        assert "1 januari 2020" in bram.get(here).text
        assert send(bram, f"{here}/weer-open", {"first": "2020-01-01"}).status_code == 303
        assert "1 januari 2020" not in bram.get(here).text
        receipt = els.get(post(els, open_form(els)).headers["location"]).text
        for page in (receipt, next(letter.body for letter in rows(world, Letter) if letter.kind == "receipt")):
            assert "zondag van 0 uur tot 23.59 uur, ook op feestdagen" in page
            assert "Nu leest er iemand" in page
        assert NOT_A_CRISIS_SERVICE in receipt
        assert 'href="tel:1813"' in receipt
        send(bram, f"{here}/gesloten", {"first": "2030-12-24"})
        assert save(bram, here).status_code == 303
        assert "elke schooldag tussen 9 en 16 uur" in els.get("/aanmelden").text
        assert "De gesloten dagen bewaren we" in bram.get(here).text
        assert save(bram, here, **ALWAYS).status_code == 303
        assert "24 december 2030" in bram.get(here).text, "they count again"
        assert save(bram, here).status_code == 303
        crisis = f"/beheer/meldpunten/{world['dijleland']}/crisismodus"
        assert send(bram, crisis, {"crisis_from": "2026-09-01", "crisis_until": "2026-12-24"}).status_code == 303
        slip = send(bram, crisis, {"crisis_from": "1 sept", "crisis_until": "31 dec"})
        assert (slip.status_code, "1 sept" in slip.text) == (422, True)
        assert any(one.crisis_until for one in rows(world, Hub)), "a slip of the pen does not end it"
    with world.client("Hilde Verbist") as hilde:
        assert NOT_A_CRISIS_SERVICE in hilde.get("/aanmelden").text, "whoever is signed in"
