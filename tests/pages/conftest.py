"""What several tests of pages begin with."""

import pytest
from sqlmodel import select

from hub.clock import brussels_date, real_now
from hub.dispatch import agenda
from hub.dispatch.table_tables import Session
from hub.partners.tables import Offer
from tests.cast import World


@pytest.fixture
def today(world: World) -> World:
    """Pages live by the clock on the wall, so the world is built around it."""
    world.now = real_now()
    with world.store.begin(now=world.now) as work:
        for hub in ("dijleland", "schelderand"):
            for old in work.session.exec(select(Session).where(Session.hub_id == world[hub])).all():
                work.session.delete(old)
        work.session.flush()
        for hub in ("dijleland", "schelderand"):
            agenda.ensure_sessions(work, world[hub])
        for offer in work.session.exec(select(Offer)).all():
            offer.capacity_on = brussels_date(world.now)
    return world
