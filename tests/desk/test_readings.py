"""A school year is counted when its facts change, and read as it is at every moment."""

import sqlalchemy as sa

from hub.clock import SchoolYear
from hub.hubs import hub_named
from hub.monitoring import readings, roll_up
from hub.monitoring.check import check
from hub.monitoring.figure_counts import read_year
from hub.monitoring.figures import school_years
from hub.monitoring.tables import ReferralFact
from tests.cast import World

THIS = SchoolYear(2026)


def read(world: World) -> tuple[bool, int, int]:
    """Whether the years are kept, and how many referrals and years one reads."""
    with world.desk("Hilde Verbist") as work:
        hub_id = hub_named(work.session, None).id
        found = readings.readings_of(work, hub_id)
        assert found.of(work, THIS)["referrals"] == read_year(work, hub_id, THIS)["referrals"]
        return found.kept is not None, found.of(work, THIS)["referrals"], len(school_years(work, found))


def test_a_year_is_kept_as_soon_as_it_was_counted_and_follows_each_new_case(world: World) -> None:
    assert read(world) == (False, 0, 1)
    world.refer()
    roll_up.run(world.store)
    assert read(world) == (True, 1, 1)
    world.refer()
    assert read(world) == (True, 1, 1)
    roll_up.run(world.store)
    assert read(world) == (True, 2, 1)
    assert check(world.store) == []


def test_between_a_changed_fact_and_the_next_count_the_facts_are_read(world: World) -> None:
    world.refer()
    case = world.refer()
    roll_up.run(world.store)
    with world.desk() as work:
        readings.mark(work, readings.years_of(work, [case]))
        work.session.delete(work.session.get_one(ReferralFact, case))
    assert read(world) == (False, 1, 1)
    with world.desk() as work:
        assert work.session.execute(sa.text("SELECT stale FROM year_reading")).scalars().all() == [True]
    readings.count_again(world.store)
    assert read(world) == (True, 1, 1)


def test_whoever_finds_another_at_a_year_leaves_it_to_him(world: World) -> None:
    case = world.refer()
    roll_up.run(world.store)
    with world.desk() as work:
        readings.mark(work, readings.years_of(work, [case]))
        readings.count_again(world.store)  # sees the row held, and does not wait for it
    assert read(world)[0] is False
