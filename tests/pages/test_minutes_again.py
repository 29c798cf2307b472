"""Minutes that go round a second time: who asked for a correction loses no word, and reads what came of it."""

from hub.dispatch.minutes.minutes_tables import Reading
from hub.letters import Letter
from tests.cast import World, send
from tests.minutes_sat import base, item, link_of, read_behind, sit
from tests.tables import rows

ASKED = "Wij kijken pas na twee maanden."


def test_who_asked_for_a_correction_reads_what_came_of_it_and_can_say_that_it_is_right(world: World) -> None:
    sat = sit(world)
    with sat.client("Hilde Verbist") as hilde, sat.client() as tom:
        send(hilde, f"{base(sat)}/rondsturen", {})
        old = link_of(sat, "Tom Claes")
        send(tom, old, {"said": "correction", "correction": ASKED, "item": str(item(sat, "Noor"))})
        page = tom.get(old).text
        assert f"{ASKED}</textarea>" in page, "a second question completes the first"
        assert "Vul je vraag aan" in page
        asked = hilde.get(base(sat)).text
        asked = asked[asked.index('id="lezers"') :]
        assert "N.E." in asked, "the desk reads of which point it is"
        send(hilde, f"{base(sat)}/terug", {})
        draft = hilde.get(base(sat)).text
        assert ("kreeg geen e-mail" in draft, ASKED in draft) == (False, True)
        assert "Het verslag wordt herschreven" in tom.get(old).text, "no dead end in the meantime"
        assert tom.get(f"{old}/verslag.pdf").status_code == 404
        reading = next(one for one in rows(sat, Reading) if one.correction)
        settled = {"form": "l1_", "l1_settle": "Aangepast.", "reading": str(reading.id)}
        send(hilde, f"{base(sat)}/antwoord", settled)
        send(hilde, f"{base(sat)}/rondsturen", {})
        again = [one for one in rows(sat, Letter) if one.kind == "minutes_to_read" and "intussen aangepast" in one.body]
        assert len(again) == 3
        assert ["Je vroeg een verbetering" in one.body for one in again].count(True) == 1
        assert tom.get(old).status_code == 404
        here = link_of(sat, "Tom Claes")
        page = read_behind(tom, here)
        assert ("Aangepast." in page, "Gelezen, het klopt" in page, "Vul je vraag aan" in page) == (True, True, False)
        send(tom, here, {"said": "read"})
        assert "Gelezen, het klopt" not in tom.get(here).text
    assert [one.read_at is not None for one in rows(sat, Reading) if one.correction] == [True]


def test_who_reported_something_wrong_hears_what_became_of_it_and_asks_a_second_thing_beside_the_first(
    world: World,
) -> None:
    sat = sit(world)
    with sat.client("Hilde Verbist") as hilde, sat.client() as tom:
        send(hilde, f"{base(sat)}/rondsturen", {})
        first = link_of(sat, "Tom Claes")
        for asked, answer in ((ASKED, "Dat staat er nu bij."), ("De dag klopt niet.", "Die dag is nagekeken.")):
            send(tom, first, {"said": "correction", "correction": asked})
            reading = next(one for one in rows(sat, Reading) if one.correction)
            send(hilde, f"{base(sat)}/antwoord", {"form": "l1_", "l1_settle": answer, "reading": str(reading.id)})
        told = [one for one in rows(sat, Letter) if one.kind == "minutes_answered"]
        assert [one.to_address for one in told] == ["tom@springplank.example"] * 2, "a letter for each answer"
        assert not any(said in one.subject + one.body for one in told for said in ("twee maanden", "nagekeken"))
        for page in (read_behind(tom, link_of(sat, "Tom Claes")), hilde.get(base(sat)).text, tom.get(first).text):
            for said in (ASKED, "Dat staat er nu bij.", "De dag klopt niet.", "Die dag is nagekeken."):
                assert said in page
