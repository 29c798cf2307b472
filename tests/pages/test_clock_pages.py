"""An administrator reads each clock as a sentence, tries another number on last year, and saves it for what is open."""

from datetime import date

from hub.clock import parse_moment
from hub.dispatch.clock_tables import ClockRow
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.home.clockwork import setting
from hub.monitoring.check_watch import watched_otherwise
from hub.partners.tables import Offer
from tests.cast import World, send
from tests.desk.test_follow_up import agreed, did
from tests.tables import rows

RULE = {"days": "3", "unit": "school_days", "asked": "worker", "letters": "2", "grows": "doubles", "grows_to": "3"}


def test_each_clock_is_a_sentence_and_a_new_number_is_tried_on_last_year_before_it_counts(world: World) -> None:
    world.now = parse_moment("2026-12-01T08:00")
    agreed(world, start=date(2026, 1, 12))  # asked, answered by nobody, and by now with the coordinator
    open_one = agreed(world, case=world.refer(first_name="Lotte", now="2026-11-16T11:00"))
    base = f"/beheer/meldpunten/{world['dijleland']}/klokken"
    with world.client("Bram Geerts") as bram:
        page = bram.get(base).text
        assert "Een partner die een dossier kreeg, antwoordt binnen 5 werkdagen. Daarna krijgt de begeleider" in page
        assert "Nog niemand paste een klok aan" in page
        wrong = send(bram, f"{base}/start_check", RULE | {"days": "drie", "letters": "9"})
        assert wrong.status_code == 422
        assert 'value="drie"' in wrong.text
        tried = send(bram, f"{base}/start_check", RULE | {"do": "try"})
        assert "Nog niets is bewaard" in tried.text
        assert "In 2025-2026 was hier nog niets" in tried.text
        assert "krijgt een andere datum" in tried.text or "krijgen er 2 een andere datum" in tried.text
        assert rows(world, ClockRow) == []
        assert send(bram, f"{base}/start_check", RULE | {"again": "0"}).status_code == 422
        assert send(bram, f"{base}/start_check", RULE | {"again": "4", "do": "save"}).status_code == 303
        page = bram.get(base).text
        assert "Zonder antwoord krijgt de partner zelf na 4 schooldagen opnieuw een e-mail" in page
        assert 'value="4"' in bram.get(f"{base}/start_check").text
        assert send(bram, f"{base}/start_check", RULE | {"do": "save"}).status_code == 303
        page = bram.get(base).text
        assert "Zonder antwoord krijgt de partner zelf na 5 schooldagen opnieuw een e-mail" in page
        with world.client("Hilde Verbist") as hilde:
            read = hilde.get(base).text
            assert "na 5 schooldagen opnieuw een e-mail" in read
            assert "Pas aan" not in read, "a coordinator reads them"
            assert "het staat in de weekbrief van dinsdag om zeven uur" in read
            assert hilde.get(f"{base}/start_check").status_code == 403
        assert "Bram Geerts" in page
        with world.desk() as work:
            assert work.session.get_one(Track, open_one).due_at == parse_moment("2026-12-04T09:00")
            assert list(watched_otherwise(work)) == [], "the radar follows"
        assert send(bram, f"{base}/start_check/standaard", {}).status_code == 303
        assert rows(world, ClockRow) == []
        with world.desk() as work:
            assert work.session.get_one(Track, open_one).due_at == parse_moment("2026-12-02T09:00")


def test_who_got_a_letter_keeps_the_day_that_stands_in_it(world: World) -> None:
    track = agreed(world)
    assert did(world, "2026-12-08T09:00") == ["asked_partner"]
    with world.desk() as work:
        told = work.session.get_one(Track, track).due_at
    base = f"/beheer/meldpunten/{world['dijleland']}/klokken"
    with world.client("Bram Geerts") as bram:
        assert send(bram, f"{base}/start_check", RULE | {"days": "30", "do": "save"}).status_code == 303
    with world.desk() as work:
        assert work.session.get_one(Track, track).due_at == told


def test_an_offer_has_a_rule_of_its_own_and_a_closed_day_of_the_hub_moves_what_is_open(world: World) -> None:
    base = f"/beheer/meldpunten/{world['dijleland']}"
    with world.desk() as work:
        offer = world.offer(work, "Kort traject").id
    with world.client("Bram Geerts") as bram:
        other = RULE | {"scope": f"aanbod:{offer}", "do": "save"}
        assert send(bram, f"{base}/klokken/start_check", other).status_code == 303
        assert send(bram, f"{base}/klokken/clarification", RULE | {"scope": f"aanbod:{offer}"}).status_code == 404
        assert "Kort traject" in bram.get(f"{base}/klokken").text
        shown = bram.get(f"{base}/klokken/start_check", params={"voor": f"aanbod:{offer}"}).text
        assert "Laat de gewone regel gelden" in shown
        case = world.refer(now="2026-11-16T10:00")
        hours = {f"{name}{day}": clock for day in range(5) for name, clock in (("from", "09:00"), ("to", "16:00"))}
        assert send(bram, f"{base}/uren", hours | {"unit": "working_days"}).status_code == 303
        closed = {"first": "2026-11-17", "last": "2026-11-18"}
        assert send(bram, f"{base}/uren/gesloten", closed).status_code == 303
    with world.desk() as work:
        assert work.session.get_one(Referral, case).next_due == parse_moment("2026-11-20T09:00")
        assert list(watched_otherwise(work)) == []


def test_a_rule_for_an_offer_that_stopped_is_still_read_and_taken_away(world: World) -> None:
    base = f"/beheer/meldpunten/{world['dijleland']}/klokken"
    with world.desk() as work:
        offer = world.offer(work, "Kort traject").id
    address = {"voor": f"aanbod:{offer}"}
    with world.client("Bram Geerts") as bram:
        assert send(bram, f"{base}/start_check", RULE | {"scope": f"aanbod:{offer}", "do": "save"}).status_code == 303
        with world.desk() as work:
            work.session.get_one(Offer, offer).active = False
        assert "een aanbod dat niet meer loopt" in bram.get(base).text
        assert "een aanbod dat niet meer loopt" in bram.get(f"{base}/start_check", params=address).text
        assert send(bram, f"{base}/start_check/standaard", {"scope": f"aanbod:{offer}"}).status_code == 303
        assert rows(world, ClockRow) == []
        assert bram.get(f"{base}/start_check", params=address).status_code == 404
        assert send(bram, f"{base}/start_check", RULE | {"scope": f"aanbod:{offer}", "do": "try"}).status_code == 404
    with world.client(None) as nobody:
        assert nobody.get(f"{base}/start_check", params=address, follow_redirects=False).status_code in (302, 303)


def test_with_more_offers_than_a_list_holds_one_searches_and_none_is_out_of_reach(world: World) -> None:
    base = f"/beheer/meldpunten/{world['dijleland']}/klokken/start_check"
    with world.desk() as work:
        first = world.offer(work, "Kort traject")
        known = first.model_dump(exclude={"id", "name"})
        work.session.add_all(Offer(**known, name=f"Atelier {n:03}") for n in range(setting.MOST_OFFERS))
        last = Offer(**known, name="Zeilen op de Dijle")
        work.session.add(last)
        work.session.flush()
        wanted = f"aanbod:{last.id}"
    with world.client("Bram Geerts") as bram:
        page = bram.get(base).text
        assert ("Zoek een aanbod" in page, "Zeilen op de Dijle" in page) == (True, False)
        found = bram.get(base, params={"zoek": "kompas zeilen"}).text
        assert ("Zeilen op de Dijle" in found, "Atelier 001" in found) == (True, False)
        assert "Zeilen op de Dijle" in bram.get(base, params={"voor": wanted}).text
        assert send(bram, base, RULE | {"scope": wanted, "do": "save"}).status_code == 303
        assert "Zeilen op de Dijle" in bram.get(base).text, "what has a rule of its own is always there"
