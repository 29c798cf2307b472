"""What every test may ask for: one pair of embedded servers per run, and an own database for each test."""

import gc
import os
import shutil
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

import pytest
import redis
from hypothesis import settings

from hub.embedded import Where, servers
from hub.store import migrate
from tests.databases import kept_database, made_once, own_database

pytest_plugins = ["tests.cast", "tests.lived", "tests.routes"]

TEMPLATE = "hub_template"
# Minutes each, so they begin first. Those of one place share their servers, or would be in each other's way; all pages
# are read with what the eight did on them.
LONGEST: tuple[str | tuple[str, ...], ...] = (
    "tests/faults/", ("tests/browser/test_eight_at_table.py", "tests/browser/test_every_page.py"), "tests/browser/",
    "tests/up/test_running.py", "tests/up/test_many_machines.py",
)  # fmt: skip
# These mostly wait, for a worker or for a process to start: best beside a browser, which keeps the processors busy.
WAITING = ("tests/workers/", "tests/up/")
MEMORY, ENOUGH = Path("/dev/shm"), 6 * 2**30

# Making and dropping a database for each test is mostly work for the disk; a machine with room does it in memory.
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


# How long one example takes says more of the machine than of us.
settings.register_profile("patient", settings(), deadline=None)
settings.load_profile("patient")

# Until all is imported: in hundreds of modules that stay there is nothing to throw away.
gc.disable()


def pytest_configure(config: pytest.Config) -> None:
    """Each process begins to read the tests at another file, so that each compiles a part of them for the others."""
    here = Path(__file__).parent
    if [Path(one).absolute() for one in config.args] == [here]:
        number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        files = sorted(str(one) for one in here.glob("*/test_*.py"))
        first = len(files) * number // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
        config.args = files[first:] + files[:first]


def turn(nodeid: str) -> int:
    """The lower, the sooner it begins."""
    long = (n for n, one in enumerate(LONGEST) if nodeid.startswith(one))
    return next(long, len(LONGEST) + (not nodeid.startswith(WAITING)))


def place(nodeid: str) -> str:
    """Tests of the same place are run by one process, one after the other."""
    return str(LONGEST[turn(nodeid)]) if turn(nodeid) < len(LONGEST) else nodeid


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, then what waits; the thousands of short ones fill up behind it."""
    items.sort(key=lambda one: (turn(one.nodeid), one.path))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Share out by place. Marks of groups, which xdist has for it, do nothing with the pytest that we run."""
    from xdist.scheduler import LoadScopeScheduling

    class ByPlace(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return place(nodeid)

    config.option.loadscopereorder = False
    return ByPlace(config, log)


def pytest_collection_finish() -> None:
    """What was imported stays until the end; the garbage collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.enable()


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
    return made_once(postgres_url, folder_of_this_run, TEMPLATE, "template1", migrate)


@pytest.fixture
def environment() -> Iterator[MutableMapping[str, str]]:
    """The environment of this process, for the test to change: afterwards it is as it was."""
    before = dict(os.environ)
    yield os.environ
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def empty_database(postgres_url: str) -> Iterator[str]:
    """The address of a database without any table, for this test alone."""
    yield from own_database(postgres_url, "template1")


@pytest.fixture
def fresh_database(postgres_url: str, migrated_template: str) -> Iterator[str]:
    """The address of a migrated database without rows, for this test alone."""
    yield from kept_database(postgres_url, migrated_template)


@pytest.fixture
def redis_url(servers_of_this_run: Where, worker_id: str) -> str:
    """An empty Redis database that no other process of this run uses."""
    number = 0 if worker_id == "master" else int(worker_id.removeprefix("gw")) + 1
    url = f"{servers_of_this_run.redis_url.rpartition('/')[0]}/{number}"
    with redis.Redis.from_url(url) as client:
        client.flushdb()
    return url
