"""The first start of an installation: the demonstration, or one empty hub with its administrator."""

from collections.abc import Mapping
from email.utils import parseaddr

from sqlmodel import select

from hub.asker import Role
from hub.hubs import Hub, HubInbox, all_hubs, hub_named
from hub.partners.tables import Organisation
from hub.people.desk import add_person
from hub.problems import NotFound
from hub.store import Store, Work

HOW_TO_ADD = (
    "Nobody can sign in yet: set HUB_ADMIN_EMAIL for the first start, or run "
    "`hub person add 'Name' address@example.org --role administrator`."
)


def prepare(store: Store, environ: Mapping[str, str]) -> list[str]:
    """Fill an installation without any hub, once; gives back what whoever started it should read."""
    with store.begin() as work:
        if all_hubs(work.session):
            return []
    if store.settings.demo:
        return load_demo(store)
    with store.begin() as work:
        return _begin_empty(work, environ)


def load_demo(store: Store) -> list[str]:
    from hub.home import demo

    demo.load(store)
    return ["The demonstration is loaded: invented people, schools and cases."]


def inboxes(store: Store) -> list[str]:
    """The addresses on which the hubs receive mail."""
    with store.begin() as work:
        return list(work.session.exec(select(HubInbox.address)))


def add_person_at(
    work: Work, name: str, email: str, role: Role, hub_slug: str | None, organisation: str | None
) -> None:
    """Give a person a role at the organisation of that name, else for the hub (made if there is none yet)."""
    if organisation is not None:
        where = work.session.exec(select(Organisation).where(Organisation.name == organisation)).first()
        if where is None:
            raise NotFound(f"There is no organisation called “{organisation}”.")
        add_person(work, name, email, role, organisation_id=where.id)
        return
    hub = hub_named(work.session, hub_slug) if hub_slug or all_hubs(work.session) else _first_hub(work)
    add_person(work, name, email, role, hub_id=hub.id)


def _begin_empty(work: Work, environ: Mapping[str, str]) -> list[str]:
    hub = _first_hub(work)
    email = environ.get("HUB_ADMIN_EMAIL", "").strip()
    if not email:
        return ["The hub is empty.", HOW_TO_ADD]
    add_person(work, environ.get("HUB_ADMIN_NAME", "").strip() or email, email, Role.ADMINISTRATOR, hub_id=hub.id)
    return [f"The hub is empty; {email} is its administrator and signs in with a mailed link."]


def _first_hub(work: Work) -> Hub:
    sender = parseaddr(work.store.settings.mail_from)[1].lower()
    hub = Hub(
        position=1, slug="meldpunt", name="Centraal Meldpunt", number_prefix="CM", email=sender, created_at=work.now,
    )  # fmt: skip
    work.session.add(hub)
    work.session.flush()
    work.session.add(HubInbox(address=sender, hub_id=hub.id))
    return hub
