"""Before a case goes to the table again the coordinator reads which claims and invitations end with it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlmodel import select

from hub.dispatch import agenda, cards, deciding, moves, reopening
from hub.dispatch.agendas.lapsing import Untold, lapsing_of
from hub.dispatch.case import Move
from hub.dispatch.expertise import inviting
from hub.dispatch.table_tables import AgendaItem, AgendaReason, Claim
from hub.letters import Letter
from tests.cast import World, send
from tests.desk.test_expertise import CARD as EXPERT_CARD
from tests.desk.test_experts_at_session import told, waits_for_a_session
from tests.pages.test_board import board_of
from tests.tables import ASKED, on_table, row, rows, takes_up

HILDE = "Hilde Verbist"
WAITS = "Er wacht nog een opname van Kompas NAFT. Die vervalt hierdoor, en Kompas NAFT krijgt bericht."

BOTH = re.compile("Er wachten nog opnames van (Kompas NAFT en Springplank|Springplank en Kompas NAFT)[.]")


def let_go(world: World) -> list[str]:
    return [one.to_address for one in rows(world, Letter) if one.kind == "claim_let_go"]


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


def test_hilde_reads_whose_claim_lapses_before_she_puts_a_discussed_case_on_the_table_again(today: World) -> None:
    case = on_table(today)
    base = board_of(today, case)
    first = takes_up(today, "Nadia Pauwels", case, "Kort traject")
    with today.desk(HILDE) as work:
        agenda.discuss(work, case)
    page, act = f"/aanmeldingen/{case}", f"/aanmeldingen/{case}/op-tafel"
    with today.client(HILDE) as hilde:
        assert "vervalt: Kompas NAFT" in hilde.get(base).text, "beside the case in the list to choose from"
        pressed = send(hilde, f"{base}/toevoegen", {"referral": str(case)})
        assert pressed.headers["location"] == f"{act}?zitting={base.rpartition('/')[2]}"
        assert send(hilde, act, {}).headers["location"] == act
        asked = hilde.get(pressed.headers["location"]).text
        assert WAITS in asked
        assert row(today, Claim, first).state == "made"
        # While she reads, Springplank joins.
        second = takes_up(today, "Tom Claes", case, "Carrousel", "co")
        assert send(hilde, act, {"told": field(asked, "told")}).headers["location"] == act
        asked = hilde.get(act).text
        assert "Intussen kwam er iets bij dat vervalt." in asked
        assert BOTH.search(asked)
        assert let_go(today) == []
        card = hilde.get(f"{page}/tafelkaart").text
        assert BOTH.search(card)
        untold = send(hilde, f"{page}/tafelkaart", {"asked": ASKED, "do": "table"})
        assert untold.status_code == 409, "a page that said nothing of it puts nothing on the table"
        assert BOTH.search(untold.text)
        done = send(hilde, act, {"told": field(asked, "told")})
        assert done.headers["location"].startswith("/tafel/")
    assert {row(today, Claim, one).state for one in (first, second)} == {"withdrawn"}
    assert sorted(let_go(today)) == ["team@kompas.example", "team@springplank.example"]
    assert today.case(case).stage == "on_table"


def test_a_proposed_place_says_so_too_and_keeps_its_reason(today: World) -> None:
    case = on_table(today)
    base = board_of(today, case)
    waits = takes_up(today, "Nadia Pauwels", case, "Kort traject")
    with today.desk(now=today.now + timedelta(minutes=1)) as work:
        reopening.bring_back(work, moves.take(work, case), AgendaReason.STALLED)
    with today.client(HILDE) as hilde:
        with today.desk() as work:
            proposed = work.session.exec(select(AgendaItem).where(AgendaItem.state == "proposed")).one()
        base = f"/tafel/{proposed.session_id}"
        assert WAITS in hilde.get(base).text
        pressed = send(hilde, f"{base}/voorstel", {"item": str(proposed.id)})
        asked = hilde.get(pressed.headers["location"]).text
        assert WAITS in asked
        assert f'value="{proposed.session_id}" selected' in asked
        data = {"told": field(asked, "told"), "session": str(proposed.session_id)}
        assert send(hilde, pressed.headers["location"], data).headers["location"] == base
    assert row(today, Claim, waits).state == "withdrawn"
    assert [one.reason for one in rows(today, AgendaItem) if one.state == "on_agenda"] == ["stalled"]


def test_hilde_reads_which_expert_is_called_off(world: World) -> None:
    case, _sits = waits_for_a_session(world)
    with world.desk(HILDE) as work:
        inviting.invite(work, case, "Ann De Wit", "angst", "ann@uz.example")
        cards.write_card(work, case, cards.Written("", ASKED, "", ""))
        cards.approve_card(work, case)
    said = "Ann De Wit is uitgenodigd voor de expertisetafel en krijgt bericht dat het niet doorgaat."
    with world.desk(HILDE) as work, pytest.raises(Untold, match=said):
        agenda.put_on_table(work, case, told="")
    assert [kind for kind, *_rest in told(world)] == ["expert_invited"]
    with world.desk(HILDE) as work:
        agenda.put_on_table(work, case, told=lapsing_of(work, case).mark)
    assert [kind for kind, *_rest in told(world)] == ["expert_invited", "expert_session_off"]


def test_an_expert_without_a_day_hears_nothing_more_and_hilde_reads_that_the_question_closes(world: World) -> None:
    case = on_table(world)
    with world.desk(HILDE) as work:
        agenda.discuss(work, case)
        deciding.park(work, case, Move.ASK_EXPERTS, (work.now + timedelta(days=15)).date(), "Eerst raad vragen.")
        inviting.write_card(work, case, EXPERT_CARD)
        inviting.invite(work, case, "Ann De Wit", "angst", "ann@uz.example")
    with world.client(HILDE) as hilde:
        asked = unescape(hilde.get(f"/aanmeldingen/{case}/op-tafel").text)
        assert "De vraag aan Ann De Wit om mee te denken, sluit." in asked
        assert "De vraag aan Ann De Wit om mee te denken, sluit." in unescape(
            hilde.get(f"/aanmeldingen/{case}/rondvragen").text
        )
