"""The house rules as they stand: the version that counts, and who still has to accept it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.dispatch.answering import SEES_CARDS
from hub.dispatch.house_rules.house_rules import Edition, who_must_accept
from hub.dispatch.house_rules.rules_tables import HouseRules, RulesAccepted
from hub.dispatch.table_tables import DispatchTable, TableSeat
from hub.hubs import Hub
from hub.lookups import Lookup
from hub.partners.tables import Organisation
from hub.people.tables import Person
from hub.store import Work

_ACCEPTED = (
    sa.select(sa.func.array_agg(col(RulesAccepted.organisation_id)))
    .where(col(RulesAccepted.rules_id) == col(HouseRules.id))
    .correlate(HouseRules)
    .scalar_subquery()
)
_EDITIONS = Lookup(
    sa.select(col(HouseRules.version), col(HouseRules.asks_again), _ACCEPTED.label("accepted_by"))
    .where(col(HouseRules.hub_id) == sa.bindparam("hub", type_=sa.Uuid()))
    .order_by(col(HouseRules.version))
)
_SEATED = Lookup(
    sa.select(col(DispatchTable.hub_id), col(Hub.name).label("hub"), col(TableSeat.organisation_id))
    .join(TableSeat, col(TableSeat.table_id) == col(DispatchTable.id))
    .join(Hub, col(Hub.id) == col(DispatchTable.hub_id))
    .where(col(TableSeat.organisation_id).in_(sa.bindparam("partners", expanding=True)))
    .where(col(DispatchTable.ended_on).is_(None))
    .distinct()
)


def must_accept(work: Work, hub_id: UUID, organisations: Collection[UUID]) -> frozenset[UUID]:
    """Which of these see no cases at the tables of this hub before they accepted its house rules."""
    return who_must_accept(_editions(work, hub_id), organisations) if organisations else frozenset()


def _editions(work: Work, hub_id: UUID) -> list[Edition]:
    return [
        Edition(row.version, row.asks_again, frozenset(row.accepted_by or ()))
        for row in _EDITIONS.ask(work.session, hub=hub_id)
    ]


@dataclass(frozen=True)
class RulesOf:
    """A hub where one has a seat: whether it still has to accept the rules, and whether there are any to read."""

    hub_id: UUID
    hub: str
    waits: bool
    any: bool


def rules_for(work: Work, organisations: Collection[UUID]) -> list[RulesOf]:
    """Of each hub where one of these has a seat, in the order of their names."""
    seated = _SEATED.ask(work.session, partners=list(organisations)) if organisations else ()
    hubs = {row.hub_id: row.hub for row in seated}
    found = []
    for hub_id, name in sorted(hubs.items(), key=lambda one: one[1]):
        editions = _editions(work, hub_id)
        here = [row.organisation_id for row in seated if row.hub_id == hub_id]
        found.append(RulesOf(hub_id, name, bool(who_must_accept(editions, here)), bool(editions)))
    return found


def not_accepted_by(work: Work, organisations: Collection[UUID]) -> list[tuple[UUID, str]]:
    """The hubs, with their names, where one of these has a seat and sees nothing before it accepted the rules."""
    return [(one.hub_id, one.hub) for one in rules_for(work, organisations) if one.waits]


def in_force(work: Work, hub_id: UUID) -> HouseRules | None:
    """The newest version; None while none was published."""
    versions = select(HouseRules).where(HouseRules.hub_id == hub_id).order_by(col(HouseRules.version).desc())
    return work.session.exec(versions.limit(1)).first()


def versions_of(work: Work, hub_id: UUID) -> Sequence[HouseRules]:
    """All of them, the newest first."""
    versions = select(HouseRules).where(HouseRules.hub_id == hub_id)
    return work.session.exec(versions.order_by(col(HouseRules.version).desc())).all()


def accepted(work: Work, hub_id: UUID) -> list[tuple[int, str, str, datetime]]:
    """(version, organisation, who pressed, when), the latest first."""
    asked: Any = (
        sa.select(
            col(HouseRules.version), col(Organisation.name).label("organisation"),
            sa.func.coalesce(col(Person.name), "").label("who"), col(RulesAccepted.accepted_at),
        )
        .join(RulesAccepted, col(RulesAccepted.rules_id) == col(HouseRules.id))
        .join(Organisation, col(Organisation.id) == col(RulesAccepted.organisation_id))
        .outerjoin(Person, col(Person.id) == col(RulesAccepted.accepted_by))
        .where(col(HouseRules.hub_id) == hub_id)
        .order_by(col(RulesAccepted.accepted_at).desc())
    )  # fmt: skip
    return [(row.version, row.organisation, row.who, row.accepted_at) for row in work.session.execute(asked)]


def still_to_accept(work: Work, hub_id: UUID) -> list[str]:
    """Their names."""
    return [one.name for one in waiting(work, hub_id)]


def waiting(work: Work, hub_id: UUID) -> list[Organisation]:
    """Who has a seat at a table of this hub that reads cards, and sees none before it accepted."""
    seated = (
        select(Organisation)
        .where(col(Organisation.id).in_(
            select(TableSeat.organisation_id)
            .join(DispatchTable, col(DispatchTable.id) == col(TableSeat.table_id))
            .where(DispatchTable.hub_id == hub_id, col(DispatchTable.ended_on).is_(None))
            .where(col(TableSeat.level).in_(SEES_CARDS))
        ))
        .order_by(col(Organisation.sort_key))
    )  # fmt: skip
    all_of_them = work.session.exec(seated).all()
    waits = must_accept(work, hub_id, [one.id for one in all_of_them])
    return [one for one in all_of_them if one.id in waits]
