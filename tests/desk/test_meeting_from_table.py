"""A table chooses a client meeting: it plans it there, or who directs the case has until a day."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from hub.dispatch import deciding
from hub.dispatch.case import Move
from hub.dispatch.case_team import meetings
from hub.dispatch.case_team.meeting_tables import ClientMeeting
from hub.dispatch.case_team.meetings import Typed
from hub.dispatch.case_team.tables import PlanAgreement
from hub.dispatch.table_tables import AgendaItem
from hub.dispatch.tables import Message
from hub.monitoring.check import check
from hub.problems import Invalid
from tests.cast import World, send
from tests.desk.test_case_team import directed
from tests.desk.test_client_meeting import AT, HILDE, MUM, letters
from tests.desk.test_plan_watched import around
from tests.tables import on_table, row, rows
from tests.to_come import day_to_come


def test_a_table_that_chooses_a_meeting_plans_it_or_gives_it_to_who_directs_until_a_day(world: World) -> None:
    now, later = on_table(world), on_table(world)
    mother = around(world, now, name="Samira", relation="parent", role="mama", email=MUM)
    with pytest.raises(Invalid) as wrong, world.desk(HILDE) as work:
        deciding.park(work, now, Move.MEET_CLIENT, None, meeting=Typed(AT))
    assert set(wrong.value.errors) == {"meet_client_place", "meet_client_invitees"}
    typed = Typed(AT, "", "Stadhuis", "", ["youngster", f"n-{mother}", "watcher"])
    with pytest.raises(Invalid, match="valt voor het overleg"), world.desk(HILDE) as work:
        deciding.park(work, now, Move.MEET_CLIENT, date(2026, 9, 22), meeting=typed)
    with world.desk(HILDE) as work:
        deciding.park(work, now, Move.MEET_CLIENT, None, meeting=typed)
    held = world.case(now)
    assert (held.stage, held.next_why, held.next_due) == ("client_meeting", "client_meeting", AT + timedelta(hours=1))
    assert held.review_on == date(2026, 9, 25), "the working day after it"
    assert sorted(one.to_address for one in letters(world)) == ["hilde@dijleland.example", MUM]
    directed(world, later)
    with world.desk(HILDE) as work:
        deciding.park(work, later, Move.MEET_CLIENT, date(2026, 10, 6))
    (task,) = rows(world, PlanAgreement)
    assert (task.organisation_id, task.by, task.plans_meeting) == (world["Kompas NAFT"], date(2026, 10, 6), True)
    waits = world.case(later)
    assert (waits.next_why, waits.next_due) == ("agreement", task.due_at)
    said = [one.text for one in rows(world, Message) if one.referral_id == later and one.kind == "decision"]
    assert "Kompas NAFT plant het overleg tegen dinsdag 6 oktober" in said[-1]
    with world.desk("Nadia Pauwels") as work:
        meetings.plan(work, later, Typed(AT, "60", "Stadhuis", "", ["youngster"]))
    assert row(world, PlanAgreement, task.id).stands == "done", "it is planned"
    assert check(world.store) == []


def test_the_chair_plans_a_meeting_on_the_page_of_the_table_without_a_name_on_it(world: World) -> None:
    case = on_table(world)
    mother = around(world, case, name="Samira", relation="parent", role="mama", email=MUM)
    around(world, case, name="Lies", relation="family", role="tante van Noor")
    with world.desk() as work:
        sitting = work.session.exec(select(AgendaItem.session_id).where(AgendaItem.referral_id == case)).one()
    here = f"/tafel/{sitting}/zaak/{case}"
    asked = {"decision": "meet_client", "meet_client_day": str(day_to_come()), "meet_client_time": "14:00",
             "meet_client_lasts": "45", "meet_client_invitees": f"n-{mother}"}  # fmt: skip
    asked = {f"beslissing_{name}": value for name, value in asked.items()}
    with world.client(HILDE) as hilde:
        page = hilde.get(here).text
        assert "mama" in page
        assert not [one for one in ("Samira", "Noor") if one in page], "the whole table may see it"
        assert "tante van N." in page
        back = send(hilde, f"{here}/beslissing", asked)
        assert back.status_code == 422
        assert "Waar spreken jullie af" in back.text
        assert f'value="n-{mother}" checked' in back.text, "what was chosen comes back"
        done = send(hilde, f"{here}/beslissing", asked | {"beslissing_meet_client_place": "Stadhuis"})
        assert done.status_code == 303
    assert world.case(case).stage == "client_meeting"
    assert [one.place for one in rows(world, ClientMeeting)] == ["Stadhuis"]
