"""The machinery of follow-up: several beats, locked cases, failures, rehearsals, pages and indexes."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

from hub import stumbles
from hub.clock import brussels_date, parse_moment
from hub.dispatch import ending, moves, tracks
from hub.dispatch.table_tables import AgendaItem, Session
from hub.dispatch.tables import Referral
from hub.monitoring import follow_up
from hub.monitoring.due_tracks import due_tracks
from hub.problems import NotFound
from tests.cast import World, send
from tests.desk.test_follow_up import CHECKED, SILENT, START, agreed, did, follow, track_now
from tests.mail_shop import letters

# Machinery


def test_two_beats_at_once_ask_each_partner_once(world: World) -> None:
    for _n in range(6):
        agreed(world, offer="Individuele begeleiding")
    lines: list[dict[str, Any]] = []
    beats = [threading.Thread(target=lambda: lines.extend(follow(world, CHECKED))) for _n in range(2)]
    for beat in beats:
        beat.start()
    for beat in beats:
        beat.join()
    # What one of them found held by the other is done by the next beat.
    lines += follow(world, CHECKED)
    assert [line["did"] for line in lines] == ["asked_partner"] * 6
    assert len({line["track"] for line in lines}) == 6
    assert len(letters(world, "weekly")) == 1


def test_a_case_that_somebody_works_on_is_left_for_the_next_beat(world: World) -> None:
    track = agreed(world)
    with world.desk("Hilde Verbist") as hilde:
        moves.take(hilde, track_now(world, track).referral_id)
        assert follow(world, CHECKED) == []
    assert did(world, CHECKED) == ["asked_partner"]


def test_a_track_that_fails_does_not_hold_up_the_letter_of_the_week_and_waits_for_the_next_one(world: World) -> None:
    first, second = agreed(world), agreed(world, start=date(2026, 11, 30))
    with world.store.engine.begin() as owner:
        owner.execute(
            sa.text("ALTER TABLE weekly_line ADD CONSTRAINT planted CHECK (track_id <> CAST(:id AS uuid))").bindparams(
                sa.bindparam("id", str(second), literal_execute=True)
            )
        )
    lines = follow(world, CHECKED)
    assert {(line["did"], line["track"]) for line in lines} == {("failed", str(second)), ("asked_partner", str(first))}
    assert track_now(world, second).step == 0
    assert did(world, CHECKED) == ["gathered"]


def test_a_letter_of_the_week_that_cannot_be_written_waits_longer_each_time_and_is_seen(world: World) -> None:
    agreed(world)
    with world.store.engine.begin() as owner:
        owner.execute(sa.text("ALTER TABLE weekly_line ADD CONSTRAINT planted CHECK (false) NOT VALID"))
    assert did(world, CHECKED) == ["failed"]
    assert follow(world, CHECKED) == [], "what failed waits before it is tried again"
    for _time in (2, 3):
        with world.desk() as work:
            assert stumbles.try_now(work) == 1
        assert did(world, CHECKED) == ["failed"]
    with world.desk() as work:
        assert stumbles.seen(work) == {"weekly": 1}
        assert stumbles.try_now(work) == 1
    with world.store.engine.begin() as owner:
        owner.execute(sa.text("ALTER TABLE weekly_line DROP CONSTRAINT planted"))
    assert did(world, CHECKED) == ["asked_partner"]
    with world.desk() as work:
        assert stumbles.seen(work) == {}


def test_a_track_that_fails_does_not_hold_up_the_others(world: World) -> None:
    first, second = agreed(world), agreed(world, start=date(2026, 11, 30))
    with world.desk() as work:  # each is asked apart
        flag = {"flag": "red", "flag_reason": "Vandaag.", "flagged_at": work.now}
        work.session.execute(sa.update(Referral).values(**flag))
    with world.store.engine.begin() as owner:
        owner.execute(
            sa.text("ALTER TABLE letter ADD CONSTRAINT planted CHECK (track_id <> CAST(:id AS uuid))").bindparams(
                sa.bindparam("id", str(second), literal_execute=True)
            )
        )
    lines = follow(world, CHECKED)
    assert {(line["did"], line["track"]) for line in lines} == {("failed", str(second)), ("asked_partner", str(first))}
    assert track_now(world, second).step == 0
    assert follow(world, CHECKED) == [], "what failed waits before it is tried again"
    for failures in (2, 3):
        with world.desk() as work:
            assert stumbles.try_now(work) == 1
        assert did(world, CHECKED) == ["failed"]
        with world.desk() as work:
            assert stumbles.seen(work) == ({"track": 1} if failures == stumbles.SEEN_FROM else {})
    with world.client("Bram Geerts") as bram:
        assert "1 opvolging mislukt telkens opnieuw." in bram.get("/beheer/werking").text
        with world.store.engine.begin() as owner:
            owner.execute(sa.text("ALTER TABLE letter DROP CONSTRAINT planted"))
        assert send(bram, "/beheer/werking/opvolging", {}, get_first="/beheer/werking").status_code == 303
        assert did(world, CHECKED) == ["asked_partner"]
        assert "opvolging mislukt" not in bram.get("/beheer/werking").text


def test_what_failed_and_is_due_no_more_is_shown_no_more_and_is_forgotten_in_the_end(world: World) -> None:
    """Somebody answered meanwhile, or it was closed: nothing tries it again that could clear its name."""
    with world.desk() as work:
        for _time in range(stumbles.SEEN_FROM):
            stumbles.fell(work, "track", world["dijleland"], "IntegrityError")
        assert stumbles.seen(work) == {"track": 1}
        now = work.real
    for later, left in ((stumbles.OVER, 1), (stumbles.FORGOTTEN, 0)):
        with world.desk() as work:
            work.real = now + later + timedelta(days=2)
            assert stumbles.seen(work) == {}
            assert stumbles.try_now(work) == 0
            stumbles.forget_old(work)
            assert len(stumbles.known(work, "track", [world["dijleland"]])) == left


def test_only_the_hub_that_was_named_is_followed_up(world: World) -> None:
    agreed(world)
    assert follow(world, CHECKED, "schelderand") == []
    assert len(follow(world, CHECKED, "dijleland")) == 1
    with pytest.raises(NotFound):
        follow(world, CHECKED, "nergens")


def test_after_a_rehearsal_in_the_future_the_real_clock_carries_on(world: World) -> None:
    track = agreed(world)
    follow(world, CHECKED)
    follow(world, SILENT)
    # Back in November, where the clock on the wall is.
    assert follow(world, "2026-11-18T10:00") == []
    case = track_now(world, track).referral_id
    with world.desk("Hilde Verbist", now="2026-11-18T10:30") as work:
        ending.carry_on(work, case)
    with world.desk("Nadia Pauwels", now="2026-11-18T11:00") as work:
        tracks.plan(work, track, START)
    assert world.case(case).next_due == parse_moment("2026-12-02T09:00")
    # The letter of that week was written in the rehearsal.
    assert did(world, CHECKED) == ["gathered"]
    assert did(world, "2026-12-15T07:00") == ["asked_partner"]


def test_many_due_tracks_are_read_by_their_index_and_in_pages(world: World) -> None:
    for _n in range(5):
        agreed(world, offer="Individuele begeleiding")
    lines = list(follow_up.run(world.store, parse_moment(CHECKED), at_a_time=2))
    assert [line["did"] for line in lines] == ["asked_partner"] * 5
    with world.desk(now=CHECKED) as work:
        query = due_tracks(work).limit(2)
        written = query.compile(work.session.connection(), compile_kwargs={"literal_binds": True})
        work.session.execute(sa.text("SET LOCAL enable_seqscan = off"))
        plan = work.session.execute(sa.text(f"EXPLAIN {written}")).scalars().all()
    assert any("track_due" in line for line in plan)


def test_the_proposed_place_lies_after_the_day_on_which_it_is_proposed(world: World) -> None:
    track = agreed(world)
    follow(world, CHECKED)
    follow(world, "2026-12-16T09:00")
    with world.desk() as work:
        case = track_now(world, track).referral_id
        place = work.session.exec(select(AgendaItem).where(AgendaItem.referral_id == case)).one()
        sitting = work.session.get_one(Session, place.session_id)
    assert brussels_date(sitting.at) > date(2026, 12, 15)
