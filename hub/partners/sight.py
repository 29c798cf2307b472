"""What a member of a partner, or an administrator of its hub, may see of offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.asker import Asker, Role
from hub.clock import brussels_date
from hub.lookups import Lookup
from hub.partners.tables import Offer, Organisation
from hub.problems import NotAllowed, NotFound
from hub.store import Work
from hub.wording import _

STALE_AFTER_DAYS = 14


@dataclass(frozen=True)
class OfferRow:
    offer: Offer
    organisation: str
    free: int | None  # None: this offer does not count places
    stale: bool
    said_on: date


_KEPT = Lookup(select(Organisation.id).where(col(Organisation.kept_by).in_(sa.bindparam("hubs", expanding=True))))
# The hub's own clock of stale places, by its bare table: partners know nothing of the room that keeps clocks.
_CLOCK = sa.table("clock", sa.column("hub_id"), sa.column("name"), sa.column("days"))
_OWN_DAYS = sa.select(_CLOCK.c.days).where(
    _CLOCK.c.hub_id == col(Organisation.kept_by), _CLOCK.c.name == sa.literal("capacity")
)
_OFFERS = Lookup(
    sa.select(
        Offer,
        col(Organisation.name).label("partner"),
        sa.func.coalesce(_OWN_DAYS.scalar_subquery(), STALE_AFTER_DAYS).label("stale_after"),
    )
    .join(Organisation, col(Organisation.id) == col(Offer.organisation_id))
    .where(col(Offer.organisation_id).in_(sa.bindparam("partners", expanding=True)))
    .order_by(col(Organisation.sort_key), col(Offer.active).desc(), col(Offer.name))
)


def keeps(work: Work) -> frozenset[UUID]:
    """The organisations whose offers the asker keeps: its own, and for an administrator those that its hub keeps.

    NotFound for an outsider, NotAllowed for a member of a hub without that task.
    """
    asker: Asker = work.asker
    own = asker.organisations_as(Role.PARTNER)
    hubs = asker.hubs_as(Role.ADMINISTRATOR)
    if not own and not hubs:
        if not asker.seats or all(seat.hub_id is None for seat in asker.seats):
            raise NotFound
        raise NotAllowed(_("Elke partner houdt zijn eigen aanbod bij."))
    return own | {row.id for row in _KEPT.ask(work.session, hubs=list(hubs))} if hubs else own


def offers_of(work: Work) -> list[OfferRow]:
    """The offers that the asker keeps, by partner and name; what no longer runs comes last."""
    today = brussels_date(work.now)
    rows = _OFFERS.ask(work.session, partners=list(keeps(work)))
    return [
        OfferRow(
            offer=offer, organisation=offer.partner,
            free=None if offer.places is None else max(0, offer.places - offer.taken),
            stale=offer.active and (today - offer.capacity_on).days > offer.stale_after, said_on=offer.capacity_on,
        )
        for offer in rows
    ]  # fmt: skip


def nameless(rows: Sequence[OfferRow]) -> bool:
    """Whether all of them are of one partner, so that its name need not stand at each."""
    return len({row.organisation for row in rows}) < 2
