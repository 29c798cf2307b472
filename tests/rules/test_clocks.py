"""Which clock counts, and how it asks: the narrowest wins, and letters grow apart as the rule says."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.calendars import Calendar
from hub.clock import DayUnit, at_nine, parse_moment
from hub.dispatch.clocks import (
    DEFAULTS,
    OF_A_TRACK,
    Clock,
    ClockName,
    Clocks,
    Grows,
    Whom,
    due_after,
)
from hub.dispatch.clockwork.words import sentence
from hub.dispatch.track import TrackStage
from hub.monitoring.ladder import Do, Step, Watched, climb

OFFERS = [UUID(int=n) for n in (1, 2)]
KINDS = ["naft_dispatch", "expertise"]
CLOCK = st.builds(Clock, st.integers(0, 40), st.sampled_from(DayUnit))
NARROWER = st.dictionaries(st.tuples(st.sampled_from(OF_A_TRACK), st.sampled_from([*OFFERS, *KINDS])), CLOCK)
OWN = st.dictionaries(st.sampled_from(ClockName), CLOCK)
MONDAY, TUESDAY = date(2026, 12, 14), parse_moment("2026-12-15T09:00")
ANSWER, SILENCE = ClockName.PARTNER_ANSWER, ClockName.PARTNER_SILENCE


@given(
    own=OWN, narrower=NARROWER, name=st.sampled_from(ClockName),
    offer=st.none() | st.sampled_from(OFFERS), kind=st.none() | st.sampled_from(KINDS),
)  # fmt: skip
def test_the_narrowest_wins_offer_then_kind_of_table_then_hub_then_default(own, narrower, name, offer, kind):
    found = Clocks((DEFAULTS | own).usual, narrower).at(offer=offer, kind=kind)[name]
    asked = [narrower.get((name, offer)), narrower.get((name, kind)), own.get(name), DEFAULTS[name]]
    assert found == next(one for one in asked if one is not None)


@given(own=OWN, narrower=NARROWER)
def test_a_case_without_an_offer_or_a_table_runs_on_the_clocks_of_its_hub(own, narrower):
    clocks = Clocks((DEFAULTS | own).usual, narrower)
    assert dict(clocks.at()) == {**dict(DEFAULTS), **own}


@pytest.mark.parametrize(
    ("grows", "waits"), [(Grows.STEADY, [1, 1, 1, 1]), (Grows.STEPS, [1, 2, 3, 3]), (Grows.DOUBLES, [1, 2, 3, 3])]
)
def test_the_time_between_letters_grows_as_far_as_the_rule_says(grows, waits):
    clock = Clock(5, DayUnit.SCHOOL_DAYS, grows=grows, grows_to=3)
    assert [clock.waits(times) for times in (1, 2, 3, 9)] == waits


def test_a_clock_about_a_track_stands_still_when_the_partner_is_closed_and_others_run_on():
    closed = Calendar.of([(date(2026, 12, 15), date(2026, 12, 18))])
    clocks = DEFAULTS.at(partner=closed)
    assert due_after(clocks, ANSWER, MONDAY) == at_nine(date(2026, 12, 28)), "and Christmas is no working day"
    assert due_after(clocks, ClockName.DECISION, MONDAY) == due_after(DEFAULTS, ClockName.DECISION, MONDAY)


def test_a_welfare_partner_works_through_christmas_and_summer_and_a_school_provider_does_not():
    start, life, welfare = ClockName.START_CHECK, ClockName.SIGN_OF_LIFE, DEFAULTS.at(welfare=True)
    last_day, june = date(2026, 12, 18), date(2027, 6, 25)
    assert due_after(DEFAULTS, start, last_day) == at_nine(date(2027, 1, 4))
    assert due_after(welfare, start, last_day) == at_nine(date(2026, 12, 21))
    assert due_after(DEFAULTS, life, june) > at_nine(date(2027, 9, 1))
    assert due_after(welfare, life, june) == at_nine(date(2027, 8, 9)), "of thirty working days one is 21 July"
    assert due_after(welfare, SILENCE, date(2026, 12, 24)) == at_nine(date(2027, 1, 4)), "Christmas, New Year: no work"
    for name in set(ClockName) - set(OF_A_TRACK):
        assert welfare[name] == DEFAULTS[name], "what is no track's stays as it is"


@given(own=OWN, narrower=NARROWER, name=st.sampled_from(OF_A_TRACK), offer=st.sampled_from(OFFERS))
def test_only_the_own_clock_of_an_offer_makes_a_welfare_partner_wait_for_school(own, narrower, name, offer):
    clocks = Clocks((DEFAULTS | own).usual, narrower)
    usual, welfare = clocks.at(offer=offer)[name], clocks.at(offer=offer, welfare=True)
    if (name, offer) in narrower or usual.unit is not DayUnit.SCHOOL_DAYS:
        assert welfare[name] == usual
        assert name not in welfare.through
    else:
        assert welfare[name] == replace(usual, unit=DayUnit.WORKING_DAYS)
        assert name in welfare.through


def test_a_welfare_partner_is_asked_in_the_christmas_holiday_and_a_school_provider_after_it():
    now = parse_moment("2026-12-29T09:00")
    due = Watched(TrackStage.STARTED, parse_moment("2026-12-29T08:00"))
    assert climb(due, DEFAULTS, now) is None
    asked = climb(due, DEFAULTS.at(welfare=True), now)
    assert asked is not None
    assert asked.due_at == at_nine(date(2027, 1, 6)), "five working days, and New Year is none"


def test_nobody_writes_to_a_partner_that_is_closed_and_it_is_asked_on_the_first_day_after():
    clocks = DEFAULTS.at(partner=Calendar.of([(TUESDAY.date(), TUESDAY.date())]))
    due = Watched(TrackStage.ACCEPTED, TUESDAY)
    assert climb(due, clocks, TUESDAY) is None
    after = climb(due, clocks, parse_moment("2026-12-16T09:00"))
    assert after is not None
    assert after.do == Do.ASK


def test_when_the_hub_is_closed_nobody_hears_from_it_and_its_own_terms_stand_still():
    clocks = Clocks(DEFAULTS.usual, hub=Calendar.of([(TUESDAY.date(), date(2026, 12, 16))]))
    silent = Watched(TrackStage.ACCEPTED, TUESDAY, Step.PARTNER, asked_at=parse_moment("2026-12-07T09:00"))
    assert climb(silent, clocks, TUESDAY) is None
    assert due_after(clocks, ClockName.DECISION, MONDAY) == at_nine(date(2026, 12, 18))


def test_a_worker_who_stays_silent_is_followed_by_its_partner_and_then_by_the_coordinator():
    clocks = DEFAULTS | {ANSWER: Clock(5, DayUnit.WORKING_DAYS, letters=2)}
    asked = parse_moment("2026-12-07T09:00")
    told = [
        climb(Watched(TrackStage.PROPOSED, TUESDAY), clocks, TUESDAY),
        climb(Watched(TrackStage.PROPOSED, TUESDAY, Step.PARTNER, asked, 1), clocks, TUESDAY),
        climb(Watched(TrackStage.PROPOSED, TUESDAY, Step.PARTNER, asked, 2), clocks, TUESDAY),
    ]
    assert [(one.do, one.whom) for one in told[:2] if one] == [(Do.ASK, Whom.WORKER), (Do.ASK, Whom.PARTNER)]
    assert told[2] is not None
    assert (told[2].do, told[2].step) == (Do.GIVE, Step.COORDINATOR)


def test_a_clock_that_asks_nobody_outside_gives_it_to_the_coordinator_at_once():
    clocks = DEFAULTS | {ANSWER: Clock(5, DayUnit.WORKING_DAYS, asked=Whom.HUB)}
    done = climb(Watched(TrackStage.PROPOSED, TUESDAY), clocks, TUESDAY)
    assert done is not None
    assert (done.do, done.step) == (Do.GIVE, Step.COORDINATOR)


def test_each_clock_says_how_soon_it_asks_again_and_that_time_grows_too():
    clocks = DEFAULTS | {ANSWER: Clock(5, DayUnit.WORKING_DAYS, letters=3, again=2)}
    asked = parse_moment("2026-12-10T09:00")
    first = climb(Watched(TrackStage.PROPOSED, TUESDAY), clocks, TUESDAY)
    second = climb(Watched(TrackStage.PROPOSED, TUESDAY, Step.PARTNER, asked, 1), clocks, TUESDAY)
    usual = climb(Watched(TrackStage.STARTED, TUESDAY), clocks, TUESDAY)
    assert first
    assert second
    assert usual
    assert first.due_at == at_nine(date(2026, 12, 17)), "two working days"
    assert second.due_at == at_nine(date(2026, 12, 21)), "twice as long"
    assert usual.due_at == at_nine(date(2027, 1, 5)), "another clock waits as after any letter: five school days"
    assert "na 2 werkdagen opnieuw een e-mail" in sentence(ANSWER, clocks)
    assert "Na nog 5 schooldagen stilte" in sentence(ClockName.SIGN_OF_LIFE, clocks)


# From Monday 29 June 2026: holiday from 1 July to 31 August, the national day on a Tuesday.
@pytest.mark.parametrize(
    ("unit", "since", "days", "hub", "partner", "due"),
    [
        ("school_days", "2026-06-29", 2, (), (), "2026-09-01"),
        ("school_days", "2026-07-15", 1, (), (), "2026-09-01"),
        ("working_days", "2026-06-29", 2, (), (), "2026-07-01"),
        ("working_days", "2026-07-17", 2, (), (), "2026-07-22"),  # Tuesday 21 July does not count
        ("working_days", "2026-07-17", 1, ("2026-07-20", "2026-07-20"), (), "2026-07-22"),  # the hub bridges Monday
        ("working_days", "2026-07-17", 2, (), ("2026-07-20", "2026-08-14"), "2026-08-18"),  # a partner's summer
        ("school_days", "2026-06-29", 2, ("2026-09-01", "2026-09-01"), ("2026-09-02", "2026-09-02"), "2026-09-03"),
        ("school_days", "2027-05-04", 2, (), (), "2027-05-10"),  # Ascension and the Friday after it
        ("working_days", "2027-05-04", 2, (), (), "2027-05-07"),  # which is a working day, unless somebody bridges it
        ("working_days", "2027-05-04", 2, ("2027-05-07", "2027-05-07"), (), "2027-05-10"),
    ],
)
def test_in_summer_school_days_stand_still_and_working_days_go_on_round_holidays_and_closed_days(
    unit, since, days, hub, partner, due
):
    clocks = Clocks({ANSWER: Clock(days, DayUnit(unit))}, hub=_shut(hub), partner=_shut(partner))
    assert due_after(clocks, ANSWER, date.fromisoformat(since)) == at_nine(date.fromisoformat(due))


def _shut(days):
    first, last = (date.fromisoformat(one) for one in days) if days else (None, None)
    return Calendar.of([(first, last)] if first and last else [])
