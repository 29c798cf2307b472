"""What a kind of table changes: cases that come back go to a table that takes cases, never to the steering group."""

from datetime import date

from hub.clock import parse_moment
from hub.dispatch import sittings
from hub.dispatch.reopening import propose
from hub.dispatch.table_tables import AgendaReason, DispatchTable, Session
from hub.dispatch.tables import Referral
from tests.cast import World


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
