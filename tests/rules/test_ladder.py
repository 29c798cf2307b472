"""The ladder: who is asked about a silent track, when, how often, and when the coordinator has it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.clock import BRUSSELS, DayUnit, brussels_date, is_public_holiday, is_school_day, parse_moment, quiet
from hub.dispatch.clocks import DEFAULTS, Clock, ClockName
from hub.dispatch.track import OPEN, TrackStage
from hub.monitoring.ladder import Climb, Do, Step, Watched, climb, unit_of
from hub.monitoring.weekly import TUESDAY as TUE
from hub.monitoring.weekly import Weekly, moment_of, monday_of, never, weekly_at

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


# The letter of the week

LETTER = parse_moment("2026-12-15T07:00")  # this Tuesday


def weekly(now: datetime, *, sent: bool = False, weekday: int = TUE) -> Weekly:
    return weekly_at(now, weekday, DayUnit.SCHOOL_DAYS, sent=sent)


def test_the_letter_of_seven_takes_along_what_is_due_that_day_and_the_coordinator_waits_until_nine():
    assert climbed(agreed(weekly=weekly(LETTER)), DEFAULTS, LETTER).do == Do.ASK
    given_back = asked_on("2026-12-07", due="2026-12-15T09:00", weekly=weekly(LETTER))
    assert climb(given_back, DEFAULTS, LETTER) is None
    assert climbed(given_back, DEFAULTS, TUESDAY).do == Do.GIVE


@pytest.mark.parametrize(
    ("now", "sent", "waits_for"),
    [
        ("2026-12-14T09:00", False, "2026-12-15T07:00"),
        ("2026-12-15T09:00", True, "2027-01-05T07:00"),
        ("2026-12-16T09:00", False, "2027-01-05T07:00"),
    ],
    ids=["the day before", "after the letter of this week", "due when its day is over, and then it is Christmas"],
)
def test_what_is_due_waits_for_the_next_letter(now, sent, waits_for):
    moment = parse_moment(now)
    done = climbed(agreed(now, weekly=weekly(moment, sent=sent)), DEFAULTS, moment)
    assert (done.do, done.step, done.times_asked) == (Do.GATHER, Step.NOBODY, 0)
    assert done.due_at == parse_moment(waits_for)


def test_the_letter_goes_on_the_next_day_that_is_no_holiday_and_in_a_holiday_only_for_what_is_not_for_school():
    def on(monday: str, unit: DayUnit, weekday: int = TUE, shut=never) -> str:
        found = moment_of(date.fromisoformat(monday), weekday, unit, shut)
        return found.astimezone(BRUSSELS).isoformat()[:16] if found else ""

    school, working = DayUnit.SCHOOL_DAYS, DayUnit.WORKING_DAYS
    assert on("2026-11-09", school, weekday=2) == "2026-11-12T07:00"  # Armistice Day is a Wednesday
    assert on("2026-12-21", school) == ""
    assert on("2026-12-21", working) == "2026-12-22T07:00"
    assert on("2026-12-21", working, weekday=4) == "2026-12-24T07:00"  # Christmas is a Friday
    assert on("2026-12-07", school, shut=lambda day: day.day == 8) == "2026-12-09T07:00"
    assert on("2026-12-07", school, shut=lambda day: True) == ""


def test_whoever_stands_above_a_worker_is_asked_with_as_much_time_before_the_coordinator_has_it():
    first = climbed(agreed(higher=True), DEFAULTS, TUESDAY)
    track, did = agreed(higher=True), []
    while track.step != Step.COORDINATOR:
        done = climbed(track, DEFAULTS, track.due_at)
        did.append((done.do, done.times_asked))
        track = agreed(higher=True, step=done.step, times_asked=done.times_asked, asked_at=track.due_at)
        track = replace(track, due_at=done.due_at)
    assert did == [(Do.ASK, 1), (Do.ASK, 2), (Do.GIVE, 2)]
    above = agreed(higher=True, times_asked=1, asked_at=TUESDAY - timedelta(8), step=Step.PARTNER)
    assert climbed(above, DEFAULTS, TUESDAY).due_at == first.due_at


@given(stage=STAGES, due=DUE, weekday=st.integers(0, 4), higher=st.booleans())
def test_a_partner_gets_no_two_letters_in_one_week_and_the_coordinator_has_it_in_bounded_time(
    stage, due, weekday, higher
):
    now, track, asked = due, Watched(stage, due, higher=higher), list[date]()
    while track.step != Step.COORDINATOR:
        assert now < due + 2 * BOUND
        monday = monday_of(brussels_date(now))
        unit = unit_of(stage, DEFAULTS)
        known = replace(track, weekly=weekly_at(now, weekday, unit, sent=monday in asked))
        done = climb(known, DEFAULTS, now)
        if done:
            assert done.due_at > now
            assert not quiet(now)
            if done.do == Do.ASK:
                assert monday not in asked
                asked.append(monday)
            track = replace(
                track, due_at=done.due_at, step=done.step, times_asked=done.times_asked,
                asked_at=now if done.do == Do.ASK else track.asked_at,
            )  # fmt: skip
        now += timedelta(hours=3)
    assert len(asked) == 1 + higher
