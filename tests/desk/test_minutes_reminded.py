"""Who did not read the minutes yet is reminded once before the last day, by day, and as long as it is still there."""

from datetime import date

from hub.clock import DayUnit
from hub.dispatch.clock_tables import ClockRow
from hub.dispatch.minutes import beginning, circulating
from hub.dispatch.minutes.minutes_tables import Minutes
from hub.letters import Letter
from hub.people.tables import Person
from tests.cast import World
from tests.desk.test_follow_up import follow
from tests.minutes_sat import sit
from tests.tables import rows

HILDE = "Hilde Verbist"
SENT, NIGHT, BEFORE, LAST = "2026-09-23T10:00", "2026-09-28T22:00", "2026-09-28T09:30", "2026-09-29T09:30"


def did(world: World, now: str) -> list[str]:
    return [line["did"] for line in follow(world, now) if "minutes_reading" in line]


def test_who_did_not_read_yet_is_reminded_once_by_day_and_the_first_link_works_on(world: World) -> None:
    sit(world)
    with world.desk(HILDE, SENT) as work:
        circulating.send(work, world["session"], date(2026, 9, 29))
    with world.desk("Nadia Pauwels", SENT) as work:
        circulating.say(work, world["session"], None)
    with world.desk() as work:
        work.session.get_one(Person, world["Yusuf Aydin"]).left_at = work.now
    first = [one.id for one in rows(world, Letter)]
    assert did(world, "2026-09-25T09:30") == []
    assert did(world, NIGHT) == []
    assert did(world, BEFORE) == ["reminded_reader"], "Nadia read it, and Yusuf left"
    again = [one for one in rows(world, Letter) if one.id not in first]
    assert [(one.to_address, one.kind) for one in again] == [("tom@springplank.example", "minutes_to_read")]
    assert again[0].subject.startswith("Herinnering")
    assert "wacht nog op jou" in again[0].body
    assert did(world, LAST) == []


def test_minutes_run_on_the_clocks_of_their_hub(world: World) -> None:
    with world.desk() as work:
        for name in ("minutes_draft", "minutes_reading"):
            work.session.add(ClockRow(hub_id=world["dijleland"], name=name, days=2, unit=DayUnit.WORKING_DAYS))
    sit(world)
    assert [one.late_on for one in rows(world, Minutes)] == [date(2026, 9, 24)]
    with world.desk(HILDE, SENT) as work:
        assert circulating.send(work, world["session"]).read_until == date(2026, 9, 25)
        assert circulating.take_back(work, world["session"]).late_on == date(2026, 9, 25)
        known = beginning.latest(work, world["session"])
        assert known is not None
        assert known.state == "draft"
    assert did(world, LAST) == [], "nobody is reminded of what was taken back"
