"""What the commands of `hub` share: the database, running or not, and refusals in one sentence."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from hub.settings import Settings, SettingsError, read_settings, state_folder

if TYPE_CHECKING:
    from hub.store import Store

hub_option = click.option("--hub", "hub_slug", metavar="SLUG", help="The hub to work for; the first one by default.")


@contextlib.contextmanager
def attached(what: str, *, begins: bool = False) -> Iterator[Settings]:
    """The settings with servers behind them: those that run, or the embedded ones for as long as this takes.

    Raises `SettingsError` where no hub has been, unless this is what a hub `begins` with: a HUB_STATE that was
    forgotten would else make one beside the real one.
    """
    if is_told():
        yield read_settings(os.environ)
        return
    from hub.embedded.stack import servers
    from hub.embedded.state import known_state

    folder = state_folder(os.environ)
    if not begins and known_state(folder) is None:
        raise SettingsError(f"There is no hub in {folder}: let HUB_STATE name its folder, or run `hub up` first.")
    settings = read_settings(os.environ)
    with servers(settings.state, what=what) as where:
        if where.children:
            from hub.store import migrate

            migrate(where.database_url)
        yield replace(settings, database_url=where.database_url, redis_url=where.redis_url)


@contextlib.contextmanager
def open_store(what: str, *, begins: bool = False) -> Iterator["Store"]:
    """A store on those servers."""
    from hub import logs
    from hub.store import Store

    with attached(what, begins=begins) as settings:
        logs.configure()
        store = Store(settings, pool_size=2)
        try:
            yield store
        finally:
            store.close()


def chosen(store: "Store", hub_slug: str | None) -> str:
    """The slug of the hub that was named, or of the first one; raises `NotFound`."""
    from hub.hubs import hub_named

    with store.begin() as work:
        return hub_named(work.session, hub_slug).slug


def is_told() -> bool:
    """Whether the environment names the database: a real installation, or a process of a running `hub up`."""
    return bool(os.environ.get("HUB_DATABASE_URL", "").strip())


def refuse_with_real_database(command: str) -> None:
    """Invented people and a clean slate are for the embedded database only."""
    if is_told() and not read_settings(os.environ).embedded:
        raise SettingsError(f"`hub {command}` works on the embedded database only, and HUB_DATABASE_URL is set.")


def in_a_sentence(error: Exception) -> str | None:
    """What to tell about an error that can be expected; None for a mistake of the program."""
    from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

    from hub.backup import BackupFailed
    from hub.embedded import ForeignFolder, Occupied, ServerFailed
    from hub.problems import Problem
    from hub.up import StartFailed

    if isinstance(error, Problem):
        return error.sentence or "That does not exist."
    if isinstance(error, SettingsError | StartFailed | ServerFailed | Occupied | ForeignFolder | BackupFailed):
        return str(error)
    if isinstance(error, ProgrammingError) and getattr(error.orig, "sqlstate", "") == "42P01":
        return "The database has no tables yet: run `hub migrate` first."
    if isinstance(error, OperationalError) or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return f"The database does not answer: {str(error.orig).strip().splitlines()[0]}"
    if type(error).__name__ == "OperationalError":  # psycopg's own, from a connection without a store
        return f"The database does not answer: {str(error).strip().splitlines()[0]}"
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}."
    return None
