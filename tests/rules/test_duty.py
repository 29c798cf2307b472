"""Who has duty when: half days within the hours, a usual week with exceptions, and what nobody has, in words."""

from datetime import date, datetime, time
from uuid import uuid4

from hub.clock import BRUSSELS, DayUnit
from hub.opening_hours import Hours
from hub.people import duty
from hub.people.duty import Part, Usual

HILDE, KARIM = uuid4(), uuid4()
MONDAY = date(2026, 11, 23)
THURSDAY = date(2026, 11, 26)
# All day on Monday and Thursday, the morning of Friday; closed on Thursday 3 December.
HOURS = Hours(
    DayUnit.WORKING_DAYS,
    ((time(9), time(16)), None, None, (time(9), time(16)), (time(9), time(12)), None, None),
    ((date(2026, 12, 3), date(2026, 12, 3)),),
)
EVERY_MONDAY = Usual(0, Part.MORNING, date(2026, 9, 1), HILDE)


def turns(first: date, days: int) -> list[tuple[date, Part]]:
    return [slot.turn for slot in duty.slots(HOURS, first, days)]


def test_only_half_days_on_which_the_hub_is_open_are_planned() -> None:
    week = turns(MONDAY, 7)
    assert [part for day, part in week if day == MONDAY] == [Part.MORNING, Part.AFTERNOON]
    assert [part for day, part in week if day == date(2026, 11, 27)] == [Part.MORNING]
    assert not [day for day, _part in turns(date(2026, 12, 3), 1)], "closed"
    assert not turns(date(2026, 5, 25), 1), "Whit Monday"
    first = duty.slots(HOURS, MONDAY, 1)
    assert [(f"{slot.start:%H:%M}", f"{slot.end:%H:%M}") for slot in first] == [("09:00", "12:30"), ("12:30", "16:00")]
    assert len(duty.slots(None, MONDAY, 7)) == 10, "an ordinary office week where nobody gave the hours"


def test_an_exception_goes_before_the_usual_week_and_who_left_has_no_duty() -> None:
    turn, there = (MONDAY, Part.MORNING), [HILDE, KARIM]
    assert duty.who(turn, [EVERY_MONDAY], {}, there) == HILDE
    assert duty.who(turn, [EVERY_MONDAY], {turn: KARIM}, there) == KARIM
    assert duty.who(turn, [EVERY_MONDAY], {turn: None}, there) is None
    assert duty.who(turn, [EVERY_MONDAY], {}, [KARIM]) is None
    later = Usual(0, Part.MORNING, MONDAY, KARIM)
    assert duty.who((date(2026, 11, 16), Part.MORNING), [EVERY_MONDAY, later], {}, there) == HILDE, "as it was then"
    assert duty.who(turn, [later, EVERY_MONDAY], {}, there) == KARIM


def test_a_half_day_in_words() -> None:
    slot = next(one for one in duty.slots(HOURS, THURSDAY, 1) if one.part == Part.AFTERNOON)
    assert slot.words == "donderdagnamiddag 26 november"
    assert duty.now_on([slot], datetime(2026, 11, 26, 13, 0, tzinfo=BRUSSELS)) == slot
    assert duty.now_on([slot], datetime(2026, 11, 26, 16, 0, tzinfo=BRUSSELS)) is None
