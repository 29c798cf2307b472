"""Asking for a sign-in link: nobody can use up the links of somebody else, and nobody learns who has an account."""

import contextlib
import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from litestar.testing import TestClient
from sqlmodel import col, select

from hub import links
from hub.letters import Letter
from hub.links import Link, Purpose
from hub.people import asking, desk
from tests.browsers import browser
from tests.cast import World, send

HILDE = "hilde@dijleland.example"


def ask(client: TestClient, email: str = HILDE) -> Any:
    return send(client, "/inloggen", {"email": email})


def letters_to(world: World, email: str) -> int:
    with world.desk() as work:
        return len(work.session.exec(select(Letter.id).where(Letter.to_address == email)).all())


def asked_elsewhere(world: World, visitor: str, times: int, email: str = HILDE) -> int:
    """How many times somebody else, at this address of the network, may ask for a link."""
    redis_url = world.store.settings.redis_url
    return sum(asking.may_ask(redis_url, email, visitor) for _n in range(times))


def test_who_uses_up_six_links_of_hilde_leaves_her_the_next_one(world: World) -> None:
    assert asked_elsewhere(world, "203.0.113.7", 100) == 6
    with world.client() as hilde:
        assert ask(hilde).status_code == 200
    assert letters_to(world, HILDE) == 1


def test_hilde_asks_six_times_and_reads_when_to_try_again_with_her_address_still_there(world: World) -> None:
    with world.client() as hilde:
        assert [ask(hilde).status_code for _n in range(6)] == [200] * 6
        late = ask(hilde)
        assert late.status_code == 429
        assert "Wacht een kwartier" in late.text
        assert f'value="{HILDE}"' in late.text
        assert ask(hilde, "karim@dijleland.example").status_code == 200, "a colleague at the same machine"
    assert letters_to(world, HILDE) == 6


def test_many_visitors_together_do_not_fill_the_mailbox_of_hilde(world: World) -> None:
    assert sum(asked_elsewhere(world, f"203.0.113.{n}", 6) for n in range(50)) == 30


def test_one_visitor_cannot_ask_links_for_everybody(world: World) -> None:
    people = (asked_elsewhere(world, "203.0.113.7", 1, f"{n}@dijleland.example") for n in range(100))
    assert sum(people) == 60


def test_in_the_browser_in_which_she_signed_in_before_hilde_always_gets_a_link(world: World) -> None:
    with world.client() as hilde:
        ask(hilde)
        with world.desk() as work:
            link = work.session.exec(select(Link).where(Link.purpose == Purpose.SIGN_IN)).one()
            here = links.address(work, link).removeprefix("http://testserver.local")
        assert send(hilde, here, {}, get_first=here).status_code == 303
        send(hilde, "/afmelden", {})
        for n in range(50):
            asked_elsewhere(world, f"203.0.113.{n}", 6)
        assert ask(hilde).status_code == 200
    with world.client() as stranger:
        assert ask(stranger).status_code == 429
    assert letters_to(world, HILDE) == 2


def test_to_have_asked_in_a_browser_is_not_to_have_signed_in_there(world: World) -> None:
    with world.client() as stranger:
        ask(stranger)
        for n in range(50):
            asked_elsewhere(world, f"203.0.113.{n}", 6)
        assert ask(stranger).status_code == 429


@pytest.mark.parametrize("times", [1, 7])
def test_an_unknown_address_is_answered_as_a_known_one_within_the_limit_and_beyond(world: World, times: int) -> None:
    answers = []
    for email in (HILDE, "niemand@dijleland.example"):
        with world.client() as visitor:
            for _n in range(times):
                answer = ask(visitor, email)
            token = visitor.cookies["hub_csrf"]
            answers.append((answer.status_code, answer.text.replace(email, "").replace(token, "")))
    assert answers[0] == answers[1]


def test_while_redis_is_away_links_are_counted_too(world: World) -> None:
    settings = dataclasses.replace(world.store.settings, redis_url="redis://127.0.0.1:9/7")
    with browser(settings) as hilde:
        assert [ask(hilde).status_code for _n in range(7)] == [200] * 6 + [429]


@contextlib.contextmanager
def heard(world: World) -> Iterator[list[str]]:
    """What the database is asked while this lasts, however it ends for a savepoint."""
    said: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        said.append("END" if statement.startswith(("RELEASE", "ROLLBACK TO")) else statement)

    sa.event.listen(world.store.engine, "before_cursor_execute", hear)
    yield said
    sa.event.remove(world.store.engine, "before_cursor_execute", hear)


def test_the_clock_does_not_tell_who_has_an_account_for_the_same_is_done_for_everybody(world: World) -> None:
    asked, typed = [], []
    for email in (HILDE, "niemand@dijleland.example"):
        with heard(world) as said, world.store.begin() as work:
            desk.request_link(work, email, f"browser for {email}", None)
        asked.append(said)
        with heard(world) as said, world.store.begin() as work:
            assert desk.sign_in_by_code(work, "000000", f"browser for {email}") is None
        typed.append(said)
    for known, unknown in (asked, typed):
        assert known == unknown
    assert [sum("INSERT INTO letter" in one for one in said) for said in asked] == [1, 1]
    assert (letters_to(world, HILDE), letters_to(world, "niemand@dijleland.example")) == (1, 0)


def test_the_link_that_nobody_gets_opens_nothing_and_is_gone_an_hour_later(world: World) -> None:
    with world.store.begin() as work:
        for email in (HILDE, "niemand@dijleland.example"):
            desk.request_link(work, email, "a browser", None)
    with world.store.begin() as work:
        nobodys = work.session.exec(select(Link).where(col(Link.person_id).is_(None))).one()
        assert desk.sign_in_by_code(work, links.code_of(work, nobodys), "a browser") is None
    with world.store.begin() as work:
        assert desk.forget_stand_ins(work) == 0
        work.session.execute(sa.update(Link).values(expires_at=work.real))
    with world.store.begin() as work:
        assert desk.forget_stand_ins(work) == 1
        assert work.session.exec(select(Link.noun_id)).one() == world["Hilde Verbist"]


def test_whoever_types_code_after_code_waits_whether_anybody_has_one_or_not(world: World) -> None:
    redis_url = world.store.settings.redis_url
    with world.client() as stranger:
        ask(stranger)
        wrong = {"code": "000000", "email": HILDE}
        assert send(stranger, "/inloggen/code", wrong).status_code == 422
        assert sum(asking.may_type_here(redis_url, "testclient") for _n in range(100)) == 59
        late = send(stranger, "/inloggen/code", wrong)
    assert late.status_code == 429
    assert "Wacht een kwartier, of open de link in je e-mail" in late.text
