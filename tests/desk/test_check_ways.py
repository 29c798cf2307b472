"""`hub check` on ways through the stages, on figures, and as one run."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import select

from hub.dispatch.track import TRACK_MOVES
from hub.ledger import Entry
from hub.monitoring.check import Finding, check, track_chain_is_allowed
from tests.desk.test_check import found
from tests.lived import Lived

# Ways through the stages


def test_a_case_whose_stage_was_changed_behind_the_ledgers_back_is_found(lived: Lived) -> None:
    lived.plant("UPDATE referral SET stage = 'consult' WHERE id = :id", id=lived.asked)
    assert found(lived.world, "case stage") == {str(lived.asked)}


def test_a_case_that_went_an_impossible_way_is_found(lived: Lived) -> None:
    lived.plant(
        "UPDATE ledger SET from_stage = 'on_table' WHERE noun_id = :id AND to_stage = 'closed'", id=lived.closed
    )
    assert found(lived.world, "case moves") == {str(lived.closed)}


def test_a_track_whose_stage_was_changed_behind_the_ledgers_back_is_found(lived: Lived) -> None:
    lived.plant("UPDATE track SET stage = 'started' WHERE id = :id", id=lived.track)
    assert found(lived.world, "track stage") == {str(lived.track)}


def test_a_track_that_began_in_the_middle_is_found(lived: Lived) -> None:
    lived.plant("DELETE FROM ledger WHERE noun_id = :id AND to_stage = 'proposed'", id=lived.track)
    assert found(lived.world, "track moves") == {str(lived.track)}


def test_a_track_without_any_line_in_the_ledger_is_found(lived: Lived) -> None:
    lived.plant("DELETE FROM ledger WHERE noun_id = :id", id=lived.track)
    assert found(lived.world, "track stage") == {str(lived.track)}


def test_every_move_of_the_table_is_a_way_that_is_allowed_and_no_other_is() -> None:
    for sources, target in TRACK_MOVES.values():
        for source in sources:
            way = [(None, "proposed"), *_way_to(source), (source, target)]
            assert track_chain_is_allowed(way), way
    assert not track_chain_is_allowed([(None, "accepted")])
    assert not track_chain_is_allowed([(None, "proposed"), ("proposed", "started")])
    assert not track_chain_is_allowed([(None, "proposed"), ("accepted", "started")])


def _way_to(stage: str) -> list[tuple[str | None, str]]:
    ways: dict[str, list[tuple[str | None, str]]] = {
        "proposed": [],
        "accepted": [("proposed", "accepted")],
        "started": [("proposed", "accepted"), ("accepted", "started")],
        "on_hold": [("proposed", "accepted"), ("accepted", "started"), ("started", "on_hold")],
    }
    return ways[stage]


# Figures, and the run as a whole


def test_a_figure_that_differs_from_a_recount_is_found(lived: Lived) -> None:
    lived.plant("UPDATE referral_fact SET age = 99 WHERE referral_id = :id", id=lived.closed)
    assert found(lived.world, "figures of a referral") == {str(lived.closed)}


def test_a_year_that_was_counted_otherwise_than_its_facts_say_is_found(lived: Lived) -> None:
    lived.plant("UPDATE year_reading SET counts = jsonb_set(counts, '{youngsters}', '99')")
    assert {year.split()[1] for year in found(lived.world, "figures of a year")} == {"2026"}
    lived.plant("DELETE FROM year_reading")
    assert found(lived.world, "figures of a year")


def test_several_broken_promises_are_told_in_one_run_each_with_its_own_rows(lived: Lived) -> None:
    lived.plant("UPDATE track SET stage = 'started' WHERE id = :id", id=lived.track)
    lived.plant("UPDATE referral SET stage = 'consult' WHERE id = :id", id=lived.asked)
    rules = {finding.rule for finding in check(lived.world.store)}
    assert {"track stage", "case stage"} <= rules


def test_the_run_reads_one_moment_whatever_is_written_meanwhile(lived: Lived) -> None:
    read: list[str] = []

    @sa.event.listens_for(lived.world.store.engine, "after_cursor_execute")
    def somebody_writes(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        read.append(statement)
        if [one.startswith("SELECT") for one in read].count(True) == 1 and statement.startswith("SELECT"):
            lived.plant("UPDATE referral SET holder = 'coordinator' WHERE id = :id", id=lived.asked)

    assert check(lived.world.store) == []
    sa.event.remove(lived.world.store.engine, "after_cursor_execute", somebody_writes)
    assert found(lived.world, "radar") == {str(lived.asked)}


def test_the_check_changes_nothing(lived: Lived) -> None:
    with lived.world.desk() as work:
        before = work.session.exec(select(sa.func.count()).select_from(Entry)).one()
    check(lived.world.store)
    with lived.world.desk() as work:
        assert work.session.exec(select(sa.func.count()).select_from(Entry)).one() == before


def test_a_finding_reads_as_a_sentence_about_its_rows(lived: Lived) -> None:
    lived.plant("UPDATE track SET stage = 'started' WHERE id = :id", id=lived.track)
    (finding,) = (one for one in check(lived.world.store) if one.rule == "track stage")
    assert finding == Finding(
        "track stage", "is a track whose stage differs from its last move in the ledger", [str(lived.track)]
    )
