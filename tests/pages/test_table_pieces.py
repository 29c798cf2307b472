"""What a script asks for once something is new at the table: the pieces of a page, made once for who sees the same."""

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from litestar.testing import TestClient
from sqlmodel import select

from hub.app import create_app
from hub.asker import Role
from hub.dispatch.meeting.shared import Shared
from hub.dispatch.sessions import inviting
from hub.dispatch.sharing import recording
from hub.dispatch.sharing.gate import About, Said, Whose
from hub.dispatch.sharing.recording import Typed
from hub.dispatch.table_tables import AgendaItem, Session
from hub.people.desk import give_role
from hub.people.tables import Membership, Secrecy
from tests.cast import World, send
from tests.pages.test_board import KARIM, board_of
from tests.seated import seat_people
from tests.tables import ASKED, on_table, takes_up
from tools.noting import noted


def test_a_board_that_is_shown_is_told_the_newest_version_and_sends_its_pieces_without_a_token(today: World) -> None:
    case = on_table(today)
    base = board_of(today, case)
    with today.client("Hilde Verbist") as hilde:
        board = hilde.get(f"{base}/zaak/{case}").text
        watch = re.search(r'data-watch="(.+?)" data-version="(.+?)" data-pieces="(.+?)"', board)
        assert watch
        assert f"data: {watch[2]}\r\n" in hilde.get(watch[1]).text
        takes_up(today, "Tom Claes", case, "Carrousel")
        newest = int(watch[2]) + 1
        assert f"data: {newest}\r\n" in hilde.get(watch[1]).text
        pieces = hilde.get(watch[3]).text
    assert f'data-version="{newest}"' in pieces
    assert "Springplank neemt op" in pieces
    assert "<html" not in pieces
    assert 'name="_csrf_token" value=""' in pieces
    assert "Hilde" not in pieces


def test_the_pieces_of_a_board_are_shared_by_who_sees_the_same_and_by_nobody_else(today: World) -> None:
    case = on_table(today)
    page = f"{board_of(today, case)}/zaak/{case}?stukken"
    with (
        today.client("Nadia Pauwels") as nadia,
        today.client("Hilde Verbist") as hilde,
        today.client(KARIM) as karim,
    ):
        for _again in range(2):
            assert "Noteer een opname" in hilde.get(page).text
            seen = nadia.get(page).text
            assert "We nemen dit op" in seen
            assert "Noteer een opname" not in seen
            assert karim.get(page).status_code == 403


def test_the_pieces_of_a_board_say_nothing_of_the_other_tables_of_whoever_asked_first(today: World) -> None:
    """Wim coordinates both hubs. What Hilde is given a moment later was made for him."""
    case = on_table(today)
    base = board_of(today, case)
    with today.desk() as work:
        give_role(work, "Wim Peeters", "wim@schelderand.example", Role.COORDINATOR, hub_id=today["dijleland"])
        item = work.session.exec(select(AgendaItem).where(AgendaItem.referral_id == case)).one()
    with today.client("Wim Peeters") as wim, today.client("Hilde Verbist") as hilde:
        assert "Schelderand" in wim.get(base).text, "his own page leads to his other table"
        first = wim.get(f"{base}?stukken&verplaatst={item.id}&weg=up").text
        pieces = hilde.get(f"{base}?stukken").text
        proposed = [
            re.search(rf'<option value="{one}" selected', chair.get(f"{base}/zaak/{case}?stukken").text)
            for chair, one in ((wim, today["Wim Peeters"]), (hilde, today["Hilde Verbist"]))
        ]
    assert all(proposed), "each follows up what the own table decides"
    for page in (first, pieces):
        assert "Schelderand" not in page
        assert "autofocus" not in page


def test_a_colleague_of_the_same_partners_is_not_shown_as_who_looked_a_moment_before(today: World) -> None:
    seat_people(today)
    board, own = f"/tafel/{today['session']}?stukken", r'class="who-line own"><div><strong>([^<]+)'
    with today.desk() as work:
        give_role(work, "Nadia", "nadia@kompas.example", Role.PARTNER, organisation_id=today["Springplank"])
        give_role(work, "Tom", "tom@springplank.example", Role.PARTNER, organisation_id=today["Kompas NAFT"])
        inviting.tell(work, work.session.get_one(Session, today["session"]))
    with today.client("Nadia Pauwels") as browser:  # one server: each client of a test has its own
        assert re.findall(own, browser.get(board).text) == ["Kompas NAFT"]
        assert send(browser, f"/demo/{today['Tom Claes']}", {}).status_code == 303
        assert re.findall(own, browser.get(board).text) == ["Springplank"]


@pytest.fixture
def one_server(today: World) -> Iterator[TestClient]:
    """Where people sign in one after the other; what was made for one is kept for long, however slow a machine is."""
    app = create_app(today.store.settings)
    app.state.shared = Shared(lasts=600.0)
    with TestClient(app, base_url=today.store.settings.public_url) as browser:
        yield browser


def test_what_is_known_of_the_cases_is_looked_up_once_for_a_table_and_shown_to_each_by_its_own_rights(
    today: World, one_server: TestClient
) -> None:
    case = on_table(today)
    page = f"{board_of(today, case)}/zaak/{case}?stukken"
    seen: dict[str, str] = {}
    with noted(one_server.app.state.store.engine) as told:
        for who in ("Hilde Verbist", "Nadia Pauwels", "Tom Claes"):
            send(one_server, f"/demo/{today[who]}", {})
            seen[who] = one_server.get(page).text
    send(one_server, f"/demo/{today[KARIM]}", {})
    assert one_server.get(page).status_code == 403
    assert sum("FROM referral LEFT OUTER JOIN table_card" in text for text, _values in told) == 1
    assert "Noteer een opname" in seen["Hilde Verbist"]
    for partner, offer, other in (
        ("Nadia Pauwels", "Kort traject", "Carrousel"), ("Tom Claes", "Carrousel", "Kort traject")
    ):  # fmt: skip
        assert "Noteer een opname" not in seen[partner]
        assert "We nemen dit op" in seen[partner]
        assert offer in seen[partner]
        assert other not in seen[partner]


def test_a_colleague_who_is_not_bound_is_not_given_the_cards_that_were_made_for_one_who_is(
    today: World, one_server: TestClient
) -> None:
    case = on_table(today)
    with today.desk("Hilde Verbist") as work:
        recording.record(work, case, Typed({(About.SHARE, Whose.YOUNGSTER): Said.NOT_REACHED}, reason="Neemt niet op."))
    with today.desk() as work:
        to_kompas = sa.update(Membership).where(sa.column("person_id") == today["Tom Claes"])
        values = {"organisation_id": today["Kompas NAFT"], "secrecy": Secrecy.DISCRETION}
        work.session.execute(to_kompas.values(**values))
    for path in (board_of(today, case), f"{board_of(today, case)}/zaak/{case}"):
        send(one_server, f"/demo/{today['Nadia Pauwels']}", {})
        assert ASKED in one_server.get(f"{path}?stukken").text
        assert send(one_server, f"/demo/{today['Tom Claes']}", {}).status_code == 303
        assert ASKED not in one_server.get(f"{path}?stukken").text
