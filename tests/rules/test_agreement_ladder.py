"""What becomes of an agreement as its day comes and goes: in one letter a week, never at night or on a free day."""

from dataclasses import replace
from datetime import date

import pytest

from hub.calendars import Calendar
from hub.clock import DayUnit, parse_moment
from hub.dispatch.case_team.agreed import Rung, after
from hub.dispatch.clocks import DEFAULTS
from hub.monitoring.agreement_ladder import Do, Watched, climb
from hub.monitoring.weekly import TUESDAY, Weekly, weekly_at

FRIDAY = date(2026, 9, 25)
LETTER = "2026-09-22T07:00"


def weekly(now: str, *, sent: bool = False) -> Weekly:
    return weekly_at(parse_moment(now), TUESDAY, DayUnit.WORKING_DAYS, sent=sent)


def watched(now: str, *, sent: bool = False, rung: int = Rung.NOBODY, times: int = 0, higher: bool = False) -> Watched:
    return Watched(
        FRIDAY, after(FRIDAY), rung, times_asked=times, higher=higher, weekly=weekly(now, sent=sent)
    )  # fmt: skip


def did(one: Watched, now: str) -> Do | None:
    todo = climb(one, DEFAULTS, parse_moment(now))
    return todo.do if todo else None


@pytest.mark.parametrize(
    ("now", "sent", "does"),
    [
        ("2026-09-15T07:00", False, None),  # the letter of the week before: there is another one before its day
        ("2026-09-22T06:59", False, None),
        (LETTER, False, Do.REMIND),
        ("2026-09-22T21:00", False, None),  # at night
        ("2026-09-23T10:00", False, Do.REMIND),  # a machine that was off on Tuesday
        (LETTER, True, None),  # it has gone
        ("2026-09-28T08:59", True, None),
        ("2026-09-28T09:00", True, Do.GATHER),
        ("2026-09-29T07:00", False, Do.ASK),
    ],
)
def test_the_letter_of_the_week_tells_before_its_day_and_asks_after_it(now: str, sent: bool, does: Do | None) -> None:
    assert did(watched(now, sent=sent), now) == does


def test_who_does_it_is_asked_then_who_stands_above_and_then_the_coordinator_has_it() -> None:
    now = "2026-10-06T07:00"
    due = replace(watched(now, rung=Rung.OWNER, times=1, higher=True), due_at=parse_moment("2026-10-06T09:00"))
    again = climb(due, DEFAULTS, parse_moment(now))
    assert again is not None
    assert (again.do, again.above, again.times_asked) == (Do.ASK, True, 2)
    later = replace(due, times_asked=2, weekly=weekly("2026-10-13T09:00"), due_at=parse_moment("2026-10-13T09:00"))
    assert did(later, "2026-10-13T09:00") == Do.GIVE
    alone = replace(due, higher=False)
    assert did(alone, "2026-10-06T09:00") == Do.GIVE, "nobody stands above"
    assert did(replace(later, rung=Rung.COORDINATOR), "2026-10-13T09:00") == Do.WAIT


@pytest.mark.parametrize("now", ["2026-11-11T09:00", "2026-12-25T09:00", "2026-09-26T09:00", "2026-09-28T20:00"])
def test_nobody_is_asked_on_a_holiday_in_a_weekend_or_at_night(now: str) -> None:
    late = replace(watched(now), weekly=None)
    assert did(late, now) is None


def test_a_partner_that_is_closed_is_left_in_peace_and_the_desk_hears_nothing_on_its_own_day_off() -> None:
    now, day = "2026-09-28T09:00", Calendar.of([(date(2026, 9, 28), date(2026, 9, 28))])
    urgent = replace(watched(now), weekly=None)
    assert did(urgent, now) == Do.ASK
    for clocks in (replace(DEFAULTS, partner=day), replace(DEFAULTS, hub=day)):
        assert climb(urgent, clocks, parse_moment(now)) is None


def test_who_is_no_partner_hears_at_most_once_a_week() -> None:
    told, due = "2026-09-23T09:00", replace(watched(LETTER), weekly=None, due_at=parse_moment("2026-09-23T09:00"))
    assert did(due, told) == Do.REMIND
    monday = parse_moment("2026-09-28T09:00")
    assert did(replace(due, not_before=monday), told) == Do.HOLD
    over = replace(due, by=date(2026, 9, 22))
    waits = climb(replace(over, not_before=monday), DEFAULTS, parse_moment(told))
    assert waits is not None
    assert (waits.do, waits.due_at) == (Do.GATHER, monday)
    ahead = replace(due, due_at=parse_moment("2026-09-24T09:00"))
    assert did(ahead, told) is None
    assert did(replace(ahead, told_by=monday), told) == Do.REMIND, "a letter goes in any case"
