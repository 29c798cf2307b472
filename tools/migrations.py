"""Hold the migrations to the models, on scratch databases: up, down, up again; and to the data of each release."""

import sys
import tempfile
from pathlib import Path

import psycopg
from alembic import command
from alembic.util.exc import CommandError

from hub.embedded import servers
from hub.settings import libpq_url
from hub.store import alembic_config, migrate
from tools import dumps


def main() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="hub-migrations-") as folder,
        servers(Path(folder) / "state", what="the check of the migrations", fsync=False) as where,
    ):
        for revision in ("head", "base", "head"):
            migrate(where.database_url, revision)
        try:
            command.check(alembic_config(where.database_url))
        except CommandError as difference:
            sys.exit(f"The migrations and the models differ: {difference}")
        for number, dump in enumerate(dumps.known()):
            troubles = dumps.troubles_of_upgrade(_scratch(where.database_url, number), dump, Path(folder))
            if troubles:
                sys.exit("\n".join([f"An upgrade from {dump.name} goes wrong:", *troubles]))


def _scratch(database_url: str, number: int) -> str:
    """The address of one more empty database beside this one."""
    name = f"upgrade_{number}"
    with psycopg.connect(libpq_url(database_url), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    return f"{database_url.rpartition('/')[0]}/{name}"


if __name__ == "__main__":
    main()
