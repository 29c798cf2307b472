"""Matching: which offers of which partners fit a case, and why; in an order that favours nobody."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.clock import brussels_date, school_year_of
from hub.dispatch.clocks import ClockName
from hub.dispatch.clockwork.reading import OWN_CLOCKS, clocks_in
from hub.dispatch.fitting.fit import Fit, Row, Scale, ranked
from hub.dispatch.fitting.judging import Ground
from hub.dispatch.fitting.need import Need, need_for
from hub.dispatch.fitting.rule import Rule
from hub.dispatch.fitting.rules_kept import RULE, rule_in
from hub.dispatch.identity import youngster_of
from hub.dispatch.seating import CASES
from hub.dispatch.table_tables import Claim, ClaimState, Session, TableSeat, Track
from hub.dispatch.tables import Referral
from hub.lookups import Lookup
from hub.partners.funding import Terms
from hub.partners.funding_sight import TERMS, terms_in
from hub.partners.tables import HubPartner, Offer, Organisation
from hub.store import Work

__all__ = ["Found", "OnOffer", "fits_among", "fits_at", "need_for", "need_of", "on_offer", "seats_of"]

Found = list[tuple[Offer, Organisation, Fit]]


def need_of(work: Work, referral: Referral, on: date | None = None) -> Need:
    """What matching may know of a case, with the age on the day of the session."""
    return need_for(referral, youngster_of(work, referral), on or brussels_date(work.now))


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


_GROUND = Lookup(
    sa.select(
        OWN_CLOCKS.scalar_subquery().label("own"), RULE.scalar_subquery().label("rule"),
        TERMS.scalar_subquery().label("terms"),
    )
)  # fmt: skip


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
    rule: Rule
    terms: Terms

    @cached_property
    def scale(self) -> Scale:
        return Scale(Ground(self.rule, self.terms, school_year_of(self.today), self.today, self.stale_after_days))

    @cached_property
    def rows(self) -> dict[UUID, list[tuple[Offer, Row]]]:
        """The offers of each partner, ready to be weighed."""
        row = self.scale.row
        return {partner.id: [(offer, row(offer)) for offer in self.offers[partner.id]] for partner in self.partners}


def on_offer(work: Work, hub_id: UUID, partners: Sequence[Organisation]) -> OnOffer:
    offers: dict[UUID, list[Offer]] = {one.id: [] for one in partners}
    for offer in _OFFERS.ask(work.session, partners=list(offers)):
        offers[offer.organisation_id].append(offer)
    said = _GROUND.ask(work.session, hub=hub_id)[0]
    stale_after = clocks_in(said.own)[ClockName.CAPACITY].days
    return OnOffer(partners, offers, brussels_date(work.now), stale_after, rule_in(said.rule), terms_in(said.terms))


def fits_at(
    found: OnOffer, need: Need, held: Collection[UUID] = (), of: Sequence[Organisation] | None = None
) -> Found:  # fmt: skip
    """Each offer with what fits and why, in the order of the partners; within one partner what fits comes first.

    `held` are the offers of which this very case has a place: those have room for it. Where not all partners are
    wanted, or in another order, they are those `of` which it is.
    """
    scale, keys = found.scale, found.scale.keys(need)
    return [
        line
        for partner in (found.partners if of is None else of)
        for line in ranked(
            (offer, partner, scale.weigh(row, keys, held=offer.id in held if held else False))
            for offer, row in found.rows[partner.id]
        )
    ]


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
