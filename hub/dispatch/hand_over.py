"""Hand-over to another hub: why a case is offered, how such an offer ends, and what the other hub reads of it."""

from enum import StrEnum

from hub.dispatch.codes import RESTRICTED
from hub.wording import N_, _


class OfferState(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # by the hub that offered
    SILENT = "silent"  # nobody answered in time, so the case went back; that is no answer


class OfferReason(StrEnum):
    """Why a case is offered to another hub."""

    LIVES_THERE = "lives_there"
    SCHOOL_THERE = "school_there"
    MOVED = "moved"
    OFFER_THERE = "offer_there"
    KNOWN_THERE = "known_there"
    OTHER = "other"


OFFER_REASON_WORDS = {
    OfferReason.LIVES_THERE: N_("de jongere woont in het andere werkingsgebied"),
    OfferReason.SCHOOL_THERE: N_("de school ligt in het andere werkingsgebied"),
    OfferReason.MOVED: N_("de jongere verhuist"),
    OfferReason.OFFER_THERE: N_("daar is aanbod dat hier ontbreekt"),
    OfferReason.KNOWN_THERE: N_("het andere meldpunt kent de jongere al"),
    OfferReason.OTHER: N_("een andere reden"),
}
OFFER_STATE_WORDS = {
    OfferState.OFFERED: N_("wacht op antwoord"),
    OfferState.ACCEPTED: N_("overgenomen"),
    OfferState.DECLINED: N_("niet overgenomen"),
    OfferState.WITHDRAWN: N_("ingetrokken"),
    OfferState.SILENT: N_("geen antwoord"),
}

# The youngest age of each band; who decides about an offer needs no birth date.
BANDS = (6, 12, 15, 18)


def age_band(age: int | None) -> str:
    """ "12 tot 14 jaar" for thirteen; a band says enough to know which partners could fit."""
    if age is None:
        return _("leeftijd niet gekend")
    if age < BANDS[0]:
        return _("jonger dan %(age)d jaar", age=BANDS[0])
    if age >= BANDS[-1]:
        return _("%(age)d jaar of ouder", age=BANDS[-1])
    first = max(start for start in BANDS if start <= age)
    last = BANDS[BANDS.index(first) + 1] - 1
    return _("%(first)d tot %(last)d jaar", first=first, last=last)


def may_be_told(reason: str | None) -> bool:
    """Whether the main reason of a case may be read by another hub before it accepted (GDPR art. 10)."""
    return reason is not None and reason not in RESTRICTED
