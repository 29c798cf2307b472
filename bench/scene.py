"""Where it is measured: a seeded database with a web server of its own before it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql
from sqlmodel import select

from bench.browser import Browser
from hub import serving
from hub.embedded.state import free_port
from hub.embedded.supervisor import Child, wait_for
from hub.home.seed.fill import fill
from hub.people.desk import link_for_console
from hub.people.tables import Person
from hub.running import child_environment
from hub.settings import Settings, libpq_url
from hub.store import Store, migrate

COORDINATOR = "hilde@dijleland.example"
SECRET = "a-secret-of-the-bench-that-is-long-enough"
SLOWEST_START = 60.0


@dataclass
class Scene:
    """A hub with so many referrals; `seeded_in` seconds."""

    referrals: int
    settings: Settings
    store: Store
    seeded_in: float = 0.0
    web: int = 0  # the id of its web server's process

    @property
    def libpq_url(self) -> str:
        return libpq_url(self.settings.database_url)

    def connect(self) -> psycopg.Connection:
        """As the application connects, but without the application."""
        return psycopg.connect(self.libpq_url, autocommit=True, options="-c timezone=UTC")

    def one(self, question: str, *values: object) -> object:
        """The first value that the database answers."""
        with self.connect() as connection:
            row = connection.execute(question.encode(), values).fetchone()
        assert row is not None, question
        return row[0]

    def visitor(self, email: str = "") -> Browser:
        """A browser, signed in as the person with this address."""
        browser = Browser(self.settings.port)
        browser.get("/inloggen")
        if email:
            with self.store.begin() as work:
                person = work.session.exec(select(Person).where(Person.email == email)).one()
                path = urlsplit(link_for_console(work, person)).path
            browser.get(path)
            assert browser.post(path, {}).status == 303, "the link signs in"
        return browser


def settings_for(database_url: str, redis_url: str, state: Path) -> Settings:
    port = free_port()
    return Settings(
        database_url=database_url, redis_url=redis_url, imap_urls=("imap://nobody:nothing@127.0.0.1:1/INBOX",),
        smtp_url="smtp://127.0.0.1:1", secret_keys=(SECRET,), public_url=f"http://127.0.0.1:{port}", port=port,
        mail_from="Meldpunt <meldpunt@hub.example>", state=state, trusted_proxies=("127.0.0.1",),
    )  # fmt: skip


def new_database(database_url: str, name: str) -> str:
    """The address of an empty database beside this one."""
    with psycopg.connect(libpq_url(database_url), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return f"{database_url.rpartition('/')[0]}/{name}"


def seeded(
    settings: Settings, referrals: int, school_years: int, *, open_cases: int | None = None
) -> Scene:  # fmt: skip
    migrate(settings.database_url)
    store, begun = Store(settings, pool_size=2), time.perf_counter()
    fill(store, referrals, school_years, 1, open_cases=open_cases)
    return Scene(referrals, settings, store, time.perf_counter() - begun)


@contextmanager
def served(scene: Scene) -> Iterator[None]:
    """The web server that `hub serve` runs, on this database, for as long as the block takes."""
    log = scene.settings.state / f"web-{scene.referrals}.log"
    web = Child("web", serving.command(scene.settings), log, environ=child_environment(scene.settings))
    web.start()
    try:
        answers = wait_for(lambda: not web.alive or _answers(scene.settings.port), SLOWEST_START)
        if not (answers and web.alive):
            raise RuntimeError(web.last_lines())
        assert web.process is not None, "it answered"
        scene.web = web.process.pid
        yield
    finally:
        web.end()


def _answers(port: int) -> bool:
    try:
        return Browser(port).get("/").status == 200
    except OSError:
        return False
