"""Commands that put the whole hub aside and bring it back."""

import contextlib
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hub.commands import attached, is_told
from hub.settings import read_settings, state_folder

if TYPE_CHECKING:
    from hub.backup import About
    from hub.settings import Settings

a_file = click.Path(dir_okay=False, path_type=Path)


@click.command(short_help="Write everything into one new file, while people work.")
@click.argument("file", type=a_file)
def backup(file: Path) -> None:
    """Write everything in the database, as of this moment, into the new file FILE.

    The hub may run meanwhile. The secret (HUB_SECRET_KEY) is not in it: keep that somewhere else, for without it no
    mail and no attachment in the backup can be read.
    """
    from hub import backup as backups

    with attached("hub backup") as settings:
        about = backups.write(settings, file)
        _remember(settings)
        secret = f"{settings.state / 'secret-key'}" if settings.embedded else "HUB_SECRET_KEY"
    size = file.stat().st_size / 1_000_000
    click.echo(f"{file}: {about.total} rows of {len(about.rows)} tables, {size:.1f} MB.")
    click.echo(f"Its mails and attachments can be read with {secret} only: keep that in another place.")


@click.command(short_help="Fill an empty database with a backup.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--secret-file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Of an embedded hub: the file secret-key that stood in the state folder of the hub that was backed up.",
)  # fmt: skip
def restore(file: Path, secret_file: Path | None) -> None:
    """Fill an empty database with the backup in FILE, bring its tables up to date and verify the promises.

    Letters that were still waiting when the backup was made leave as soon as a worker runs.
    """
    from hub import backup as backups
    from hub.embedded.state import keep_secret
    from hub.monitoring.check import check
    from hub.store import Store

    about = backups.read_about(file)
    _refuse_while_running()
    keys = _secret_keys(about, file, secret_file)
    with attached("hub restore", begins=True) as found:
        settings = replace(found, secret_keys=keys)
        click.echo(f"Restoring {about.total} rows of {about.made_at} …")
        if secret_file:
            keep_secret(settings.state, keys[0])
        backups.restore(settings, file)
        store = Store(settings, pool_size=2)
        findings = check(store)
        store.close()
    for finding in findings:
        click.echo(f"{finding.rule}: {finding.sentence} {' '.join(map(str, finding.ids))}".strip(), err=True)
    if findings:
        raise click.ClickException("Everything is there, and not every promise is kept; the lines above say which.")
    click.echo("Everything is there, and all promises are kept.")


def _remember(settings: "Settings") -> None:
    """The administrator's page shows when the last one was made. One of older tables is as good without that."""
    from sqlalchemy.exc import DBAPIError

    from hub import pulse
    from hub.store import Store

    store = Store(settings, pool_size=1)
    with contextlib.suppress(DBAPIError), store.begin() as work:
        pulse.knock(work, pulse.BACKUP)
    store.close()


def _secret_keys(about: "About", file: Path, secret_file: Path | None) -> tuple[str, ...]:
    """The secrets with which this backup can be read; an embedded hub that has nothing yet takes over another's."""
    from hub.backup import BackupFailed, missing_keys

    settings = read_settings(os.environ)
    if secret_file and not settings.embedded:
        raise click.UsageError("--secret-file is for an embedded hub; put the secret in HUB_SECRET_KEY.")
    keys = (secret_file.read_text(encoding="ascii").strip(),) if secret_file else settings.secret_keys
    missing = missing_keys(about, keys)
    if missing:
        way_out = "give it with --secret-file." if settings.embedded else "list it in HUB_SECRET_KEY too."
        raise BackupFailed(
            f"What is sealed in {file} opens with another secret (key id {', '.join(missing)}): {way_out}"
        )
    return keys


def _refuse_while_running() -> None:
    """Processes that run would go on sealing with the secret that they started with."""
    from hub.backup import BackupFailed
    from hub.embedded.stack import running_on

    folder = state_folder(os.environ)
    who = "" if is_told() else running_on(folder)
    if who:
        raise BackupFailed(f"{who} is running on {folder}: stop it first.")
