"""Commands on the database as a whole: tables, demonstration, clean slate, self-check."""

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from hub.commands import attached, open_store, refuse_with_real_database
from hub.settings import state_folder

if TYPE_CHECKING:
    from hub.store import Store


@click.command(short_help="Bring the tables up to date, or to an older revision.")
@click.argument("revision", default="head")
@click.option(
    "--while-running",
    is_flag=True,
    help="Only when the version that runs can live with the new tables; people who work go first.",
)
def migrate(revision: str, while_running: bool) -> None:
    """Bring the tables up to date, or to an older REVISION."""
    from alembic.util.exc import CommandError

    from hub.store import migrate as run

    with attached("hub migrate", begins=True) as settings:
        if while_running:
            if revision != "head":
                raise click.UsageError("--while-running brings the tables up to date, and not to an older revision.")
            _migrate_while_running(settings.database_url)
            return
        try:
            run(settings.database_url, revision)
        except CommandError as error:
            raise click.BadParameter(f"{error}.", param_hint="REVISION") from error
    click.echo(f"The tables are at {revision}.")


def _migrate_while_running(database_url: str) -> None:
    from hub.migrating import StillInUse, upgrade, waiting
    from hub.store import alembic_config

    config = alembic_config(database_url)
    first_to_stop = next((one for one in waiting(config) if not one.additive), None)
    if first_to_stop:
        raise click.ClickException(
            f"The version that runs cannot live with {first_to_stop.revision} ({first_to_stop.caption.rstrip('.')}): "
            "stop its processes, and run `hub migrate` without --while-running. Nothing was changed."
        )
    try:
        upgrade(config, heard=lambda: click.echo("Somebody works in a table; waiting for a moment …"))
    except StillInUse as busy:
        raise click.ClickException("Somebody works in a table all the time; try again later.") from busy
    click.echo("The tables are at head.")


@click.command()
def demo() -> None:
    """Load the demonstration into an empty embedded database."""
    from hub.home import first_start

    with _empty_store("demo") as store:
        first_start.load_demo(store, click.echo)
    click.echo("It is loaded.")


@click.command(short_help="Fill an empty embedded database with invented cases.")
@click.option("--referrals", type=click.IntRange(1, 1_000_000), default=1000, show_default=True, help="How many cases.")
@click.option("--school-years", type=click.IntRange(1, 20), default=3, show_default=True, help="Over how many years.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same one invents the same cases again.")
def seed(referrals: int, school_years: int, seed: int) -> None:
    """Fill an empty embedded database with invented cases and their whole history."""
    from hub.home import first_start

    with _empty_store("seed") as store, click.progressbar(length=referrals, label="Inventing cases") as bar:
        first_start.load_seed(store, referrals, school_years, seed, bar.update)
    click.echo(f"{referrals} cases of {school_years} school years are there.")


@contextlib.contextmanager
def _empty_store(command: str) -> Iterator["Store"]:
    """A store on the embedded database with its tables and nothing in them; Refused when a hub is there already."""
    refuse_with_real_database(command)
    from hub.home import first_start
    from hub.problems import Refused
    from hub.serving import preparing
    from hub.store import Store, migrate

    with attached(f"hub {command}", begins=True) as settings, preparing(settings.database_url):
        first_start.forget_unfinished_demo(settings)
        migrate(settings.database_url)
        store = Store(settings, pool_size=2)
        try:
            if known := first_start.hubs(store):
                raise Refused(f"There is something already: {', '.join(known)}. `hub reset` empties it.")
            yield store
        finally:
            store.close()


@click.command(short_help="Empty the state folder (HUB_STATE).")
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset(yes: bool) -> None:
    """Empty the state folder (HUB_STATE): the embedded database, mail, logs and secret of this hub are gone.

    Only what the hub made itself is removed, by name.
    """
    refuse_with_real_database("reset")
    from hub.embedded.stack import reset as empty
    from hub.embedded.state import refuse_foreign

    folder = state_folder(os.environ)
    if not os.path.lexists(folder) or (folder.is_dir() and not any(folder.iterdir())):
        click.echo(f"There is nothing in {folder}.")
        return
    refuse_foreign(folder)
    if not yes:
        click.confirm(f"Remove the database, mail and logs in {folder}?", abort=True)
    empty(folder)
    click.echo(f"What the hub kept in {folder} is gone.")


@click.command(short_help="Verify the promises of the hub.")
def check() -> None:
    """Verify the promises of the hub on one snapshot; exits with 1 and names the rows when one is broken."""
    from hub import pulse
    from hub.monitoring.check import check as run

    with open_store("hub check") as store:
        findings = run(store)
        with store.begin() as work:
            if findings:
                pulse.stumble(work, pulse.CHECK, "found something")
            else:
                pulse.knock(work, pulse.CHECK)
    for finding in findings:
        click.echo(f"{finding.rule}: {finding.sentence} {' '.join(map(str, finding.ids))}".strip(), err=True)
    if findings:
        sys.exit(1)
    click.echo("All promises are kept.")


@click.command(short_help="Print what stands still, as JSON.")
def health() -> None:
    """Print how the running hub is doing, as JSON, ages in seconds; exits with 1 when something stands still."""
    from hub.clock import real_now
    from hub.home.health import look

    with open_store("hub health") as store:
        seen = look(store, real_now())
    click.echo(json.dumps(asdict(seen)))
    if seen.late:
        sys.exit(1)


@click.command(short_help="Say what is wrong with what the hub stands on.")
def doctor() -> None:
    """Look at everything that the hub stands on and say what is wrong; exits with 1 when something is."""
    from hub.home.doctor import State, examine

    wrong = False
    with attached("hub doctor") as settings:
        for one in examine(settings):
            wrong |= one.state is State.WRONG
            colour = {State.WRONG: "red", State.NOTE: "yellow"}.get(one.state, "green")
            click.echo(f"{click.style(f'{one.state.value:5}', fg=colour)} {one.what:10}  {one.sentence}")
    if wrong:
        raise click.ClickException("Something is wrong: the lines marked WRONG say what to do.")
