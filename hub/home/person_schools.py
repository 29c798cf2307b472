"""For which schools somebody refers: a contact of a school community has the role at many, given on one page."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.asker import Role
from hub.home import roles
from hub.hubs import Hub
from hub.partners import kept_schools
from hub.partners.finder import where_in_words
from hub.partners.tables import Organisation
from hub.people import memberships
from hub.people.desk import give_role
from hub.people.rights import Right, require_any
from hub.people.tables import Membership, Person, Secrecy
from hub.store import Work


@dataclass(frozen=True)
class SchoolLine:
    """A school that the asker keeps, and whether the person refers for it."""

    id: UUID
    name: str
    where: str
    has_role: bool


def to_choose(work: Work, person_id: UUID, words: str) -> tuple[Person, list[SchoolLine], int]:
    """A person, the schools that an administrator may give it the role at, narrowed by words (without words those at
    which it has it), and how many there are in all."""
    person = roles.managed_person(work, person_id)
    hubs = require_any(work.asker, Right.MANAGE)
    has = _has(work, person_id)
    asked, narrowed = kept_schools.found_by(hubs, words)
    asked = asked if narrowed else asked.where(col(Organisation.id).in_(list(has)))
    many = work.session.exec(select(sa.func.count()).select_from(asked.subquery())).one()
    order = (col(Organisation.sort_key), col(Organisation.id))
    rows = work.session.exec(asked.order_by(*order).limit(kept_schools.MOST)).all()
    return person, [SchoolLine(row.id, row.name, where_in_words(row), row.id in has) for row in rows], many


def schools_of(work: Work, person_id: UUID, listed: Collection[UUID], chosen: Collection[UUID]) -> int:
    """Of the schools that stood on the page the person refers for the chosen ones, and not (any more) for the others.

    Returns how many changed. One letter tells that one may sign in, however many schools there are.
    """
    person = roles.managed_person(work, person_id)
    hubs = require_any(work.asker, Right.MANAGE)
    has = _has(work, person_id)
    schools = kept_schools.held(work, hubs, listed)
    more = [one for one in schools if one.id in chosen and one.id not in has]
    for keeper in {one.kept_by for one in more}:
        roles.not_to_oneself(work, person.email, keeper)
    given = [
        give_role(
            work, person.name, person.email, Role.REFERRER, organisation_id=one.id, kept_by=one.kept_by,
            secrecy=Secrecy.OFFICIAL,
        )
        for one in more
    ]  # fmt: skip
    ended = [has[one.id] for one in schools if one.id not in chosen and one.id in has]
    for membership in ended:
        memberships.end(work, membership)
    if given:
        hub = work.session.get_one(Hub, more[0].kept_by)
        roles.tell(work, given[0], hub)
        if person.id == work.asker.person_id:
            for one in given:
                roles.tell_the_coordinators(work, one, hub)
    return len(given) + len(ended)


def _has(work: Work, person_id: UUID) -> dict[UUID, Membership]:
    return {
        one.organisation_id: one
        for one in memberships.live_of(work, person_id)
        if one.role == Role.REFERRER and one.organisation_id
    }
