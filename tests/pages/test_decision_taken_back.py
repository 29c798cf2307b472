"""At the table: what a decision ends is read by name first, and what can be taken back is one press away."""

import re
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa

from hub.clock import DayUnit, add_days, brussels_date, real_now
from hub.dispatch import agenda, deciding
from hub.dispatch.agendas import taking_back
from hub.dispatch.agendas.planned_tables import PlannedFollowUp
from hub.dispatch.case import Move
from hub.dispatch.case_team.meeting_tables import ClientMeeting
from hub.dispatch.case_team.tables import PlanAgreement
from hub.dispatch.consult.tables import Consult
from hub.dispatch.minutes.outcomes import NOT_YET, outcome, standing_at
from hub.dispatch.table_tables import Claim, Session
from hub.letters import Letter
from hub.monitoring.check import check
from tests.cast import World, send
from tests.tables import on_table, row, rows, taken, takes_up

HILDE = "Hilde Verbist"


def soon() -> str:
    return add_days(brussels_date(real_now()), 10, DayUnit.WORKING_DAYS).isoformat()


def later(world: World) -> date:
    return add_days(brussels_date(world.now), 10, DayUnit.WORKING_DAYS)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


def test_hilde_reads_by_name_whose_claim_ends_and_takes_the_waiting_list_back(world: World) -> None:
    first, second = (on_table(world, first_name=name) for name in ("Ada", "Bo"))
    takes_up(world, "Nadia Pauwels", first, "Kort traject")
    wait = {"beslissing_decision": "wait", "beslissing_review_on": soon()}
    with world.client(HILDE) as client:
        table = client.get("/tafel").url.path
        here = f"{table}/zaak/{first}"
        page = client.get(here).text
        assert "Er wacht nog een opname van Kompas NAFT. Die vervalt hierdoor, en Kompas NAFT krijgt bericht." in page
        untold = send(client, f"{here}/beslissing", wait)
        assert (untold.status_code, world.case(first).stage) == (409, "on_table"), "nothing ends that no page told of"
        told = wait | {"beslissing_told": hidden(page, "beslissing_told")}
        assert send(client, f"{here}/beslissing", told).headers["location"] == f"{table}/zaak/{second}"
        assert f'action="{here}/terug"' in client.get(f"{table}/zaak/{second}").text, "one press, on the next page"
        assert "Neem deze beslissing terug" in client.get(here).text
        assert send(client, f"{here}/terug", {}).headers["location"] == here
        back = client.get(here).text
        assert "Teruggenomen. Beslis opnieuw. De opname van Kompas NAFT geldt weer." in back
        assert world.case(first).stage == "on_table"
        assert "Neem deze beslissing terug" not in back
        assert send(client, f"{here}/terug", {}).status_code == 409
        assert "1 van 2" in back
        assert send(client, f"{table}/zaak/{second}/beslissing", wait).headers["location"] == here, "it is to do again"
    with world.desk(HILDE) as work:
        placed, became = standing_at(work, work.session.get_one(Session, UUID(table.removeprefix("/tafel/"))))
        said = {one.item.referral_id: outcome(work, became, one)["outcome"] for one in placed}
    assert said[first] == NOT_YET, "the minutes say nothing of what was taken back"
    assert taken(world, "Kort traject") == 1
    assert not [one for one in rows(world, Letter) if one.kind == "claim_let_go"], "nobody had begun to send it"
    with world.desk(HILDE) as work:
        agenda.close_session(work, UUID(table.removeprefix("/tafel/")), early=True)
    assert world.case(first).stage == "discussed"
    assert check(world.store) == []


def test_a_case_that_was_discussed_before_it_was_decided_is_that_again(world: World) -> None:
    case = on_table(world)
    with world.desk(HILDE) as work:
        agenda.discuss(work, case)
    with world.desk(HILDE, now=world.now + timedelta(minutes=5)) as work:
        deciding.park(work, case, Move.WAIT, later(world))
    with world.desk(HILDE, now=world.now + timedelta(minutes=6)) as work:
        taking_back.take_back(work, case)
    assert world.case(case).stage == "discussed"


def test_a_claim_of_which_the_place_went_meanwhile_stays_gone_and_who_was_told_reads_that_it_stands(
    world: World,
) -> None:
    case, other = (on_table(world, first_name=name) for name in ("Ada", "Bo"))
    with world.desk() as work:
        world.offer(work, "Kort traject").places = 1
    lead = takes_up(world, "Nadia Pauwels", case, "Kort traject")
    joins = takes_up(world, "Tom Claes", case, "Carrousel", "co")
    with world.desk(HILDE) as work:
        deciding.park(work, case, Move.WAIT, later(world))
        work.session.execute(sa.update(Letter).values(done_at=work.now, server_answer="250 ok"))
    takes_up(world, "Nadia Pauwels", other, "Kort traject")
    with world.desk(HILDE) as work:
        said = taking_back.take_back(work, case)
    assert said == (
        "Teruggenomen. Beslis opnieuw. De opname van Springplank geldt weer."
        " De plaats van Kompas NAFT (Kort traject) is intussen weg: die opname komt niet terug."
    )
    assert [row(world, Claim, one).state for one in (lead, joins)] == ["withdrawn", "made"]
    assert [(one.kind, one.subject) for one in rows(world, Letter) if one.kind == "claim_stands"] == [
        ("claim_stands", f"Jullie opname van {world.case(case).number} geldt weer")
    ]
    assert check(world.store) == []


def test_what_a_decision_planned_goes_with_it(world: World) -> None:
    case = on_table(world)
    with world.client(HILDE) as client:
        here = f"{client.get('/tafel').url.path}/zaak/{case}"
        for chosen in ("meet_client", "ask_others", "ask_experts"):
            assert send(
                client, f"{here}/beslissing", {"beslissing_decision": chosen, "beslissing_review_on": soon()}
            ).status_code == 303  # fmt: skip
            assert send(client, f"{here}/terug", {}).status_code == 303
            assert world.case(case).stage == "on_table"
    assert not rows(world, Consult)
    assert not rows(world, ClientMeeting)
    assert {one.stands for one in rows(world, PlanAgreement)} == {"dropped"}
    assert len(rows(world, PlannedFollowUp)) == 3


def test_a_case_that_was_put_off_comes_back_onto_the_agenda(world: World) -> None:
    case = on_table(world)
    with world.client(HILDE) as client:
        table = client.get("/tafel").url.path
        here = f"{table}/zaak/{case}"
        item = hidden(client.get(here).text, "uitstel_item")
        assert send(client, f"{here}/uitstel", {"uitstel_item": item, "uitstel_reason": "Te laat."}).status_code == 303
        assert f'action="{here}/terug"' in client.get(table).text
        assert send(client, f"{here}/terug", {}).headers["location"] == here
        page = client.get(here)
        assert "Ze staat weer op deze dagorde." in page.text
        assert page.url.path == here


def test_a_case_closes_at_the_table_only_for_who_is_sure(world: World) -> None:
    case = on_table(world)
    with world.client(HILDE) as client:
        here = f"{client.get('/tafel').url.path}/zaak/{case}"
        no = {"beslissing_decision": "not_for_us", "beslissing_note": "Bel het JAC."}
        asked = send(client, f"{here}/beslissing", no)
        assert (asked.status_code, world.case(case).stage) == (422, "on_table")
        assert "Zet een vinkje als je zeker bent" in asked.text
        assert "Bel het JAC." in asked.text
        assert send(client, f"{here}/beslissing", no | {"beslissing_sure": "1"}).status_code == 303
    assert world.case(case).stage == "closed"
