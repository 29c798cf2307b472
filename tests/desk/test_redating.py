"""A case that comes in while a clock is being saved has the right date by the next morning."""

from hub.clock import DayUnit, parse_moment
from hub.dispatch.clocks import Clock, ClockName
from hub.dispatch.table_tables import Track
from hub.home.clockwork import redating
from hub.home.clockwork.setting import Scope, set_clock
from hub.monitoring.check_watch import watched_otherwise
from tests.cast import World
from tests.desk.test_follow_up import agreed
from tests.tables import row

SLOW = Clock(10, DayUnit.SCHOOL_DAYS)


def test_who_comes_in_while_a_clock_is_saved_follows_it_from_the_next_night_on(world: World) -> None:
    hub = world["dijleland"]
    with world.desk("Bram Geerts", now="2026-11-17T15:00") as saving:
        set_clock(saving, hub, Scope(), ClockName.CLARIFICATION, SLOW)
        set_clock(saving, hub, Scope(), ClockName.START_CHECK, SLOW)
        waits = world.refer(first_name="Lotte", now="2026-11-17T15:00")
        track = agreed(world)  # on the seventeenth, from the clock that counts till this is saved
    assert world.case(waits).next_due == parse_moment("2026-11-19T09:00")
    assert row(world, Track, track).due_at == parse_moment("2026-12-02T09:00")
    assert list(redating.at_night(world.store, parse_moment("2026-11-17T21:00"))) == [], "only at night"
    done = list(redating.at_night(world.store, parse_moment("2026-11-18T03:00")))
    assert [one["did"] for one in done] == ["dated_anew"] * 2
    assert world.case(waits).next_due == parse_moment("2026-12-01T09:00")
    assert row(world, Track, track).due_at == parse_moment("2026-12-15T09:00")
    with world.desk() as work:
        assert list(watched_otherwise(work)) == []
    assert list(redating.at_night(world.store, parse_moment("2026-11-18T04:00"))) == [], "once is enough"
