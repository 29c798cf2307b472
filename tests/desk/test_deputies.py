"""While Hilde is away her deputy reads what waits on her and hears of her letters, until the day after the last."""

import re
from datetime import date
from uuid import UUID

import pytest

from hub.asker import Role
from hub.clock import brussels_date, real_now
from hub.home.absence.passing_on import LETTER, pass_on
from hub.home.absence.waiting_on import told_of
from hub.hubs import hub_named
from hub.letters import write
from hub.people.absence_desk import come_back, go_away
from hub.people.absence_sight import at_hubs
from hub.people.desk import add_person
from hub.problems import Invalid, NotAllowed, NotFound
from tests.cast import World, send
from tests.mail_shop import letters

HILDE, JEF, IDA = "Hilde Verbist", "Jef Willems", "Ida Maes"
MONDAY, FRIDAY = date(2026, 9, 14), date(2026, 9, 18)
TUESDAY, AFTER = "2026-09-15T10:00", "2026-09-19T10:00"


@pytest.fixture
def three(world: World) -> World:
    with world.desk() as work:
        for name, email in ((JEF, "jef@dijleland.example"), (IDA, "ida@dijleland.example")):
            world.ids[name] = add_person(work, name, email, Role.COORDINATOR, hub_id=world["dijleland"]).id
    return world


def away(world: World, who: str, deputy: str | None, by: str = HILDE) -> UUID:
    with world.desk(by) as work:
        chosen = world[deputy] if deputy else None
        return go_away(work, world["dijleland"], world[who], MONDAY, FRIDAY, chosen).id


def acting(world: World, who: str, now: str = TUESDAY) -> list[str]:
    with world.desk(now=now) as work:
        return [one.name for one in at_hubs(work, [world["dijleland"]])[world["dijleland"]].acting(world[who])]


def test_the_deputy_acts_and_afterwards_it_comes_back_by_itself(three: World) -> None:
    first = away(three, HILDE, JEF)
    assert acting(three, HILDE) == [JEF]
    assert acting(three, HILDE, AFTER) == []
    with three.desk(JEF, TUESDAY) as work:
        [told] = told_of(work, [three["dijleland"]])
    assert (told.mine, told.stands_in, told.period.instead) == (False, True, f"{JEF} vervangt.")
    away(three, JEF, IDA)
    assert acting(three, HILDE) == [IDA]
    with pytest.raises(Invalid) as ring:
        away(three, IDA, HILDE)
    assert "deputy" in ring.value.errors
    with three.desk(HILDE) as work:
        come_back(work, first)
    assert acting(three, HILDE) == []


def test_without_a_deputy_all_who_are_there_act_and_only_the_hub_itself_may_say_so(three: World) -> None:
    away(three, HILDE, None, by="Bram Geerts")
    assert acting(three, HILDE) == [IDA, JEF]
    for who, wrong in (("Karim Haddou", NotAllowed), ("Wim Peeters", NotFound)):
        with pytest.raises(wrong):
            away(three, JEF, None, by=who)


def test_a_letter_to_who_is_away_is_told_once_to_the_deputy_without_its_words(three: World) -> None:
    case = three.refer()
    away(three, HILDE, JEF)
    with three.desk(now=TUESDAY) as work:
        for kind, once in (("help_asked", "a"), ("sign_in", "b")):
            letter = write(
                work, "deputy_named", "hilde@dijleland.example", once_key=once, referral_id=case, name=HILDE, own=True,
                hub=hub_named(work.session, "dijleland"), who=HILDE, deputy="", since=MONDAY, until=FRIDAY, page="x",
            )  # fmt: skip
            assert letter
            letter.kind = kind
    for _twice in range(2):
        with three.desk(now=TUESDAY) as work:
            pass_on(work)
    [told] = letters(three, LETTER)
    assert told.to_address == "jef@dijleland.example"
    assert f"/aanmeldingen/{case}" in told.body
    assert "Noor" not in told.body + told.subject


def test_hilde_says_so_on_her_page_and_reads_it_on_vandaag_until_she_is_back(world: World) -> None:
    with world.client(HILDE) as hilde:
        assert "Niemand is afwezig" in hilde.get("/afwezig").text
        mine = {"hub": str(world["dijleland"]), "person": str(world[HILDE])}
        wrong = send(hilde, "/afwezig", mine)
        assert (wrong.status_code, "Kies de eerste dag." in wrong.text) == (422, True)
        today = brussels_date(real_now())
        send(hilde, "/afwezig", {**mine, "first": today.isoformat(), "last": today.isoformat()})
        page = hilde.get("/vandaag").text
        assert "Je bent afwezig tot en met" in page
        assert "Hilde Verbist is afwezig" in hilde.get("/kerngroep").text
        [back] = set(re.findall(r'action="(/afwezig/[^"]+/terug)"', page))
        send(hilde, back, {})
        assert "Je bent afwezig" not in hilde.get("/vandaag").text


def test_where_nobody_else_is_there_it_is_said_that_nobody_stands_in(world: World) -> None:
    away(world, HILDE, None)
    with world.desk(now=TUESDAY) as work:
        [one] = at_hubs(work, [world["dijleland"]])[world["dijleland"]].now
    assert one.instead == "Er is geen andere coördinator aanwezig: niemand vervangt."
    assert acting(world, HILDE) == []
