"""Cases become facts: in the right school year and month, each change once, and the same however often one counts."""

import threading
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from hub.dispatch import claims, moves, tracks
from hub.dispatch.codes import SubjectKind
from hub.dispatch.table_tables import Track
from hub.monitoring import roll_up
from tests.cast import World
from tests.facts import all_facts, assert_recount_agrees, fact, track_facts
from tests.tables import end_after_talk, on_table, put_on_table, running, takes_up


@pytest.mark.parametrize(
    ("moment", "year", "month"),
    [
        ("2026-08-31T23:59", 2025, 8),
        ("2026-09-01T00:01", 2026, 9),
        ("2026-11-01T00:30", 2026, 11),  # winter time: still October in Greenwich
        ("2027-04-01T01:30", 2026, 4),  # summer time: still March in Greenwich
        ("2027-06-30T22:30", 2026, 6),
    ],
)
def test_midnight_in_brussels_decides_the_month_and_the_school_year(
    world: World, moment: str, year: int, month: int
) -> None:
    counted = fact(world, world.refer(now=moment))
    assert (counted.school_year, counted.month) == (year, month)
    assert_recount_agrees(world)


def test_days_are_those_of_the_calendar_on_the_wall_also_when_the_clock_goes_back(world: World) -> None:
    case = world.refer(now="2026-10-24T23:30")
    put_on_table(world, case, now="2026-10-27T00:15")
    assert fact(world, case).days_to_table == 3
    assert_recount_agrees(world)


@pytest.mark.parametrize(
    ("submitted", "age"), [("2027-02-28T23:59", 14), ("2027-03-01T00:01", 15), ("2028-02-29T09:00", 16)]
)
def test_who_was_born_on_a_leap_day_grows_older_on_the_first_of_march(world: World, submitted: str, age: int) -> None:
    assert fact(world, world.refer(now=submitted, birth_date=date(2012, 2, 29))).age == age
    assert_recount_agrees(world)


def test_a_worry_without_a_name_counts_without_an_age(world: World) -> None:
    counted = fact(world, world.refer(first_name="", last_name="", birth_date=None, home_nis=None))
    assert (counted.age, counted.home_nis, counted.youngster_key is None) == (None, None, False)


def test_a_question_about_a_class_is_no_youngster(world: World) -> None:
    counted = fact(world, world.refer(subject_kind=SubjectKind.GROUP))
    assert (counted.youngster_key, counted.gender) == (None, None)


def test_a_birth_date_after_the_referral_is_no_age(world: World) -> None:
    assert fact(world, world.refer(birth_date=date(2030, 1, 1))).age is None
    assert_recount_agrees(world)


def test_a_form_that_was_never_sent_is_no_referral(world: World) -> None:
    case = world.refer(as_concept=True)
    roll_up.run(world.store)
    assert all_facts(world) == []
    with world.desk("Hilde Verbist", now="2026-09-20T10:00") as work:
        moves.move(work, moves.take(work, case), moves.Move.SUBMIT)
    assert fact(world, case).month == 9


def test_the_waiting_times_of_noor(world: World) -> None:
    case = world.refer(now="2026-09-15T16:30")
    put_on_table(world, case, now="2026-09-17T09:00")
    claim_id = takes_up(world, "Nadia Pauwels", case, "Kort traject")
    with world.desk("Hilde Verbist", now="2026-09-22T14:00") as work:
        track_id = claims.confirm(work, claim_id).id
    counted = fact(world, case)
    assert (counted.days_to_table, counted.days_to_claim, counted.days_to_start) == (2, 7, None)
    assert (counted.tracks, counted.started, counted.stage) == (1, 0, "tracks")
    with world.desk("Nadia Pauwels", now="2026-10-06T16:00") as work:
        tracks.start(work, track_id, date(2026, 10, 5))
    counted = fact(world, case)
    assert (counted.days_to_start, counted.started) == (20, 1)
    assert_recount_agrees(world)


def test_a_joint_track_may_fall_in_two_school_years(world: World) -> None:
    case = on_table(world)
    lead = takes_up(world, "Tom Claes", case, "Carrousel")
    joined = takes_up(world, "Yusuf Aydin", case, "Een buddy", "co")
    with world.desk("Hilde Verbist", now="2027-08-31T23:50") as work:
        claims.confirm(work, lead)
    with world.desk("Hilde Verbist", now="2027-09-01T00:10") as work:
        claims.confirm(work, joined)
    first, second = track_facts(world, case)
    assert (first.school_year, second.school_year) == (2026, 2027)
    assert (first.referral_year, second.referral_year) == (2026, 2026)
    assert (first.organisation_id, second.organisation_id) == (world["Springplank"], world["Buddyhuis"])
    assert first.joint
    assert second.joint
    assert fact(world, case).tracks == 2
    assert_recount_agrees(world)


def test_a_track_that_does_not_start_counts_so_and_brings_the_case_back(world: World) -> None:
    track_id = running(world)
    with world.desk("Nadia Pauwels", now="2026-10-01T10:00") as work:
        case = tracks.not_start(work, track_id, "no_place").referral_id
    (track,) = track_facts(world, case)
    assert (track.started, track.not_started, track.joint) == (False, True, False)
    assert (fact(world, case).not_started, fact(world, case).reopened) == (1, 1)
    assert_recount_agrees(world)


def test_what_a_partner_was_only_asked_is_no_track_yet(world: World) -> None:
    case = world.refer()
    with world.desk("Hilde Verbist") as work:
        referral = moves.take(work, case)
        tracks.open_track(work, referral, organisation_id=world["Buddyhuis"], proposed=True)
    assert track_facts(world, case) == []
    assert_recount_agrees(world)


def test_a_changed_case_is_counted_again_once(world: World) -> None:
    case = world.refer()
    assert roll_up.run(world.store) == 1
    assert roll_up.run(world.store) == 0
    world.talk(case)
    with world.desk("Hilde Verbist") as work:
        end_after_talk(work, case, "Het gesprek hielp.")
    assert roll_up.run(world.store) == 1
    assert roll_up.run(world.store) == 0
    assert fact(world, case).outcome == "talk_was_enough"


def test_one_hub_can_be_counted_apart(world: World) -> None:
    ours, theirs = world.refer(), world.refer(hub="schelderand")
    assert roll_up.run(world.store, "schelderand") == 1
    assert [row["referral_id"] for row in all_facts(world)] == [theirs]
    assert roll_up.run(world.store, "dijleland", rebuild=True) == 1
    assert {row["referral_id"] for row in all_facts(world)} == {ours, theirs}


def test_a_track_that_was_entered_by_mistake_leaves_the_figures(world: World) -> None:
    track_id = running(world)
    with world.desk() as work:
        case = work.session.get_one(Track, track_id).referral_id
    assert len(track_facts(world, case)) == 1
    with world.desk() as work:
        work.session.execute(sa.delete(Track).where(col(Track.id) == track_id))
        moves.rewatch(work, moves.take(work, case))
    assert track_facts(world, case) == []
    assert fact(world, case).tracks == 0
    assert_recount_agrees(world)


def test_a_case_that_somebody_is_busy_with_is_left_for_later(world: World) -> None:
    busy, free = world.refer(), world.refer()
    with world.desk("Hilde Verbist") as work:
        moves.take(work, busy)
        assert roll_up.run(world.store) == 1
        assert [row["referral_id"] for row in all_facts(world)] == [free]
    assert roll_up.run(world.store) == 1


def test_two_workers_at_once_count_each_case_once(world: World) -> None:
    cases = {world.refer() for _n in range(12)}
    counted: list[int] = []
    workers = [threading.Thread(target=lambda: counted.append(roll_up.run(world.store))) for _n in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(counted) == len(cases)
    assert {row["referral_id"] for row in all_facts(world)} == cases
    assert_recount_agrees(world)
