"""A hub on which something of everything happened, for tests that break one thing of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import select

from hub.clock import parse_moment
from hub.dispatch import clarify
from hub.dispatch.table_tables import Track
from hub.intake import ingest
from hub.intake.tables import RawMail
from hub.letters import Letter
from hub.monitoring import follow_up, roll_up
from hub.store import Store
from tests.cast import World, settings_for
from tests.databases import KeptStore, Scene, own_database, scene
from tests.tables import end_after_talk, on_table, running, takes_up

MAIL = b"""From: Els Dierckx <els@sintjans.example>\r
To: aanmelden@dijleland.example\r
Subject: Een leerling\r
Message-ID: <een@sintjans.example>\r
\r
Een leerling van het derde jaar komt al weken niet.\r
"""


def live(world: World) -> dict[str, UUID]:
    """Something of everything happens; gives back the ids by which a test finds it."""
    track = running(world)
    claim = takes_up(world, "Tom Claes", on_table(world), "Carrousel")
    asked = world.refer()
    with world.desk("Hilde Verbist") as work:
        question = clarify.ask(work, asked, "Sinds wanneer?").id
    closed = world.refer()
    with world.desk("Hilde Verbist") as work:
        end_after_talk(work, closed, "De school kan verder.")
    ingest.take_in(world.store, MAIL, "ingest", "een.eml", now=world.now)
    list(follow_up.run(world.store, parse_moment("2026-10-06T10:00")))
    roll_up.run(world.store)
    with world.desk() as work:
        case = work.session.get_one(Track, track).referral_id
        mail = work.session.exec(select(RawMail)).one().id
        letter = work.session.exec(select(Letter).where(Letter.track_id == track)).all()[0].id
    return {
        "track": track, "claim": claim, "asked": asked, "question": question, "closed": closed, "case": case,
        "mail": mail, "letter": letter,
    }  # fmt: skip


@dataclass
class Lived:
    """A hub on which something of everything happened; the ids by which a test finds it back."""

    world: World
    track: UUID
    claim: UUID
    asked: UUID
    question: UUID
    closed: UUID
    case: UUID
    mail: UUID
    letter: UUID

    def plant(self, *orders: str, **values: Any) -> None:
        """Do as the owner of the database what no operation of the hub would do, past every constraint and trigger."""
        with self.world.store.engine.begin() as owner:
            for order in orders:
                owner.execute(sa.text(order).bindparams(**{k: v for k, v in values.items() if f":{k}" in order}))

    def free(self, table: str, *constraints: str) -> None:
        """Take these constraints off, and the triggers that watch the table."""
        self.plant(
            f"ALTER TABLE {table} DISABLE TRIGGER USER",
            *(f"ALTER TABLE {table} DROP CONSTRAINT {name}" for name in constraints),
        )


@pytest.fixture(scope="session")
def lived_template(postgres_url: str, peopled_template: Scene, folder_of_this_run: Path) -> Scene:
    template, people = peopled_template

    def play(database_url: str) -> dict[str, UUID]:
        store = Store(settings_for(database_url, "", folder_of_this_run), pool_size=2)
        ids = live(World(store, people))
        store.close()
        return ids

    return scene(postgres_url, folder_of_this_run, "hub_lived", template, play)


@pytest.fixture
def lived(
    postgres_url: str, peopled_template: Scene, lived_template: Scene, redis_url: str, tmp_path: Path
) -> Iterator[Lived]:
    template, ids = lived_template
    with contextmanager(own_database)(postgres_url, template) as database_url:
        yield Lived(World(KeptStore(settings_for(database_url, redis_url, tmp_path)), peopled_template[1]), **ids)
