"""Somebody throws a year of work away at five past two, and the hub comes back as it was just before."""

import os
import shutil
from pathlib import Path

import psycopg
import pytest

from hub.embedded import postgres, servers
from hub.embedded.account import servant
from hub.embedded.supervisor import Child
from hub.home import demo_people
from hub.monitoring.check import check
from hub.settings import libpq_url
from hub.store import Store, migrate
from tests.cast import MORNING, World, settings_for
from tests.machine import PATIENCE, ROOT, wait_until

SHIPPED = "/var/backups/postgresql/wal"
MAY_COPY = "host replication hub 127.0.0.1/32 scram-sha-256\n"


class Server:
    """An embedded PostgreSQL with the settings of `deploy/` in it."""

    def __init__(self, folder: Path) -> None:
        folder.chmod(0o755)
        self.state, self.archive, self.base = folder / "state", folder / "wal", folder / "base"
        with servers(self.state, fsync=False) as where:
            migrate(where.database_url)
            with self.hub(where.database_url).begin(now=MORNING) as work:
                self.people = demo_people.build(work)
        self.data = self.state / "postgres"
        self.account = servant(self.data, postgres.programs() / "postgres")
        for one in (self.archive, self.base):
            one.mkdir(mode=0o700)
            self.owned(one)
        # As the superuser, whom nobody can sign in as.
        self.run("postgres", "--single", "-D", str(self.data), "postgres", told=b"ALTER ROLE hub REPLICATION\n")
        with (self.data / "pg_hba.conf").open("a") as may_in:
            may_in.write(MAY_COPY)
        self.is_told("archive.conf")

    def hub(self, database_url: str) -> Store:
        return Store(settings_for(database_url, "", self.state), pool_size=2, wake=lambda _queue: None)

    def world(self, database_url: str) -> World:
        return World(self.hub(database_url), self.people)

    def owned(self, path: Path) -> None:
        if self.account:
            self.account.own(path)

    def run(self, program: str, *arguments: str, told: bytes = b"", **environ: str) -> None:
        """As whom the server runs."""
        child = Child(
            program, [str(postgres.programs() / program), *arguments], self.state / "logs" / f"{program}.log",
            environ={"PATH": os.environ["PATH"], **environ}, cwd=self.data, account=self.account, told=told,
        )  # fmt: skip
        child.start()
        assert child.process is not None
        assert child.process.wait(PATIENCE) == 0, child.last_lines()

    def is_told(self, file: str, **changed: str) -> None:
        """By the file that is shipped, with our folder in it."""
        text = (ROOT / "deploy" / "postgresql" / file).read_text()
        assert SHIPPED in text
        for name, value in changed.items():
            [line] = [line for line in text.splitlines() if line.startswith(f"{name} = ")]
            text = text.replace(line, f"{name} = '{value}'")
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.write(text.replace(SHIPPED, str(self.archive)))

    def copy(self, database_url: str) -> None:
        """A base backup, made while people work."""
        known = psycopg.conninfo.conninfo_to_dict(libpq_url(database_url))
        self.run(
            "pg_basebackup", "--pgdata", str(self.base), "--checkpoint=fast", "--no-sync",
            f"--host={known['host']}", f"--port={known['port']}", "--username=hub", PGPASSWORD=str(known["password"]),
        )  # fmt: skip

    def back_to(self, moment: str) -> None:
        """The base backup in the place of what there is, and the order to play back until then."""
        shutil.rmtree(self.data)
        shutil.copytree(self.base, self.data)
        for one in [self.data, *self.data.rglob("*")]:
            self.owned(one)
        self.data.chmod(0o700)
        self.is_told("recover.conf", recovery_target_time=moment)
        (self.data / "recovery.signal").touch()
        self.owned(self.data / "recovery.signal")


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path)


def test_the_hub_comes_back_as_it_was_before_somebody_threw_everything_away(server: Server) -> None:
    with servers(server.state, fsync=False) as where:
        world = server.world(where.database_url)
        noor = world.refer()
        server.copy(where.database_url)
        sam = world.refer(first_name="Sam", last_name="Maes")
        with psycopg.connect(libpq_url(where.database_url), autocommit=True) as connection:
            [[before]] = connection.execute("SELECT clock_timestamp()::text").fetchall()
            connection.execute("TRUNCATE referral CASCADE")
        world.store.close()
    server.back_to(before)
    with servers(server.state, fsync=False) as where:
        with psycopg.connect(libpq_url(where.database_url), autocommit=True) as connection:
            wait_until(lambda: connection.execute("SELECT pg_is_in_recovery()").fetchall() == [(False,)])
            assert {one for (one,) in connection.execute("SELECT id FROM referral").fetchall()} == {noor, sam}
        world = server.world(where.database_url)
        assert check(world.store) == []
        world.refer(first_name="Aya", last_name="Qadir")
        world.store.close()
