"""What every test may ask for: one pair of embedded servers per run, and an own database for each test."""

import fcntl
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from psycopg import sql

from hub.embedded import Where, servers
from hub.store import migrate

pytest_plugins = ["tests.cast"]

TEMPLATE = "hub_template"


@pytest.fixture(scope="session")
def folder_of_this_run(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """One folder that all processes of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def servers_of_this_run(folder_of_this_run: Path) -> Iterator[Where]:
    """The first process to ask starts them and stays until the last one has left."""
    with servers(folder_of_this_run / "servers", what="the tests", fsync=False) as where:
        yield where


@pytest.fixture(scope="session")
def postgres_url(servers_of_this_run: Where) -> str:
    """The address of an empty database on the run's server, in SQLAlchemy's form."""
    return servers_of_this_run.database_url


@pytest.fixture(scope="session")
def migrated_template(postgres_url: str, folder_of_this_run: Path) -> str:
    """The name of a database with all tables and no rows, to copy from."""
    with (folder_of_this_run / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _ask(postgres_url, "SELECT 1 FROM pg_database WHERE datname = %s", TEMPLATE):
            _order(postgres_url, "DROP DATABASE IF EXISTS {}", f"{TEMPLATE}_new")
            _order(postgres_url, "CREATE DATABASE {}", f"{TEMPLATE}_new")
            migrate(_other_database(postgres_url, f"{TEMPLATE}_new"))
            _order(postgres_url, "ALTER DATABASE {} RENAME TO {}", f"{TEMPLATE}_new", TEMPLATE)
            _order(postgres_url, "ALTER DATABASE {} IS_TEMPLATE true", TEMPLATE)
    return TEMPLATE


@pytest.fixture
def empty_database(postgres_url: str) -> Iterator[str]:
    """The address of a database without any table, for this test alone."""
    yield from _database(postgres_url, "template1")


@pytest.fixture
def fresh_database(postgres_url: str, migrated_template: str) -> Iterator[str]:
    """The address of a migrated database without rows, for this test alone."""
    yield from _database(postgres_url, migrated_template)


@pytest.fixture
def redis_url(servers_of_this_run: Where, worker_id: str) -> str:
    """An empty Redis database that no other process of this run uses."""
    number = 0 if worker_id == "master" else int(worker_id.removeprefix("gw")) + 1
    url = f"{servers_of_this_run.redis_url.rpartition('/')[0]}/{number}"
    with redis.Redis.from_url(url) as client:
        client.flushdb()
    return url


def _database(postgres_url: str, template: str) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    _order(postgres_url, "CREATE DATABASE {} TEMPLATE {}", name, template)
    try:
        yield _other_database(postgres_url, name)
    finally:
        _order(postgres_url, "DROP DATABASE {} WITH (FORCE)", name)


def _other_database(url: str, name: str) -> str:
    return f"{url.rpartition('/')[0]}/{name}"


def _ask(url: str, question: str, *values: str) -> list[tuple]:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return connection.execute(question, values).fetchall()  # type: ignore[arg-type]


def _order(url: str, order: str, *names: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(sql.SQL(order).format(*map(sql.Identifier, names)))  # type: ignore[arg-type]
