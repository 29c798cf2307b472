"""The first start of an installation: the demonstration, or one empty hub with its administrator."""

from collections.abc import Callable, Mapping
from email.utils import parseaddr

from sqlmodel import select

from hub.asker import Role
from hub.embedded.state import UNFINISHED_DEMO
from hub.home.hub_setup import HubData, make_hub
from hub.hubs import Hub, HubInbox, all_hubs, hub_named
from hub.partners import finder
from hub.partners.tables import Organisation
from hub.people.desk import add_person, link_for_console
from hub.people.tables import Person
from hub.problems import Invalid, NotFound
from hub.settings import Settings, SettingsError, libpq_url
from hub.store import Store, Work
from hub.wording import sort_key, use_language

# Refusals of the command line; what is stored for people to read is Dutch all the same.
SAYS_IN = "en"
HOW_TO_ADD = (
    "Nobody can sign in yet: set HUB_ADMIN_EMAIL for the first start, or run "
    "`hub person add 'Name' address@example.org --role administrator`."
)


def prepare(store: Store, environ: Mapping[str, str], say: Callable[[str], None]) -> None:
    """Fill an installation without any hub, once, and tell whoever started it."""
    if hubs(store):
        return
    if store.settings.demo:
        load_demo(store, say)
        return
    with store.begin() as work:
        told = _begin_empty(work, environ)
    for line in told:
        say(line)


def load_demo(store: Store, say: Callable[[str], None]) -> None:
    """The demonstration is a year of many transactions, so that a mark tells when it was broken off."""
    from hub.home import demo

    say("Loading the demonstration: a school year of invented people, schools and cases …")
    mark = store.settings.state / UNFINISHED_DEMO
    mark.touch(mode=0o600)
    demo.load(store)
    mark.unlink()


def load_seed(store: Store, referrals: int, school_years: int, seed: int, tell: Callable[[int], object]) -> None:
    """Invented cases in any number; `tell` hears how many more there are. Broken off, it leaves the same mark."""
    from hub.home.seed.fill import fill

    mark = store.settings.state / UNFINISHED_DEMO
    mark.touch(mode=0o600)
    fill(store, referrals, school_years, seed, tell=tell)
    mark.unlink()


def forget_unfinished_demo(settings: Settings) -> None:
    """Empty the embedded database again when loading the demonstration was broken off; else nothing happens."""
    mark = settings.state / UNFINISHED_DEMO
    if not settings.embedded or not mark.exists():
        return
    import psycopg

    with psycopg.connect(libpq_url(settings.database_url), autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    mark.unlink()


def hubs(store: Store) -> list[str]:
    """The names of the hubs, in their order."""
    with store.begin() as work:
        return [hub.name for hub in all_hubs(work.session)]


def inboxes(store: Store) -> list[str]:
    """The addresses on which the hubs receive mail."""
    with store.begin() as work:
        return list(work.session.exec(select(HubInbox.address)))


def add_person_at(
    work: Work, name: str, email: str, role: Role, hub_slug: str | None, organisation: str | None
) -> None:
    """Give a person a role at the organisation of that name, else for the hub (made if there is none yet)."""
    if organisation is not None:
        where = _organisation(work, organisation)
        with use_language(SAYS_IN):
            add_person(work, name, email, role, organisation_id=where.id)
        return
    hub = hub_named(work.session, hub_slug) if hub_slug or all_hubs(work.session) else _first_hub(work)
    with use_language(SAYS_IN):
        add_person(work, name, email, role, hub_id=hub.id)


def _organisation(work: Work, typed: str) -> Organisation | finder.Named:
    """By its name, alone or with its street and municipality; NotFound in words that say what there is instead."""
    if where := finder.called(work, typed):
        return where
    same = work.session.exec(select(Organisation).where(Organisation.sort_key == sort_key(typed)).limit(20)).all()
    if not same:
        raise NotFound(f"There is no organisation called “{typed}”.")
    which = " or ".join(f"“{finder.in_full(finder.read(one))}”" for one in same)
    raise NotFound(f"There are several organisations called “{typed}”: say {which}.")


def link_for(work: Work, email: str) -> str:
    """A sign-in link for the person with this address; NotFound when nobody has it."""
    person = work.session.exec(select(Person).where(Person.email == email.strip().lower())).first()
    if person is None or person.left_at:
        raise NotFound(f"Nobody here has the address {email}.")
    return link_for_console(work, person)


def _begin_empty(work: Work, environ: Mapping[str, str]) -> list[str]:
    hub = _first_hub(work)
    email = environ.get("HUB_ADMIN_EMAIL", "").strip()
    if not email and work.store.settings.embedded:
        email = f"beheer@{hub.email.rpartition('@')[2]}"
    if not email:
        return ["The hub is empty.", HOW_TO_ADD]
    name = environ.get("HUB_ADMIN_NAME", "").strip() or email
    try:
        with use_language(SAYS_IN):
            person = add_person(work, name, email, Role.ADMINISTRATOR, hub_id=hub.id)
    except Invalid as wrong:
        raise SettingsError(f"HUB_ADMIN_EMAIL is “{email}”: give an address such as you@your-hub.example.") from wrong
    return [
        f"The hub is empty; {email} is its administrator and signs in with a mailed link.",
        f"The first time, within 15 minutes: {link_for_console(work, person)}",
    ]


def _first_hub(work: Work) -> Hub:
    """The hub of an installation that has none yet; its administrator gives it its own name and hours."""
    sender = parseaddr(work.store.settings.mail_from)[1].lower()
    return make_hub(work, HubData(name="Centraal Meldpunt", number_prefix="CM", email=sender), sender, slug="meldpunt")
