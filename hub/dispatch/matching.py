"""Matching: which offers of which partners fit a case, and why; in an order that favours nobody."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.clock import brussels_date
from hub.dispatch.clocks import ClockName
from hub.dispatch.fit import Fit, Need, OfferView, fit
from hub.dispatch.identity import age_on, youngster_of
from hub.dispatch.moves import OWN_CLOCKS, clocks_in
from hub.dispatch.seating import CASES
from hub.dispatch.table_tables import Claim, ClaimState, Session, TableSeat, Track
from hub.dispatch.tables import Referral, Youngster
from hub.lookups import Lookup
from hub.partners.tables import HubPartner, Offer, Organisation
from hub.store import Work

Found = list[tuple[Offer, Organisation, Fit]]


def need_of(work: Work, referral: Referral, on: date | None = None) -> Need:
    """What matching may know of a case, with the age on the day of the session. Reasons never take part."""
    youngster = youngster_of(work, referral)
    return need_for(referral, youngster, on or brussels_date(work.now))


def need_for(referral: Referral, youngster: Youngster | None, day: date) -> Need:
    return Need(
        age=age_on(youngster.birth_date, day) if youngster else None,
        structure=referral.structure,
        home_nis=youngster.home_nis if youngster else None,
        school_nis=referral.school_nis,
    )


_SEATED = Lookup(
    select(Organisation, TableSeat)
    .join(TableSeat, col(TableSeat.organisation_id) == col(Organisation.id))
    .join(HubPartner, col(HubPartner.organisation_id) == col(Organisation.id))
    .where(col(TableSeat.table_id) == sa.bindparam("table"), col(HubPartner.hub_id) == sa.bindparam("hub"))
    .order_by(col(TableSeat.position), col(Organisation.sort_key))
)
_OFFERS = Lookup(
    select(Offer)
    .where(col(Offer.organisation_id).in_(sa.bindparam("partners", expanding=True)), col(Offer.active))
    .order_by(col(Offer.name))
)


_CLOCKS = Lookup(sa.select(OWN_CLOCKS.scalar_subquery().label("own")))


def seats_of(work: Work, session: Session) -> list[tuple[Organisation, TableSeat]]:
    """Who sits at this session's table, as they sit; in which order they are asked says `meeting.turns`, for each
    case anew."""
    seated = _SEATED.ask(work.session, table=session.table_id, hub=session.hub_id)
    return [(row, row) for row in seated]  # each row tells of both


@dataclass(frozen=True)
class OnOffer:
    """What partners offer at this moment, in their order; looked up once, to hold any number of cases against."""

    partners: Sequence[Organisation]
    offers: dict[UUID, list[Offer]]  # active ones by partner, by name
    today: date
    stale_after_days: int


def on_offer(work: Work, hub_id: UUID, partners: Sequence[Organisation]) -> OnOffer:
    offers: dict[UUID, list[Offer]] = {one.id: [] for one in partners}
    for offer in _OFFERS.ask(work.session, partners=list(offers)):
        offers[offer.organisation_id].append(offer)
    clocks = clocks_in(_CLOCKS.ask(work.session, hub=hub_id)[0].own)
    return OnOffer(partners, offers, brussels_date(work.now), clocks[ClockName.CAPACITY].days)


def fits_at(found: OnOffer, need: Need, held: Collection[UUID] = ()) -> Found:
    """Each offer with what fits and why, in the order of the partners; within one partner what fits comes first.

    `held` are the offers of which this very case has a place: those have room for it.
    """
    return [
        (offer, partner, said)
        for partner in found.partners
        for offer, said in sorted(
            ((offer, _fit(found, need, offer, held=offer.id in held)) for offer in found.offers[partner.id]),
            key=lambda pair: (["fits", "unknown", "not"].index(pair[1].verdict), pair[0].name),
        )
    ]


def _fit(found: OnOffer, need: Need, offer: Offer, *, held: bool) -> Fit:
    return fit(need, view_of(offer, held=held), found.today, stale_after_days=found.stale_after_days)


def fits_among(work: Work, referral: Referral, partners: Sequence[Organisation], on: date | None = None) -> Found:
    """The same for one case and any partners."""
    held = held_for(work, [referral.id])[referral.id]
    return fits_at(on_offer(work, referral.hub_id, partners), need_of(work, referral, on), held)


def held_for(work: Work, referral_ids: Sequence[UUID]) -> dict[UUID, set[UUID]]:
    """By case: the offers of which it has a place, by a claim or by a track."""
    held: dict[UUID, set[UUID]] = {one: set() for one in referral_ids}
    for case, offer in work.session.execute(_HELD, {"cases": list(referral_ids)}):
        held[case].add(offer)
    return held


_HELD: Any = sa.union(
    select(Claim.referral_id, Claim.offer_id).where(
        col(Claim.referral_id).in_(CASES), col(Claim.state) == ClaimState.MADE
    ),
    select(Track.referral_id, Track.offer_id).where(
        col(Track.referral_id).in_(CASES), col(Track.holds_place), col(Track.offer_id).is_not(None)
    ),
)


def view_of(offer: Offer, *, held: bool = False) -> OfferView:
    return OfferView(
        age_from=offer.age_from, age_to=offer.age_to, structures=offer.structures, area=offer.area,
        capacity=offer.capacity, places=offer.places, taken=offer.taken, capacity_on=offer.capacity_on, held=held,
    )  # fmt: skip
