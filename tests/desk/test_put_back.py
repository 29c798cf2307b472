"""A database that goes on to the next test reads like a new copy, whatever the test before did with it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from hub.people.tables import Person
from tests.cast import World, settings_for
from tests.databases import KeptStore, Scene, kept_database
from tests.tables import running

LEDGER_NUMBER = "SELECT last_value FROM ledger_id_seq"
SETTINGS = "SELECT current_user || current_setting('lock_timeout')"
SHAPE = (
    "SELECT (SELECT count(*) FROM pg_attribute), (SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_constraint),"
    " string_agg(concat(tgname, tgenabled), ' ' ORDER BY tgname) FROM pg_trigger WHERE NOT tgisinternal"
)
Next = Callable[[], AbstractContextManager[World]]


@pytest.fixture
def next_world(postgres_url: str, peopled_template: Scene, tmp_path: Path) -> Next:
    """The world as one test after the other gets it."""
    template, ids = peopled_template

    @contextmanager
    def following() -> Iterator[World]:
        with contextmanager(kept_database)(postgres_url, template) as url:
            yield World(KeptStore(settings_for(url, "", tmp_path)), ids)

    return following


def all_of(world: World) -> dict[str, list[str]]:
    """The rows of each table in the order in which they lie there, the number of the last act, and what is set."""
    with world.store.engine.connect() as owner:
        tables = sorted(sa.inspect(owner).get_table_names())
        asked = {table: f"SELECT one::text FROM {table} one" for table in tables}
        return {
            what: [str(row) for row in owner.execute(sa.text(ask)).scalars()]
            for what, ask in {**asked, "numbers": LEDGER_NUMBER, "settings": SETTINGS}.items()
        }


def shape_of(world: World) -> str:
    """How many columns, indexes and constraints there are, and which triggers fire."""
    with world.store.engine.connect() as owner:
        return str(owner.execute(sa.text(SHAPE)).one())


def plant(world: World, *orders: str) -> None:
    with world.store.engine.begin() as owner:
        for order in orders:
            owner.execute(sa.text(order))


def test_what_came_went_or_changed_is_put_back_in_its_order(next_world: Next) -> None:
    with next_world() as first:
        before, where = all_of(first), first.store.settings.database_url
        running(first)
        with first.desk() as work:
            work.session.get_one(Person, first["Hilde Verbist"]).name = "Hilde Verbeeck"
        plant(first, "DELETE FROM quick_answer WHERE ctid = (SELECT min(ctid) FROM quick_answer)")
        changed = all_of(first)
        assert {what for what, rows in changed.items() if rows != before[what]} >= {
            "referral", "track", "letter", "ledger", "person", "quick_answer", "session", "numbers"
        }  # fmt: skip
        plant(first, "SELECT pg_advisory_lock(7)", "SET lock_timeout = 1", "SET ROLE hub_app")
    with next_world() as second:
        assert second.store.settings.database_url == where
        assert all_of(second) == before
        with second.store.engine.connect() as owner:
            assert owner.execute(sa.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")).scalar() == 0


@pytest.mark.parametrize(
    "order",
    [
        "ALTER TABLE referral DISABLE TRIGGER USER", "ALTER TABLE youngster ADD COLUMN shoe_size int",
        "CREATE INDEX more ON referral (story)", "DROP TABLE quick_answer CASCADE", "CREATE TABLE more (one int)",
        "ALTER TABLE track DROP CONSTRAINT track_pkey CASCADE",
    ],
)  # fmt: skip
def test_a_database_whose_tables_were_altered_ends_with_its_test(next_world: Next, order: str) -> None:
    with next_world() as first:
        before, shape = all_of(first), shape_of(first)
        plant(first, order)
        assert shape_of(first) != shape
    with next_world() as second:
        assert shape_of(second) == shape
        assert all_of(second) == before


def test_a_connection_that_was_left_open_does_not_reach_the_next_test(next_world: Next) -> None:
    with next_world() as first:
        before = all_of(first)
        left = sa.create_engine(first.store.settings.database_url).connect()
        left.execute(sa.text("DELETE FROM quick_answer"))
    with next_world() as second:
        assert all_of(second) == before
        with pytest.raises(sa.exc.OperationalError):
            left.commit()
    left.invalidate()


def test_what_was_played_a_moment_ago_is_there_row_for_row(next_world: Next) -> None:
    with next_world() as world:
        track = running(world)
        played = all_of(world)
    for _again in range(2):
        with next_world() as world:
            assert running(world) == track
            assert all_of(world) == played


def test_in_a_world_in_which_something_happened_all_is_played(next_world: Next) -> None:
    with next_world() as world:
        first = running(world)
    with next_world() as world:
        case = world.refer(first_name="Sam")
        assert running(world) != first
        assert world.case(case).number == "CM-2026-00001"
