"""What each aspect says of an offer: it fits, it does not, or that is not known; always with why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from hub.clock import SchoolYear
from hub.dispatch.codes import STRUCTURE_WORDS
from hub.dispatch.fitting.need import Need
from hub.dispatch.fitting.rule import Aspect, Rule, Stale
from hub.partners import funding, serving
from hub.partners.funding import Cause, Terms
from hub.partners.serving import COMES, DOMAINS, DUTCH, LANGUAGES, NEEDS, REACHES
from hub.wording import _, _n


class Verdict(StrEnum):
    FITS = "fits"
    UNKNOWN = "unknown"
    NOT = "not"


@dataclass(frozen=True)
class Ground:
    """What a judgement stands on besides the case and the offer."""

    rule: Rule
    terms: Terms
    year: SchoolYear
    today: date
    stale_after_days: int = 14


class Said(NamedTuple):
    """`why` is worked out for who reads it; `plain` says that the offer sets no limit here, or that nobody asks."""

    verdict: Verdict
    why: Callable[[], str]
    plain: bool = False


class Judged(NamedTuple):
    """One aspect: what of the offer and what of the case it depends on, and what it says of those two."""

    of_offer: Callable[[Any], Any]
    of_need: Callable[[Need], Any]
    judge: Callable[[Ground, Any, Any], Said]


def _if(fits: bool) -> Verdict:
    return Verdict.FITS if fits else Verdict.NOT


def _age(ground: Ground, span: tuple[int, int], age: int | None) -> Said:
    youngest, oldest = span

    def limits() -> str:
        return _("%(youngest)d tot %(oldest)d jaar", youngest=youngest, oldest=oldest)

    if age is None:
        return Said(Verdict.UNKNOWN, lambda: _("leeftijd niet gekend, aanbod is voor %(span)s", span=limits()))
    inside, margin = youngest <= age <= oldest, ground.rule.age_margin
    near = not inside and youngest - margin <= age <= oldest + margin
    verdict = Verdict.UNKNOWN if near else _if(inside)
    return Said(verdict, lambda: _("%(age)d jaar, aanbod is voor %(span)s", age=age, span=limits()))


def _level(_ground: Ground, structures: tuple[str, ...], structure: str | None) -> Said:
    if not structures:
        return Said(Verdict.FITS, lambda: _("aanbod is voor elk niveau"), plain=True)
    if structure is None:
        return Said(Verdict.UNKNOWN, lambda: _("niveau niet gekend"))
    return Said(_if(structure in structures), lambda: _(STRUCTURE_WORDS[structure]))


def _area(_ground: Ground, area: frozenset[str], lives: tuple[str | None, str | None]) -> Said:
    home, school = lives
    if not area:
        return Said(Verdict.FITS, lambda: _("aanbod is voor elke gemeente"), plain=True)
    if home in area:
        return Said(Verdict.FITS, lambda: _("woongemeente hoort bij het werkingsgebied"))
    if school in area:
        return Said(Verdict.FITS, lambda: _("schoolgemeente hoort bij het werkingsgebied"))
    if home is None or school is None:
        return Said(Verdict.UNKNOWN, lambda: _("woon- of schoolgemeente niet gekend"))
    return Said(Verdict.NOT, lambda: _("woon- en schoolgemeente vallen buiten het werkingsgebied"))


def _need(_ground: Ground, serves: tuple[str, ...], reasons: frozenset[str]) -> Said:
    """Only reasons that the offer names itself are told: the others stay with the desk."""
    if not serves:
        return Said(Verdict.FITS, lambda: _("aanbod is voor elke hulpvraag"), plain=True)
    if not reasons:
        return Said(Verdict.UNKNOWN, lambda: _("hulpvraag niet gekend"))
    both = [code for code in serves if code in reasons]
    if both:
        return Said(Verdict.FITS, lambda: _("aanbod is voor %(what)s", what=serving.words_of(NEEDS, both)))
    return Said(Verdict.NOT, lambda: _("aanbod is voor %(what)s", what=serving.words_of(NEEDS, serves)))


def _domain(_ground: Ground, serves: tuple[str, ...], domains: frozenset[str]) -> Said:
    if not serves:
        return Said(Verdict.FITS, lambda: _("aanbod is voor elk levensdomein"), plain=True)
    if not domains:
        return Said(Verdict.UNKNOWN, lambda: _("levensdomein niet gekend"))
    both = [code for code in serves if code in domains]
    if both:
        return Said(Verdict.FITS, lambda: _("aanbod werkt aan %(what)s", what=serving.words_of(DOMAINS, both)))
    return Said(Verdict.NOT, lambda: _("aanbod werkt aan %(what)s", what=serving.words_of(DOMAINS, serves)))


def _language(
    _ground: Ground, speaks: tuple[tuple[str, ...], bool], need: tuple[frozenset[str], bool]
) -> Said:  # fmt: skip
    """Which language is spoken at home is told only when the offer speaks it."""
    (languages, interpreter), (spoken, asks) = speaks, need
    both = [code for code in languages if code in spoken]
    if both:
        return Said(Verdict.FITS, lambda: _("aanbod kan in het %(what)s", what=serving.words_of(LANGUAGES, both)))
    if not asks:
        return Said(Verdict.FITS, lambda: _("niemand vroeg een andere taal"), plain=True)
    if interpreter:
        return Said(Verdict.FITS, lambda: _("werkt met een tolk"))
    if not languages or not spoken - {DUTCH}:
        return Said(Verdict.UNKNOWN, lambda: _("niet gekend of dit kan in een andere taal"))
    return Said(Verdict.NOT, lambda: _("kan niet in de taal van thuis, en niet met een tolk"))


def _transport(_ground: Ground, reaches: tuple[str, ...], travels: str | None) -> Said:
    comes = [code for code in reaches if code in COMES]
    if travels in ("alone", "brought"):
        return Said(Verdict.FITS, lambda: _("de jongere geraakt er"), plain=True)
    if comes:
        words = Said(Verdict.FITS, lambda: serving.words_of(REACHES, comes))
        return words if travels else words._replace(plain=True)
    if not reaches:
        return Said(Verdict.UNKNOWN, lambda: _("niet opgegeven hoe jongeren er geraken"), plain=travels is None)
    if travels is None:
        return Said(Verdict.UNKNOWN, lambda: _("de jongere moet er zelf geraken, niet gekend of dat lukt"))
    return Said(Verdict.NOT, lambda: _("de jongere moet er zelf geraken, en dat lukt niet"))


def _funding(ground: Ground, function: str, lives: tuple[str | None, str | None]) -> Said:
    answer = funding.available(ground.terms, function, lives, ground.year)
    if answer.cause == Cause.FOR_ALL:
        return Said(Verdict.FITS, lambda: answer.why, plain=True)
    # The hub took the case all the same: who pays is for the table.
    if answer.available is None or answer.cause == Cause.NOT_IN_AREA:
        return Said(Verdict.UNKNOWN, lambda: answer.why)
    return Said(_if(answer.available), lambda: answer.why)


def _wait(ground: Ground, weeks: int | None, waits: tuple[bool, bool]) -> Said:
    red, held = waits
    most = ground.rule.longest_wait_red if red else ground.rule.longest_wait
    if held:
        return Said(Verdict.FITS, lambda: _("vrijgehouden voor deze vraag"), plain=True)
    if weeks is None:
        return Said(Verdict.UNKNOWN, lambda: _("wachttijd niet opgegeven"), plain=True)
    if not weeks:
        return Said(Verdict.FITS, lambda: _("geen wachttijd"), plain=True)
    if weeks <= most:
        return Said(Verdict.FITS, lambda: _n("wachttijd %(num)s week", "wachttijd %(num)s weken", weeks))
    return Said(
        Verdict.NOT,
        lambda: _n(
            "wachttijd %(num)s week, langer dan %(most)s", "wachttijd %(num)s weken, langer dan %(most)s", weeks,
            most=most,
        ),
    )  # fmt: skip


def _place(ground: Ground, room: tuple[str, int | None, int, date], waits: tuple[None, bool]) -> Said:
    _nothing, held = waits
    capacity, places, taken, said_on = room
    free = None if places is None else places - taken
    if held:
        return Said(Verdict.FITS, lambda: _("vrijgehouden voor deze vraag"))
    age = (ground.today - said_on).days
    stale = age > ground.stale_after_days

    def ago() -> str:
        said = _n("(%(num)s dag geleden opgegeven)", "(%(num)s dagen geleden opgegeven)", age)
        return f" {said}" if stale else ""

    if capacity == "waiting_list":
        return Said(Verdict.NOT, lambda: _("er is een wachtlijst") + ago())
    if capacity == "none" or free == 0:
        return Said(Verdict.NOT, lambda: _("geen vrije plaats") + ago())
    if capacity == "assess_first":
        return Said(Verdict.UNKNOWN, lambda: _("wordt eerst bekeken") + ago())
    counts = {Stale.DOUBT: Verdict.UNKNOWN, Stale.TRUST: Verdict.FITS, Stale.NONE: Verdict.NOT}[ground.rule.stale]
    return Said(
        counts if stale else Verdict.FITS,
        lambda: (
            _("heeft plaats") if free is None else _n("%(num)d vrije plaats", "%(num)d vrije plaatsen", free)
        ) + ago(),
    )  # fmt: skip


ASPECTS: dict[Aspect, Judged] = {
    Aspect.AGE: Judged(lambda one: (one.age_from, one.age_to), lambda need: need.age, _age),
    Aspect.LEVEL: Judged(lambda one: tuple(one.structures), lambda need: need.structure, _level),
    Aspect.AREA: Judged(lambda one: frozenset(one.area), lambda need: (need.home_nis, need.school_nis), _area),
    Aspect.NEED: Judged(lambda one: tuple(one.needs), lambda need: need.reasons, _need),
    Aspect.DOMAIN: Judged(lambda one: tuple(one.domains), lambda need: need.domains, _domain),
    Aspect.LANGUAGE: Judged(
        lambda one: (tuple(one.languages), one.with_interpreter), lambda need: (need.languages, need.asks_language),
        _language,
    ),
    Aspect.TRANSPORT: Judged(lambda one: tuple(one.reaches), lambda need: need.travels, _transport),
    Aspect.FUNDING: Judged(lambda one: one.function, lambda need: (need.home_nis, need.school_nis), _funding),
    # These two depend on whether a place is kept for this very case, too.
    Aspect.WAIT: Judged(lambda one: one.waiting_weeks, lambda need: need.red, _wait),
    Aspect.PLACE: Judged(
        lambda one: (one.capacity, one.places, one.taken, one.capacity_on), lambda _need: None, _place
    ),
}  # fmt: skip
