"""The people whom an administrator manages, with their roles in words."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from hub.asker import ROLE_WORDS, Role
from hub.home.roles import is_managed, managed_person, manager
from hub.hubs import Hub, hubs_among
from hub.partners.tables import Organisation
from hub.people import memberships
from hub.people.rights import Right, require_any
from hub.people.tables import Membership, Person
from hub.store import Work
from hub.wording import _, sort_key

MOST = 200


@dataclass(frozen=True)
class RoleLine:
    """A role in words: "coördinator", "Meldpunt X"; `ours` when the asker manages it."""

    membership: Membership
    role: str
    where: str
    ours: bool


@dataclass(frozen=True)
class PersonLine:
    person: Person
    roles: list[RoleLine]


@dataclass(frozen=True)
class Wanted:
    """What narrows the list: words of a name or address, a role, and whether those who left are shown."""

    words: str = ""
    role: str = ""
    left: bool = False


def people(work: Work, wanted: Wanted) -> tuple[list[PersonLine], bool]:
    """The people with a role that the asker manages, by name; and whether there are more than can be shown."""
    names = _names(work)
    rows = work.session.exec(
        select(Person, Membership)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(is_managed(work))
        .where(col(Membership.until).is_not(None) if wanted.left else col(Membership.until).is_(None))
        .order_by(col(Person.sort_key), col(Person.id), col(Membership.since))
    ).all()
    found: dict[UUID, PersonLine] = {}
    for person, one in rows:
        if (wanted.role and one.role != wanted.role) or (wanted.left and person.left_at is None):
            continue
        if not _matches(person, names[one.organisation_id or one.hub_id], wanted.words):
            continue
        line = found.setdefault(person.id, PersonLine(person, []))
        line.roles.append(_line(one, names, ours=True))
    return list(found.values())[:MOST], len(found) > MOST


def person_of(work: Work, person_id: UUID) -> tuple[PersonLine, list[RoleLine]]:
    """A person with the roles of now, and those of before that the asker managed."""
    person = managed_person(work, person_id)
    manages, names = manager(work), _names(work)
    live = [_line(one, names, ours=manages(one)) for one in memberships.live_of(work, person_id)]
    ended = work.session.exec(
        select(Membership)
        .where(Membership.person_id == person_id, col(Membership.until).is_not(None))
        .order_by(col(Membership.until).desc())
    ).all()
    return PersonLine(person, live), [_line(one, names, ours=True) for one in ended if manages(one)]


def places_to_work(work: Work) -> tuple[list[Hub], list[Organisation]]:
    """Where the asker may give a role: its hubs, and the organisations that these keep and that take part."""
    hubs = require_any(work.asker, Right.MANAGE)
    kept = work.session.exec(
        select(Organisation)
        .where(col(Organisation.kept_by).in_(hubs), col(Organisation.ended_on).is_(None))
        .order_by(col(Organisation.sort_key))
    ).all()
    return hubs_among(work.session, hubs), list(kept)


def role_words() -> dict[str, str]:
    """Each role as it is offered, with who that is."""
    return {
        Role.COORDINATOR: _("coördinator: beslist over elke aanmelding"),
        Role.DUTY_DESK: _("permanentie: noteert en leest aanmeldingen"),
        Role.PARTNER: _("medewerker van een partner: neemt vragen op"),
        Role.REFERRER: _("aanmelder met een account: school, CLB of partner"),
        Role.STEERING: _("stuurgroep: ziet alleen cijfers"),
        Role.CORE_GROUP: _("kerngroep: ziet wat te lang op het meldpunt wacht"),
        Role.ADMINISTRATOR: _("beheerder: mensen, organisaties en tafels"),
    }


def _names(work: Work) -> dict[UUID | None, str]:
    names: dict[UUID | None, str] = dict(work.session.exec(select(Hub.id, Hub.name)).all())
    names.update(work.session.exec(select(Organisation.id, Organisation.name)).all())
    return names | {None: ""}


def _line(one: Membership, names: dict[UUID | None, str], *, ours: bool) -> RoleLine:
    where = names[one.organisation_id or one.hub_id] if ours else _("een ander meldpunt")
    return RoleLine(one, _(ROLE_WORDS[Role(one.role)]), where, ours)


def _matches(person: Person, where: str, words: str) -> bool:
    held = f"{person.sort_key} {person.email} {sort_key(where)}"
    return all(word in held for word in (sort_key(words).split() if "@" not in words else [words.strip().lower()]))
