"""For whom an offer is, in a few words: ages, kinds of education, municipalities."""

from hub import places
from hub.partners.serving import KEPT, words_of
from hub.partners.tables import Offer
from hub.wording import N_, _, _n, list_words

# The main structures of Flemish education, as people at the table name them.
LEVELS = {
    "111": N_("kleuter"),
    "121": N_("buitengewoon kleuter"),
    "211": N_("lager"),
    "221": N_("buitengewoon lager"),
    "311": N_("secundair"),
    "312": N_("duaal in een centrum"),
    "315": N_("duaal bij Syntra"),
    "321": N_("buitengewoon secundair"),
}
NAMED = 4
SAID = {
    "needs": N_("Waarvoor"), "domains": N_("Levensdomeinen"), "languages": N_("Talen"), "reaches": N_("Vervoer"),
    "wait": N_("Wachttijd"),
}  # fmt: skip


def ages(offer: Offer) -> str:
    return _("%(youngest)d tot %(oldest)d jaar", youngest=offer.age_from, oldest=offer.age_to)


def levels(offer: Offer) -> str:
    return list_words([_(LEVELS[code]) for code in offer.structures if code in LEVELS]) or _("elk niveau")


def area(offer: Offer) -> str:
    """ "Lier en Mechelen", "12 gemeenten", "elke gemeente"."""
    if not offer.area:
        return _("elke gemeente")
    if len(offer.area) > NAMED:
        return _n("%(num)s gemeente", "%(num)s gemeenten", len(offer.area))
    return list_words([places.municipality(nis).name_nl for nis in offer.area if places.exists(nis)])


def serves(offer: Offer) -> list[tuple[str, str]]:
    """What the partner said of it, each with its label; nothing where it set no limit."""
    said = {name: words_of(table, getattr(offer, name)) for name, table in KEPT.items()}
    if offer.with_interpreter:
        said["languages"] = ", ".join(filter(None, (said["languages"], _("met een tolk"))))
    if offer.waiting_weeks is not None:
        weeks = offer.waiting_weeks
        said["wait"] = _n("%(num)s week", "%(num)s weken", weeks) if weeks else _("geen wachttijd")
    return [(_(label), said[name]) for name, label in SAID.items() if said.get(name)]


def length(offer: Offer) -> str:
    parts = [
        _n("%(num)s week", "%(num)s weken", offer.weeks) if offer.weeks else "",
        _n("%(num)s dagdeel", "%(num)s dagdelen", offer.half_day_units) if offer.half_day_units else "",
    ]
    return ", ".join(part for part in parts if part)
