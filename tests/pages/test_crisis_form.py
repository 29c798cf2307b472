"""The form in crisis mode: who has an account asks a partner from it, everybody reads of the daily permanence."""

from datetime import timedelta

from hub.clock import brussels_date, real_now, school_year_of
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.home import hub_setup
from hub.monitoring import roll_up
from tests.cast import World
from tests.pages.test_copies import in_main
from tests.pages.test_level_policy import only_secondary
from tests.pages.test_referral_form import PDF, open_form, post
from tests.tables import rows


def test_a_school_asks_a_partner_from_the_form_and_loses_nothing_when_it_does_not_fit(world: World) -> None:
    only_secondary(world)
    today = brussels_date(real_now())
    with world.client("Els Dierckx") as els:
        assert "Rechtstreeks naar een partner?" not in els.get("/aanmelden").text
    with world.desk("Bram Geerts") as work:
        hub_setup.set_crisis(work, world["dijleland"], today - timedelta(days=1), today + timedelta(days=1))
        carrousel, traject = (world.offer(work, one).id for one in ("Carrousel", "Een buddy"))
        naft = world.offer(work, "Kort traject").id
        waiting = world.offer(work, "Herstelgericht groepswerk").id
    with world.client() as anybody:
        page = in_main(anybody.get("/aanmelden").text)
        for words in ("Er is permanentie.", "elke schooldag tussen 9 en 16 uur", "015 00 00 00"):
            assert words in page
        assert "werkt niet voor het basisonderwijs" not in page
        assert "Springplank" not in page, "who is not known chooses no partner"
        refused = post(anybody, open_form(anybody), straight=f"dijleland:{traject}")
        assert (refused.status_code, "Log in met je eigen e-mailadres" in refused.text) == (422, True)
    with world.client("Els Dierckx") as els:
        page = in_main(els.get("/aanmelden").text)
        assert f'value="dijleland:{carrousel}"' in page
        assert str(waiting) not in page, "there is no place"
        one_of_ten = {"birth_date_year": str(today.year - 10), "structure": "211"}
        wrong = post(els, open_form(els), {"files": PDF}, **one_of_ten, straight=f"dijleland:{carrousel}")
        assert wrong.status_code == 422
        for kept in ("Springplank, Carrousel: Past niet", "verslag.pdf", f'value="dijleland:{carrousel}" checked'):
            assert kept in wrong.text
        assert rows(world, Referral) == []
        sent = post(els, open_form(els), straight=[f"dijleland:{naft}", f"dijleland:{traject}"])
        assert sent.status_code == 303
        assert "De partners die je koos, weten het al." in els.get(sent.headers["location"]).text
        (noor,) = rows(world, Referral)
        assert (noor.stage, {one.offer_id for one in rows(world, Track)}) == ("tracks", {naft, traject})
        mine = els.get("/mijn-aanmeldingen").text
        assert "trajecten" in mine
        assert "gevraagd aan Kompas NAFT en Buddyhuis" in mine
        own = els.get(f"/mijn-aanmeldingen/{noor.id}").text
        assert "aan zet" in own
        assert "Je vroeg het aan Kompas NAFT en Buddyhuis; ze antwoorden tegen" in own
        assert "namen de aanmelding op" not in own, "nobody answered yet"
    roll_up.run(world.store)
    with world.client("Hilde Verbist") as hilde:
        line = in_main(hilde.get("/vandaag").text)
        assert "rechtstreeks gevraagd in crisismodus: Kompas NAFT (Kort traject) en Buddyhuis (Een buddy)" in line
        assert "aanvulling van" not in line, "it is no addition"
        year = in_main(hilde.get(f"/schooljaar/{school_year_of(real_now()).label}").text)
        assert "Verder zonder akkoord van het CLB" in year
        assert "Gestart zonder akkoord" not in year, "nobody said yes, nothing started"
