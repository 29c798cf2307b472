"""Operations on offers: how much room there is, and "still right" in one click."""

from uuid import UUID

from hub import ledger
from hub.clock import brussels_date
from hub.partners.sight import keeps
from hub.partners.tables import Capacity, Offer
from hub.problems import Invalid, NotFound
from hub.store import Work
from hub.wording import _, _n

MOST_PLACES = 500


def still_right(work: Work, offer_id: UUID) -> Offer:
    """The partner says that capacity and places are as they stand, today."""
    offer = take_offer(work, offer_id)
    offer.capacity_on = brussels_date(work.now)
    ledger.write(work, "offer.still_right", "offer", offer.id)
    work.session.flush()
    return offer


def set_capacity(work: Work, offer_id: UUID, capacity: str, number: int | None) -> Offer:
    """How much room there is, as of today. `number` counts all places, those in use too; None: they are not counted.

    Invalid below the number that is in use.
    """
    offer = take_offer(work, offer_id)
    errors: dict[str, str] = {}
    if capacity not in set(Capacity):
        errors["capacity"] = _("Kies hoeveel plaats er is.")
    if number is not None and not 0 <= number <= MOST_PLACES:
        errors["places"] = _("Geef een aantal tussen 0 en %(most)d, of laat het leeg.", most=MOST_PLACES)
    elif number is not None and number < offer.taken:
        errors["places"] = _n(
            "Er is al %(num)s plaats in gebruik. Geef minstens dat aantal.",
            "Er zijn al %(num)s plaatsen in gebruik. Geef minstens dat aantal.",
            offer.taken,
        )
    if errors:
        raise Invalid(errors)
    offer.capacity, offer.places, offer.capacity_on = capacity, number, brussels_date(work.now)
    work.flush(clash=_("Net toen je bewaarde, kwam er een plaats in gebruik. Kijk het aantal na."))
    ledger.write(work, "offer.capacity", "offer", offer.id, capacity=capacity)
    return offer


def take_offer(work: Work, offer_id: UUID) -> Offer:
    """The offer, held for this unit of work, for who keeps it; NotFound for everybody else."""
    kept = keeps(work)
    offer = work.held(Offer, offer_id)
    if offer.organisation_id not in kept:
        raise NotFound
    return offer
