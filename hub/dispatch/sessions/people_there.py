"""Who may take which chair: people of an organisation for its seat, people of the desk to lead and to report."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from hub.asker import Role
from hub.partners.tables import Organisation
from hub.people.tables import Membership, Person
from hub.store import Work

_OF_DESK = (Role.COORDINATOR, Role.DUTY_DESK)
_OF_ORGANISATION = (Role.PARTNER, Role.REFERRER)
# In a choice on a page; a school has more people, and none of them sits at a table.
MOST = 200


def of_desk(work: Work, hub_id: UUID) -> dict[UUID, str]:
    """The people of the hub's desk, by name."""
    return _named(work, Membership.hub_id == hub_id, col(Membership.role).in_(_OF_DESK))


def of_steering(work: Work, hub_id: UUID) -> dict[UUID, str]:
    """The steering group: whoever has that role for the hub."""
    return _named(work, Membership.hub_id == hub_id, Membership.role == Role.STEERING)


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
    return dict(work.session.execute(select(Person.id, Person.name).where(col(Person.id).in_(person_ids))).all())


def organisations_of(work: Work, organisation_ids: Collection[UUID]) -> Sequence[Organisation]:
    return work.session.exec(select(Organisation).where(col(Organisation.id).in_(organisation_ids))).all()


def _named(work: Work, *which: ColumnElement[bool] | bool) -> dict[UUID, str]:
    rows = work.session.execute(
        select(Person.id, Person.name)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(*which, col(Membership.until).is_(None), col(Person.left_at).is_(None))
        .order_by(col(Person.sort_key))
        .limit(MOST)
    )
    return {row[0]: row[1] for row in rows}
