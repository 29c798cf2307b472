"""Dumps of released schemas with data in them: `make dump` writes one, and every later migration has to take them all.

A dump is plain SQL that needs no program of PostgreSQL to be loaded. It holds the demonstration and odd rows.
"""

import gzip
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
import psycopg
from alembic import command
from alembic.util.exc import CommandError
from psycopg import sql
from sqlmodel import select

from hub import blobs
from hub.clock import parse_moment
from hub.embedded import servers
from hub.embedded.postgres import programs
from hub.home import demo
from hub.monitoring import roll_up
from hub.monitoring.check import check
from hub.problems import Problem
from hub.sealing import BrokenSeal, UnknownKey
from hub.settings import Settings, libpq_url
from hub.store import APP_ROLE, Store, alembic_config, migrate
from tools import odd_rows

FOLDER = Path(__file__).parent.parent / "tests" / "dumps"
# The dumps' own, so that what they hold sealed can be opened; it seals nothing else.
SECRET = "a-secret-for-the-dumps-of-released-schemas"
PRESENT = parse_moment("2026-10-06T14:00")
# A role belongs to the server and not to the database, so that no dump has it.
BEFORE = f"""
DO $$ BEGIN CREATE ROLE {APP_ROLE} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
GRANT {APP_ROLE} TO CURRENT_USER;
"""


def known() -> list[Path]:
    """The dumps, the oldest release first."""
    return sorted(FOLDER.glob("*.sql.gz"))


def load(database_url: str, dump: Path) -> None:
    """Put a dump into an empty database."""
    with psycopg.connect(libpq_url(database_url)) as connection:
        connection.execute(BEFORE)
        connection.execute(gzip.decompress(dump.read_bytes()))


def rows(database_url: str) -> dict[str, int]:
    """How many rows each table of the hub has."""
    with psycopg.connect(libpq_url(database_url)) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY 1"
        ).fetchall()
        count = sql.SQL("SELECT count(*) FROM {}")
        return {
            name: connection.execute(count.format(sql.Identifier(name))).fetchall()[0][0] for (name,) in tables
        }  # fmt: skip


def lost(before: dict[str, int], after: dict[str, int]) -> list[str]:
    """One line for each table that has another number of rows than before; new tables do not count."""
    return [
        f"{name}: {many} rows before, {after.get(name, 'no table')} after"
        for name, many in before.items()
        if after.get(name) != many
    ]


def troubles_of_upgrade(database_url: str, dump: Path, state: Path) -> list[str]:
    """Load a dump into an empty database and upgrade it; one line for each thing that is not as it should be.

    Its rows have to be there still, the tables have to be what the models say, every promise of the hub has to be
    kept, and what was sealed has to open. `state` is a folder for the store.
    """
    load(database_url, dump)
    before = rows(database_url)
    migrate(database_url)
    troubles = lost(before, rows(database_url))
    try:
        command.check(alembic_config(database_url))
    except CommandError as difference:
        troubles.append(f"models and tables differ: {difference}")
    store = Store(settings_for(database_url, state), pool_size=1)
    troubles += [f"{one.rule}: {one.sentence}: {' '.join(one.ids)}" for one in check(store)]
    troubles += _shut(store)
    store.close()
    return troubles


def settings_for(database_url: str, state: Path) -> Settings:
    return Settings(
        database_url=database_url, redis_url="", imap_urls=(), smtp_url="smtp://127.0.0.1:9", secret_keys=(SECRET,),
        public_url="http://meldpunt.example", mail_from="meldpunt@hub.example", state=state, demo=True,
    )  # fmt: skip


def make(database_url: str, state: Path) -> Path:
    """Fill an empty database with the demonstration and the odd rows, and write it down as it then is."""
    migrate(database_url)
    store = Store(settings_for(database_url, state), pool_size=2)
    demo.load(store, PRESENT)
    odd_rows.plant(store, PRESENT)
    roll_up.run(store)
    broken = check(store)
    store.close()
    if broken:
        raise click.ClickException(f"`hub check` says: {broken}")
    dump = FOLDER / f"{_revision(database_url)}.sql.gz"
    if dump.exists():
        raise click.ClickException(f"{dump.name} exists already; what was released is not made again.")
    FOLDER.mkdir(exist_ok=True)
    dump.write_bytes(gzip.compress(_written_down(database_url).encode(), mtime=0))
    return dump


def _shut(store: Store) -> Iterator[str]:
    with store.begin() as work:
        for blob_id in work.session.exec(select(blobs.Blob.id)).all():
            try:
                blobs.content(work, blob_id)
            except (BrokenSeal, UnknownKey, Problem) as trouble:
                yield f"blob {blob_id} does not open: {trouble}"


def _revision(database_url: str) -> str:
    with psycopg.connect(libpq_url(database_url)) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchall()[0][0])


def _written_down(database_url: str) -> str:
    with psycopg.connect(libpq_url(database_url)) as connection:
        at = connection.info
        where = {"PGHOST": at.host, "PGPORT": str(at.port), "PGUSER": at.user, "PGDATABASE": at.dbname}
        secret = {"PGPASSWORD": at.password}
    order = [str(programs() / "pg_dump"), "--no-owner", "--inserts", "--rows-per-insert=50"]
    done = subprocess.run(order, env={**os.environ, **where, **secret}, check=True, capture_output=True, text=True)
    # Lines for psql, which nobody needs here.
    return re.sub(r"(?m)^\\(un)?restrict .*\n", "", done.stdout)


@click.command()
def main() -> None:
    """Write a dump of the schema as it is now, to be committed with the release."""
    with (
        tempfile.TemporaryDirectory(prefix="hub-dump-") as folder,
        servers(Path(folder) / "state", what="the making of a dump", fsync=False) as where,
    ):
        click.echo(f"{make(where.database_url, Path(folder))} is written.")


if __name__ == "__main__":
    main()
