"""What Hilde notes at the table for somebody, or confirms, she takes back while the session lasts."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from hub.dispatch import agenda, claims, ending, tracks
from hub.dispatch.agendas import recorded, taking_back
from hub.dispatch.feedback import contacting
from hub.dispatch.table_tables import AgendaItem, Claim, ClaimState, Decline, Track
from hub.ledger import Entry
from hub.letters import Letter
from hub.monitoring.check import check
from hub.partners.tables import Offer
from hub.problems import Refused
from hub.store import Work
from tests.cast import World, send
from tests.tables import on_table, put_on_table, row, rows, running, taken, takes_up

HILDE = "Hilde Verbist"
KOMPAS, SPRINGPLANK = "Kompas NAFT", "Springplank"


def said(world: World) -> set[str]:
    """The kinds of letters about taking up that are promised."""
    about = ("claim_confirmed", "claim_unconfirmed", "referrer_taken_up", "referrer_not_yet")
    return {one.kind for one in rows(world, Letter) if one.kind in about}


def act(world: World, what: Callable[..., Any], *given: Any) -> str:
    with world.desk(HILDE) as work:
        return str(what(work, *given))


def test_hilde_notes_for_the_wrong_partner_and_takes_it_back_on_the_page_where_she_stands(world: World) -> None:
    case = on_table(world)
    with world.desk() as work:
        offer = world.offer(work, "Kort traject").id
    with world.client(HILDE) as client:
        table = client.get("/tafel").url.path
        here = f"{table}/zaak/{case}"
        no = {"weigering_organisation": str(world[KOMPAS]), "weigering_reason": "no_place"}
        assert send(client, f"{here}/weigering", no).headers["location"] == here
        assert "Verkeerd genoteerd: neem de weigering van Kompas NAFT terug" in client.get(here).text
        yes = {"opname_offer": str(offer), "opname_role": "lead", "opname_commitment": ""}
        send(client, f"{here}/opname", yes)
        page = client.get(here).text
        assert "Verkeerd genoteerd: neem de opname van Kompas NAFT terug" in page
        assert taken(world, "Kort traject") == 1
        claim = {"opname-terug_claim": str(rows(world, Claim)[0].id)}
        assert send(client, f"{here}/opname-terug", claim).headers["location"] == f"{here}#opnames"
        back = client.get(here).text
        assert "Teruggenomen: Kompas NAFT neemt niet op. De plaats is weer vrij." in back
        assert "De weigering van daarvoor geldt weer: geen plaats." in back
        assert (rows(world, Claim), taken(world, "Kort traject")) == ([], 0)
        assert send(client, f"{here}/opname-terug", claim).status_code == 409
        who = {"weigering-terug_organisation": str(world[KOMPAS])}
        assert send(client, f"{here}/weigering-terug", who).status_code == 303
        assert "we wachten weer op een antwoord van Kompas NAFT" in client.get(here).text
        assert rows(world, Decline) == []
        act(world, agenda.discuss, case)
        record = client.get(f"/aanmeldingen/{case}/overwogen").text
        kept = re.sub(r"\s+", " ", record.partition("Genoteerd en teruggenomen")[2])
        assert "Kompas NAFT: opname, verkeerd genoteerd" in kept
        assert "Kompas NAFT: weigering, verkeerd genoteerd (geen plaats)" in kept
        assert "een opname werd verkeerd genoteerd" in client.get(f"/aanmeldingen/{case}").text.lower()
    acts = [one.act for one in rows(world, Entry) if one.act.startswith("claim.")]
    assert acts == ["claim.decline", "claim.make", "claim.noted_back", "claim.decline_noted_back"]
    assert check(world.store) == []


def test_what_a_partner_said_itself_only_it_takes_back(world: World) -> None:
    case = on_table(world)
    mine = takes_up(world, "Nadia Pauwels", case, "Kort traject")
    with world.desk("Tom Claes") as work:
        claims.decline(work, case, "no_place")
    with pytest.raises(Refused, match="Kompas NAFT zei dit zelf"):
        act(world, recorded.claim_back, case, mine)
    with pytest.raises(Refused, match="Springplank zei dit zelf"):
        act(world, recorded.decline_back, case, world[SPRINGPLANK])
    with world.client(HILDE) as client:
        assert "Verkeerd genoteerd" not in client.get(f"{client.get('/tafel').url.path}/zaak/{case}").text


def test_a_case_that_came_back_by_the_last_decline_lies_on_the_agenda_again(world: World) -> None:
    case = on_table(world)
    with world.client(HILDE) as client:
        table = client.get("/tafel").url.path
        for partner in (KOMPAS, SPRINGPLANK, "JAC De Haven (demo)", "Buddyhuis"):
            send(
                client, f"{table}/zaak/{case}/weigering",
                {"weigering_organisation": str(world[partner]), "weigering_reason": "no_place"},
            )  # fmt: skip
        assert world.case(case).stage == "reopened"
        assert f'action="{table}/zaak/{case}/terug"' in client.get(table).text, "one press, on the next page"
        assert send(client, f"{table}/zaak/{case}/terug", {}).status_code == 303
        assert "we wachten weer op een antwoord van Buddyhuis" in client.get(f"{table}/zaak/{case}").text
    found = world.case(case)
    assert (found.stage, found.reopened_for, len(rows(world, Decline))) == ("on_table", None, 3)
    assert check(world.store) == []
    with pytest.raises(Refused, match="niets om terug te nemen"):
        act(world, taking_back.take_back, case)


def test_a_confirmation_that_nobody_read_yet_goes_without_a_trace_at_the_others(world: World) -> None:
    case = on_table(world)
    track = running(world, case)
    claim = rows(world, Claim)[0].id
    assert said(world) == {"claim_confirmed", "referrer_taken_up"}
    told = act(world, recorded.confirm_back, case, claim)
    assert told == "Teruggenomen: de opname van Kompas NAFT wacht weer op bevestiging."
    assert (world.case(case).stage, rows(world, Track), said(world)) == ("on_table", [], set())
    assert (row(world, Claim, claim).state, taken(world, "Kort traject")) == (ClaimState.MADE, 1)
    assert check(world.store) == []
    with world.desk(HILDE) as work:
        assert claims.confirm(work, claim).id != track
    assert said(world) == {"claim_confirmed", "referrer_taken_up"}
    assert check(world.store) == []


def test_who_read_that_it_was_confirmed_reads_that_it_is_not_yet(world: World) -> None:
    case = on_table(world)
    lead, joins = (
        takes_up(world, "Nadia Pauwels", case, "Kort traject"),
        takes_up(world, "Tom Claes", case, "Carrousel", "co"),
    )
    with world.desk(HILDE) as work:
        for one in (lead, joins):
            claims.confirm(work, one)
        work.session.execute(sa.update(Letter).values(done_at=work.now, server_answer="250 ok"))
    with pytest.raises(Refused, match="Neem eerst hun bevestiging terug"):
        act(world, recorded.confirm_back, case, lead)
    act(world, recorded.confirm_back, case, joins)
    assert world.case(case).stage == "tracks", "the other part goes on"
    with world.client(HILDE) as client:
        table = f"/tafel/{rows(world, AgendaItem)[0].session_id}"
        assert "Neem de bevestiging van Kompas NAFT terug" in client.get(f"{table}/zaak/{case}").text
        send(client, f"{table}/zaak/{case}/bevestiging-terug", {"bevestiging-terug_claim": str(lead)})
    assert world.case(case).stage == "on_table"
    assert {"claim_unconfirmed", "referrer_not_yet"} <= said(world)
    assert check(world.store) == []


def test_a_confirmation_stands_once_its_partner_began_or_the_session_is_over(world: World) -> None:
    case, other = on_table(world), on_table(world, first_name="Bo")
    track = running(world, case)
    with world.desk("Nadia Pauwels") as work:
        tracks.sign_of_life(work, track, "Gebeld met de ouders.")
    claim = rows(world, Claim)[0].id
    with pytest.raises(Refused, match="ging hier al mee verder"):
        act(world, recorded.confirm_back, case, claim)
    waits = takes_up(world, "Tom Claes", other, "Carrousel")
    with world.desk(HILDE) as work:
        coming = agenda.next_session(work, world.case(case).hub_id, work.now)
        assert coming
        agenda.close_session(work, coming.id, early=True)
    with pytest.raises(Refused, match="De zitting is voorbij"):
        act(world, recorded.claim_back, other, waits)


def test_an_own_no_stays_its_own_and_one_of_an_earlier_time_at_the_table_does_not_come_back(world: World) -> None:
    case = on_table(world)
    with world.desk("Tom Claes") as work:
        claims.decline(work, case, "no_place")
    act(world, recorded.claim_back, case, takes_up(world, HILDE, case, "Carrousel"))
    with pytest.raises(Refused, match="Springplank zei dit zelf"):
        act(world, recorded.decline_back, case, world[SPRINGPLANK])
    for partner in (KOMPAS, "JAC De Haven (demo)", "Buddyhuis"):
        with world.desk(HILDE) as work:
            claims.decline(work, case, "no_place", organisation_id=world[partner])
    assert world.case(case).stage == "reopened"
    put_on_table(world, case)
    act(world, recorded.claim_back, case, takes_up(world, HILDE, case, "Carrousel"))
    assert {one.round for one in rows(world, Decline)} == {1}, "it was not asked anything yet this time"
    assert check(world.store) == []


def test_who_hears_for_the_youngster_still_hears_of_the_partner_that_goes_on(world: World) -> None:
    case = on_table(world)
    with world.desk(HILDE) as work:
        contacting.note(
            work, case, who="trusted", email="tante@example.org", agreed_by="youngster", agreed_on=date(2026, 9, 10)
        )
    lead = takes_up(world, "Nadia Pauwels", case, "Kort traject")
    joins = takes_up(world, "Tom Claes", case, "Carrousel", "co")
    with world.desk(HILDE) as work:
        for one in (lead, joins):
            claims.confirm(work, one)
    news = [one.id for one in rows(world, Letter) if one.kind == "contact_news"]
    act(world, recorded.confirm_back, case, joins)
    assert [one.id for one in rows(world, Letter) if one.kind == "contact_news"] == news != []
    assert "bel zelf even" in act(world, sent_and_back, case, lead)


def sent_and_back(work: Work, case: UUID, claim: UUID) -> str:
    """A worker took these letters and was killed before it could say whether they left."""
    gone = work.real - timedelta(minutes=30)
    work.session.execute(sa.update(Letter).values(leased_until=gone))
    return recorded.confirm_back(work, case, claim)


def test_a_no_that_holds_again_and_is_the_last_one_brings_the_case_back(world: World) -> None:
    case = on_table(world)
    with world.desk(HILDE) as work:
        claims.decline(work, case, "no_place", organisation_id=world[KOMPAS])
    noted = takes_up(world, HILDE, case, "Kort traject")
    for partner in (SPRINGPLANK, "JAC De Haven (demo)", "Buddyhuis"):
        with world.desk(HILDE) as work:
            claims.decline(work, case, "no_place", organisation_id=world[partner])
    assert "Nu weigerde iedereen" in act(world, recorded.claim_back, case, noted)
    assert world.case(case).stage == "reopened"
    assert check(world.store) == []


def test_a_partner_that_was_asked_whether_it_carries_on_has_begun(world: World) -> None:
    case = on_table(world)
    one = takes_up(world, "Nadia Pauwels", case, "Kort traject")
    two = takes_up(world, "Tom Claes", case, "Carrousel", "co")
    with world.desk(HILDE) as work:
        other = select(Offer).where(col(Offer.organisation_id).not_in((world[KOMPAS], world[SPRINGPLANK])))
        three = claims.claim(work, case, work.session.exec(other).first().id, "co").id
    with world.desk(HILDE) as work:
        confirmed = [claims.confirm(work, claim).id for claim in (one, two, three)]
    with world.desk("Tom Claes") as work:
        tracks.withdraw(work, confirmed[1], "no_place")
    with world.desk(HILDE) as work:
        ending.carry_on(work, case)
    with pytest.raises(Refused, match="ging hier al mee verder"):
        act(world, recorded.confirm_back, case, three)


def test_the_referrer_does_not_read_that_nothing_is_settled_while_the_lead_goes_on(world: World) -> None:
    case = on_table(world)
    lead = takes_up(world, "Nadia Pauwels", case, "Kort traject")
    joins = takes_up(world, "Tom Claes", case, "Carrousel", "co")
    with world.desk(HILDE) as work:
        for one in (lead, joins):
            claims.confirm(work, one)
        work.session.execute(sa.update(Letter).values(done_at=work.now, server_answer="250 ok"))
    assert "laat even weten" in act(world, recorded.confirm_back, case, joins)
    assert "referrer_not_yet" not in said(world)


def test_the_contact_hears_that_the_case_is_on_the_table_when_it_is_not_taken_up_after_all(world: World) -> None:
    case = world.refer()
    with world.desk(HILDE) as work:
        contacting.note(
            work, case, who="trusted", email="tante@example.org", agreed_by="youngster", agreed_on=date(2026, 9, 10)
        )
        work.session.execute(sa.update(Letter).values(done_at=work.now, server_answer="250 ok"))
    put_on_table(world, case)
    lead = takes_up(world, "Nadia Pauwels", case, "Kort traject")
    with world.desk(HILDE) as work:
        claims.confirm(work, lead)
    act(world, recorded.confirm_back, case, lead)
    news = [one.once_key.split(":")[2] for one in rows(world, Letter) if one.kind == "contact_news"]
    assert (news.count("on_table"), news.count("taken_up")) == (1, 0)
