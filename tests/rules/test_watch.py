"""The radar rule: every open case has exactly one holder and one date, whatever else is known of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from hub.clock import at_nine, brussels_date, is_working_day, midnight
from hub.dispatch.answering import OnTable, may_read, on_the_table
from hub.dispatch.case import Stage, is_open
from hub.dispatch.clocks import DEFAULTS, ClockName
from hub.dispatch.track import OPEN, TrackStage
from hub.dispatch.watch import WHY_WORDS, CaseView, Party, TrackView, Why, track_due, watch

days = st.dates(date(2020, 9, 1), date(2030, 6, 30))
moments = st.builds(lambda day, minute: midnight(day) + timedelta(minutes=minute), days, st.integers(0, 1439))
A, B = UUID(int=1), UUID(int=2)
tracks = st.builds(TrackView, st.sampled_from([A, B]), st.sampled_from(list(TrackStage)), moments)


def case_at(stages: st.SearchStrategy[Stage]) -> st.SearchStrategy[CaseView]:
    maybe = st.none() | moments
    return st.builds(CaseView, stages, moments, maybe, maybe, maybe, st.none() | days, st.lists(tracks, max_size=4))


cases = case_at(st.sampled_from(list(Stage)))
NOW = datetime(2026, 9, 15, 7, 30, tzinfo=UTC)


@given(cases)
def test_an_open_case_always_has_one_holder_and_one_date_and_a_closed_one_neither(case: CaseView) -> None:
    held = watch(case, DEFAULTS)
    assert (held is not None) == is_open(case.stage)
    if held is not None:
        assert held.due_at.tzinfo is not None
        assert (held.party == Party.PARTNER) == (held.organisation_id is not None)
        assert held.why in WHY_WORDS


@given(cases)
def test_a_partner_holds_only_what_runs_on_tracks(case: CaseView) -> None:
    held = watch(case, DEFAULTS)
    if held and held.party == Party.PARTNER:
        assert case.stage == Stage.TRACKS
        running = [track for track in case.tracks if track.stage in OPEN]
        assert held.due_at == min(track.due_at for track in running)
        assert held.organisation_id in {track.organisation_id for track in running if track.due_at == held.due_at}


@given(case_at(st.just(Stage.TRACKS)))
def test_a_case_on_tracks_is_never_due_later_than_its_first_open_track(case: CaseView) -> None:
    held = watch(case, DEFAULTS)
    open_ones = [track.due_at for track in case.tracks if track.stage in OPEN]
    assert held is not None
    if open_ones:
        assert held.due_at == min(open_ones)
    else:
        assert (held.party, held.why) == (Party.COORDINATOR, Why.TELL_AND_CLOSE)


@given(cases)
def test_the_order_of_the_tracks_does_not_matter(case: CaseView) -> None:
    turned = CaseView(
        case.stage, case.since, case.open_question_since, case.appointment_at, case.session_at, case.review_on,
        list(reversed(case.tracks)),
    )  # fmt: skip
    assert watch(case, DEFAULTS) == watch(turned, DEFAULTS)


def test_the_referrer_holds_a_case_only_while_a_question_is_open() -> None:
    asked = watch(CaseView(Stage.CLARIFICATION, NOW, open_question_since=NOW), DEFAULTS)
    assert asked
    assert (asked.party, asked.due_at) == (Party.REFERRER, at_nine(date(2026, 9, 22)))
    met = watch(CaseView(Stage.CLARIFICATION, NOW, open_question_since=NOW, appointment_at=NOW), DEFAULTS)
    assert met
    assert (met.party, met.why) == (Party.COORDINATOR, Why.APPOINTMENT)


def test_a_case_on_the_table_is_due_at_its_session() -> None:
    held = watch(CaseView(Stage.ON_TABLE, NOW, session_at=NOW + timedelta(days=7)), DEFAULTS)
    assert held
    assert (held.party, held.due_at, held.why) == (Party.COORDINATOR, NOW + timedelta(days=7), Why.TABLE)


@given(st.sampled_from(list(TrackStage)), moments, st.none() | days, st.none() | moments, st.none() | days)
def test_a_track_is_watched_exactly_while_it_is_open(
    stage: TrackStage, since: datetime, start: date | None, sign: datetime | None, hold: date | None
) -> None:
    due = track_due(stage, DEFAULTS, since=since, agreed_start=start, last_sign=sign, hold_until=hold)
    assert (due is not None) == (stage in OPEN)
    if due is not None and stage != TrackStage.ON_HOLD:
        assert is_working_day(brussels_date(due))


def test_a_start_is_checked_on_the_first_school_day_after_it() -> None:
    due = track_due(TrackStage.ACCEPTED, DEFAULTS, since=NOW, agreed_start=date(2026, 10, 30))
    assert due == at_nine(date(2026, 11, 9))  # the autumn holiday lies between


def test_each_clock_has_a_default() -> None:
    assert set(DEFAULTS) == set(ClockName)


# Who may read a table card until when

on_tables = st.builds(OnTable, st.sampled_from(list(Stage)), st.none() | moments, st.booleans())
levels = st.sampled_from(["co_working", "co_thinking", "informed", ""])


@given(on_tables, moments, levels, st.booleans(), st.booleans())
def test_nobody_reads_a_card_that_is_not_on_the_table(
    case: OnTable, now: datetime, level: str, works: bool, declined: bool
) -> None:
    if may_read(case, now, level=level, works_on_it=works, declined=declined):
        assert case.stage in (Stage.ON_TABLE, Stage.DISCUSSED)
        assert works or (level in ("co_working", "co_thinking") and on_the_table(case, now))


@given(on_tables, moments, st.booleans(), st.booleans())
def test_a_seat_that_is_only_informed_reads_no_card(case: OnTable, now: datetime, works: bool, declined: bool) -> None:
    assert works or not may_read(case, now, level="informed", works_on_it=False, declined=declined)


def test_after_the_session_only_who_owes_an_answer_reads_on_until_the_answer_date() -> None:
    over = OnTable(Stage.DISCUSSED, NOW + timedelta(days=7), session_closed=True)
    answers: dict[str, Any] = {"level": "co_working", "works_on_it": False}
    assert may_read(over, NOW, **answers, declined=False)
    assert not may_read(over, NOW, **answers, declined=True)
    assert not may_read(over, NOW, level="co_thinking", works_on_it=False, declined=False)
    assert not may_read(over, NOW + timedelta(days=7), **answers, declined=False)
    assert may_read(over, NOW + timedelta(days=9), level="co_working", works_on_it=True, declined=False)


@given(cases, moments)
def test_what_came_out_of_the_old_list_is_the_coordinators_until_somebody_looked(
    case: CaseView, since: datetime
) -> None:
    held = watch(replace(case, look_over_since=since), DEFAULTS)
    assert (held is None) == (case.stage == Stage.CLOSED)
    if held is not None:
        assert held.party == Party.COORDINATOR
        assert held.why in (Why.LOOK_OVER, Why.CLB)
        open_ones = [track.due_at for track in case.tracks if track.stage in OPEN and case.stage == Stage.TRACKS]
        assert all(held.due_at <= due for due in open_ones)
