"""Matching: which offers of which partners fit a case, and why; in an order that favours nobody."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from hub.clock import brussels_date
from hub.dispatch.clocks import ClockName
from hub.dispatch.fit import Fit, Need, OfferView, fit
from hub.dispatch.identity import age_on
from hub.dispatch.moves import clocks_of
from hub.dispatch.sittings import number_of
from hub.dispatch.table_tables import Claim, ClaimState, Session, TableSeat, Track
from hub.dispatch.tables import Referral, Youngster
from hub.partners.tables import HubPartner, Offer, Organisation
from hub.store import Work

Found = list[tuple[Offer, Organisation, Fit]]


def need_of(work: Work, referral: Referral, on: date | None = None) -> Need:
    """What matching may know of a case, with the age on the day of the session. Reasons never take part."""
    youngster = work.session.get(Youngster, referral.youngster_id) if referral.youngster_id else None
    day = on or brussels_date(work.now)
    return Need(
        age=age_on(youngster.birth_date, day) if youngster else None,
        structure=referral.structure,
        home_nis=youngster.home_nis if youngster else None,
        school_nis=referral.school_nis,
    )


def seats_of(work: Work, session: Session) -> list[tuple[Organisation, TableSeat]]:
    """Who sits at this session's table, beginning one seat further at each session, so that nobody is always first."""
    seated = work.session.exec(
        select(Organisation, TableSeat)
        .join(TableSeat, col(TableSeat.organisation_id) == col(Organisation.id))
        .join(HubPartner, col(HubPartner.organisation_id) == col(Organisation.id))
        .where(TableSeat.table_id == session.table_id, HubPartner.hub_id == session.hub_id)
        .order_by(col(TableSeat.position), col(Organisation.sort_key))
    ).all()
    return rotated(seated, number_of(work, session))


def rotated(seats: Sequence[tuple[Organisation, TableSeat]], by: int) -> list[tuple[Organisation, TableSeat]]:
    """The same circle, begun `by` places further."""
    first = by % len(seats) if seats else 0
    return [*seats[first:], *seats[:first]]


def fits_for(work: Work, referral: Referral, session: Session, organisation_id: UUID | None = None) -> Found:
    """Each active offer of each seated partner (or of this one) with what fits and why, in the order of the seats."""
    partners = [one for one, _seat in seats_of(work, session) if organisation_id in (None, one.id)]
    return fits_among(work, referral, partners, brussels_date(session.at))


def fits_among(work: Work, referral: Referral, partners: Sequence[Organisation], on: date | None = None) -> Found:
    """The same for any partners, in their order; within one partner what fits comes first."""
    need, held = need_of(work, referral, on), _held_for(work, referral)
    today = brussels_date(work.now)
    stale = clocks_of(work, referral.hub_id)[ClockName.CAPACITY].days
    return [
        (offer, partner, found)
        for partner in partners
        for offer, found in sorted(
            (
                (offer, fit(need, view_of(offer, held=offer.id in held), today, stale_after_days=stale))
                for offer in offers_of(work, partner.id)
            ),
            key=lambda pair: (["fits", "unknown", "not"].index(pair[1].verdict), pair[0].name),
        )
    ]


def offers_of(work: Work, organisation_id: UUID) -> Sequence[Offer]:
    """A partner's active offers, by name."""
    return work.session.exec(
        select(Offer)
        .where(Offer.organisation_id == organisation_id, col(Offer.active))
        .order_by(col(Offer.name))
        .execution_options(populate_existing=True)
    ).all()


def _held_for(work: Work, referral: Referral) -> set[UUID | None]:
    """The offers of which this very case has a place: those have room for it."""
    claims = select(Claim.offer_id).where(Claim.referral_id == referral.id, Claim.state == ClaimState.MADE)
    tracks = select(Track.offer_id).where(Track.referral_id == referral.id, col(Track.holds_place))
    return {*work.session.exec(claims).all(), *work.session.exec(tracks).all()}


def view_of(offer: Offer, *, held: bool = False) -> OfferView:
    return OfferView(
        age_from=offer.age_from, age_to=offer.age_to, structures=offer.structures, area=offer.area,
        capacity=offer.capacity, places=offer.places, taken=offer.taken, capacity_on=offer.capacity_on, held=held,
    )  # fmt: skip
