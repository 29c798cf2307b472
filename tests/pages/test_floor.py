"""At the meeting: the chair brings one case up after the other, partners go along, and the wall shows where it is."""

import re

import pytest
from sqlmodel import select

from hub.dispatch.meeting import floor
from hub.dispatch.table_tables import AgendaItem
from hub.problems import NotFound, Refused
from tests.cast import World, send
from tests.pages.test_board import board_of
from tests.tables import on_table
from tests.to_come import day_to_come

HILDE, NADIA = "Hilde Verbist", "Nadia Pauwels"


def items(world: World) -> dict[object, AgendaItem]:
    with world.desk() as work:
        return {item.referral_id: item for item in work.session.exec(select(AgendaItem)).all()}


def test_nadia_goes_along_with_hilde_from_case_to_case(today: World) -> None:
    ada, bo = (on_table(today, first_name=name, last_name="Peeters") for name in ("Ada", "Bo"))
    base = board_of(today, ada)
    with today.client(HILDE) as hilde, today.client(NADIA) as nadia:
        assert nadia.get(f"{base}/nu").url.path == base, "nothing was brought up yet"
        at = send(hilde, f"{base}/nu", {"item": str(items(today)[ada].id)}).headers["location"]
        assert at == f"{base}/zaak/{ada}"
        board = nadia.get(base).text
        assert "nu op tafel" in board
        assert "Ga mee met de voorzitter" in board
        along = nadia.get(f"{base}/nu")
        assert along.url.path == at
        assert "Deze pagina gaat mee met de voorzitter" in along.text
        assert f'data-along="{at}"' in along.text
        send(hilde, f"{base}/nu", {"item": str(items(today)[bo].id)})
        assert f'data-along="{base}/zaak/{bo}"' in nadia.get(f"{at}?stukken&volg=1").text
        assert "data-along" not in nadia.get(f"{at}?stukken").text
        send(hilde, f"{base}/nu", {})
        assert "nu op tafel" not in nadia.get(base).text


def test_the_wall_shows_the_case_with_initials_and_who_is_asked_first_and_nothing_to_press(today: World) -> None:
    case = on_table(today)
    base = board_of(today, case)
    with today.client(HILDE) as hilde:
        assert "Dagorde" in hilde.get(f"{base}/scherm").text
        send(hilde, f"{base}/nu", {"item": str(items(today)[case].id)})
        wall = hilde.get(f"{base}/scherm").text
    assert "N.E." in wall
    assert "Noor" not in wall
    assert wall.index("Kompas NAFT") < wall.index("Springplank")
    assert "<form" not in wall.partition('id="scherm"')[2].partition("</main>")[0]


def test_a_long_agenda_ends_where_the_wall_does_and_the_board_leads_to_each_of_its_cases(today: World) -> None:
    base = board_of(today, on_table(today))
    with today.client(HILDE) as hilde:
        alone = hilde.get(base).text
        for n in range(19):
            on_table(today, first_name=f"Jo{n}", last_name="Peeters")
        wall, board = hilde.get(f"{base}/scherm").text, hilde.get(base).text
    assert wall.count('<li value="') == 18
    assert "… en daarna nog 2 vragen." in wall
    jumps = board.partition('class="jumps')[2].partition("</nav>")[0]
    assert [f"#zaak-{item.id}" in jumps for item in items(today).values()] == [True] * 20
    for piece in ('class="jumps', "data-drag=", "minuten per vraag"):
        assert piece in board
        assert piece not in alone, "there is nothing to drag a single one past, nor to share time with"


def test_after_a_decision_the_table_goes_on_and_after_the_last_word_it_speaks_of_nothing(today: World) -> None:
    ada, bo = on_table(today), on_table(today)
    base = board_of(today, ada)
    with today.client(HILDE) as hilde:
        send(hilde, f"{base}/nu", {"item": str(items(today)[ada].id)})
        send(
            hilde, f"{base}/zaak/{ada}/uitstel", {"uitstel_item": str(items(today)[ada].id), "uitstel_reason": "Ziek."}
        )
        assert f"/zaak/{bo}" in hilde.get(f"{base}/nu").url.path
        send(hilde, f"{base}/sluiten", {"early": "1"})
        assert hilde.get(f"{base}/nu").url.path == base
    assert all(item.left_at for item in items(today).values() if item.began_at)


def test_only_the_chair_brings_a_case_up_and_only_what_stands_on_an_agenda_that_is_open(today: World) -> None:
    case = on_table(today)
    item = items(today)[case]
    with pytest.raises(NotFound), today.desk(NADIA) as work:
        floor.bring_up(work, item.session_id, item.id)
    with today.client(HILDE) as hilde:
        send(hilde, f"/tafel/{item.session_id}/sluiten", {"early": "1"})
    with pytest.raises(Refused, match="afgesloten"), today.desk(HILDE) as work:
        floor.bring_up(work, item.session_id, item.id)


def test_hilde_postpones_from_the_agenda_and_keeps_the_later_session_that_she_chose_when_she_forgets_why(
    today: World,
) -> None:
    case = on_table(today)
    base = board_of(today, case)
    item = items(today)[case]
    form = f"uitstel{item.id.hex[:8]}"
    with today.client(HILDE) as hilde:
        later = str(re.findall(r'<option value="([0-9a-f-]{36})"', hilde.get(base).text)[-1])
        typed = {
            "form": form, "back": "board", f"{form}_item": str(item.id), f"{form}_session": later, f"{form}_reason": "",
        }  # fmt: skip
        page = send(hilde, f"{base}/zaak/{case}/uitstel", typed)
        assert page.status_code == 422
        assert "Sluit de zitting" in page.text, "she is still on the agenda"
        assert f'href="#f-{form}_reason"' in page.text
        assert f'id="f-{form}_reason"' in page.text
        assert f'<option value="{later}" selected>' in page.text
        assert re.search(r'<details class="confirm" data-closes open><summary[^>]*>Verschuif', page.text)
        done = send(hilde, f"{base}/zaak/{case}/uitstel", {**typed, f"{form}_reason": "De ouders zijn ziek."})
        assert done.headers["location"] == base
        assert "De ouders zijn ziek." in hilde.get(f"/tafel/{later}").text


def test_the_agenda_goes_on_with_what_is_left_and_says_at_which_case_a_decision_was_noted(today: World) -> None:
    ada, bo = on_table(today), on_table(today)
    base = board_of(today, ada)
    with today.client(HILDE) as hilde:
        send(hilde, f"{base}/nu", {"item": str(items(today)[ada].id)})
        assert "Ga verder met N.E." in hilde.get(base).text
        send(hilde, f"{base}/zaak/{ada}/besproken", {})
        agenda = hilde.get(base).text
        assert "Ga verder met het overleg" in agenda, "Ada was discussed"
        assert (
            f'value="{items(today)[bo].id}"' in agenda.partition("Ga verder met het overleg")[0].rpartition("<form")[2]
        )
        page = send(
            hilde, f"{base}/zaak/{bo}/beslissing",
            {"beslissing_decision": "wait", "beslissing_review_on": str(day_to_come())},
            follow_redirects=True,
        ).text  # fmt: skip
    assert f"Genoteerd bij {today.case(bo).number}: Op de wachtlijst." in page
