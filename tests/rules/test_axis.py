"""The stretches of time of the radar, and where a moment stands on its axis."""

from datetime import date, timedelta
from itertools import pairwise

from hub.clock import BRUSSELS, midnight, parse_moment
from hub.monitoring.axis import Axis
from hub.monitoring.radar import When, stretches


def test_the_stretches_of_time_follow_each_other_without_a_gap() -> None:
    for day in range(14):
        now = parse_moment("2026-09-14T10:00") + timedelta(days=day)
        edges = list(stretches(now).values())
        assert edges[0][0] is None
        assert edges[-1][1] is None
        assert all(one[1] == other[0] for one, other in pairwise(edges))
        assert all(start <= end for start, end in edges if start and end)


def test_this_week_ends_on_sunday_night_in_brussels() -> None:
    edges = stretches(parse_moment("2026-09-16T10:00"))
    assert edges[When.THIS_WEEK] == (midnight(date(2026, 9, 17)), midnight(date(2026, 9, 21)))


def test_the_axis_shows_whole_weeks_and_what_lies_outside_stands_at_its_edge() -> None:
    axis = Axis(date(2026, 9, 16))
    assert axis.start == date(2026, 8, 17)
    assert axis.place(midnight(axis.start)) == 0
    assert axis.place(parse_moment("2020-01-01T09:00")) == 0
    assert axis.place(parse_moment("2030-01-01T09:00")) == 100
    assert axis.beyond(parse_moment("2020-01-01T09:00")) == "before"
    assert axis.beyond(parse_moment("2030-01-01T09:00")) == "after"
    assert axis.beyond(parse_moment("2026-09-20T09:00")) == ""
    assert axis.stretch(parse_moment("2020-01-01T09:00"), midnight(axis.start)) == (0, 0)
    assert [day.weekday() for _place, day in axis.mondays] == [0] * 12


def test_days_without_school_are_one_stretch_each_and_never_overlap() -> None:
    free = Axis(date(2026, 12, 16)).free
    ends = [place + width for place, width in free]
    assert all(end < start + 0.01 for end, (start, _width) in zip(ends, free[1:], strict=False))
    # The Christmas holiday is one grey stretch, weekends included.
    assert max(width for _place, width in free) > 100 * 15 / 84


def test_the_change_to_summer_time_does_not_shift_a_day_by_more_than_an_hour() -> None:
    axis = Axis(date(2027, 3, 24))
    monday = parse_moment("2027-03-29T00:00")
    assert monday.astimezone(BRUSSELS).hour == 0
    assert abs(axis.place(monday) - 100 * 35 / 84) < 100 / 84 / 20


def test_holidays_go_by_their_name_and_take_their_weekends_along() -> None:
    spring = Axis(date(2027, 5, 26)).holidays
    assert spring[0][2] == "Dag van de Arbeid"
    place, width, name = Axis(date(2027, 7, 14)).holidays[-1]
    assert name == "Zomervakantie"
    assert place + width > 93, "until 31 August"
