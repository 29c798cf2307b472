"""Commands on people."""

import click

from hub.commands import hub_option, open_store


@click.group()
def person() -> None:
    """People and their roles."""


@person.command(short_help="Give a person a role.")
@click.argument("name")
@click.argument("email")
@click.option(
    "--role",
    required=True,
    metavar="ROLE",
    help="One of coordinator, duty_desk, partner_member, referrer, steering_group, core_group, administrator.",
)
@click.option("--organisation", metavar="NAME", help="Where a partner member or a referrer works.")
@hub_option
def add(name: str, email: str, role: str, organisation: str | None, hub_slug: str | None) -> None:
    """Give a person a role; somebody with this address who is known already gets it as well."""
    from hub.asker import Role
    from hub.home import first_start

    if role not in list(Role):
        raise click.BadParameter(f"it is one of {', '.join(Role)}.", param_hint="--role")
    if role in (Role.PARTNER, Role.REFERRER) and not organisation:
        raise click.UsageError(f"A {role} works at an organisation: name it with --organisation.")
    if role not in (Role.PARTNER, Role.REFERRER) and organisation:
        raise click.UsageError(f"A {role} works for a hub: leave --organisation away.")
    with open_store("hub person add", begins=True) as store, store.begin() as work:
        first_start.add_person_at(work, name, email, Role(role), hub_slug, organisation)
    click.echo(f"{name} <{email}> is now {role.replace('_', ' ')}.")


@person.command(short_help="Print a sign-in link for somebody who is known.")
@click.argument("email")
def link(email: str) -> None:
    """Print a sign-in link for somebody who is known: works once, for fifteen minutes, in any browser."""
    from hub.home import first_start

    with open_store("hub person link") as store, store.begin() as work:
        address = first_start.link_for(work, email)
    click.echo(address)
