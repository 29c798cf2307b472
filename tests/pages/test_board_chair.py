"""The board for who chairs it: every seat in turn, the order of the agenda, cards, and what becomes of a claim."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from hub.clock import brussels_date, real_now
from hub.dispatch.case_team import mapping, planning
from hub.dispatch.case_team.tables import PlanAgreement
from hub.dispatch.table_tables import AgendaItem, Claim, TableCard
from tests.cast import World, send
from tests.pages.test_board import board_of
from tests.tables import ASKED, on_table, row, rows, takes_up
from tests.to_come import day_to_come


def test_hilde_sees_every_seat_in_turn_and_records_what_was_said_at_the_table(today: World) -> None:
    case = on_table(today)
    base = board_of(today, case)
    with today.client("Hilde Verbist") as hilde:
        page = hilde.get(f"{base}/zaak/{case}").text
        places = [page.index(f">{name}</h3>") for name in ("Kompas NAFT", "Springplank", "Buddyhuis")]
        assert len(set(places)) == 3
        with today.desk() as work:
            offer = today.offer(work, "Carrousel").id
        send(hilde, f"{base}/zaak/{case}/opname", {"opname_offer": str(offer), "opname_role": "lead"})
        send(
            hilde, f"{base}/zaak/{case}/weigering",
            {"weigering_organisation": str(today["Buddyhuis"]), "weigering_reason": "age"},
        )  # fmt: skip
        page = hilde.get(f"{base}/zaak/{case}").text
    assert "Springplank neemt op" in page
    assert "leeftijd past niet" in page


def test_each_case_of_the_year_begins_with_another_partner(today: World) -> None:
    first, second = on_table(today), on_table(today)
    base = board_of(today, first)
    with today.client("Hilde Verbist") as hilde:
        before = re.findall(r'<tbody>\s*<tr><th scope="row">([^<]+)', hilde.get(f"{base}/bundel").text)
        send(hilde, f"{base}/zaak/{first}/besproken", {})
        third = on_table(today)
        after = re.findall(r'<tbody>\s*<tr><th scope="row">([^<]+)', hilde.get(f"{base}/bundel").text)
    assert first != second != third
    assert len(set(before)) == 2
    assert after[:2] == before, "a case that was discussed keeps its turn"
    assert after[2] not in before


def test_whoever_looks_sees_the_same_order_around_the_table_whichever_case_is_decided_about_first(today: World) -> None:
    cases = [on_table(today, first_name=name, last_name="Peeters") for name in ("Ada", "Bo", "Cis")]
    base = board_of(today, cases[0])

    with today.client("Hilde Verbist") as hilde:

        def around() -> list[list[str]]:
            pages = [hilde.get(f"{base}/zaak/{case}").text for case in cases]
            return [re.findall(r'<h3 class="card-title">([^<]+)', page.partition('id="rond"')[2]) for page in pages]

        before = around()
        send(hilde, f"{base}/zaak/{cases[2]}/besproken", {})
        assert around() == before
        send(hilde, f"{base}/zaak/{cases[0]}/besproken", {})
        assert around() == before
    assert len({names[0] for names in before}) == 3


def test_hilde_puts_the_agenda_in_order_and_decides(today: World) -> None:
    first, second = on_table(today), on_table(today)
    base = board_of(today, first)
    with today.client("Hilde Verbist") as hilde:
        with today.desk() as work:
            items = {item.referral_id: item.id for item in work.session.exec(select(AgendaItem)).all()}
        send(hilde, f"{base}/volgorde", {"item": str(items[second]), "way": "up"})
        page = hilde.get(base).text
        assert page.index(f"/zaak/{second}") < page.index(f"/zaak/{first}")
        assert page.count(">Hoger<") == page.count(">Lager<") == 1, "nothing goes above the first or below the last"
        assert page.index(">Lager<") < page.index(">Hoger<")
        there = hilde.get(f"{base}?verplaatst={items[second]}&weg=up").text
        assert re.search(r"autofocus[^>]*>Lager<", there), "the focus stays at the case that was moved"
        wrong = send(hilde, f"{base}/zaak/{first}/beslissing", {"beslissing_decision": "wait"})
        assert wrong.status_code == 422
        assert "Kies wanneer je opnieuw kijkt." in wrong.text
        send(
            hilde, f"{base}/zaak/{first}/beslissing",
            {"beslissing_decision": "meet_client", "beslissing_review_on": str(day_to_come())},
        )  # fmt: skip
        assert today.case(first).stage == "client_meeting"
        send(hilde, f"{base}/sluiten", {"early": "1", "discussed": str(second)})
        assert today.case(second).stage == "discussed"
        assert "Deze zitting is voorbij" in hilde.get(base).text


def test_who_closes_a_case_at_the_table_says_what_becomes_of_each_open_agreement(today: World) -> None:
    case = on_table(today)
    where = f"{board_of(today, case)}/zaak/{case}"
    with today.desk("Hilde Verbist") as work:
        oma = mapping.put_in(work, case, mapping.Typed(name="Aïcha Benali", relation="family")).id
        calls, brings = (
            planning.agree(work, case, planning.Typed(what, owner, day_to_come())).id
            for what, owner in (("Belt de school.", "desk"), ("Brengt haar naar de trein.", f"n-{oma}"))
        )  # fmt: skip
    said = {"beslissing_decision": "not_for_us", "beslissing_note": "Het gesprek hielp.", "beslissing_sure": "1"}
    said |= {f"beslissing_afspraak-{calls}": "gedaan", "beslissing_ends_why": "Oma verhuist."}
    with today.client("Hilde Verbist") as hilde:
        page = hilde.get(where).text
        assert "Er staan nog 2 afspraken open" in page
        assert "Aïcha" not in page, "others at the table may look along"
        wrong = send(hilde, f"{where}/beslissing", said)
        assert (wrong.status_code, "Oma verhuist." in wrong.text) == (422, True)
        assert "Kies wat er met deze afspraak gebeurt." in wrong.text
        assert today.case(case).stage == "on_table"
        done = send(hilde, f"{where}/beslissing", said | {f"beslissing_afspraak-{brings}": "vervalt"})
        assert done.status_code == 303, re.findall(r'role="alert".{0,200}', done.text)
    assert today.case(case).stage == "closed"
    stand = {one.id: (one.stands, one.end_note) for one in rows(today, PlanAgreement)}
    assert stand == {calls: ("done", ""), brings: ("dropped", "Oma verhuist.")}


def test_a_card_that_is_written_anew_is_out_of_sight_until_it_is_approved(today: World) -> None:
    case = on_table(today)
    base = board_of(today, case)
    with today.client("Hilde Verbist") as hilde, today.client("Nadia Pauwels") as nadia:
        send(hilde, f"/aanmeldingen/{case}/tafelkaart", {"asked": "Iets heel anders.", "do": "keep"})
        assert "Iets heel anders." not in nadia.get(base).text
        assert nadia.get(f"{base}/zaak/{case}").status_code == 404
        assert "kaart niet goedgekeurd" in hilde.get(base).text
        send(hilde, f"/aanmeldingen/{case}/tafelkaart", {"asked": "Iets heel anders.", "do": "approve"})
        assert "Iets heel anders." in nadia.get(base).text


def test_hilde_writes_a_card_sees_it_as_partners_do_and_puts_it_on_the_table(today: World) -> None:
    case = today.refer()
    path = f"/aanmeldingen/{case}/tafelkaart"
    with today.client("Hilde Verbist") as hilde:
        page = hilde.get(path).text
        assert 'value="N.E."' in page
        assert "N. is al drie weken niet op school." in page, "the story, with initials, for her eyes"
        shown = send(hilde, f"{path}/voorbeeld", {"initials": "N.E.", "asked": "Noor zoekt rust."})
        assert "Hier staat de naam “Noor”" in shown.text
        wrong = send(hilde, path, {"initials": "N.E.", "asked": "Noor zoekt rust.", "do": "table"})
        assert wrong.status_code == 422
        assert "Noor zoekt rust." in wrong.text
        assert today.case(case).stage == "submitted"
        twice = {"initials": "N.E.", "asked": "Zoekt rust, bel 0470 00 00 11.", "situation": "Moeder: 0470 00 00 11."}
        for said in (send(hilde, path, {**twice, "do": "table"}).text, send(hilde, f"{path}/voorbeeld", twice).text):
            assert "Bij “Wat wordt er gevraagd?”: Hier staat een telefoonnummer" in said, "each names its field"
            assert "Bij “Situatie”: Hier staat een telefoonnummer" in said
        send(hilde, path, {"initials": "N.E.", "asked": "Zoekt rust.", "do": "table"})
    assert today.case(case).stage == "on_table"
    assert row(today, TableCard, case).approved_by == today["Hilde Verbist"]


def test_a_case_with_an_approved_card_goes_to_the_table_from_its_own_page(today: World) -> None:
    case = today.refer()
    with today.client("Hilde Verbist") as hilde:
        refused = send(hilde, f"/aanmeldingen/{case}/op-tafel", {})
        assert refused.headers["location"] == f"/aanmeldingen/{case}"
        assert "Schrijf eerst de tafelkaart en keur ze goed" in hilde.get(f"/aanmeldingen/{case}").text
        send(hilde, f"/aanmeldingen/{case}/tafelkaart", {"asked": ASKED, "do": "approve"})
        assert "De tafelkaart is goedgekeurd." in hilde.get(f"/aanmeldingen/{case}").text
        done = send(hilde, f"/aanmeldingen/{case}/op-tafel", {})
        assert done.headers["location"] == board_of(today, case)
        said = hilde.get(done.headers["location"]).text
        assert "De aanmelding staat op de dagorde." in said
        assert "is goedgekeurd" not in said, "it was so already"


def test_a_partner_cannot_do_what_only_the_chair_may(today: World) -> None:
    case = on_table(today)
    base = board_of(today, case)
    claim_id = takes_up(today, "Tom Claes", case, "Carrousel")
    with today.client("Tom Claes") as tom:
        for path, data in (
            (f"{base}/zaak/{case}/bevestigen", {"form": "bevestigen1", "bevestigen1_claim": str(claim_id)}),
            (f"{base}/zaak/{case}/beslissing", {"beslissing_decision": "not_for_us", "beslissing_note": "Weg."}),
            (f"{base}/zaak/{case}/besproken", {}),
            (f"{base}/sluiten", {}),
            (f"{base}/volgorde", {}),
        ):
            assert send(tom, path, data).status_code in (403, 404), path
    assert today.case(case).stage == "on_table"


@pytest.mark.parametrize(
    ("who", "offer", "clb", "asked"),
    [
        ("Nadia Pauwels", "Kort traject", "", True),
        ("Nadia Pauwels", "Kort traject", "Griet Somers", False),
        ("Yusuf Aydin", "Een buddy", "", False),
    ],
)
def test_a_naft_track_is_confirmed_once_somebody_at_the_clb_is_named(
    today: World, who: str, offer: str, clb: str, asked: bool
) -> None:
    case = on_table(today, clb_contact=clb)
    takes_up(today, who, case, offer)
    at = f"{board_of(today, case)}/zaak/{case}"
    with today.client("Hilde Verbist") as hilde:
        page = hilde.get(at).text
        assert "Afgesproken start bij" in page
        assert ("Wie van het CLB gaat akkoord?" in page) is asked
        claim = re.search(r'name="bevestigen1_claim" value="([^"]+)"', page)
        assert claim
        typed = {"form": "bevestigen1", "bevestigen1_claim": claim[1]}
        first = send(hilde, f"{at}/bevestigen", typed)
        assert first.status_code == (422 if asked else 303)
        if asked:
            assert "Schrijf wie van het CLB akkoord gaat." in first.text
            assert send(hilde, f"{at}/bevestigen", {**typed, "bevestigen1_clb": "Griet Somers"}).status_code == 303
            assert today.case(case).clb_contact == "Griet Somers"


def test_a_claim_is_not_confirmed_for_a_sunday_before_hilde_says_that_she_means_it(today: World) -> None:
    case = on_table(today)
    claim = takes_up(today, "Nadia Pauwels", case, "Kort traject")
    sunday = brussels_date(real_now()) + timedelta(days=20 - brussels_date(real_now()).weekday())
    typed = {"form": "bevestigen1", "bevestigen1_claim": str(claim), "bevestigen1_agreed_start": str(sunday)}
    path = f"{board_of(today, case)}/zaak/{case}/bevestigen"
    with today.client("Hilde Verbist") as hilde:
        asked = send(hilde, path, typed)
        assert asked.status_code == 422
        assert f'name="bevestigen1_agreed_start_anyway" value="{sunday}"' in asked.text
        assert "Kijk deze dag nog eens na" in asked.text, "a question"
        assert "te verbeteren" not in asked.text, "and no mistake"
        assert 'aria-invalid="true"' not in asked.text
        assert row(today, Claim, claim).state == "made"
        assert "start afgesproken op" not in asked.text
        assert "De partner en de permanentie lezen dit. Schrijf geen naam." in asked.text
        assert "Bij een afsluiting lezen de aanmelder en de permanentie dit." in asked.text
        assert send(hilde, path, {**typed, "bevestigen1_agreed_start_anyway": str(sunday)}).status_code == 303
        shown = hilde.get(path.removesuffix("/bevestigen")).text
        assert f'start afgesproken op <time datetime="{sunday}"' in shown, "to read it out at the table"
    assert row(today, Claim, claim).state == "confirmed"


def test_on_paper_the_table_goes_on_without_a_network_each_partner_with_its_own_line_only(today: World) -> None:
    base = board_of(today, on_table(today))
    with today.client("Hilde Verbist") as hilde, today.client("Nadia Pauwels") as nadia:
        for_chair, for_nadia = (one.get(f"{base}/bundel").text for one in (hilde, nadia))
    for shown in (for_chair, for_nadia):
        assert re.search(r"Kompas NAFT</th>.{0,400}Kort traject \(\d+\splaats", shown, re.DOTALL)
        assert "☐ kan niet, want" in shown
    assert "Springplank</th>" in for_chair
    assert "☐ Op de wachtlijst" in for_chair
    assert "Het consult is beantwoord" not in for_chair, "it is none"
    assert "Springplank" not in for_nadia
    assert "☐ Op de wachtlijst" not in for_nadia
