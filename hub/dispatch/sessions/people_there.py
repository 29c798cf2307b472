"""Who may take which chair: people of an organisation for its seat, people of the desk to lead and to report."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.asker import Role
from hub.lookups import Lookup
from hub.partners.tables import Organisation
from hub.people.tables import Membership, Person
from hub.store import Work

_OF_DESK = (Role.COORDINATOR, Role.DUTY_DESK)
_OF_ORGANISATION = (Role.PARTNER, Role.REFERRER)
# In a choice on a page; a school has more people, and none of them sits at a table.
MOST = 200


def at_desk(work: Work, hub_id: UUID) -> list[Any]:
    """The people of the hub's desk, by name: `id`, `name` and `email` of each."""
    return _AT_DESK.ask(work.session, hub=hub_id)


def of_desk(work: Work, hub_id: UUID) -> dict[UUID, str]:
    """The people of the hub's desk, by name."""
    return {one.id: one.name for one in at_desk(work, hub_id)}


def of_steering(work: Work, hub_id: UUID) -> dict[UUID, str]:
    """The steering group: whoever has that role for the hub."""
    return {one.id: one.name for one in _STEERING.ask(work.session, hub=hub_id)}


def of_organisations(work: Work, organisation_ids: Collection[UUID]) -> dict[UUID, dict[UUID, str]]:
    """By organisation: its people with an account, by name."""
    found: dict[UUID, dict[UUID, str]] = {one: {} for one in organisation_ids}
    rows = work.session.execute(
        select(Membership.organisation_id, Person.id, Person.name)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(col(Membership.organisation_id).in_(organisation_ids), col(Membership.role).in_(_OF_ORGANISATION))
        .where(col(Membership.until).is_(None), col(Person.left_at).is_(None))
        .order_by(col(Person.sort_key))
        .limit(MOST * max(1, len(found)))
    )
    for organisation_id, person_id, name in rows:
        found[organisation_id][person_id] = name
    return found


def of_organisation(work: Work, organisation_id: UUID) -> dict[UUID, str]:
    return of_organisations(work, [organisation_id])[organisation_id]


def names_of(work: Work, person_ids: Collection[UUID]) -> dict[UUID, str]:
    found = _NAMES.ask(work.session, ids=list(person_ids)) if person_ids else ()
    return {one.id: one.name for one in found}


def organisations_of(work: Work, organisation_ids: Collection[UUID]) -> Sequence[Any]:
    """`id` and `name` of each."""
    return _ORGANISATIONS.ask(work.session, ids=list(organisation_ids)) if organisation_ids else ()


def _with_role(*roles: Role) -> Lookup:
    return Lookup(
        sa.select(col(Person.id), col(Person.name), col(Person.email))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(col(Membership.hub_id) == sa.bindparam("hub"), col(Membership.role).in_(roles))
        .where(col(Membership.until).is_(None), col(Person.left_at).is_(None))
        .order_by(col(Person.sort_key))
        .limit(MOST)
    )


_AT_DESK, _STEERING = _with_role(*_OF_DESK), _with_role(Role.STEERING)
_IDS: Any = sa.bindparam("ids", expanding=True)
_NAMES = Lookup(sa.select(col(Person.id), col(Person.name)).where(col(Person.id).in_(_IDS)))
_ORGANISATIONS = Lookup(sa.select(col(Organisation.id), col(Organisation.name)).where(col(Organisation.id).in_(_IDS)))
