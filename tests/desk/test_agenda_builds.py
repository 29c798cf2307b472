"""The agenda builds itself, and what a table decided for later is planned, watched and shown."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from hub.dispatch import agenda, cards, deciding, session_desk, tracks
from hub.dispatch.agendas import building, planned
from hub.dispatch.agendas.planned_tables import PlannedFollowUp
from hub.dispatch.case import Move, Stage
from hub.dispatch.sessions.kinds import TableKind
from hub.dispatch.table_tables import AgendaItem, DispatchTable
from hub.dispatch.tables import Message
from hub.monitoring import follow_up
from hub.problems import Invalid
from tests.cast import World
from tests.tables import CARD, on_table, rows, running

AFTER = "2026-09-22T15:30"


def beats(world: World, now: str) -> list[dict[str, Any]]:
    with world.desk(now=now) as work:
        moment = work.now
    return [line for line in follow_up.run(world.store, moment) if line["did"] == "proposed_for_table"]


def proposed(world: World) -> Sequence[tuple[UUID, str]]:
    return [(item.referral_id, item.reason) for item in rows(world, AgendaItem) if item.state == "proposed"]


def test_new_cards_and_what_was_promised_come_onto_the_agenda_by_themselves_and_once(world: World) -> None:
    waits = on_table(world)
    with world.desk("Hilde Verbist") as work:
        deciding.park(work, waits, Move.WAIT, date(2026, 9, 29))
    ready = world.refer()
    with world.desk("Hilde Verbist") as work:
        cards.write_card(work, ready, CARD)
        cards.approve_card(work, ready)
    written = world.refer(first_name="Sam")
    with world.desk("Hilde Verbist") as work:
        cards.write_card(work, written, CARD)
    assert len(beats(world, "2026-09-16T10:00")) == 1, "the day that was promised comes after the next session"
    assert proposed(world) == [(ready, "new")]
    beats(world, "2026-09-23T10:00")
    assert set(proposed(world)) == {(ready, "new"), (waits, "promised")}
    assert beats(world, "2026-09-23T11:00") == []
    with world.desk("Hilde Verbist", now="2026-09-23T12:00") as work:
        for item in work.session.exec(select(AgendaItem).where(AgendaItem.reason == "promised")).all():
            agenda.drop_proposal(work, item.id)
    assert beats(world, "2026-09-24T10:00") == [], "she left that place empty"
    assert world.case(waits).stage == Stage.WAITING_LIST


def test_a_pause_that_ended_in_silence_comes_back_as_such(world: World) -> None:
    track_id = running(world)
    with world.desk("Nadia Pauwels") as work:
        tracks.start(work, track_id, date(2026, 9, 15))
        tracks.hold(work, track_id, date(2026, 9, 28), "Rust nodig.")
    for day in ("2026-09-29T10:00", "2026-10-06T10:00", "2026-10-15T10:00"):  # she, her team, and then the coordinator
        beats(world, day)
    with world.desk() as work:
        item = work.session.exec(select(AgendaItem).where(AgendaItem.state == "proposed")).one()
    assert (item.reason, world.case(item.referral_id).reopened_for) == ("hold_over", "hold_over")


def test_why_a_case_was_put_off_stands_on_the_next_agenda(world: World) -> None:
    on_table(world)
    with world.desk("Hilde Verbist") as work:
        first = work.session.exec(select(AgendaItem)).one().id
        with pytest.raises(Invalid, match="Schrijf waarom"):
            agenda.postpone(work, first)
        assert agenda.postpone(work, first, reason="De school is er niet.").note == "De school is er niet."


def test_an_expertise_table_is_planned_with_who_watches_it_and_by_when(world: World) -> None:
    noor = on_table(world)
    with world.desk("Hilde Verbist") as work:
        experts = DispatchTable(hub_id=world["dijleland"], name="Expertisetafel", kind=TableKind.EXPERTISE)
        work.session.add(experts)
        work.flush()
        data = session_desk.SessionData(date(2026, 10, 6), "14:00")
        sits = session_desk.plan(work, experts.id, data).id
        for wrong, session in ((date(2026, 10, 5), sits), (None, None), (date(2026, 10, 7), world["dijleland"])):
            with pytest.raises(Invalid):
                deciding.park(work, noor, Move.ASK_EXPERTS, wrong, session_id=session)
        with pytest.raises(Invalid, match="wie dit opvolgt"), work.session.begin_nested():
            deciding.park(work, noor, Move.ASK_EXPERTS, None, session_id=sits, watcher_id=world["Nadia Pauwels"])
    with world.desk("Hilde Verbist") as work:
        deciding.park(work, noor, Move.ASK_EXPERTS, None, "Kan dit samen?", session_id=sits)
    case = world.case(noor)
    assert (case.stage, case.review_on, case.next_why) == (Stage.EXPERTISE_TABLE, date(2026, 10, 7), "review")
    with world.desk("Hilde Verbist") as work:
        [(shown, who, plan)] = planned.planned_at(work, sits)
        said = work.session.exec(select(Message.text).where(Message.kind == "decision")).one()
        assert (shown.id, who, plan.by) == (noor, "Hilde Verbist", date(2026, 10, 7))
        assert not building.addable(work, world["schelderand"])
        assert [one for one, _words in building.addable(work, world["dijleland"])] == [noor]
    assert "Zitting: dinsdag 6 oktober" in said
    assert "Hilde Verbist volgt op, tegen woensdag 7 oktober" in said
    days = [(date(2026, 10, 13), "2026-10-14"), (date(2026, 10, 6), "2026-10-07"), (date(2026, 10, 20), "2026-10-21")]
    for day, again in days:
        with world.desk("Hilde Verbist") as work:
            session_desk.change(work, sits, session_desk.SessionData(day, "15:00"))
        assert (str(world.case(noor).review_on), world.case(noor).next_due.date()) == (again, date.fromisoformat(again))
    with world.desk("Hilde Verbist") as work:
        session_desk.cancel(work, sits)
        assert planned.planned_at(work, sits) == []
    (plan,) = rows(world, PlannedFollowUp)
    assert (plan.session_id, plan.by) == (None, date(2026, 10, 21)), "somebody still looks that day"
    with world.desk("Hilde Verbist") as work:
        last = work.session.exec(select(Message.text).where(Message.kind == "decision")).all()[-1]
        assert "Er is nog geen zitting gekozen. We kijken opnieuw tegen woensdag 21 oktober" in last
        agenda.put_on_table(work, noor)
        assert planned.planned_at(work, sits) == [], "it does not wait for them any more"
    assert len(rows(world, PlannedFollowUp)) == 1
