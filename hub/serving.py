"""The web server's own process: granian and the application in it."""

import contextlib
import gc
import os
import signal
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hub.embedded.lifeline import die_with_parent
from hub.settings import Settings, libpq_url, read_settings

if TYPE_CHECKING:
    from hub.request_log import RequestLog

# Held alone while tables are made and the first rows come in; the web waits for it, so that it can start meanwhile.
PREPARING = 4242002
# In a row, over some four seconds: a single one may be a server that went away just then, or had no connection left.
MOST_REFUSALS = 6


def command(settings: Settings) -> list[str]:
    """The command that serves the hub until SIGTERM; its environment is `as_environment(settings)`."""
    return [
        sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--workers", "1", "--no-ws",
        "--host", settings.listen, "--port", str(settings.port), "--log-level", "warning",
        # An open stream of live updates would hold the end up for more than half a minute.
        "--workers-kill-timeout", "5",
        "hub.serving:application",
    ]  # fmt: skip


def address(settings: Settings) -> str:
    """Where this process itself answers, which behind a reverse proxy is not where people look."""
    host = f"[{settings.listen}]" if ":" in settings.listen else settings.listen
    return f"http://{host}:{settings.port}"


def port_is_taken(port: int) -> str:
    return (
        f"Port {port} is taken by another program: choose another one, such as "
        f"HUB_PORT={port + 1 if port < 65535 else 8000}."
    )


def application() -> "RequestLog":
    """What granian's worker serves. Granian killed hard would leave the worker serving, so it watches its parent."""
    gc.disable()  # what is loaded stays, so nothing is looked for meanwhile
    with _ends_at_once():
        if os.environ.get("HUB_DIE_WITH_PARENT") == "1":
            die_with_parent()
        from hub import logs
        from hub.app import create_app, guarded
        from hub.request_log import RequestLog

        logs.configure()
        settings = read_settings(os.environ)
        wait_until_prepared(settings.database_url)
        app = RequestLog(guarded(create_app(settings)))
    # What was made at the start stays: looking through all of it for rings would hold up whoever opens a page then.
    gc.collect()
    gc.freeze()
    gc.enable()
    return app


@contextlib.contextmanager
def _ends_at_once() -> Iterator[None]:
    """Who does not serve yet ends when asked to, or when granian was killed. Granian's own handler leaves that to its
    server, which does not run yet: we would wait for the database with nobody above us."""
    before = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before or signal.SIG_DFL)


@contextlib.contextmanager
def preparing(database_url: str) -> Iterator[None]:
    """Make tables and first rows with nobody beside us; the web waits meanwhile."""
    import psycopg

    with psycopg.connect(libpq_url(database_url), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (PREPARING,))
        yield


def wait_until_prepared(database_url: str) -> None:
    """Returns when tables and first rows are there. A database that is away or recovers is waited for: whoever looks
    after us would only start us again, later and later. One that goes on refusing us ends the process with a sentence:
    no waiting mends a password, and the process would look alive."""
    import psycopg
    from kombu.utils.functional import retry_over_time

    def ask() -> None:
        with psycopg.connect(libpq_url(database_url)) as connection:
            connection.execute("SELECT pg_advisory_xact_lock_shared(%s)", (PREPARING,))

    refusals = 0

    def heard(why: Exception, pauses: Iterator[float], tries: int) -> float:
        nonlocal refusals
        refusals = refusals + 1 if _refused_us(why) else 0
        if refusals == MOST_REFUSALS:
            raise SystemExit(f"hub: The database refuses us, look at HUB_DATABASE_URL: {_first_line(why)}")
        return _say_that_we_wait(why, pauses, tries)

    retry_over_time(ask, psycopg.OperationalError, errback=heard, interval_start=0.2, interval_step=0.2, interval_max=2)


def _refused_us(why: Exception) -> bool:
    """Whether a server asked for our password and then turned us away: a wrong one, no such role or database. Libpq
    keeps the SQLSTATE of a refused connection to itself, and the words are in the server's language. A server that
    starts or stops says so before it asks."""
    connection = getattr(why, "pgconn", None)
    return connection is not None and bool(connection.used_password or connection.needs_password)


def _say_that_we_wait(why: Exception, pauses: Iterator[float], tries: int) -> float:
    """The next pause (seconds); every half minute the log says what is waited for."""
    import structlog

    if tries % 15 == 0:
        structlog.get_logger().warning("waiting for the database", why=_first_line(why))
    return next(pauses)


def _first_line(why: Exception) -> str:
    return str(why).strip().partition("\n")[0]
