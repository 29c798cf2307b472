"""An administrator keeps tables and their seats; a coordinator too plans, moves and cancels sessions."""

from datetime import date
from uuid import UUID

import pytest
from sqlmodel import col, select

from hub.clock import parse_moment
from hub.dispatch import agenda, clarify, ending, moves, session_desk, sittings, table_desk, table_register
from hub.dispatch.session_desk import SessionData
from hub.dispatch.sessions.typed import TableData
from hub.dispatch.table_tables import DispatchTable, Session, TableSeat
from hub.dispatch.tables import Message
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from tests.cast import World
from tests.tables import on_table, put_on_table, row, takes_up

TUESDAY = date(2026, 9, 22)


def our_table(world: World) -> UUID:
    with world.desk() as work:
        return work.session.exec(select(DispatchTable.id).where(DispatchTable.name == "NAFT-dispatchtafel")).one()


def coming(world: World, table_id: UUID) -> list[Session]:
    with world.desk() as work:
        return list(
            work.session.exec(
                select(Session)
                .where(Session.table_id == table_id, Session.at > work.now, col(Session.closed_at).is_(None))
                .order_by(col(Session.at))
            )
        )


def test_a_table_with_a_rhythm_has_sessions_at_once_and_one_without_waits_for_somebody(world: World) -> None:
    hub_id = row(world, DispatchTable, our_table(world)).hub_id
    with world.desk("Bram Geerts") as work:
        weekly = table_desk.make_table(work, hub_id, TableData("Donderdagtafel", "3", "9.00", "Zaal 1")).id
        loose = table_desk.make_table(work, hub_id, TableData("Expertisetafel")).id
    assert [one.at for one in coming(world, weekly)][:1] == [parse_moment("2026-09-17T09:00")]
    assert coming(world, loose) == []
    with world.desk("Bram Geerts") as work:
        session_desk.plan(work, loose, SessionData(date(2026, 10, 1), "14:00", "https://praten.example/tafel"))
    assert [one.at for one in coming(world, loose)] == [parse_moment("2026-10-01T14:00")]


def test_the_hub_without_any_session_says_where_to_plan_one(world: World) -> None:
    with world.desk("Bram Geerts") as work:
        table_desk.change_table(work, our_table(world), TableData("NAFT-dispatchtafel", ""))
    assert coming(world, our_table(world)) == []
    case = world.refer()
    with pytest.raises(Refused, match="nog geen zitting gepland"):
        put_on_table(world, case)


def test_a_new_rhythm_takes_the_empty_sessions_along_and_leaves_those_with_a_case(world: World) -> None:
    on_table(world)
    with world.desk("Bram Geerts") as work:
        table_desk.change_table(work, our_table(world), TableData("NAFT-dispatchtafel", "3", "09:00", "Zaal 3"))
    assert [(one.at, one.place) for one in coming(world, our_table(world))[:3]] == [
        (parse_moment("2026-09-17T09:00"), "Zaal 3"),
        (parse_moment("2026-09-22T13:30"), "Zaal 2"),
        (parse_moment("2026-09-24T09:00"), "Zaal 3"),
    ]


def test_a_moved_session_takes_its_cases_along_and_its_old_moment_stays_free(world: World) -> None:
    case = on_table(world)
    first = coming(world, our_table(world))[0]
    with world.desk("Hilde Verbist") as work:
        session_desk.change(work, first.id, SessionData(date(2026, 9, 24), "15:00", "Zaal 5"))
        sittings.ensure_sessions(work, first.hub_id)
    assert world.case(case).next_due == parse_moment("2026-09-24T15:00")
    assert [one.at.day for one in coming(world, our_table(world))] == [24, 29, 6, 13]
    with world.desk("Hilde Verbist") as work:
        session_desk.change(work, first.id, SessionData(TUESDAY, "13:30", "Zaal 2"))
    assert world.case(case).next_due == parse_moment("2026-09-22T13:30")


def test_a_cancelled_session_moves_its_cases_to_the_next_and_does_not_come_back(world: World) -> None:
    case = on_table(world)
    first = coming(world, our_table(world))[0]
    with world.desk("Hilde Verbist") as work:
        assert session_desk.cancel(work, first.id) == 1
        sittings.ensure_sessions(work, first.hub_id)
    assert world.case(case).next_due == parse_moment("2026-09-29T13:30")
    assert [one.at.day for one in coming(world, our_table(world))] == [29, 6, 13]
    with world.desk("Hilde Verbist") as work:
        said = work.session.exec(select(Message).where(Message.kind == "decision")).one()
        assert "De zitting ging niet door." in said.text
    with pytest.raises(Refused, match="geschrapt"), world.desk("Hilde Verbist") as work:
        session_desk.cancel(work, first.id)


def test_cases_stay_where_they_are_when_there_is_no_later_session(world: World) -> None:
    case = on_table(world)
    with world.desk("Bram Geerts") as work:
        table_desk.change_table(work, our_table(world), TableData("NAFT-dispatchtafel", ""))
    (only,) = coming(world, our_table(world))
    with pytest.raises(Refused, match="geen latere zitting"), world.desk("Bram Geerts") as work:
        session_desk.cancel(work, only.id)
    assert world.case(case).next_due == parse_moment("2026-09-22T13:30")


def test_a_session_that_began_is_closed_and_not_cancelled(world: World) -> None:
    case = on_table(world)
    first = coming(world, our_table(world))[0]
    with world.desk("Hilde Verbist", now="2026-09-22T14:00") as work:
        agenda.discuss(work, case)
    with pytest.raises(Refused, match="al een vraag besproken"), world.desk("Hilde Verbist") as work:
        session_desk.cancel(work, first.id)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (SessionData(None, "13:30"), "day"),
        (SessionData(date(2026, 9, 1), "13:30"), "day"),
        (SessionData(date(2036, 9, 1), "13:30"), "day"),
        (SessionData(TUESDAY, "13:30"), "day"),
        (SessionData(TUESDAY, "half twee"), "time"),
    ],
)
def test_what_cannot_be_a_session_is_told_per_field(world: World, data: SessionData, field: str) -> None:
    with pytest.raises(Invalid) as wrong, world.desk("Bram Geerts") as work:
        session_desk.plan(work, our_table(world), data)
    assert set(wrong.value.errors) == {field}


def test_seats_are_for_partners_of_the_hub_and_change_level(world: World) -> None:
    ours = our_table(world)
    with world.desk("Bram Geerts") as work:
        table_desk.set_seat(work, ours, world["Buddyhuis"], "informed")
        table_desk.drop_seat(work, ours, world["Springplank"])
    with world.desk() as work:
        levels = {
            seat.organisation_id: seat.level
            for seat in work.session.exec(select(TableSeat).where(TableSeat.table_id == ours))
        }
    assert levels[world["Buddyhuis"]] == "informed"
    assert world["Springplank"] not in levels
    with pytest.raises(Invalid, match="Kies een partner"), world.desk("Bram Geerts") as work:
        table_desk.set_seat(work, ours, world["CLB De Brug (demo)"], "co_working")


def test_a_partner_that_took_a_case_up_keeps_its_seat_until_that_is_confirmed(world: World) -> None:
    takes_up(world, "Nadia Pauwels", on_table(world), "Kort traject")
    with pytest.raises(Refused, match="nog bevestigd"), world.desk("Bram Geerts") as work:
        table_desk.drop_seat(work, our_table(world), world["Kompas NAFT"])


def test_a_table_ends_when_nothing_lies_on_it_and_may_come_back(world: World) -> None:
    case = on_table(world)
    ours = our_table(world)
    with pytest.raises(Refused, match="nog vragen op de dagorde"), world.desk("Bram Geerts") as work:
        table_desk.end_table(work, ours)
    with world.desk("Hilde Verbist") as work:
        moves.leave_agenda(work, moves.take(work, case))
    with world.desk("Bram Geerts") as work:
        table_desk.end_table(work, ours)
        assert sittings.ensure_sessions(work, row(world, DispatchTable, ours).hub_id) == 0
    assert coming(world, ours) == []
    with world.desk("Bram Geerts") as work:
        table_desk.take_back_table(work, ours)
    assert len(coming(world, ours)) == 3


def test_sessions_are_for_coordinator_and_administrator_and_tables_for_the_administrator(world: World) -> None:
    ours = our_table(world)
    with pytest.raises(NotAllowed), world.desk("Hilde Verbist") as work:
        table_desk.change_table(work, ours, TableData("Tafel"))
    for who, wrong in (("Karim Haddou", NotAllowed), ("Nadia Pauwels", NotFound), ("Wim Peeters", NotFound)):
        with pytest.raises(wrong), world.desk(who) as work:
            session_desk.plan(work, ours, SessionData(date(2026, 9, 23), "13:30"))
    with world.desk("Hilde Verbist") as work:
        session_desk.plan(work, ours, SessionData(date(2026, 9, 23), "13:30"))


def test_what_is_only_proposed_for_a_session_is_counted_apart(world: World) -> None:
    on_table(world)
    with world.desk("Hilde Verbist") as work:
        clarify.note_talk(work, again := world.refer(), "Els", "Naar de tafel.", "")
        ending.talk_was_enough(work, again, "Opgelost.")
        ending.reopen(work, again, "stalled")
    with world.desk("Hilde Verbist") as work:
        line = table_register.table_of(work, our_table(world)).sessions[0]
    assert (line.cases, line.proposed, line.goes_along) == (1, 1, 2)
