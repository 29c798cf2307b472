"""Commands that run the hub: all of it, or one process of it."""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from types import FrameType

import click

from hub import running, serving
from hub.commands import attached, is_told
from hub.embedded.supervisor import Child
from hub.settings import Settings, SettingsError, as_environment, read_settings

Command = Callable[[Settings], list[str]]


@click.command(short_help="Run the whole hub until Ctrl-C.")
def up() -> None:
    """Run the whole hub until Ctrl-C: servers, web, workers; in demo mode a small post office too.

    Without HUB_DATABASE_URL everything is embedded: HUB_PORT sets the port (8000), HUB_STATE the folder in which all
    is kept (.state), HUB_DEMO=0 starts empty, with HUB_ADMIN_EMAIL as its administrator.
    """
    from hub.embedded.lifeline import die_with_parent
    from hub.up import up as run

    # `make up` killed hard would leave us running, out of sight.
    if "MAKELEVEL" in os.environ:
        die_with_parent()
    run(os.environ, _prepare, click.echo)


@click.command()
def serve() -> None:
    """Run the web server alone."""
    _run("hub serve", _serve)


def _serve(settings: Settings) -> list[str]:
    from hub.embedded.state import port_is_free

    if not port_is_free(settings.port, settings.listen):
        raise SettingsError(serving.port_is_taken(settings.port))
    click.echo(f"Serving on {serving.address(settings)}; Ctrl-C ends it.")
    sys.stdout.flush()
    return serving.command(settings)


@click.command()
@click.option("--concurrency", default=2, show_default=True, help="How many jobs run at a time.")
def worker(concurrency: int) -> None:
    """Run one worker: reads mail, posts letters, follows up, counts."""
    _run("hub worker", lambda _settings: running.worker_command(concurrency))


@click.command(short_help="Wake the workers; there has to be exactly one.")
def beat() -> None:
    """Run the beat that wakes the workers; there has to be exactly one."""
    _run("hub beat", lambda settings: running.beat_command(settings.state))


@click.command()
def mailbox() -> None:
    """Run the process that watches the shared inbox."""
    _run("hub mailbox", lambda _settings: running.mailbox_command())


def _prepare(settings: Settings, say: Callable[[str], None]) -> list[str]:
    from hub.home import first_start
    from hub.store import Store, migrate

    first_start.forget_unfinished_demo(settings)
    migrate(settings.database_url)
    store = Store(settings, pool_size=2)
    try:
        first_start.prepare(store, os.environ, say)
        return first_start.inboxes(store)
    finally:
        store.close()


def _run(what: str, command: Command) -> None:
    if is_told():
        settings = read_settings(os.environ)
        settings.state.mkdir(parents=True, exist_ok=True)
        line = command(settings)
        # Nothing of ours has to stay behind: the process manager talks to the program itself.
        os.execve(line[0], line, {**os.environ, **as_environment(settings)})
    with attached(what, begins=True) as settings:
        sys.exit(_beside(command(settings), settings))


def _beside(line: Sequence[str], settings: Settings) -> int:
    """Run it in this terminal on the embedded servers, which end after it."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    child = Child("child", line, None, environ=running.child_environment(settings))
    child.start()
    assert child.process is not None
    try:
        return child.process.wait()
    except KeyboardInterrupt:
        child.end()
        return 0
