"""What a script asks for once something is new at the table: the pieces of a page, made once for who sees the same."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
import sqlalchemy as sa
from litestar.testing import TestClient
from sqlmodel import select

from hub.app import create_app
from hub.asker import Role
from hub.clock import real_now
from hub.dispatch.meeting.looking import lookers
from hub.dispatch.meeting.shared import Shared, Texts
from hub.dispatch.sessions import inviting
from hub.dispatch.sharing import recording
from hub.dispatch.sharing.gate import About, Said, Whose
from hub.dispatch.sharing.recording import Typed
from hub.dispatch.table_tables import AgendaItem, Session
from hub.people.desk import give_role, sign_out_everywhere
from hub.people.tables import Membership, Secrecy
from tests.cast import World, send
from tests.pages.test_board import KARIM, board_of
from tests.seated import seat_people
from tests.tables import ASKED, on_table, takes_up
from tools.noting import noted

OTHERS = ["Tom Claes", "Hilde Verbist"]


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
    """Wim coordinates both hubs. What Hilde is given a moment later was made for him; her script puts in who she is."""
    case = on_table(today)
    base = board_of(today, case)
    with today.desk() as work:
        give_role(work, "Wim Peeters", "wim@schelderand.example", Role.COORDINATOR, hub_id=today["dijleland"])
        item = work.session.exec(select(AgendaItem).where(AgendaItem.referral_id == case)).one()
    watcher = r'<select[^>]+data-me(?:="")?>\s*(<option value="[^"]+"( selected)?>[^<]+</option>\s*){2}</select>'
    with today.client("Wim Peeters") as wim, today.client("Hilde Verbist") as hilde:
        assert "Schelderand" in wim.get(base).text, "his own page leads to his other table"
        first = wim.get(f"{base}?stukken&verplaatst={item.id}&weg=up").text
        pieces = hilde.get(f"{base}?stukken").text
        for chair, name in ((wim, "Wim Peeters"), (hilde, "Hilde Verbist")):
            whole = re.search(watcher, chair.get(f"{base}/zaak/{case}").text)
            alike = re.search(watcher, chair.get(f"{base}/zaak/{case}?stukken").text)
            assert whole
            assert alike
            assert f'"{today[name]}" selected' in whole[0], "each follows up what the own table decides"
            assert "selected" not in alike[0]
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
    app.state.shared, app.state.texts = Shared(lasts=600.0), Texts(lasts=600.0)
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


def test_who_lost_the_right_or_signed_out_is_given_nothing_of_what_was_made_for_them_a_moment_ago(
    today: World, one_server: TestClient
) -> None:
    """Nobody changes the table meanwhile: what was made for Kompas is still kept."""
    case = on_table(today)
    page = f"{board_of(today, case)}/zaak/{case}?stukken"
    nadia, tom = ({"person_id": today[name]} for name in ("Nadia Pauwels", "Tom Claes"))

    def asked() -> tuple[int, bool, bool]:
        """The status, and whether the card stands there, and what fits of Kompas."""
        answer = one_server.get(page, follow_redirects=False)
        return answer.status_code, ASKED in answer.text, "Kort traject" in answer.text

    def change(values: dict[str, object], **which: object) -> None:
        with today.desk() as work:
            work.session.execute(sa.update(Membership).filter_by(**which).values(**values))

    sign_in(one_server, today, "Tom Claes")
    change({"organisation_id": today["Kompas NAFT"]}, **tom)
    assert asked() == (200, True, True)
    change({"organisation_id": today["Buddyhuis"], "secrecy": Secrecy.DISCRETION}, **tom)
    assert asked() == (200, True, False), "he is of another partner"
    change({"organisation_id": today["Kompas NAFT"], "until": real_now().date()}, **tom)
    assert asked() == (404, False, False), "he left"
    sign_in(one_server, today, "Nadia Pauwels")
    assert asked() == (200, True, True)
    with today.desk() as work:
        sign_out_everywhere(work, today["Nadia Pauwels"])
    assert asked() == (303, False, False), "she signs in first"
    sign_in(one_server, today, "Nadia Pauwels")
    assert asked() == (200, True, True)
    change({"role": Role.STEERING, "organisation_id": None, "hub_id": today["dijleland"]}, **nadia)
    assert asked() == (403, False, False), "a member of the hub without the right"


def sign_in(browser: TestClient, world: World, name: str) -> None:
    assert send(browser, f"/demo/{world[name]}", {}).status_code == 303


def test_all_who_ask_at_one_moment_are_asked_about_in_as_many_questions_as_one(today: World) -> None:
    """Each by its own rights: two kinds of viewers are told apart, and whoever may not see it is left out."""
    session = UUID(board_of(today, on_table(today)).rsplit("/", 1)[1])
    with today.desk() as work:
        for n in range(10):
            name = f"Lid {n}"
            given = give_role(work, name, f"{n}@kompas.example", Role.PARTNER, organisation_id=today["Kompas NAFT"])
            today.ids[name] = given.person_id
    questions = []
    for names in (["Nadia Pauwels"], ["Nadia Pauwels", *(f"Lid {n}" for n in range(10)), *OTHERS, KARIM]):
        with noted(today.store.engine) as told:
            found = lookers(today.store).find([(session, (today[name], None)) for name in names])
        questions.append(len(told))
    assert questions[0] == questions[1]
    alike = [found[session, (today[name], None)].who for name in names if name != KARIM]
    assert (session, (today[KARIM], None)) not in found
    assert len(set(alike[:11])) == 1, "of one partner, bound alike"
    assert len(set(alike)) == 1 + len(OTHERS)
