"""What fits and why: partners say what they serve, the administrator tries a rule on past cases before saving it."""

from datetime import timedelta

from hub.clock import school_year_of
from hub.dispatch import proposing
from hub.dispatch.fitting import rules_kept
from hub.dispatch.fitting.rule import BEGINS_WITH, Aspect, as_stored
from tests.cast import World, send
from tests.tables import put_on_table


def typed(**changes: str) -> dict[str, str]:
    kept = as_stored(BEGINS_WITH)
    weights = {f"weight_{aspect}": weight for aspect, weight in kept.pop("weights").items()}
    return weights | {name: str(value) for name, value in kept.items()} | {"seen": "0", "do": "save"} | changes


def test_a_partner_says_what_its_offer_serves_and_the_table_reads_why_it_fits(today: World) -> None:
    world = today
    case = world.refer()
    session = put_on_table(world, case)
    with world.desk() as work:
        offer = world.offer(work, "Carrousel").id
    with world.client("Tom Claes") as tom:
        assert "Waarvoor, taal, vervoer en wachttijd" in tom.get("/aanbod").text
        path = f"/aanbod/{offer}"
        wrong = send(tom, path, {"needs": ["radicalisation"], "waiting_weeks": "veel"}, get_first=path)
        assert wrong.status_code == 422
        assert "Kies uit de lijst." in wrong.text
        assert 'value="veel"' in wrong.text
        said = {
            "needs": ["behaviour"], "languages": ["ar"], "with_interpreter": "1", "reaches": ["school"],
            "waiting_weeks": "3",
        }  # fmt: skip
        assert send(tom, path, said).status_code == 303
        page = tom.get("/aanbod").text
        assert "Arabisch, met een tolk" in page
        assert "3 weken" in page
        board = tom.get(f"/tafel/{session}").text
        assert "hulpvraag: aanbod is voor gedrag" in board
        assert "Nog niet zeker" in board
        assert "spijbelen" not in board
    with world.client("Nadia Pauwels") as nadia:
        assert nadia.get(path).status_code == 404
    with world.client("Hilde Verbist") as hilde:
        meeting = hilde.get(f"/tafel/{session}/zaak/{case}").text
        assert "Alles wat bekeken is" in meeting
        assert "elke gemeente van het meldpunt heeft dit" in meeting


def test_bram_tries_a_rule_on_the_cases_of_last_year_before_it_counts(today: World) -> None:
    world, path = today, f"/beheer/meldpunten/{today['dijleland']}/wat-past"
    last_year = school_year_of(world.now).previous.starts_at + timedelta(days=40)
    noor = world.case(world.refer(now=last_year)).number
    world.refer(now=last_year, first_name="Sam", last_name="Janssens", main_reason="radicalisation")
    with world.client("Bram Geerts") as bram:
        assert "Zo werkt het nu" in bram.get(path).text
        other = typed(weight_age="off", weight_level="off", weight_area="off", weight_place="off", weight_funding="off")
        tried = send(bram, path, other | {"do": "try"}).text
        assert "Geprobeerd op 2 aanmeldingen" in tried
        assert noor in tried
        assert "Hier kijkt niemand naar: leeftijd, niveau, gebied, financiering, plaats." in tried
        assert "Nog niets is bewaard." in tried
        assert "Noor" not in tried
        with world.desk() as work:
            assert rules_kept.rule_of(work, world["dijleland"]) == BEGINS_WITH
        assert send(bram, path, typed(age_margin="veel")).status_code == 422
        send(bram, path, other | {"note": "Proef"})
        with world.desk() as work:
            rule = rules_kept.rule_of(work, world["dijleland"])
            assert (rule.version, rule.counted[0]) == (1, Aspect.NEED)
        # Who looked at the rule before it changed does not undo it unseen.
        send(bram, path, typed(age_margin="2"))
        page = bram.get(path).text
        assert "Iemand anders paste de regel net aan" in page
        assert "Proef" in page
        send(bram, f"{path}/terug", {"version": "0", "seen": "1"})
        with world.desk() as work:
            back = rules_kept.rule_of(work, world["dijleland"])
            assert (back.version, as_stored(back)) == (2, as_stored(BEGINS_WITH))


def test_outside_a_table_each_case_begins_its_list_of_equals_with_another_partner(world: World) -> None:
    firsts = set()
    for name in ("Noor", "Sam", "Lena"):
        case = world.refer(first_name=name)
        with world.desk("Hilde Verbist") as work:
            found = proposing.to_ask(work, world.case(case))
            firsts.add(next(partner.name for _offer, partner, fit in found if fit.verdict == found[0][2].verdict))
    assert len(firsts) > 1
