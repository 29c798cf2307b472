"""A database whose disk is full for whoever adds to, or changes, one of its tables."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import sqlalchemy as sa

from tests.cast import World


@contextmanager
def no_room_for(table: str, world: World, postgres_url: str) -> Iterator[None]:
    """As whoever owns the tables: the hub itself may not change them."""
    there = sa.make_url(postgres_url).set(database=sa.make_url(world.store.settings.database_url).database)
    with psycopg.connect(there.set(drivername="postgresql").render_as_string(hide_password=False)) as owner:
        owner.execute(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql"
            " AS $$ BEGIN RAISE 'no space left on device' USING ERRCODE = 'disk_full'; END $$;"
            f"CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON {table} EXECUTE FUNCTION no_room()"
        )
        owner.commit()
        try:
            yield
        finally:
            owner.execute("DROP FUNCTION no_room CASCADE")
