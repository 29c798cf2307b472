"""Commands that do the hub's work at once: take mails in, follow up, count."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from hub.commands import chosen, hub_option, open_store


@click.group()
def mail() -> None:
    """The shared inbox."""


@mail.command(short_help="Take in mails from files and folders.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@hub_option
def ingest(paths: tuple[Path, ...], hub_slug: str | None) -> None:
    """Take in .eml files, mbox files, Maildirs and folders as if they had come by mail; prints a JSON line a mail.

    In a folder a file that is plainly no mail is left where it is: its line says no_mail.
    """
    from hub.intake.ingest import ingest_paths

    with open_store("hub mail ingest") as store:
        if not _print_lines(ingest_paths(store, list(paths), hub_slug)):
            click.echo("There was nothing to take in.", err=True)


@click.command("follow-up", short_help="Do what is due, now or at a moment.")
@click.option("--now", metavar="MOMENT", help="What is due at this moment, such as 2026-12-15T09:00 (Brussels).")
@hub_option
def follow_up(now: str | None, hub_slug: str | None) -> None:
    """Do what is due: ask partners, bring silent tracks back to the coordinator; prints JSON lines."""
    from hub.clock import parse_moment, real_now
    from hub.monitoring.follow_up import run

    try:
        moment = parse_moment(now) if now else real_now()
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--now") from error
    with open_store("hub follow-up") as store:
        _print_lines(run(store, moment, chosen(store, hub_slug)))
    sentence = _why_quiet(moment)
    if sentence:
        click.echo(sentence, err=True)


@click.command("roll-up")
@click.option("--rebuild", is_flag=True, help="Count everything anew instead of what changed.")
@hub_option
def roll_up(rebuild: bool, hub_slug: str | None) -> None:
    """Bring the figures up to date."""
    from hub.monitoring.roll_up import run

    with open_store("hub roll-up") as store:
        click.echo(f"Counted: {run(store, chosen(store, hub_slug), rebuild)} cases.")


@click.command(short_help="Print the figures of a school year.")
@click.option("--school-year", metavar="YEAR", help="Such as 2025-2026; the present one by default.")
@click.option("--format", "fmt", type=click.Choice(["json", "csv"]), default="json", show_default=True)
@click.option(
    "--role",
    type=click.Choice(["coordinator", "steering"]),
    default="coordinator",
    show_default=True,
    help="Who will read them: all as it is now, or as it stood when the month began, small numbers hidden.",
)
@hub_option
def figures(school_year: str | None, fmt: str, role: str, hub_slug: str | None) -> None:
    """Print the figures of a school year, as the page of this role shows them."""
    from hub.clock import SchoolYear, real_now, school_year_of
    from hub.monitoring.figures import printed

    try:
        year = SchoolYear.parse(school_year) if school_year else school_year_of(real_now())
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--school-year") from error
    with open_store("hub figures") as store:
        click.echo(printed(store, hub_slug, year, fmt, role), nl=False)


def _why_quiet(moment: datetime) -> str:
    """Why nothing or less than all was done at this moment; empty at an hour at which people may be disturbed."""
    from hub.clock import DayUnit, Quiet, in_brussels, next_open_moment, quiet

    unit = DayUnit.WORKING_DAYS if quiet(moment) else DayUnit.SCHOOL_DAYS
    why = quiet(moment, unit)
    until = f"{in_brussels(next_open_moment(moment, unit)):%Y-%m-%d %H:%M}"
    if why is None:
        return ""
    if why == Quiet.SCHOOL_HOLIDAY:
        return f"It is a school holiday: questions that count in school days wait until {until}."
    words = {Quiet.NIGHT: "night", Quiet.WEEKEND: "the weekend", Quiet.HOLIDAY: "a holiday"}[why]
    return f"It is {words} in Brussels, so nobody is disturbed and nothing was done; it goes on from {until}."


def _print_lines(rows: Iterator[dict[str, Any]]) -> int:
    """Each line leaves at once, so that whoever reads along sees how far it is; gives back how many there were."""
    printed = 0
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False, default=str))
        printed += 1
    return printed
