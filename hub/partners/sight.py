"""What a member of a partner, or an administrator of its hub, may see of offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from hub.asker import Asker, Role
from hub.clock import brussels_date
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
    of_hub = work.session.exec(select(Organisation.id).where(col(Organisation.kept_by).in_(hubs))).all()
    return own | frozenset(of_hub)


def offers_of(work: Work) -> list[OfferRow]:
    """The offers that the asker keeps, by partner and name; what no longer runs comes last."""
    today = brussels_date(work.now)
    rows = work.session.exec(
        select(Offer, Organisation.name)
        .join(Organisation, col(Organisation.id) == col(Offer.organisation_id))
        .where(col(Offer.organisation_id).in_(keeps(work)))
        .order_by(col(Organisation.sort_key), col(Offer.active).desc(), col(Offer.name))
    ).all()
    return [
        OfferRow(
            offer=offer, organisation=name, free=None if offer.places is None else max(0, offer.places - offer.taken),
            stale=offer.active and (today - offer.capacity_on).days > STALE_AFTER_DAYS, said_on=offer.capacity_on,
        )
        for offer, name in rows
    ]  # fmt: skip


def nameless(rows: Sequence[OfferRow]) -> bool:
    """Whether all of them are of one partner, so that its name need not stand at each."""
    return len({row.organisation for row in rows}) < 2
