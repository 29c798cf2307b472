"""Which offers fit a case, and why or why not: every line says fits, does not fit or unknown. No score, no choice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hub.dispatch.codes import STRUCTURE_WORDS
from hub.wording import _, _n


class Verdict(StrEnum):
    FITS = "fits"
    NOT = "not"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Need:
    """What matching may know of a case. No name, no restricted reason."""

    age: int | None = None
    structure: str | None = None
    home_nis: str | None = None
    school_nis: str | None = None


@dataclass(frozen=True)
class OfferView:
    age_from: int
    age_to: int
    structures: Sequence[str]
    area: Sequence[str]
    capacity: str
    places: int | None
    taken: int
    capacity_on: date
    held: bool = False  # a place is kept for this very case

    @property
    def free(self) -> int | None:
        """Free places; None when this offer does not count places."""
        return None if self.places is None else self.places - self.taken


@dataclass(frozen=True)
class Line:
    """One reason: what was looked at, the verdict and why in words."""

    aspect: str
    verdict: Verdict
    why: str


@dataclass(frozen=True)
class Fit:
    lines: tuple[Line, ...]
    held: bool = False

    @property
    def verdict(self) -> Verdict:
        """Does not fit as soon as one line says so; unknown while one line is unknown."""
        verdicts = {line.verdict for line in self.lines}
        for verdict in (Verdict.NOT, Verdict.UNKNOWN):
            if verdict in verdicts:
                return verdict
        return Verdict.FITS


def fit(need: Need, offer: OfferView, today: date, *, stale_after_days: int = 14) -> Fit:
    places = _places(offer, today, stale_after_days)
    return Fit((_age(need, offer), _level(need, offer), _area(need, offer), places), offer.held)


def _age(need: Need, offer: OfferView) -> Line:
    span = _("%(youngest)d tot %(oldest)d jaar", youngest=offer.age_from, oldest=offer.age_to)
    if need.age is None:
        return Line(_("leeftijd"), Verdict.UNKNOWN, _("leeftijd niet gekend, aanbod is voor %(span)s", span=span))
    said = _("%(age)d jaar, aanbod is voor %(span)s", age=need.age, span=span)
    return Line(_("leeftijd"), _if(offer.age_from <= need.age <= offer.age_to), said)


def _level(need: Need, offer: OfferView) -> Line:
    if not offer.structures:
        return Line(_("niveau"), Verdict.FITS, _("aanbod is voor elk niveau"))
    if need.structure is None:
        return Line(_("niveau"), Verdict.UNKNOWN, _("niveau niet gekend"))
    return Line(_("niveau"), _if(need.structure in offer.structures), _(STRUCTURE_WORDS[need.structure]))


def _area(need: Need, offer: OfferView) -> Line:
    if not offer.area:
        return Line(_("gebied"), Verdict.FITS, _("aanbod is voor elke gemeente"))
    if need.home_nis in offer.area:
        return Line(_("gebied"), Verdict.FITS, _("woongemeente hoort bij het werkingsgebied"))
    if need.school_nis in offer.area:
        return Line(_("gebied"), Verdict.FITS, _("schoolgemeente hoort bij het werkingsgebied"))
    if need.home_nis is None or need.school_nis is None:
        return Line(_("gebied"), Verdict.UNKNOWN, _("woon- of schoolgemeente niet gekend"))
    return Line(_("gebied"), Verdict.NOT, _("woon- en schoolgemeente vallen buiten het werkingsgebied"))


def _places(offer: OfferView, today: date, stale_after_days: int) -> Line:
    if offer.held:
        return Line(_("plaats"), Verdict.FITS, _("vrijgehouden voor deze vraag"))
    age = (today - offer.capacity_on).days
    said_ago = _n("(%(num)s dag geleden opgegeven)", "(%(num)s dagen geleden opgegeven)", age)
    stale = f" {said_ago}" if age > stale_after_days else ""
    free = offer.free
    if offer.capacity == "waiting_list":
        return Line(_("plaats"), Verdict.NOT, _("er is een wachtlijst") + stale)
    if offer.capacity == "none" or free == 0:
        return Line(_("plaats"), Verdict.NOT, _("geen vrije plaats") + stale)
    if offer.capacity == "assess_first":
        return Line(_("plaats"), Verdict.UNKNOWN, _("wordt eerst bekeken") + stale)
    said = _("heeft plaats") if free is None else _n("%(num)d vrije plaats", "%(num)d vrije plaatsen", free)
    return Line(_("plaats"), Verdict.UNKNOWN if stale else Verdict.FITS, said + stale)


def _if(fits: bool) -> Verdict:
    return Verdict.FITS if fits else Verdict.NOT
