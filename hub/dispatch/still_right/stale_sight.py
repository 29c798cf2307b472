"""Which partners spoke of their places too long ago: for the coordinators of the hubs that they work with."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.clock import brussels_date
from hub.columns import table_of
from hub.dispatch.clock_tables import ClockRow
from hub.dispatch.clocks import DEFAULTS, ClockName
from hub.dispatch.still_right.asking import may_press
from hub.dispatch.still_right.asking_tables import CapacityQuestion
from hub.partners.tables import HubPartner, Offer, Organisation, OrganisationKind
from hub.people.rights import Right, require_any
from hub.store import Work

MANY = 200
ORG, OFFER, HP, Q, C = (table_of(one) for one in (Organisation, Offer, HubPartner, CapacityQuestion, ClockRow))


@dataclass(frozen=True)
class StaleRow:
    """A partner of which offers were spoken of too long ago."""

    organisation_id: UUID
    partner: str
    email: str
    phone: str
    stale: int
    offers: int
    oldest: date
    asked_at: datetime | None
    answered_at: datetime | None
    may_ask: bool


def _days_of(hub_id: Any) -> Any:
    own = sa.select(C.c.days).where(C.c.hub_id == hub_id, C.c.name == ClockName.CAPACITY).scalar_subquery()
    return sa.func.coalesce(own, DEFAULTS[ClockName.CAPACITY].days)


def stale_partners(work: Work) -> list[StaleRow]:
    """Longest ago first."""
    hubs = require_any(work.asker, Right.DECIDE)
    today = brussels_date(work.now)
    stale = sa.literal(today, sa.Date) - OFFER.c.capacity_on > _days_of(HP.c.hub_id)
    found = (
        sa.select(
            ORG.c.id, ORG.c.name, ORG.c.email, ORG.c.phone, sa.func.min(OFFER.c.capacity_on).label("oldest"),
            sa.func.count(OFFER.c.id.distinct()).label("offers"),
            sa.func.count(OFFER.c.id.distinct()).filter(stale).label("stale"),
            _last(Q.c.asked_at).label("asked_at"), _last(Q.c.answered_at).label("answered_at"),
        )
        .join(OFFER, OFFER.c.organisation_id == ORG.c.id)
        .join(HP, HP.c.organisation_id == ORG.c.id)
        .where(HP.c.hub_id.in_(hubs), OFFER.c.active, ORG.c.ended_on.is_(None), ORG.c.kind != OrganisationKind.HUB)
        .group_by(ORG.c.id)
        .having(sa.func.bool_or(stale))
        .order_by(sa.text("oldest"), ORG.c.sort_key)
        .limit(MANY)
    )  # fmt: skip
    return [
        StaleRow(
            row.id, row.name, row.email, row.phone, row.stale, row.offers, row.oldest, row.asked_at, row.answered_at,
            may_ask=may_press(row.asked_at, work.now),
        )
        for row in work.session.execute(found)
    ]  # fmt: skip


def _last(column: Any) -> Any:
    asked = sa.select(column).where(Q.c.organisation_id == ORG.c.id).order_by(Q.c.asked_at.desc()).limit(1)
    return asked.correlate(ORG).scalar_subquery()


def to_look_at(work: Work) -> list[UUID]:
    """Partners that may be due for a letter, by the clock of the hub that keeps them; each is asked again under its
    lock."""
    today = brussels_date(work.now)
    stale = sa.literal(today, sa.Date) - sa.func.min(OFFER.c.capacity_on) > _days_of(ORG.c.kept_by)
    found = (
        sa.select(ORG.c.id)
        .join(OFFER, OFFER.c.organisation_id == ORG.c.id)
        .where(OFFER.c.active, ORG.c.ended_on.is_(None), ORG.c.kind != OrganisationKind.HUB)
        .group_by(ORG.c.id, ORG.c.kept_by)
        .having(stale)
        .order_by(ORG.c.id)
    )
    return list(work.session.execute(found).scalars())
