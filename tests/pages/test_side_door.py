"""A youngster comes straight to Kompas: Nadia registers it, Hilde confirms, and it is watched and counted like all."""

from datetime import timedelta
from typing import Any

from litestar.testing import TestClient

from hub.clock import brussels_date, real_now
from hub.dispatch.clb_tables import ClbQuestion
from hub.dispatch.table_tables import Claim, Track
from hub.dispatch.tables import Referral
from hub.ledger import Entry
from hub.letters import Letter
from hub.monitoring import check, roll_up
from hub.monitoring.tables import ReferralFact
from tests.cast import World, send
from tests.tables import rows, taken

FORM = "/partner/rechtstreeks"
SAM = {
    "first_name": "Sam", "last_name": "Janssens", "birth_date_day": "4", "birth_date_month": "3",
    "birth_date_year": "2011", "postcode": "2800", "school_name": "Sint-Jansatheneum (demo)", "structure": "311",
    "asked_by": "parent", "asked_name": "mama", "main_reason": "truancy", "story": "Sam stapte zelf binnen met mama.",
}  # fmt: skip


def register(client: TestClient, **changes: str) -> Any:
    page = client.get(FORM).text
    key = page.split('name="form_key" value="')[1].split('"')[0]
    return send(client, FORM, {**SAM, "form_key": key, **changes})


def offer(world: World, name: str) -> str:
    with world.desk() as work:
        return str(world.offer(work, name).id)


def the_case(world: World) -> Referral:
    (case,) = rows(world, Referral)
    assert isinstance(case, Referral)
    return case


def test_naft_that_came_by_the_side_door_waits_for_the_clb_and_then_runs_on_the_radar(today: World) -> None:
    began = brussels_date(real_now()) - timedelta(days=5)
    with today.client("Nadia Pauwels") as nadia, today.client("Hilde Verbist") as hilde:
        assert FORM in nadia.get("/partner").text
        done = register(nadia, offer=offer(today, "Kort traject"), started_on=began.isoformat())
        assert done.headers["location"] == "/partner#rechtstreeks"
        case = the_case(today)
        assert (case.channel, case.stage, case.holder) == ("partner", "submitted", "coordinator")
        assert case.next_due
        assert (case.referrer_organisation, case.referrer_email) == ("Kompas NAFT", "nadia@kompas.example")
        letters = {letter.kind: letter.to_address for letter in rows(today, Letter)}
        assert letters == {"receipt": "nadia@kompas.example", "clb_asked": "team@debrug.example"}
        home = nadia.get("/partner").text
        assert "S.J." in home
        assert "wacht op het CLB" in home
        assert taken(today, "Kort traject") == 1

        vandaag = hilde.get("/vandaag").text
        assert "Kompas NAFT wil opnemen: rechtstreeks bij hen aangemeld" in vandaag
        here = f"/aanmeldingen/{case.id}/rechtstreeks"
        assert here in vandaag
        assert vandaag.count(case.number) == 1, "it stands there once"
        assert "een ouder, mama" in hilde.get(here).text
        assert "case.seen" in {one.act for one in rows(today, Entry)}
        without = send(hilde, here, {})
        assert without.status_code == 422
        assert "akkoord" in without.text
        assert rows(today, Track) == []
        assert send(hilde, here, {"clb": "Griet Somers"}).status_code == 303
        (track,) = rows(today, Track)
        assert (track.stage, track.started_on, track.worker_id) == ("started", began, today["Nadia Pauwels"])
        assert track.due_at, "the same clock as every track"
        assert the_case(today).stage == "tracks"
        assert hilde.get(here, follow_redirects=False).status_code == 409
        assert "traject: gestart" in nadia.get("/partner").text
        assert "S.J." in nadia.get("/trajecten").text
    roll_up.run(today.store)
    (fact,) = rows(today, ReferralFact)
    assert fact.channel == "partner", "counted like the others, and apart by the way it came"
    assert check.check(today.store) == []


def test_the_same_form_twice_is_one_case_and_what_is_wrong_comes_back_with_its_words(today: World) -> None:
    with today.client("Nadia Pauwels") as nadia:
        wrong = register(nadia, asked_by="", story="", started_on="2026-09-01")
        assert wrong.status_code == 422
        for sentence in ("Kies wie het vroeg.", "Vertel kort", "Kies met welk aanbod het traject loopt."):
            assert sentence in wrong.text
        assert 'value="Janssens"' in wrong.text
        key = wrong.text.split('name="form_key" value="')[1].split('"')[0]
        for _time in range(2):
            assert send(nadia, FORM, {**SAM, "form_key": key, "story": "Sam heeft een mes."}).status_code == 303
        full = register(nadia, offer=offer(today, "Schoolvervangend traject"))
        assert full.status_code == 303
        refused = register(nadia, offer=offer(today, "Schoolvervangend traject"))
        assert refused.status_code == 422
        assert "Pas eerst jullie aanbod aan" in refused.text
        assert register(nadia, offer=offer(today, "Carrousel")).status_code == 422, "of another partner"
    cases = rows(today, Referral)
    assert sorted(bool(case.danger) for case in cases) == [False, True]
    danger = next(case for case in cases if case.danger)
    with today.client("Hilde Verbist") as hilde:
        assert "Spreekt van gevaar" in hilde.get("/vandaag").text
        assert "Al gekend?" in hilde.get(f"/aanmeldingen/{danger.id}").text, "the two may be one youngster"
    assert rows(today, Claim)[0].referral_id != danger.id, "without an offer nobody claimed it"


def test_hilde_says_no_and_nadia_reads_why_while_the_case_goes_to_the_table(today: World) -> None:
    with today.client("Fien Maes") as fien, today.client("Hilde Verbist") as hilde:
        register(fien, offer=offer(today, "Gesprek en begeleiding"), asked_by="clb")
        case = the_case(today)
        assert rows(today, ClbQuestion), "that a CLB asked the partner is no agreement yet"
        here = f"/aanmeldingen/{case.id}/rechtstreeks"
        assert send(hilde, here, {"do": "refuse", "reason": "Sam past hier niet."}).status_code == 422
        assert send(hilde, here, {"do": "refuse", "reason": "Er loopt al iets elders."}).status_code == 303
        assert "Er loopt al iets elders." in fien.get("/partner").text
        assert the_case(today).stage in ("submitted", "clarification")
        assert taken(today, "Gesprek en begeleiding") == 0


def test_welfare_needs_no_clb_and_nobody_else_sees_what_came_there(today: World) -> None:
    with today.client("Fien Maes") as fien:
        register(fien, offer=offer(today, "Gesprek en begeleiding"))
    case = the_case(today)
    here = f"/aanmeldingen/{case.id}/rechtstreeks"
    for name in ("Nadia Pauwels", "Karim Haddou", "Wim Peeters", "Els Dierckx"):
        with today.client(name) as other:
            assert other.get(here, follow_redirects=False).status_code in (403, 404), name
            assert case.number not in other.get("/partner", follow_redirects=True).text
    for name in ("Hilde Verbist", "Karim Haddou", "Els Dierckx"):
        with today.client(name) as other:
            assert other.get(FORM, follow_redirects=False).status_code == 403, name
    with today.client("Hilde Verbist") as hilde:
        assert send(hilde, here, {}).status_code == 303
    (track,) = rows(today, Track)
    assert (track.stage, track.organisation_id) == ("accepted", today["JAC De Haven (demo)"])
