"""The way of a referral, as its referrer reads it."""

from datetime import UTC, datetime, timedelta

from hub.dispatch.case import Stage
from hub.intake.way import way


def line(*stages: Stage) -> list[tuple[str, str]]:
    start = datetime(2026, 9, 15, 8, tzinfo=UTC)
    return [(step.word, step.state) for step in way([(start + timedelta(days=n), s) for n, s in enumerate(stages)])]


def test_a_new_referral_has_the_whole_way_before_it() -> None:
    assert line(Stage.SUBMITTED) == [
        ("aangemeld", "now"), ("vraagverheldering", "todo"), ("op de tafel", "todo"), ("trajecten", "todo"),
        ("afgesloten", "todo"),
    ]  # fmt: skip


def test_a_talk_that_was_enough_leaves_out_what_never_happened() -> None:
    assert line(Stage.SUBMITTED, Stage.CLARIFICATION, Stage.CLOSED) == [
        ("aangemeld", "done"), ("vraagverheldering", "done"), ("afgesloten", "done"),
    ]  # fmt: skip


def test_a_reopened_case_says_that_it_was_taken_up_again() -> None:
    ways = (Stage.SUBMITTED, Stage.CLARIFICATION, Stage.ON_TABLE, Stage.DISCUSSED, Stage.TRACKS, Stage.REOPENED)
    assert line(*ways)[2:] == [  # the days before it stay
        ("op de tafel", "done"), ("trajecten", "done"), ("herneming", "now"), ("afgesloten", "todo"),
    ]  # fmt: skip
    assert line(*ways, Stage.ON_TABLE)[2:] == [
        ("herneming", "done"), ("op de tafel", "now"), ("trajecten", "todo"), ("afgesloten", "todo"),
    ]  # fmt: skip


def test_at_the_table_nobody_is_busy_while_another_hub_decides() -> None:
    ways = (Stage.SUBMITTED, Stage.CLARIFICATION, Stage.ON_TABLE, Stage.DISCUSSED, Stage.OFFERED)
    assert "now" not in dict(line(*ways)).values()


def test_asking_another_hub_does_not_move_the_day_at_the_table_and_is_no_table() -> None:
    start = datetime(2026, 9, 15, 8, tzinfo=UTC)
    ways = (Stage.SUBMITTED, Stage.ON_TABLE, Stage.DISCUSSED, Stage.REOPENED, Stage.OFFERED)
    at_table = next(
        one for one in way([(start + timedelta(days=n), s) for n, s in enumerate(ways)]) if "tafel" in one.word
    )
    assert (at_table.state, at_table.at) == ("done", start + timedelta(days=2))
    never = line(Stage.SUBMITTED, Stage.CLOSED, Stage.REOPENED, Stage.OFFERED)
    assert never[1:3] == [("herneming", "done"), ("op de tafel", "todo")]
