"""Operations of an administrator on people: giving a role, taking it away, changing how somebody is reached."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from hub import letters
from hub.asker import ROLE_WORDS, AskerKind, Role
from hub.dispatch import guides
from hub.dispatch.consult import left as consult_left
from hub.dispatch.sessions.seats import leave_seats
from hub.faults import Faults
from hub.home import leaving_table
from hub.home.leaving_held import hold_all
from hub.hubs import Hub, hubs_among
from hub.partners.tables import Organisation
from hub.people import memberships
from hub.people.desk import give_role
from hub.people.rights import Right, require_any
from hub.people.tables import Membership, Person, Secrecy
from hub.problems import NotFound, Refused
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, _, use_language

SIGN_IN = "/inloggen"
AT_DESK = frozenset({Role.COORDINATOR, Role.DUTY_DESK})  # who reads what referrers wrote


@dataclass(frozen=True)
class RoleData:
    """What is typed to give somebody a role: `where` is the id of a hub or of an organisation, as the role asks."""

    name: str
    email: str
    role: str
    where: UUID | None
    secrecy: str = Secrecy.PROFESSIONAL


def give(work: Work, data: RoleData) -> Membership:
    """Give somebody a role at a hub or an organisation that the asker manages; a letter says that one may sign in.

    Invalid with a sentence per field; Refused when this person has the role already.
    """
    managed = require_any(work.asker, Right.MANAGE)
    faults = Faults()
    name = faults.line("name", data.name, needed=_("Geef een naam."))
    email = faults.email("email", data.email, needed=_("Geef een e-mailadres."))
    role = faults.one_of("role", data.role, set(Role), _("Kies een rol."))
    faults.one_of("secrecy", data.secrecy, set(Secrecy), _("Kies welke geheimhouding voor deze persoon geldt."))
    at_organisation = role in memberships.AT_ORGANISATION
    hub = work.session.get(Hub, data.where) if data.where and not at_organisation else None
    organisation = work.session.get(Organisation, data.where) if data.where and at_organisation else None
    if data.where is None:
        faults.say("where", _("Kies waar."))
    elif at_organisation and (organisation is None or organisation.kept_by not in managed):
        faults.say("where", _("Kies de organisatie."))
    elif organisation and organisation.ended_on:
        faults.say("where", _("Deze organisatie is gestopt."))
    if not at_organisation and (hub is None or hub.id not in managed):
        faults.say("where", _("Kies het meldpunt."))
    faults.tell()
    keeper = hub or work.session.get_one(Hub, organisation.kept_by if organisation else None)
    if organisation or role in AT_DESK:
        not_to_oneself(work, email, keeper.id)
    given = give_role(
        work, name, email, Role(role), hub_id=hub.id if hub else None, kept_by=keeper.id,
        organisation_id=organisation.id if organisation else None, secrecy=Secrecy(data.secrecy),
    )  # fmt: skip
    tell(work, given, keeper)
    if role in AT_DESK or _is_own(work, given):
        tell_the_coordinators(work, given, keeper)
    return given


def not_to_oneself(work: Work, email: str, hub_id: UUID) -> None:
    """Who manages reads of no youngster, and does not change that alone. Refused while somebody else manages too."""
    if email == _own_address(work) and _others_manage(work, hub_id):
        raise Refused(_("Vraag aan een andere beheerder om jou deze rol te geven."))


def _is_own(work: Work, given: Membership) -> bool:
    return work.asker.person_id == given.person_id and given.role != Role.ADMINISTRATOR


def _own_address(work: Work) -> str:
    return work.session.get_one(Person, work.asker.person_id).email if work.asker.person_id else ""


def _others_manage(work: Work, hub_id: UUID) -> bool:
    return any(person.id != work.asker.person_id for person in _with_role(work, Role.ADMINISTRATOR, hub_id))


def tell_the_coordinators(work: Work, given: Membership, hub: Hub) -> None:
    """Who reads along from now on is no secret for those who already do: an administrator sees no names itself."""
    whom = work.session.get_one(Person, given.person_id).name
    with use_language(DEFAULT_LANGUAGE):  # as the letter around it
        role = _(ROLE_WORDS[Role(given.role)])
        if given.organisation_id:
            role = f"{role}, {work.session.get_one(Organisation, given.organisation_id).name}"
    for person in _with_role(work, Role.COORDINATOR, hub.id):
        if person.id not in (given.person_id, work.asker.person_id):
            letters.write(
                work, "desk_role_given", person.email, once_key=f"desk_role_given:{given.id}:{person.id}", hub=hub,
                name=person.name, who=work.asker.name, whom=whom, role=role,
            )  # fmt: skip


def _with_role(work: Work, role: Role, hub_id: UUID) -> Sequence[Person]:
    return work.session.exec(
        select(Person)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(Membership.role == role, Membership.hub_id == hub_id, col(Membership.until).is_(None))
    ).all()


def take_away(work: Work, membership_id: UUID) -> Membership:
    """End a role at once, sign-in and links included. Tracks that the person guided go back to the partner's team, its
    seats to its deputy, and nobody leads the sessions that it would lead."""
    found = managed_role(work, membership_id)
    end_role(work, found)
    return found


def end_role(work: Work, found: Membership) -> None:
    """The same for a role that the asker may end. Asks no right."""
    memberships.end(work, found)
    hold_all(work, found)
    guides.hand_on(work, found, {})
    consult_left.hand_on(work, found, {})
    tables = leaving_table.hand_on(work, found, {})
    leave_seats(work, found)
    leaving_table.tell(work, tables)


def set_secrecy(work: Work, membership_id: UUID, secrecy: str) -> Membership:
    """Which secrecy binds somebody in this role; what it opens, nobody opens for oneself."""
    found = managed_role(work, membership_id)
    keeper = found.hub_id
    if found.organisation_id:
        keeper = work.session.get_one(Organisation, found.organisation_id).kept_by
    if found.person_id == work.asker.person_id and keeper and _others_manage(work, keeper):
        raise Refused(_("Vraag aan een andere beheerder om dit bij jou te veranderen."))
    memberships.set_secrecy(work, found, secrecy)
    return found


def change_person(work: Work, person_id: UUID, name: str, email: str, phone: str) -> Person:
    """Change how somebody is called and reached. A new address is told to the old one as well.

    Refused when the person has a role elsewhere: who changes an address could sign in as that person.
    """
    person = managed_person(work, person_id)
    if not manages_all(work, person_id):
        raise Refused(
            _("Deze persoon werkt ook voor een ander meldpunt. Je kan alleen de rollen bij jullie aanpassen.")
        )
    old = memberships.change(work, person, name, email, phone)
    if old:
        values: dict[str, Any] = {"name": person.name, "page": _home(work) + SIGN_IN}
        hub = hubs_among(work.session, require_any(work.asker, Right.MANAGE))[0]
        once = f"address_changed:{person.id}:{work.real.isoformat()}"
        letters.write(work, "address_changed", old, once_key=once + ":old", hub=hub, **values)
        letters.write(work, "role_given", person.email, once_key=once + ":new", hub=hub, **values)
    return person


def managed_person(work: Work, person_id: UUID) -> Person:
    """A person with a role, now or before, that the asker manages; NotFound for everybody else."""
    manages = manager(work)
    person = work.session.get(Person, person_id)
    held = work.session.exec(select(Membership).where(Membership.person_id == person_id)).all()
    if person is None or not any(manages(one) for one in held):
        raise NotFound
    return person


def manages_all(work: Work, person_id: UUID) -> bool:
    """Whether every role that this person has now is one that the asker manages."""
    manages = manager(work)
    return all(manages(one) for one in memberships.live_of(work, person_id))


def managed_role(work: Work, membership_id: UUID) -> Membership:
    manages = manager(work)
    found = work.session.get(Membership, membership_id)
    if found is None or not manages(found):
        raise NotFound
    return found


def manager(work: Work) -> Callable[[Membership], bool]:
    """Tells of a role whether the asker manages it: at one of its hubs, or at an organisation that these keep."""
    hubs = require_any(work.asker, Right.MANAGE)
    kept = set(work.session.exec(_kept_by(hubs)))
    return lambda one: one.hub_id in hubs or one.organisation_id in kept


def is_managed(work: Work) -> Any:
    """The same as a condition on the table of memberships."""
    hubs = require_any(work.asker, Right.MANAGE)
    return col(Membership.hub_id).in_(hubs) | col(Membership.organisation_id).in_(_kept_by(hubs))


def _kept_by(hubs: Collection[UUID]) -> Any:
    return select(Organisation.id).where(col(Organisation.kept_by).in_(hubs))


def tell(work: Work, given: Membership, hub: Hub) -> None:
    """That one may sign in, and where; not as what."""
    if work.asker.kind == AskerKind.PERSON and work.asker.person_id == given.person_id:
        return
    person = work.session.get_one(Person, given.person_id)
    letters.write(
        work, "role_given", person.email, once_key=f"role_given:{given.id}", hub=hub, name=person.name,
        page=_home(work) + SIGN_IN,
    )  # fmt: skip


def _home(work: Work) -> str:
    return work.store.settings.public_url.rstrip("/")
