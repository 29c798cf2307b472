"""However the facts came about, one count of all cases anew writes and finds the same."""

import random
from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from hub.dispatch import claims, ending, tracks
from hub.dispatch.codes import Channel
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.hubs import hub_named
from hub.monitoring import roll_up
from hub.monitoring.recount import differences
from hub.monitoring.tables import ReferralFact
from hub.problems import Problem
from tests.cast import World
from tests.facts import all_facts, assert_recount_agrees
from tests.tables import end_after_talk, put_on_table, running, takes_up

WHAT_HAPPENS = ("new", "new", "talk", "enough", "table", "claim", "claim", "start", "not_start", "complete", "reopen")


@pytest.mark.parametrize("seed", range(4))
def test_a_rebuild_writes_what_the_increments_wrote_row_for_row(world: World, seed: int) -> None:
    chance = random.Random(seed)
    running(world)
    for step in range(40):
        something_happens(world, chance)
        if step % 7 == 0:
            roll_up.run(world.store)
    roll_up.run(world.store)
    increments = all_facts(world)
    assert {"track_id", "reopened"} <= {name for row in increments for name in row}
    assert_recount_agrees(world)
    with world.desk() as work:
        changed = sa.update(ReferralFact).values(month=1, age=99, started=7)
        work.session.execute(changed.execution_options(synchronize_session=False))
        work.session.execute(sa.text("UPDATE track_fact SET started = NOT started"))
    assert increments != all_facts(world)
    roll_up.run(world.store, rebuild=True)
    assert all_facts(world) == increments


def something_happens(world: World, chance: random.Random) -> None:
    """Something that may happen to one of the cases, or the coming of a new one."""
    with world.desk() as work:
        cases = list(work.session.exec(select(Referral.id).order_by(col(Referral.number))))
        of_case = sa.text("referral.id = track.referral_id")
        known = list(
            work.session.exec(select(Track.id).join(Referral, of_case).order_by(col(Referral.number), col(Track.stage)))
        )
    day = f"2026-09-{chance.randint(16, 29)}T{chance.randint(8, 18):02}:30"
    what = chance.choice(WHAT_HAPPENS)
    try:
        if what == "new" or not cases:
            world.refer(
                now=f"2026-0{chance.choice([6, 7, 8, 9])}-{chance.randint(1, 15):02}T10:00",
                channel=chance.choice(list(Channel)),
                birth_date=date(chance.randint(2006, 2014), chance.randint(1, 12), chance.randint(1, 28)),
                home_nis=chance.choice(["12025", "12040", "44021", None]),
            )
        elif what == "table":
            put_on_table(world, chance.choice(cases), now=day)
        elif what == "claim":
            claim_id = takes_up(world, "Fien Maes", chance.choice(cases), "Gesprek en begeleiding")
            with world.desk("Hilde Verbist", now=day) as work:
                claims.confirm(work, claim_id)
        else:
            change(world, chance, what, day, cases, known)
    except Problem:
        pass  # not everything may happen to every case


def change(world: World, chance: random.Random, what: str, day: str, cases: list[UUID], known: list[UUID]) -> None:
    if what == "talk":
        return world.talk(chance.choice(cases), day)
    with world.desk("Hilde Verbist", now=day) as work:
        if what == "enough":
            end_after_talk(work, chance.choice(cases), "Het gesprek hielp.")
        elif what == "reopen":
            ending.reopen(work, chance.choice(cases), "on_purpose")
        elif known and what == "start":
            tracks.start(work, chance.choice(known), date(2026, 9, 15))
        elif known and what == "not_start":
            tracks.not_start(work, chance.choice(known), "refuses")
        elif known:
            tracks.complete(work, chance.choice(known), date(2026, 9, 15))


def test_a_recount_finds_a_fact_that_is_wrong_missing_or_too_much(world: World) -> None:
    wrong, missing = world.refer(), world.refer()
    track_id = running(world)
    roll_up.run(world.store)
    with world.desk() as work:
        work.session.execute(
            sa.text("UPDATE referral_fact SET month = 1, age = 3 WHERE referral_id = :id"), {"id": wrong}
        )
        work.session.execute(sa.text("DELETE FROM referral_fact WHERE referral_id = :id"), {"id": missing})
        work.session.execute(sa.text("UPDATE track SET agreed_at = NULL, stage = 'proposed'"))
    with world.desk() as work:
        found = {(rule, row_id): sentence for rule, row_id, sentence in differences(work)}
    assert found["figures of a referral", wrong] == "differs from a recount in age, month"
    assert found["figures of a referral", missing] == "is not counted"
    assert found["figures of a track", track_id] == "is counted, and should not be"


def test_a_case_that_waits_to_be_counted_is_not_wrong(world: World) -> None:
    case = world.refer()
    assert_recount_agrees(world)
    roll_up.run(world.store)
    world.talk(case)
    with world.desk("Hilde Verbist") as work:
        end_after_talk(work, case, "Het gesprek hielp.")
        hub = hub_named(work.session, None)
        assert roll_up.pending(work, hub.id)
    assert_recount_agrees(world)
