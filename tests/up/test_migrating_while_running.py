"""The tables of a new version come in while people work with the version of before, and nobody waits for it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from alembic.config import Config
from sqlmodel import select

from hub.dispatch.tables import Referral
from hub.migrating import StillInUse, upgrade, waiting
from hub.settings import libpq_url
from hub.store import MIGRATIONS, Store, alembic_config
from tests.cast import World, settings_for
from tests.databases import Scene, own_database
from tests.machine import PATIENCE

TOMORROW = '''"""What tomorrow's version keeps of a case."""

import sqlalchemy as sa
from alembic import op

revision = "tomorrow"
down_revision = "{newest}"


def upgrade() -> None:
    op.add_column("referral", sa.Column("motto", sa.Text(), nullable=False, server_default=""))
    op.create_table("motto", sa.Column("id", sa.Uuid(), sa.ForeignKey("referral.id"), primary_key=True))
'''


@pytest.fixture
def world(postgres_url: str, peopled_template: Scene, tmp_path: Path) -> Iterator[World]:
    """A world whose tables are nobody else's."""
    template, ids = peopled_template
    with contextmanager(own_database)(postgres_url, template) as url:
        store = Store(settings_for(url, "", tmp_path), wake=lambda _queue: None)
        yield World(store, ids)
        store.close()


@pytest.fixture
def tomorrow(world: World, tmp_path: Path) -> Config:
    config = alembic_config(world.store.settings.database_url)
    [newest] = sorted(one.name[:4] for one in (MIGRATIONS / "versions").glob("0*.py"))[-1:]
    (tmp_path / "tomorrow.py").write_text(TOMORROW.format(newest=newest))
    config.set_main_option("version_locations", f"{MIGRATIONS / 'versions'} {tmp_path}")
    config.set_main_option("path_separator", "space")
    return config


@contextmanager
def somebody_counts_all_cases(world: World) -> Iterator[None]:
    """And does not come to an end."""
    with psycopg.connect(libpq_url(world.store.settings.database_url)) as reader:
        reader.execute("SELECT count(*) FROM referral")
        yield


def test_people_refer_on_while_new_tables_wait_for_a_long_question_and_when_they_are_there(
    world: World, tomorrow: Config
) -> None:
    [coming] = waiting(tomorrow)
    assert (coming.revision, coming.additive) == ("tomorrow", True)
    let_go = threading.Event()
    migration = threading.Thread(target=upgrade, args=(tomorrow, let_go.set))
    with somebody_counts_all_cases(world):
        migration.start()
        assert let_go.wait(PATIENCE)
        world.refer()
        assert migration.is_alive()
    migration.join(PATIENCE)
    assert not migration.is_alive()
    assert waiting(tomorrow) == []
    world.refer(first_name="Sam", last_name="Maes")
    with world.desk() as work:
        assert len(work.session.exec(select(Referral)).all()) == 2


def test_who_never_comes_to_an_end_keeps_the_tables_as_they_are(world: World, tomorrow: Config) -> None:
    with somebody_counts_all_cases(world), pytest.raises(StillInUse):
        upgrade(tomorrow, tries=1)
    assert [one.revision for one in waiting(tomorrow)] == ["tomorrow"]
