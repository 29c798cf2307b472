"""The command that plays a school year to see what the radar is worth."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from hub.store import Store


@click.command(short_help="Play a school year and count the silences.")
@click.option("--school-year", metavar="YEAR", help="Such as 2026-2027; the present one by default.")
@click.option("--referrals", type=click.IntRange(1, 5000), default=240, show_default=True, help="How many come in.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same one plays the same year again.")
@click.option("--days", type=click.IntRange(1, 366), help="Only so many days of it.")
def simulate(school_year: str | None, referrals: int, seed: int, days: int | None) -> None:
    """Play a school year day by day in a database that is thrown away, with partners who answer late, seldom or never.

    At every midnight all promises are checked. The report tells the longest silence around each case and the letters
    that each partner got in a week. Exit 1 when a promise was broken.
    """
    from hub.clock import SchoolYear, midnight, real_now, school_year_of
    from hub.home.simulated import report, year

    try:
        chosen = SchoolYear.parse(school_year) if school_year else school_year_of(real_now())
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--school-year") from error
    length = days or (chosen.last_day - chosen.first_day).days + 1
    with _thrown_away() as store:
        with click.progressbar(length=length, label=f"Playing {chosen}", file=sys.stderr) as bar:
            broken = list(year.play(store, chosen, seed, referrals=referrals, days=days, tell=bar.update))
        end = midnight(chosen.first_day + timedelta(days=length))
        with store.begin(now=end) as work:
            for line in report.told(work, end):
                click.echo(line)
    for one in broken:
        click.echo(f"{one.day}: {one.finding.rule}: {len(one.finding.ids)} {one.finding.sentence}", err=True)
    click.echo(f"{length} midnights, at {len({one.day for one in broken})} of them a promise was broken.")
    if broken:
        sys.exit(1)


@contextmanager
def _thrown_away() -> Iterator["Store"]:
    """A store on embedded servers in a folder of their own, with its tables and nothing in them."""
    from hub.embedded.stack import servers
    from hub.settings import read_settings
    from hub.store import Store, migrate

    with tempfile.TemporaryDirectory(prefix="hub-simulate-") as folder:
        Path(folder).chmod(0o711)
        plain = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
        settings = read_settings({**plain, "HUB_STATE": str(Path(folder) / "state"), "HUB_DEMO": "1"})
        with servers(settings.state, what="hub simulate", fsync=False) as where:
            migrate(where.database_url)
            store = Store(
                replace(settings, database_url=where.database_url, redis_url=where.redis_url), pool_size=2
            )  # fmt: skip
            try:
                yield store
            finally:
                store.close()
