"""The ladder: who is asked about a silent track, when, how often, and when the coordinator has it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.clock import DayUnit, brussels_date, is_public_holiday, is_school_day, parse_moment, quiet
from hub.dispatch.clocks import DEFAULTS, Clock, ClockName
from hub.dispatch.track import OPEN, TrackStage
from hub.monitoring.ladder import Climb, Do, Step, Watched, climb

TUESDAY = parse_moment("2026-12-15T09:00")
T = TrackStage


def agreed(due: str = "2026-12-15T09:00", **more) -> Watched:
    return Watched(**{"stage": T.ACCEPTED, "due_at": parse_moment(due), **more})


def asked_on(day: str, *, due: str, **more) -> Watched:
    return agreed(due, **{"step": Step.PARTNER, "asked_at": parse_moment(f"{day}T09:00"), "times_asked": 1, **more})


def climbed(*told) -> Climb:
    done = climb(*told)
    assert done is not None
    return done


# The partner


def test_nobody_is_asked_before_a_word_is_due():
    assert climb(agreed("2026-12-15T09:01"), DEFAULTS, TUESDAY) is None


@pytest.mark.parametrize("stage", [T.PROPOSED, T.ACCEPTED, T.STARTED, T.ON_HOLD])
def test_when_a_word_is_due_the_partner_is_asked_first(stage):
    done = climbed(agreed(stage=stage), DEFAULTS, TUESDAY)
    assert (done.do, done.step, done.times_asked) == (Do.ASK, Step.PARTNER, 1)


def test_the_partner_gets_five_school_days_to_answer_and_christmas_does_not_count():
    done = climbed(agreed(), DEFAULTS, TUESDAY)
    # Wednesday 16 to Friday 18 December are three, Monday 4 and Tuesday 5 January the fourth and fifth.
    assert done.due_at == parse_moment("2027-01-05T09:00")


@pytest.mark.parametrize(
    "moment",
    ["2026-12-15T22:30", "2026-12-16T05:00", "2026-12-19T10:00", "2026-11-11T10:00"],
    ids=["late in the evening", "before dawn", "on a Saturday", "on Armistice Day"],
)
def test_nobody_is_disturbed_at_night_in_a_weekend_or_on_a_holiday(moment):
    assert climb(agreed("2026-11-02T09:00"), DEFAULTS, parse_moment(moment)) is None


def test_a_track_counted_in_school_days_is_left_in_peace_in_the_school_holidays():
    in_the_holidays = parse_moment("2026-12-28T10:00")
    assert climb(agreed(), DEFAULTS, in_the_holidays) is None
    assert climb(agreed(stage=T.PROPOSED), DEFAULTS, in_the_holidays) is not None


def test_a_partner_without_any_address_is_not_waited_for():
    done = climbed(agreed(reachable=False), DEFAULTS, TUESDAY)
    assert (done.do, done.step) == (Do.GIVE, Step.COORDINATOR)


# The coordinator


def test_after_silence_the_coordinator_has_it():
    done = climbed(asked_on("2026-12-07", due="2026-12-14T09:00"), DEFAULTS, TUESDAY)
    assert (done.do, done.step) == (Do.GIVE, Step.COORDINATOR)
    assert done.due_at == parse_moment("2026-12-17T09:00")


def test_what_the_coordinator_has_in_hand_is_only_looked_at_again_later():
    track = asked_on("2026-12-01", due="2026-12-14T09:00", runs=False)
    done = climbed(Watched(**{**vars(track), "step": Step.COORDINATOR}), DEFAULTS, TUESDAY)
    assert (done.do, done.step) == (Do.WAIT, Step.COORDINATOR)
    assert done.due_at > TUESDAY


def test_when_the_coordinator_lets_it_run_on_the_partner_is_asked_again_with_more_time():
    track = Watched(**{**vars(asked_on("2026-11-23", due="2026-12-07T09:00")), "step": Step.COORDINATOR})
    again = climbed(track, DEFAULTS, parse_moment("2026-12-07T09:00"))
    first = climbed(agreed("2026-12-07T09:00"), DEFAULTS, parse_moment("2026-12-07T09:00"))
    assert (again.do, again.times_asked) == (Do.ASK, 2)
    assert again.due_at > first.due_at


def test_a_word_from_the_partner_makes_the_ladder_begin_anew():
    answered = agreed(times_asked=3)  # long ago: `asked_at` was wiped by the answer
    done = climbed(answered, DEFAULTS, TUESDAY)
    assert done.times_asked == 1


def test_nobody_is_written_to_twice_on_one_day_even_when_the_clock_says_nought():
    hasty = DEFAULTS | {ClockName.PARTNER_SILENCE: Clock(0, DayUnit.CALENDAR_DAYS)}
    done = climbed(agreed(), hasty, TUESDAY)
    assert brussels_date(done.due_at) == date(2026, 12, 16)
    same_day = Watched(T.ACCEPTED, TUESDAY, Step.COORDINATOR, asked_at=TUESDAY - timedelta(hours=1), times_asked=1)
    assert climb(same_day, hasty, TUESDAY) is None


@pytest.mark.parametrize("stage", sorted(set(TrackStage) - OPEN))
def test_a_track_that_ended_is_left_alone(stage):
    assert climb(agreed(stage=stage), DEFAULTS, TUESDAY) is None


# The promise

STAGES = st.sampled_from(sorted(OPEN))
DUE = st.datetimes(datetime.fromisoformat("2024-09-01"), datetime.fromisoformat("2028-08-31"), timezones=st.just(UTC))
DAYS = st.builds(Clock, st.integers(0, 10), st.sampled_from(DayUnit))
# A summer holiday before the letter and one after it, and the days of the clock itself.
BOUND = timedelta(days=2 * 75 + 3 * 10)


def lived(track: Watched, clocks, until: datetime) -> list[tuple[datetime, Climb]]:
    """What happens to a track that nobody ever speaks of, looked at every hour until the coordinator has it."""
    now, happened = track.due_at, []
    while now < until and track.step != Step.COORDINATOR:
        done = climb(track, clocks, now)
        if done:
            happened.append((now, done))
            asked = now if done.do == Do.ASK else track.asked_at
            track = Watched(track.stage, done.due_at, done.step, asked, done.times_asked, True, track.reachable)
        now += timedelta(hours=1)
    return happened


@given(stage=STAGES, due=DUE, silence=DAYS, decision=DAYS, reachable=st.booleans())
def test_every_due_track_reaches_the_coordinator_in_bounded_time_and_each_step_happens_once(
    stage, due, silence, decision, reachable
):
    clocks = DEFAULTS | {ClockName.PARTNER_SILENCE: silence, ClockName.DECISION: decision}
    happened = lived(Watched(stage, due, reachable=reachable), clocks, due + BOUND)
    assert [done.do for _when, done in happened] == ([Do.ASK, Do.GIVE] if reachable else [Do.GIVE])
    assert happened[-1][1].step == Step.COORDINATOR


@given(stage=STAGES, due=DUE, silence=DAYS)
def test_no_letter_ever_leaves_at_a_quiet_hour_and_the_next_date_always_lies_ahead(stage, due, silence):
    clocks = DEFAULTS | {ClockName.PARTNER_SILENCE: silence}
    for when, done in lived(Watched(stage, due), clocks, due + BOUND):
        assert not quiet(when)
        assert not is_public_holiday(brussels_date(when))
        assert done.due_at > when
        if done.do == Do.ASK and stage != T.PROPOSED:
            assert is_school_day(brussels_date(when))


@given(due=DUE, rounds=st.integers(1, 5))
def test_a_coordinator_who_always_lets_it_run_sees_it_come_back_with_a_growing_interval(due, rounds):
    track, now, waits = Watched(T.STARTED, due), due, list[int]()
    while len(waits) < rounds:
        done = climb(track, DEFAULTS, now)
        if done:
            if done.do == Do.ASK:
                waits.append(done.times_asked)
            asked = now if done.do == Do.ASK else track.asked_at
            track = Watched(T.STARTED, done.due_at, done.step, asked, done.times_asked)
        now += timedelta(hours=6)
    assert waits == list(range(1, rounds + 1))
