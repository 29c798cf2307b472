"""A web process that starts before its database, as after a power cut, waits for it and serves then."""

import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import make_url

from hub.embedded.stack import servers
from hub.settings import as_environment
from hub.store import migrate
from tests.cast import World
from tests.machine import PATIENCE, free_port, wait_until
from tests.up.stack import RunningHub, running_hub


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Servers with the tables of a hub, that were stopped."""
    with servers(tmp_path / "servers", fsync=False) as where:
        migrate(where.database_url)
    return tmp_path / "servers"


@pytest.fixture
def web(world: World, folder: Path, tmp_path: Path) -> Iterator[RunningHub]:
    """`hub serve`, told of the database that is away."""
    with servers(folder, fsync=False) as where:
        settings = replace(
            world.store.settings, database_url=where.database_url, redis_url=where.redis_url, demo=False,
            port=free_port(), smtp_url="smtp://127.0.0.1:9", imap_urls=("imap://x:y@127.0.0.1:9/INBOX",),
        )  # fmt: skip
    told = as_environment(settings)
    with running_hub(tmp_path / "web", **told) as web:
        web.port = settings.port
        web.told |= {"HUB_PORT": str(settings.port)}
        yield web


def test_it_waits_and_serves_when_the_database_is_there(web: RunningHub, folder: Path) -> None:
    web.begin("serve")
    wait_until(lambda: "waiting for the database" in web.said or not web.alive)
    assert web.alive, web.said
    assert web.get("/health") == 0
    with servers(folder, fsync=False):
        wait_until(lambda: web.get("/health") == 200 or not web.alive)
        assert web.alive, web.said


def test_whoever_ends_it_meanwhile_need_not_wait(web: RunningHub) -> None:
    web.begin("serve")
    wait_until(lambda: "waiting for the database" in web.said or not web.alive)
    assert web.alive, web.said
    web.tell(signal.SIGTERM)
    assert web.process is not None
    assert web.process.wait(PATIENCE) is not None
    assert "Killing worker" not in web.said, "granian would end it after five seconds"
    assert not web.processes("granian")


def test_the_one_that_waits_does_not_outlive_who_started_it(web: RunningHub) -> None:
    web.told |= {"HUB_DIE_WITH_PARENT": "1"}
    web.begin("serve")
    wait_until(lambda: "waiting for the database" in web.said or not web.alive)
    web.tell(signal.SIGKILL)
    assert web.process is not None
    web.process.wait(PATIENCE)
    wait_until(lambda: not waiting_on(web.port))


@pytest.mark.parametrize(
    ("password", "database", "said"),
    [("verkeerd", "", "password authentication failed"), ("", "nergens", 'database "nergens" does not exist')],
)
def test_one_that_is_refused_ends_with_the_reason(
    web: RunningHub, folder: Path, password: str, database: str, said: str
) -> None:
    """No waiting mends that, and a process manager would take it for one that serves."""
    with servers(folder, fsync=False) as where:
        right = make_url(where.database_url)
        wrong = right.set(password=password or right.password, database=database or right.database)
        web.told |= {"HUB_DATABASE_URL": wrong.render_as_string(hide_password=False)}
        web.begin("serve")
        assert web.process is not None
        assert web.process.wait(PATIENCE) != 0
    assert "hub: The database refuses us, look at HUB_DATABASE_URL: " in web.said
    assert said in web.said
    assert "Traceback" not in web.said
    assert right.password is not None
    assert right.password not in web.said


def waiting_on(port: int) -> list[str]:
    """The processes of a web server on this port, the one that serves for it too."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and f"HUB_PORT={port}\0".encode() in (entry / "environ").read_bytes():
                found.append(entry.name)
    return found
