"""The `hub` command: thin; what it does lives in the rooms."""

import sys
from collections.abc import Sequence

import click

from hub.commands import backup, data, in_a_sentence, people, running, simulating, work


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def hub() -> None:
    """The dispatch hub of a Centraal Meldpunt.

    Every command works while the hub runs and when it does not: then it starts the embedded database for itself. Which
    database and servers are used is told by the environment; see deploy/example.env.
    """


for command in (
    running.up, running.serve, running.worker, running.beat, running.mailbox, data.migrate, data.demo, data.seed,
    simulating.simulate, data.reset, data.check, data.health, data.doctor, backup.backup,
    backup.restore, work.mail, work.follow_up, work.roll_up, work.figures, people.person,
):  # fmt: skip
    hub.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; what can be expected to go wrong is one sentence on standard error and a non-zero exit."""
    try:
        hub.main(arguments, prog_name="hub", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except Exception as error:
        sentence = in_a_sentence(error)
        if sentence is None:
            raise
        click.echo(f"hub: {sentence}", err=True)
        sys.exit(1)
