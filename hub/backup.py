"""A backup: everything in the database as of one moment, in one file that says what is in it.

The file is a zip with `hub.dump` (PostgreSQL's own custom format) and `about.json`. The secret is not in it: mails and
attachments stay sealed, and without the secret they stay shut.
"""

import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import psycopg
import sqlalchemy as sa
from psycopg import sql

from hub.clock import real_now
from hub.embedded.postgres import programs
from hub.embedded.supervisor import ServerFailed
from hub.sealing import key_id_of
from hub.settings import Settings, libpq_url
from hub.store import APP_ROLE, migrate

DUMP, ABOUT = "hub.dump", "about.json"
PIECE = 1024 * 1024
# A role belongs to the server and not to the database, so it is in no dump.
ROLE = f"""
DO $$ BEGIN CREATE ROLE {APP_ROLE} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
GRANT {APP_ROLE} TO CURRENT_USER;
"""


class BackupFailed(Exception):
    """The message is one sentence with the way out; nothing was changed."""


@dataclass(frozen=True)
class About:
    """What a backup says of itself. `schema` is a revision, `rows` a number per table, `keys` the ids of the secrets
    that its sealed contents and its links need."""

    made_at: str
    schema: str
    rows: dict[str, int]
    keys: tuple[str, ...]

    @property
    def total(self) -> int:
        return sum(self.rows.values())


def write(settings: Settings, file: Path) -> About:
    """Write the database of one moment into a new file that only its owner may read; it is there whole or not at all.

    People go on working meanwhile. Raises `BackupFailed`, and `FileExistsError` rather than writing over anything.
    """
    if file.exists():
        raise FileExistsError(17, "there is something already, and it is not written over", str(file))
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    try:
        with psycopg.connect(libpq_url(settings.database_url)) as connection, _private(part) as raw:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            about = _about(connection)
            [[snapshot]] = connection.execute("SELECT pg_export_snapshot()").fetchall()
            dump = [_program("pg_dump", connection), "--format=custom", "--no-owner", f"--snapshot={snapshot}"]
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_STORED) as package:
                package.writestr(ABOUT, json.dumps(asdict(about), indent=1))
                with package.open(DUMP, "w", force_zip64=True) as inside:
                    _run(dump, settings, from_it=inside)
            raw.flush()
            os.fsync(raw.fileno())
        os.link(part, file)
    finally:
        part.unlink(missing_ok=True)
    return about


def read_about(file: Path) -> About:
    """What the backup says of itself; raises `BackupFailed` for a file that is none, and `OSError`."""
    try:
        with zipfile.ZipFile(file) as package:
            said = json.loads(package.read(ABOUT))
            package.getinfo(DUMP)
        return About(**{**said, "keys": tuple(said["keys"])})
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        raise BackupFailed(f"{file} is not a backup that `hub backup` made, or it is not whole.") from error


def missing_keys(about: About, secret_keys: Sequence[str]) -> tuple[str, ...]:
    """The ids of the secrets that this backup needs and that are not among these."""
    here = {key_id_of(secret) for secret in secret_keys}
    return tuple(one for one in about.keys if one not in here)


def restore(settings: Settings, file: Path) -> About:
    """Fill an empty database with a backup and bring its tables up to date; raises `BackupFailed`.

    Empty means that no table of the hub has a row. What goes wrong on the way leaves the database empty.
    """
    about = read_about(file)
    url = settings.database_url
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        there = _rows(connection)
        if any(there.values()):
            raise BackupFailed("There is a hub in this database already: a backup goes into an empty one only.")
        program = _program("pg_restore", connection)
        if there:
            migrate(url, "base")
        connection.execute("DROP TABLE IF EXISTS alembic_version")
        connection.execute(ROLE)
        restore = [program, "--no-owner", "--no-comments", "--single-transaction", "--exit-on-error"]
        with zipfile.ZipFile(file) as package, package.open(DUMP) as inside:
            _run([*restore, f"--dbname={_database(settings)}"], settings, into_it=inside)
        wrong = [name for name, many in about.rows.items() if _rows(connection).get(name) != many]
        if wrong:
            raise BackupFailed(f"These tables do not have the rows that the backup counted: {', '.join(wrong)}.")
        connection.execute("ANALYZE")
    migrate(url)
    return about


def _about(connection: psycopg.Connection) -> About:
    rows = _rows(connection)
    found = connection.execute("SELECT version_num FROM alembic_version").fetchall() if rows else []
    if not found:
        raise BackupFailed("There is no hub in this database: run `hub migrate` and set it up first.")
    return About(real_now().isoformat(), found[0][0], rows, tuple(sorted(keys_in_use(connection))))


def keys_in_use(connection: psycopg.Connection) -> set[str]:
    """The ids of the secrets with which something in this database was sealed or signed."""
    holders = connection.execute(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'key_id'"
    ).fetchall()
    distinct = sql.SQL("SELECT DISTINCT key_id FROM {} WHERE key_id IS NOT NULL")
    return {
        key for (table,) in holders for (key,) in connection.execute(distinct.format(sql.Identifier(table))).fetchall()
    }


def _rows(connection: psycopg.Connection) -> dict[str, int]:
    """How many rows each table of the hub has; nothing when there are no tables."""
    tables = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY 1"
    ).fetchall()
    count = sql.SQL("SELECT count(*) FROM {}")
    return {name: connection.execute(count.format(sql.Identifier(name))).fetchall()[0][0] for (name,) in tables}


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file


def _program(name: str, connection: psycopg.Connection) -> str:
    """PostgreSQL's own program, not older than the server; raises `BackupFailed`."""
    needed = connection.info.server_version // 10000
    found = [shutil.which(name)]
    with suppress(ServerFailed):
        found.append(str(programs() / name))
    for program in filter(None, found):
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
        version = re.search(r"(\d+)", said)
        if version and int(version.group(1)) >= needed:
            return program
    raise BackupFailed(
        f"{name} of PostgreSQL {needed} or newer is missing: install it (Debian: apt install postgresql-client)."
    )


def _run(
    command: list[str], settings: Settings, *, from_it: IO[bytes] | None = None, into_it: IO[bytes] | None = None
) -> None:
    """Run a program of PostgreSQL with our address in its environment; raises `BackupFailed` with its last words."""
    with subprocess.Popen(
        command, env=_address(settings), stdin=subprocess.PIPE if into_it else subprocess.DEVNULL,
        stdout=subprocess.PIPE if from_it else subprocess.DEVNULL, stderr=subprocess.PIPE,
    ) as program:  # fmt: skip
        try:
            if from_it and program.stdout:
                shutil.copyfileobj(program.stdout, from_it, PIECE)
            if into_it and program.stdin:
                shutil.copyfileobj(into_it, program.stdin, PIECE)
                program.stdin.close()
        except BrokenPipeError:
            pass  # it says below why it stopped listening
        words = program.stderr.read().decode(errors="replace").strip() if program.stderr else ""
    if program.returncode:
        last = words.splitlines()[-1] if words else f"it ended with {program.returncode}"
        raise BackupFailed(f"{Path(command[0]).name} failed: {last}")


def _database(settings: Settings) -> str:
    return sa.make_url(settings.database_url).database or ""


def _address(settings: Settings) -> dict[str, str]:
    """The address in libpq's variables: on a command line everybody on the machine could read the password."""
    url = sa.make_url(settings.database_url)
    said = {
        "PGHOST": url.host, "PGPORT": url.port and str(url.port), "PGUSER": url.username, "PGPASSWORD": url.password,
        "PGDATABASE": url.database, **{f"PG{name.upper()}": str(value) for name, value in url.query.items()},
    }  # fmt: skip
    return {**os.environ, **{name: str(value) for name, value in said.items() if value}}
