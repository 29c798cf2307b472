"""A partner lost its letter: it asks for links at its known address, and nobody learns who has one."""

import re
from typing import Any

import pytest
from sqlmodel import select

from hub.clock import real_now
from hub.dispatch.mailed import again
from hub.dispatch.mailed.asking_tables import TableAsking
from hub.dispatch.still_right import asking_desk
from hub.ledger import Entry
from hub.letters import Letter
from hub.partners.tables import Organisation
from hub.people.tables import Membership
from tests.cast import World, send
from tests.desk.test_case_team import case_of
from tests.desk.test_plan_watched import agreed
from tests.pages.test_asking_a_link import heard
from tests.table_links import FRIDAY, TOM, beat, path_in, plain
from tests.tables import on_table, rows, running

NADIA, TEAM = "nadia@kompas.example", "team@springplank.example"
ASK = "/antwoord/link-kwijt"


def asks(client: Any, email: str) -> Any:
    return send(client, ASK, {"email": email}, get_first=ASK)


def again_to(world: World, email: str) -> list[Letter]:
    return [one for one in rows(world, Letter) if (one.kind, one.to_address) == ("links_again", email)]


def opens(client: Any, here: str, words: str) -> str:
    """Press the button of this thing, and go where that leads."""
    page = client.get(here).text
    (found,) = set(re.findall(rf'action="({here}/{words}/[^"]+)"', page))
    there = send(client, found, {})
    assert there.status_code == 303
    return str(there.headers["location"])


def test_nadia_lost_all_her_letters_and_opens_her_track_and_the_table_again(world: World) -> None:
    running(world)
    on_table(world, first_name="Sam")
    beat(world, FRIDAY)
    with world.desk() as work:  # pages run at the real moment
        for one in work.session.exec(select(TableAsking)):
            one.asked_at = real_now()
    with world.client() as nadia:
        assert "Vraag een nieuwe link" in nadia.get("/antwoord/traject/" + "x" * 32).text
        assert "Kijk in je mailbox" in asks(nadia, "Nadia@Kompas.example").text
        (letter,) = again_to(world, NADIA)
        assert "CM-" not in letter.subject + letter.body
        here = path_in(world, letter)
        page = nadia.get(here)
        assert "wacht op jullie" in page.text
        for untold in ("Noor", "Amrani", "weken thuis"):
            assert untold not in page.text
        assert "Het is gestart" in nadia.get(opens(nadia, here, "traject")).text
        table = opens(nadia, here, "tafel")
        assert "Lees de kaart" in nadia.get(table).text, "nothing opens there without its own press"
    with world.desk() as work:
        given = work.session.exec(select(Entry).where(Entry.act == "link.again")).all()
        assert {one.person_id for one in given} == {world["Nadia Pauwels"]}
        for role in work.session.exec(select(Membership).where(Membership.person_id == world["Nadia Pauwels"])):
            role.until = work.now.date()
    with world.client() as nadia:
        assert nadia.get(here).status_code == 404, "who left finds nothing any more"
        assert nadia.get(table).status_code == 404


def test_a_team_finds_what_its_letters_held_and_nobody_opens_what_is_not_theirs(world: World) -> None:
    track_id = running(world)
    with world.client() as team:
        asks(team, TEAM)
        here = path_in(world, again_to(world, TEAM)[0])
        assert "Er staat niets open" in plain(team.get(here))
        assert send(team, f"{here}/traject/{track_id}", {}).status_code == 404
        assert send(team, f"{here}/onzin/{track_id}", {}).status_code == 404
        assert team.get(f"{here}/traject/{track_id}", follow_redirects=False).headers["location"] == here
        with world.desk() as work:
            work.session.get_one(Organisation, world["Springplank"]).email = "anders@springplank.example"
        assert team.get(here).status_code == 404, "whoever reads the old mailbox"


@pytest.mark.parametrize("times", [1, 5])
def test_an_unknown_address_is_answered_as_a_known_one_and_nobody_fills_a_mailbox(world: World, times: int) -> None:
    answers = []
    for email in (TOM, "niemand@springplank.example", "hilde@dijleland.example"):
        with world.client() as visitor:
            for _n in range(times):
                answer = asks(visitor, email)
            token = visitor.cookies["hub_csrf"]
            answers.append((answer.status_code, answer.text.replace(email, "").replace(token, "")))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == (200 if times == 1 else 429)
    assert len(again_to(world, TOM)) == min(times, 4)
    assert again_to(world, "niemand@springplank.example") == []
    assert again_to(world, "hilde@dijleland.example") == [], "of no partner"


def test_the_clock_tells_nobody_who_is_known(world: World) -> None:
    asked = []
    for email in (TOM, TEAM, "niemand@springplank.example"):
        with heard(world) as said, world.store.begin() as work:
            again.ask(work, email)
        asked.append(said)
    assert asked[0] == asked[1] == asked[2]


def test_many_visitors_together_do_not_fill_one_mailbox(world: World) -> None:
    redis_url = world.store.settings.redis_url
    assert sum(again.may_ask(redis_url, TOM, f"203.0.113.{n}") for n in range(30)) == 12


def test_an_agreement_and_the_places_open_again_and_end_with_who_left(world: World) -> None:
    agreed(world, case_of(world), f"o-{world['Springplank']}", "Zoekt een plaats.")
    with world.desk("Hilde Verbist", now=real_now()) as work:
        asking_desk.ask_again(work, world["Springplank"])
    with world.client() as tom:
        asks(tom, TOM)
        here = path_in(world, again_to(world, TOM)[0])
        agreement, places = opens(tom, here, "afspraak"), opens(tom, here, "aanbod")
        assert "Zoekt een plaats." in tom.get(agreement).text
        assert "Kloppen jullie plaatsen nog?" in tom.get(places).text
        with world.desk() as work:
            for role in work.session.exec(select(Membership).where(Membership.person_id == world["Tom Claes"])):
                role.until = work.now.date()
        assert [tom.get(one).status_code for one in (here, agreement, places)] == [404, 404, 404]
