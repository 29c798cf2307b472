"""Whether a NAFT track may begin without a word of the CLB, and what happens when it says none."""

from dataclasses import replace
from datetime import date

import pytest

from hub.calendars import Calendar
from hub.clock import parse_moment
from hub.dispatch.clb import is_asked, may_begin
from hub.dispatch.clocks import DEFAULTS, ClockName, due_after
from hub.monitoring.clb_ladder import Do, Watched, climb, coordinator_by

# Asked on Thursday 10 December 2026, to be answered by Tuesday 15.
ASKED = Watched("asked", "clb", parse_moment("2026-12-15T09:00"), parse_moment("2026-12-10T11:00"), 1)


@pytest.mark.parametrize(
    ("referrer", "subject", "asked"),
    [("school", "pupil", True), ("welfare", "pupil", True), ("clb", "pupil", False), ("school", "question", False)],
)
def test_a_clb_is_asked_when_anybody_else_refers_a_pupil(referrer, subject, asked):
    assert is_asked(subject, referrer) is asked


@pytest.mark.parametrize(
    ("stands", "referrer", "named", "crisis", "may"),
    [
        ("agreed", "school", False, False, True),
        ("waits", "school", True, True, False),  # that somebody is named is no agreement, and a crisis waives it aloud
        ("refused", "school", True, False, False),
        ("waived", "school", False, True, True),
        ("waits", "clb", False, False, True),
        (None, "school", True, False, True),  # it came in before CLBs were asked
        (None, "school", False, True, True),
        (None, "school", False, False, False),
    ],
)
def test_a_naft_track_begins_with_the_agreement_of_the_clb(stands, referrer, named, crisis, may):
    assert may_begin(stands=stands, referrer_kind=referrer, named=named, in_crisis_mode=crisis) is may


def test_a_silent_clb_is_reminded_once_and_then_the_coordinator_has_it():
    due = parse_moment("2026-12-15T09:00")
    assert climb(ASKED, DEFAULTS, parse_moment("2026-12-14T12:00")) is None
    assert climb(ASKED, DEFAULTS, due) == Do.REMIND
    reminded = replace(ASKED, times_asked=2, asked_at=due, due_at=parse_moment("2026-12-18T09:00"))
    assert climb(reminded, DEFAULTS, parse_moment("2026-12-18T09:00")) == Do.GIVE
    given = replace(reminded, step="coordinator")
    assert climb(given, DEFAULTS, parse_moment("2027-01-20T09:00")) is None
    assert coordinator_by(DEFAULTS, parse_moment("2026-12-18T09:00")) == parse_moment("2026-12-22T09:00")


@pytest.mark.parametrize("moment", ["2026-12-15T22:30", "2026-12-19T10:00", "2026-12-23T10:00"],
                         ids=["in the evening", "on a Saturday", "in the Christmas holiday"])  # fmt: skip
def test_a_clb_is_left_in_peace(moment):
    assert climb(ASKED, DEFAULTS, parse_moment(moment)) is None


def test_a_clb_that_is_closed_is_written_to_on_the_day_on_which_it_is_there_again():
    closed = Calendar.of([(date(2026, 12, 11), date(2026, 12, 16))])
    clocks = DEFAULTS.at(partner=closed)
    assert due_after(clocks, ClockName.CLB_ANSWER, date(2026, 12, 10)) == parse_moment("2027-01-04T09:00")
    assert climb(ASKED, clocks, parse_moment("2026-12-16T10:00")) is None
    assert climb(ASKED, clocks, parse_moment("2026-12-17T10:00")) == Do.REMIND
    silent = replace(ASKED, times_asked=2, asked_at=parse_moment("2026-12-10T11:00"))
    assert climb(silent, replace(DEFAULTS, hub=closed), parse_moment("2026-12-16T10:00")) is None
    assert climb(silent, clocks, parse_moment("2026-12-16T10:00")) == Do.GIVE, "the coordinator is there"


def test_nobody_is_reminded_twice_a_day_nor_after_an_answer():
    soon = replace(ASKED, asked_at=parse_moment("2026-12-15T08:30"))
    assert climb(soon, DEFAULTS, parse_moment("2026-12-15T10:00")) is None
    assert climb(replace(ASKED, state="agreed", due_at=None), DEFAULTS, parse_moment("2026-12-16T10:00")) is None
