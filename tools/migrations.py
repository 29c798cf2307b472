"""Hold the migrations to the models: up, down to nothing, up again, and no difference left; on a scratch database."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.util.exc import CommandError

from hub.embedded import servers
from hub.store import alembic_config, migrate


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


if __name__ == "__main__":
    main()
