"""How minutes go from draft to approved, and what a partner reads of a case in them."""

from datetime import date
from typing import Any

import pytest

from hub.clock import DayUnit
from hub.dispatch.clocks import DEFAULTS, Clock, ClockName
from hub.dispatch.minutes.minutes import (
    MinutesMove,
    MinutesState,
    Standing,
    after,
    late_from,
    may_be_made,
    remind_on,
    sees,
    usual_last_day,
)
from hub.dispatch.sharing.gate import Gets
from hub.problems import Refused

TODAY = date(2026, 9, 23)
DRAFT, READING = Standing(MinutesState.DRAFT, session_over=True), Standing(MinutesState.READING, session_over=True)


def standing(state: MinutesState = MinutesState.READING, **more: Any) -> Standing:
    return Standing(**{"state": state, "session_over": True, **more})


def test_a_draft_is_read_before_it_is_approved() -> None:
    assert after(DRAFT, MinutesMove.SEND, TODAY) == MinutesState.READING
    assert after(READING, MinutesMove.APPROVE, TODAY) == MinutesState.APPROVED
    with pytest.raises(Refused, match="ontwerp"):
        after(DRAFT, MinutesMove.APPROVE, TODAY)
    assert may_be_made(standing(MinutesState.APPROVED), TODAY) == []  # what stands is changed by nothing


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"unread": 1, "read_until": TODAY}, "kan nog lezen"),
        ({"unsettled": 1}, "verbetering"),
        ({"session_over": False}, "Sluit eerst"),
        ({"somebody_there": False}, "niemand als aanwezig genoteerd, dus niemand las dit"),
    ],
)
def test_minutes_are_not_approved_over_somebodys_head(more: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        after(standing(**more), MinutesMove.APPROVE, TODAY)


def test_minutes_of_which_nobody_is_noted_as_present_go_to_nobody() -> None:
    nobody = standing(MinutesState.DRAFT, somebody_there=False)
    with pytest.raises(Refused, match="Noteer eerst wie er was"):
        after(nobody, MinutesMove.SEND, TODAY)
    assert may_be_made(nobody, TODAY) == [MinutesMove.KEEP_NONE], "none on purpose is still possible"
    late = standing(somebody_there=False, read_until=date(2026, 9, 22))
    assert may_be_made(late, TODAY) == [MinutesMove.TAKE_BACK], "nor are they approved once the days are over"


def test_whoever_says_nothing_holds_nothing_up_for_ever() -> None:
    late = standing(unread=3, read_until=date(2026, 9, 22))
    assert after(late, MinutesMove.APPROVE, TODAY) == MinutesState.APPROVED


def test_none_on_purpose_can_be_undone_until_something_was_approved() -> None:
    assert after(DRAFT, MinutesMove.KEEP_NONE, TODAY) == MinutesState.NONE
    assert after(standing(MinutesState.NONE), MinutesMove.KEEP_AFTER_ALL, TODAY) == MinutesState.DRAFT
    with pytest.raises(Refused, match="al een goedgekeurd verslag"):
        after(standing(MinutesState.DRAFT, version=2), MinutesMove.KEEP_NONE, TODAY)


def test_nobody_reads_more_than_at_the_table_nor_more_than_the_file_allows_now() -> None:
    assert sees(Gets.CARD, Gets.NOTHING) == Gets.NOTHING
    assert sees(Gets.NOTHING, Gets.CARD) == Gets.NOTHING
    assert sees(Gets.CARD, Gets.OUTCOME) == Gets.OUTCOME
    assert sees(Gets.CARD, Gets.CARD) == Gets.CARD


def test_days_are_those_of_the_clocks_of_the_hub() -> None:
    assert usual_last_day(DEFAULTS, date(2026, 9, 24)) == date(2026, 10, 1)  # five working days
    assert late_from(DEFAULTS, date(2026, 9, 22), date(2026, 9, 22)) == date(2026, 9, 29)
    assert late_from(DEFAULTS, date(2026, 9, 22), date(2026, 9, 28)) == date(2026, 10, 5)  # begun after the session
    own = DEFAULTS | dict.fromkeys((ClockName.MINUTES_DRAFT, ClockName.MINUTES_READING), Clock(2, DayUnit.WORKING_DAYS))
    assert usual_last_day(own, date(2026, 9, 24)) == date(2026, 9, 28)
    assert late_from(own, date(2026, 9, 22), date(2026, 9, 22)) == date(2026, 9, 24)


def test_who_did_not_read_is_reminded_shortly_before_the_last_day_or_not_at_all() -> None:
    assert remind_on(date(2026, 9, 28), TODAY) == date(2026, 9, 25)  # the Friday before a Monday
    assert remind_on(date(2026, 9, 24), TODAY) == date(2026, 9, 24)
    assert remind_on(TODAY, TODAY) is None
