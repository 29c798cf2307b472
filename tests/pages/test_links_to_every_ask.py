"""Whoever lost the letter about anything that is asked finds it again at its own address, from outside as well."""

from datetime import date

from hub.clock import DayUnit, add_days, brussels_date, real_now
from hub.dispatch.case_team.meeting_tables import MeetingInvitee
from hub.dispatch.expertise import inviting
from hub.dispatch.minutes import circulating
from tests.cast import World
from tests.desk import test_client_meeting as meeting
from tests.desk import test_consult as consult
from tests.desk import test_expertise as expertise
from tests.desk.test_case_team import asks as asks_to_direct
from tests.desk.test_case_team import case_of
from tests.minutes_sat import read_behind, sit
from tests.pages.test_links_again import TEAM, again_to, asks, opens
from tests.table_links import TOM, YUSUF, path_in, plain
from tests.tables import rows

HILDE, ANN = "Hilde Verbist", "ann@uz.example"


def lost(client: object, world: World, email: str) -> str:
    asks(client, email)
    return path_in(world, again_to(world, email)[-1])


def test_minutes_a_question_and_a_direction_open_again_for_who_is_asked_nothing_else(world: World) -> None:
    sit(world)
    with world.desk(HILDE, now=real_now()) as work:
        circulating.send(work, world["session"])
    with world.client() as yusuf:
        here = lost(yusuf, world, YUSUF)
        assert "wacht op jullie" in yusuf.get(here).text
        assert "Gelezen, het klopt" in read_behind(yusuf, opens(yusuf, here, "verslag"))
    consult.ask(world, consult.asked_of_hub(world), "Springplank", by=date(2026, 10, 6))
    directs = case_of(world)
    asks_to_direct(world, directs, "Springplank", "Tom Claes")
    with world.client() as tom:
        here = lost(tom, world, TOM)
        assert consult.QUESTION in tom.get(opens(tom, here, "consult")).text
        page = opens(tom, here, "regie")
        assert page == f"/casusteams/{directs}"
        assert tom.get(page, follow_redirects=False).headers["location"].startswith("/inloggen"), "no link opens a team"


def test_who_comes_from_outside_finds_the_invitation_and_nothing_once_it_is_taken_back(today: World) -> None:
    at = add_days(brussels_date(real_now()), 10, DayUnit.WORKING_DAYS)
    meeting.planned(today, case_of(today), f"{at}T14:00")
    with today.client() as mum:
        here = lost(mum, today, meeting.MUM)
        shown = mum.get(here)
        assert "CM-" not in shown.text, "the meeting, never the case"
        assert "Noor" not in shown.text
        assert "Huis van de Jeugd" in mum.get(opens(mum, here, "overleg")).text
        with today.desk() as work:
            for one in rows(today, MeetingInvitee):
                work.session.get_one(MeetingInvitee, one.id).removed_at = work.now
        assert mum.get(here).status_code == 404


def test_an_expert_from_outside_finds_its_question_and_no_team_finds_it(world: World) -> None:
    case = expertise.waits_for_experts(world)
    expert = expertise.invited(world, case, "Ann De Wit", ANN)
    with world.client() as ann, world.client() as team:
        assert "Er staat niets open" in plain(team.get(lost(team, world, TEAM))), "what is Ann's"
        here = lost(ann, world, ANN)
        assert "Denk je mee als expert?" in plain(ann.get(here))
        assert expertise.CARD in ann.get(opens(ann, here, "expertise")).text
        with world.desk(HILDE) as work:
            inviting.call_off(work, expert, case)
        assert ann.get(here).status_code == 404
        asks(ann, ANN)
    assert len(again_to(world, ANN)) == 1, "nobody knows this address any more"
