"""Operations of an administrator on the offers of a partner: making one, whom it is for, ending it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import select

from hub import ledger, places
from hub.clock import brussels_date
from hub.faults import Faults
from hub.partners import organisations
from hub.partners.audience import LEVELS
from hub.partners.funding import Function
from hub.partners.tables import Capacity, Offer, Organisation
from hub.problems import Refused
from hub.store import Work
from hub.wording import _, _n

OLDEST, MOST_PLACES, MOST_WEEKS, MOST_UNITS = 25, 500, 104, 500


@dataclass(frozen=True)
class OfferData:
    """What is typed about an offer. Empty `structures` or `area` (NIS codes) set no limit; numbers are as typed."""

    name: str
    description: str = ""
    age_from: str = "12"
    age_to: str = "18"
    structures: Sequence[str] = ()
    area: Sequence[str] = ()
    weeks: str = ""
    half_day_units: str = ""
    places: str = ""
    is_naft: bool = False
    function: str = Function.DISPATCHING


def add(work: Work, organisation_id: UUID, data: OfferData) -> Offer:
    """A new offer of a partner that the asker's hub keeps; it has room as of today."""
    partner = organisations.take(work, organisation_id)
    _takes_up(partner)
    values = _checked(work, data, partner, None)
    made = Offer(organisation_id=partner.id, capacity=Capacity.HAS, capacity_on=brussels_date(work.now), **values)
    work.session.add(made)
    work.flush(clash=_("Deze partner heeft al een aanbod met die naam."))
    ledger.write(work, "offer.add", "offer", made.id, hub_id=partner.kept_by, organisation=partner.id)
    return made


def change(work: Work, offer_id: UUID, data: OfferData) -> Offer:
    """Whom the offer is for and how long it takes. Claims and tracks that hold a place keep it."""
    offer, partner = take(work, offer_id)
    for field, value in _checked(work, data, partner, offer).items():
        setattr(offer, field, value)
    work.flush(clash=_("Net toen je bewaarde, veranderde er iets aan dit aanbod. Kijk het na."))
    ledger.write(work, "offer.change", "offer", offer.id, hub_id=partner.kept_by, organisation=partner.id)
    return offer


def end(work: Work, offer_id: UUID) -> Offer:
    """Nobody can take a case up with it any more; what runs goes on."""
    return _set_active(work, offer_id, active=False)


def take_back(work: Work, offer_id: UUID) -> Offer:
    return _set_active(work, offer_id, active=True)


def take(work: Work, offer_id: UUID) -> tuple[Offer, Organisation]:
    """The offer, held for this unit of work, and its partner, for the administrator of the hub that keeps it."""
    known = work.found(Offer, offer_id)
    partner = organisations.take(work, known.organisation_id)
    return work.held(Offer, offer_id), partner


def _set_active(work: Work, offer_id: UUID, *, active: bool) -> Offer:
    offer, partner = take(work, offer_id)
    if active:
        _takes_up(partner)
    offer.active = active
    act = "offer.take_back" if active else "offer.end"
    ledger.write(work, act, "offer", offer.id, hub_id=partner.kept_by, organisation=partner.id)
    work.session.flush()
    return offer


def _takes_up(partner: Organisation) -> None:
    if partner.ended_on:
        raise Refused(_("Deze organisatie is gestopt. Laat ze eerst weer meedoen."))
    if partner.kind not in organisations.TAKES_UP:
        raise Refused(_("Een school of CLB heeft geen aanbod. Kies bij de organisatie een andere soort."))


def _checked(work: Work, data: OfferData, partner: Organisation, but: Offer | None) -> dict[str, Any]:
    faults = Faults()
    name = faults.line("name", data.name, needed=_("Geef het aanbod een naam."))
    twin = work.session.exec(select(Offer).where(Offer.organisation_id == partner.id, Offer.name == name)).first()
    if twin and (but is None or twin.id != but.id):
        faults.say("name", _("Deze partner heeft al een aanbod met die naam."))
    youngest = faults.whole("age_from", data.age_from, 2, OLDEST, needed=_("Geef de jongste leeftijd."))
    oldest = faults.whole("age_to", data.age_to, 2, OLDEST, needed=_("Geef de oudste leeftijd."))
    if youngest is not None and oldest is not None and youngest > oldest:
        faults.say("age_to", _("De oudste leeftijd komt na de jongste."))
    if any(code not in LEVELS for code in data.structures):
        faults.say("structures", _("Kies niveaus uit de lijst."))
    if any(not places.exists(nis) for nis in data.area):
        faults.say("area", _("Kies gemeenten uit de lijst."))
    faults.one_of("function", data.function, set(Function), _("Kies een functie uit de lijst."))
    count = faults.whole("places", data.places, 0, MOST_PLACES)
    if but and count is not None and count < but.taken:
        in_use = _n(
            "Er is al %(num)s plaats in gebruik. Geef minstens dat aantal.",
            "Er zijn al %(num)s plaatsen in gebruik. Geef minstens dat aantal.",
            but.taken,
        )
        faults.say("places", in_use)
    values = {
        "name": name, "description": faults.text("description", data.description), "age_from": youngest,
        "age_to": oldest, "structures": list(data.structures), "area": sorted(set(data.area)), "places": count,
        "weeks": faults.whole("weeks", data.weeks, 1, MOST_WEEKS), "is_naft": data.is_naft, "function": data.function,
        "half_day_units": faults.whole("half_day_units", data.half_day_units, 1, MOST_UNITS),
    }  # fmt: skip
    faults.tell()
    return values
