"""Databases for tests: made once a run to copy from, and one of its own for each test."""

import fcntl
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from psycopg import sql


def made_once(postgres_url: str, folder: Path, name: str, source: str, fill: Callable[[str], None]) -> str:
    """A database to copy from: the first process of the run that asks makes and fills it, the others wait."""
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _ask(postgres_url, "SELECT 1 FROM pg_database WHERE datname = %s", name):
            _order(postgres_url, "DROP DATABASE IF EXISTS {}", f"{name}_new")
            _order(postgres_url, "CREATE DATABASE {} TEMPLATE {}", f"{name}_new", source)
            fill(_other_database(postgres_url, f"{name}_new"))
            _order(postgres_url, "ALTER DATABASE {} RENAME TO {}", f"{name}_new", name)
            _order(postgres_url, "ALTER DATABASE {} IS_TEMPLATE true", name)
    return name


def own_database(postgres_url: str, template: str) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    _order(postgres_url, "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)
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
