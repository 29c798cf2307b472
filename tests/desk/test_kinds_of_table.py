"""What a kind of table changes: cases that come back go to a table that takes cases, never to the steering group."""

from datetime import date

import pytest

from hub.clock import parse_moment
from hub.dispatch import agenda, cards, sittings
from hub.dispatch.agendas import agenda_view
from hub.dispatch.board_sight import board
from hub.dispatch.reopening import propose
from hub.dispatch.table_tables import AgendaReason, DispatchTable, Session
from hub.dispatch.tables import Referral
from hub.problems import Refused
from tests.cast import World
from tests.tables import CARD, put_on_table


def test_what_comes_back_is_proposed_for_the_dispatch_table_and_never_for_the_steering_group(world: World) -> None:
    noor = world.refer()
    with world.desk() as work:
        hub_id = world["dijleland"]
        steering = DispatchTable(hub_id=hub_id, name="Stuurgroep", kind="steering", weekday=2, starts_at="09:00")
        work.session.add(steering)
        work.session.flush()
        sittings.ensure_sessions(work, hub_id)
        soonest = sittings.next_session(work, hub_id, work.now)
        assert soonest is not None
        assert soonest.table_id != steering.id
        assert all(one.table_id != steering.id for one in sittings.sessions_ahead(work, hub_id))
        item = propose(work, work.session.get_one(Referral, noor), AgendaReason.SILENT)
        assert item is not None
        assert work.session.get_one(Session, item.session_id).table_id != steering.id


def test_nobody_puts_a_case_before_the_steering_group_by_hand_either(world: World) -> None:
    noor = world.refer()
    at_table = put_on_table(world, noor)
    with world.desk() as work:
        steering = DispatchTable(hub_id=world["dijleland"], name="Stuurgroep", kind="steering")
        work.session.add(steering)
        work.session.flush()
        meets = Session(hub_id=world["dijleland"], table_id=steering.id, at=parse_moment("2026-10-07T09:00"))
        work.session.add(meets)
        work.session.flush()
        steers, item = meets.id, agenda.items_of(work, at_table)[0].id
    bo = world.refer(first_name="Bo")
    with world.desk("Hilde Verbist") as work:
        cards.write_card(work, bo, CARD)
        cards.approve_card(work, bo)
        assert agenda_view.of_board(work, board(work, at_table))["addable"]
        assert not agenda_view.of_board(work, board(work, steers))["addable"]
        assert steers not in [one.id for one, _hub in board(work, at_table).others], "it is no table of cases"
        assert steers in [one.id for one, _hub in board(work, steers).others]
    with pytest.raises(Refused, match="stuurgroep"), world.desk("Hilde Verbist") as work:
        agenda.put_on_table(work, bo, steers)
    with pytest.raises(Refused, match="stuurgroep"), world.desk("Hilde Verbist") as work:
        agenda.postpone(work, item, steers, "Later.")


def test_a_session_of_the_rhythm_has_what_its_table_says(world: World) -> None:
    with world.desk() as work:
        consult = DispatchTable(
            hub_id=world["dijleland"], name="Consult", kind="consult", weekday=3, starts_at="10:00", lasts=60,
            video_link="https://praten.example/consult", chair_id=world["Hilde Verbist"],
        )  # fmt: skip
        work.session.add(consult)
        work.session.flush()
        sittings.ensure_sessions(work, world["dijleland"])
        first = sittings.next_session(work, world["dijleland"], work.now, consult.kind)
        assert first is not None
        assert (first.at, first.lasts, first.video_link, first.chair_id) == (
            parse_moment(f"{date(2026, 9, 17)}T10:00"), 60, consult.video_link, consult.chair_id,
        )  # fmt: skip
