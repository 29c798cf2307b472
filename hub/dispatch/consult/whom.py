"""Whom a consult can be asked: the partners and CLBs that work with a hub, and their people."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from hub.asker import Role
from hub.partners.tables import HubPartner, Organisation, OrganisationKind
from hub.people.tables import Membership, Person
from hub.store import Work

MOST = 500
KINDS = (OrganisationKind.NAFT, OrganisationKind.WELFARE, OrganisationKind.CLB, OrganisationKind.OTHER)


@dataclass(frozen=True)
class Whom:
    """An organisation, or one person of it."""

    organisation_id: UUID
    organisation: str
    email: str
    person_id: UUID | None = None
    person: str = ""

    @property
    def id(self) -> UUID:
        return self.person_id or self.organisation_id

    @property
    def code(self) -> str:
        """How a form names it; somebody who works at two organisations stands there twice."""
        return f"{self.organisation_id}.{self.person_id or ''}"

    @property
    def name(self) -> str:
        return self.person or self.organisation


def whom_of(work: Work, hub_id: UUID) -> list[Whom]:
    """Each organisation before its people, by name. Asks no right."""
    partners = sa.select(col(HubPartner.organisation_id)).where(col(HubPartner.hub_id) == hub_id)
    own_clb = sa.and_(col(Organisation.kind) == OrganisationKind.CLB, col(Organisation.kept_by) == hub_id)
    works_here = (
        sa.select(Organisation)
        .where(sa.or_(col(Organisation.id).in_(partners), own_clb), col(Organisation.ended_on).is_(None))
        .where(col(Organisation.kind).in_(KINDS))
        .order_by(col(Organisation.sort_key), col(Organisation.id))
        .limit(MOST)
    )
    organisations = work.session.execute(works_here).scalars().all()
    people = work.session.execute(
        sa.select(col(Membership.organisation_id), Person)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(col(Membership.organisation_id).in_([one.id for one in organisations]))
        .where(col(Membership.role).in_((Role.PARTNER, Role.REFERRER)), col(Membership.until).is_(None))
        .where(col(Person.left_at).is_(None))
        .distinct()
        .order_by(col(Person.sort_key))
        .limit(MOST)
    ).all()
    found: list[Whom] = []
    for one in organisations:
        found.append(Whom(one.id, one.name, one.email))
        own = [person for organisation_id, person in people if organisation_id == one.id]
        found += [Whom(one.id, one.name, person.email, person.id, person.name) for person in own]
    return found
