"""Tracks whose partner was asked by letter whether they started, in a hub that runs."""

import dataclasses
from datetime import date

import sqlalchemy as sa
from sqlmodel import col, select

from hub import links
from hub.clock import parse_moment
from hub.dispatch import claims
from hub.dispatch.tables import Referral
from hub.embedded.state import known_state
from hub.links import Link, Purpose
from hub.monitoring import follow_up
from hub.partners.tables import Offer, Organisation
from hub.people.tables import Person
from hub.store import Store
from tests.cast import World, settings_for
from tests.machine import wait_until
from tests.tables import on_table, takes_up
from tests.up.stack import RunningHub

AGREED_ON, START, ASKED_ON = parse_moment("2026-11-02T09:30"), date(2026, 11, 9), parse_moment("2026-11-19T10:00")


def asked_tracks(hub: RunningHub, many: int) -> list[tuple[str, str]]:
    """The ids of so many tracks of Kompas NAFT, each with the token of the link in the letter that asks after it."""
    state = known_state(hub.state)
    assert state
    settings = settings_for(state.database_url, state.redis_url, hub.state)
    store = Store(dataclasses.replace(settings, secret_keys=(state.secret_key,)), pool_size=2)
    world = World(store, {}, AGREED_ON)
    with world.desk() as work:
        for named in (select(Person.name, Person.id), select(Organisation.name, Organisation.id)):
            world.ids |= dict(work.session.exec(named).all())
        work.session.execute(sa.update(Offer).values(places=500))
    tracks = [str(_agreed(world, number)) for number in range(many)]
    # The hub's own worker looks for due tracks too, and whoever is first holds a row until it is written.
    wait_until(lambda: set(tracks) <= _asked(world).keys())
    token = _asked(world)
    store.close()
    return [(track, token[track]) for track in tracks]


def _asked(world: World) -> dict[str, str]:
    """By track, the token of the link by which its partner was asked; asks whom nobody asked yet."""
    for _line in follow_up.run(world.store, ASKED_ON):
        pass
    with world.desk() as work:
        asked = work.session.exec(select(Link).where(Link.purpose == Purpose.TRACK)).all()
        return {str(link.noun_id): links.address(work, link).rpartition("/")[2] for link in asked}


def _agreed(world: World, number: int) -> object:
    case = on_table(world, first_name="Sam", last_name=f"Traject {number}", school_name="School")
    claim = takes_up(world, "Nadia Pauwels", case, "Kort traject")
    with world.desk("Hilde Verbist") as work:
        # What is flagged is asked at once, and not by the one letter of the week.
        flagged = {"flag": "amber", "flag_reason": "Deze week.", "flagged_at": work.now}
        work.session.execute(sa.update(Referral).where(col(Referral.id) == case).values(**flagged))
        return claims.confirm(work, claim, START).id
