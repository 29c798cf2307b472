"""Databases for tests: made once a run to copy from, and one of its own for each test."""

import fcntl
import json
import os
import time
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, LiteralString, TypeVar, cast
from uuid import UUID

import psycopg
import sqlalchemy as sa
from psycopg import sql

from hub.settings import Settings
from hub.store import Store, Wake
from tests.put_back import Kept
from tests.put_back import Scene as Played

# The name of a database to copy from, and by which ids a test finds back what is in it.
Scene = tuple[str, dict[str, UUID]]

T = TypeVar("T")
FORGOTTEN = 30.0  # seconds
_numbers = count()
_free: list[str] = []
_kept = defaultdict[str, list[tuple[str, Kept]]](list)
# Those that a test works in now, and by name what was played in one that was like new, and when.
_in_use: dict[str, tuple[str, Kept]] = {}
_played: dict[tuple[str, Hashable], tuple[float, Any, Played]] = {}
_engines: dict[str, sa.Engine] = {}


class KeptStore(Store):
    """A store whose engine stays for the next test in a database of the same name.

    An engine remembers every statement that it worked out, and a new one would begin anew. Stores of one database share
    theirs; its connections are closed with the database.
    """

    def __init__(self, settings: Settings, *, wake: Wake | None = None) -> None:
        super().__init__(settings, wake=wake, pool_size=2)
        self.engine = _engines.setdefault(settings.database_url, self.engine)

    def close(self) -> None: ...


def made_once(postgres_url: str, folder: Path, name: str, source: str, fill: Callable[[str], None]) -> str:
    """A database to copy from: the first process of the run that asks makes and fills it, the others wait."""
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _order(postgres_url, "SELECT 1 FROM pg_database WHERE datname = {}", sql.Literal(name)).fetchall():
            new = sql.Identifier(f"{name}_new")
            _order(postgres_url, "DROP DATABASE IF EXISTS {}", new)
            _order(postgres_url, "CREATE DATABASE {} TEMPLATE {}", new, sql.Identifier(source))
            fill(_other_database(postgres_url, f"{name}_new"))
            _order(postgres_url, "ALTER DATABASE {} RENAME TO {}", new, sql.Identifier(name))
            _order(postgres_url, "ALTER DATABASE {} IS_TEMPLATE true", sql.Identifier(name))
    return name


def scene(postgres_url: str, folder: Path, name: str, source: str, play: Callable[[str], Mapping[str, UUID]]) -> Scene:
    """A database to copy from in which this is played once a run; it is given an address and gives back ids."""
    ids = folder / f"{name}.json"

    def fill(database_url: str) -> None:
        ids.write_text(json.dumps({what: str(one) for what, one in play(database_url).items()}))

    made_once(postgres_url, folder, name, source, fill)
    return name, {what: UUID(one) for what, one in json.loads(ids.read_text()).items()}


def kept_database(postgres_url: str, template: str) -> Iterator[str]:
    """What reads as a new copy of the template: that of an earlier test, in which all that it changed was put back.

    A copy costs a twentieth of a second, and its connections take as long again to know their way in it. One whose
    tables were altered ends with its test.
    """
    if _kept[template]:
        name, kept = _kept[template].pop()
    else:
        name = _copy(postgres_url, template)
        kept = Kept(_other_database(postgres_url, name))
    url = _other_database(postgres_url, name)
    stays = False
    _in_use[url] = template, kept
    try:
        yield url
        stays = kept.put_back(_engines.get(url))
    finally:
        del _in_use[url]
        if stays:
            _kept[template].append((name, kept))
        else:
            kept.close()
            _drop(postgres_url, name)


def played_once(url: str, what: Hashable, play: Callable[[], T]) -> T:
    """In a database that is like new, what was played in such a one a moment ago is brought there row for row.

    Many tests begin with the same case at the same place, and to lead it there asks hundreds of questions. What is kept
    is forgotten soon, for in it stands when it really happened.
    """
    template, kept = _in_use.get(url, ("", None))
    if kept is None or kept.was_touched():
        return play()
    if (template, what) in _played:
        at, made, scene = _played[template, what]
        if time.monotonic() - at < FORGOTTEN:
            kept.bring(scene)
            return cast(T, made)
    at, made = time.monotonic(), play()
    _played[template, what] = at, made, kept.seen()
    return made


def own_database(postgres_url: str, template: str) -> Iterator[str]:
    """A new copy of the template; names are used again by later tests of this process."""
    name = _copy(postgres_url, template)
    try:
        yield _other_database(postgres_url, name)
    finally:
        _drop(postgres_url, name)


def _copy(postgres_url: str, template: str) -> str:
    name = _free.pop() if _free else f"test_{os.getpid()}_{next(_numbers)}"
    _order(
        postgres_url,
        "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY",
        sql.Identifier(name),
        sql.Identifier(template),
    )
    return name


def _drop(postgres_url: str, name: str) -> None:
    url = _other_database(postgres_url, name)
    if url in _engines:
        _engines[url].dispose()
    _order(postgres_url, "DROP DATABASE {} WITH (FORCE)", sql.Identifier(name))
    _free.append(name)


def _other_database(url: str, name: str) -> str:
    return f"{url.rpartition('/')[0]}/{name}"


@cache
def _owner(url: str) -> psycopg.Connection:
    """One connection for the whole run: to sign in costs as much as half a database."""
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def _order(url: str, order: LiteralString, *parts: sql.Composable) -> psycopg.Cursor:
    return _owner(url).execute(sql.SQL(order).format(*parts))
