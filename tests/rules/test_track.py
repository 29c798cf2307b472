"""The stages of a track, walked at random: silence ends none, and what ended stays ended."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from hub.clock import is_school_day
from hub.dispatch.clocks import DEFAULTS
from hub.dispatch.proposed import usual_start
from hub.dispatch.track import (
    ASKS_REFERRER,
    COMES_BACK,
    DECLINE_REASONS,
    NOT_STARTED_REASONS,
    OPEN,
    REASON_WORDS,
    TRACK_MOVES,
    TRACK_WORDS,
    Reason,
    TrackMove,
    TrackStage,
    after,
    allowed,
    is_open,
)
from hub.dispatch.watch import track_due
from hub.problems import Refused

SINCE = datetime(2026, 9, 15, 7, 30, tzinfo=UTC)


class OneTrack(RuleBasedStateMachine):
    @initialize()
    def is_proposed(self) -> None:
        self.stage = TrackStage.PROPOSED
        self.ended = False

    @rule(move=st.sampled_from(list(TrackMove)))
    def somebody_says(self, move: TrackMove) -> None:
        if move in allowed(self.stage):
            self.stage = after(self.stage, move)
        else:
            with pytest.raises(Refused, match="Dit kan niet meer"):
                after(self.stage, move)
        self.ended = self.ended or not is_open(self.stage)

    @invariant()
    def what_ended_stays_ended(self) -> None:
        assert not (self.ended and is_open(self.stage))
        assert not (self.ended and allowed(self.stage))

    @invariant()
    def an_open_one_is_watched_and_an_ended_one_is_not(self) -> None:
        due = track_due(self.stage, DEFAULTS, since=SINCE, agreed_start=date(2026, 9, 30), hold_until=date(2026, 10, 1))
        assert (due is not None) == is_open(self.stage)


TestOneTrack = OneTrack.TestCase
TestOneTrack.settings = settings(max_examples=40, stateful_step_count=12, deadline=None)


def test_every_stage_is_open_or_has_ended() -> None:
    sources = {stage for froms, _target in TRACK_MOVES.values() for stage in froms}
    assert sources == OPEN
    assert set(TrackStage) - OPEN - {TrackStage.COMPLETED} == COMES_BACK


def test_there_is_no_move_for_silence() -> None:
    assert {move.value for move in TrackMove}.isdisjoint({"expire", "lapse", "time_out", "silence"})


def test_every_code_has_its_word() -> None:
    assert set(TRACK_WORDS) == set(TrackStage)
    assert set(REASON_WORDS) == set(Reason)


def test_reasons_that_ask_the_referrer_first_can_be_given() -> None:
    assert set(NOT_STARTED_REASONS) >= ASKS_REFERRER
    assert ASKS_REFERRER.isdisjoint(DECLINE_REASONS)


@given(st.dates(date(2020, 9, 1), date(2035, 6, 30)))
def test_the_usual_start_is_the_first_school_day_from_the_fifteenth_day_on(today: date) -> None:
    start = usual_start(today)
    assert is_school_day(start)
    assert (start - today).days >= 15
    between = [date.fromordinal(day) for day in range(today.toordinal() + 15, start.toordinal())]
    assert not any(is_school_day(day) for day in between)
