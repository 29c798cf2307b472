"""A watcher asks whether the hub lives: what stands still is told, without a word about anybody."""

from datetime import date, timedelta
from typing import Any

import pytest

from hub import letters, pulse
from hub.clock import parse_moment, real_now
from hub.dispatch import claims
from hub.dispatch.moves import rewatch
from hub.dispatch.tables import Referral
from hub.home.health import look
from hub.intake.arrival import store_raw
from hub.letters import Letter
from hub.store import Store
from tests.browsers import browser
from tests.cast import World, settings_for
from tests.tables import on_table, takes_up

AGES = ("beat", "oldest_due_row", "oldest_unposted_letter", "oldest_unscanned_file")


def beaten(world: World, minutes_ago: int = 0) -> None:
    with world.desk(now=real_now()) as work:
        work.real -= timedelta(minutes=minutes_ago)
        pulse.knock(work)


def asked(world: World, who: str = "Bram Geerts") -> tuple[int, dict[str, Any]]:
    with world.client(who) as client:
        answer = client.get("/ready")
        said = answer.json()
        return answer.status_code, said | said.get("ages", {})


@pytest.mark.parametrize("who", [None, "Hilde Verbist", "Lotte Wouters", "Nadia Pauwels"])
def test_who_does_not_keep_the_hub_learns_whether_it_is_well_and_nothing_else(world: World, who: str | None) -> None:
    beaten(world, minutes_ago=10)
    with world.client(who) as client:
        answer = client.get("/ready")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "well": False})
    assert answer.headers["cache-control"] == "no-store"


def test_a_hub_that_works_has_nothing_that_is_late(world: World) -> None:
    beaten(world)
    code, said = asked(world)
    assert (code, said["well"], said["database"], said["broker"], said["late"]) == (200, True, True, True, [])
    assert said["beat"] <= 60


def test_a_beat_that_was_never_heard_or_fell_silent_is_told(world: World) -> None:
    assert asked(world)[1]["late"] == ["beat"]
    beaten(world, minutes_ago=10)
    code, said = asked(world)
    assert (code, said["late"]) == (200, ["beat"])
    assert said["beat"] >= 600


def test_a_letter_and_a_mail_that_wait_too_long_are_told_by_their_age_alone(world: World) -> None:
    beaten(world)
    an_hour_ago = timedelta(hours=1)
    with world.desk(now=real_now()) as work:
        work.real -= an_hour_ago
        letters.write(work, "sign_in", "els@sintjans.example", once_key="waits", name="Els", minutes=15)
        store_raw(work, b"From: els@sintjans.example\r\n\r\nDag", "ingest", "x")
    code, said = asked(world)
    assert code == 200
    assert said["late"] == ["oldest_due_row", "oldest_unposted_letter"]
    assert all(said[name] >= 3600 for name in AGES[1:3])
    assert "els" not in str(said)


def test_a_letter_that_was_parked_for_the_desk_is_no_sign_of_a_hub_that_stands_still(world: World) -> None:
    beaten(world)
    with world.desk(now=real_now()) as work:
        work.real -= timedelta(hours=1)
        letter = letters.write(work, "sign_in", "els@sintjans.example", once_key="parked", name="Els", minutes=15)
        assert isinstance(letter, Letter)
        letter.parked_at = work.real
        work.session.add(letter)
    assert asked(world)[1]["oldest_unposted_letter"] is None


def test_without_a_database_the_server_says_that_it_cannot_serve_and_still_lives(world: World) -> None:
    gone = settings_for(
        "postgresql+psycopg://hub@127.0.0.1:9/none", "redis://127.0.0.1:9/0", world.store.settings.state
    )
    with browser(gone) as client:
        assert client.get("/health").text == "ok"
        answer = client.get("/ready")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "well": False})


def test_a_broker_that_is_away_is_told_while_people_are_still_served(world: World) -> None:
    beaten(world)
    settings = settings_for(world.store.settings.database_url, "redis://127.0.0.1:9/0", world.store.settings.state)
    with browser(settings) as client:
        answer = client.get("/ready")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "well": False})
    store = Store(settings, pool_size=1)
    assert look(store, real_now()).late == ("broker",)
    store.close()


@pytest.mark.parametrize(
    ("now", "seconds"),
    [
        ("2026-11-24T06:00", None),  # a Tuesday before seven: nobody is disturbed
        ("2026-11-24T07:10", 600),  # due at night, so late since the morning
        ("2026-11-24T12:00", 5 * 3600),
        ("2026-11-29T12:00", None),  # a Sunday
    ],
)
def test_a_track_is_late_only_from_the_hour_at_which_a_partner_may_be_asked(
    world: World, now: str, seconds: int | None
) -> None:
    noor = on_table(world)
    claim = takes_up(world, "Nadia Pauwels", noor, "Kort traject")
    with world.desk("Hilde Verbist") as work:
        track = claims.confirm(work, claim, date(2026, 11, 20))
        track.due_at = parse_moment("2026-11-24T02:00")
        rewatch(work, work.session.get_one(Referral, noor))
    assert look(world.store, parse_moment(now)).ages["oldest_due_row"] == seconds
