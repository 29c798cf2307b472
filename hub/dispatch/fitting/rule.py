"""By which rule an offer fits: what counts and how much, a margin, how long one may wait. Rules are data of a hub."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from hub.wording import N_, _, _n


class Aspect(StrEnum):
    """What is looked at, in the order in which it is told; free places come last."""

    AGE = "age"
    LEVEL = "level"
    AREA = "area"
    NEED = "need"
    DOMAIN = "domain"
    LANGUAGE = "language"
    TRANSPORT = "transport"
    FUNDING = "funding"
    WAIT = "wait"
    PLACE = "place"


class Weight(StrEnum):
    """What becomes of an offer when an aspect speaks against it."""

    BLOCKS = "blocks"  # it does not fit; what is not known makes it uncertain
    WARNS = "warns"  # it is uncertain; what is not known changes nothing
    OFF = "off"  # nobody looks at it


class Stale(StrEnum):
    """How places count of which nobody said for long that they are right."""

    DOUBT = "doubt"
    TRUST = "trust"
    NONE = "none"


ASPECT_WORDS = {
    Aspect.AGE: N_("leeftijd"),
    Aspect.LEVEL: N_("niveau"),
    Aspect.AREA: N_("gebied"),
    Aspect.NEED: N_("hulpvraag"),
    Aspect.DOMAIN: N_("levensdomein"),
    Aspect.LANGUAGE: N_("taal"),
    Aspect.TRANSPORT: N_("vervoer"),
    Aspect.FUNDING: N_("financiering"),
    Aspect.WAIT: N_("wachttijd"),
    Aspect.PLACE: N_("plaats"),
}
WEIGHT_WORDS = {
    Weight.BLOCKS: N_("blokkeert"),
    Weight.WARNS: N_("verwittigt"),
    Weight.OFF: N_("telt niet mee"),
}
STALE_WORDS = {
    Stale.DOUBT: N_("nog niet zeker"),
    Stale.TRUST: N_("zoals het laatst gezegd werd"),
    Stale.NONE: N_("geen plaats"),
}
# Assumed. What the young and the partner can often solve together warns only.
USUAL = {
    aspect: Weight.WARNS
    if aspect in (Aspect.NEED, Aspect.DOMAIN, Aspect.LANGUAGE, Aspect.TRANSPORT, Aspect.WAIT)
    else Weight.BLOCKS
    for aspect in Aspect
}
MOST_MARGIN, MOST_WEEKS = 3, 52


@dataclass(frozen=True)
class Rule:
    """Version 0 is what a hub begins with. `longest_wait` is in weeks, the second one for a case with a red flag."""

    version: int = 0
    weights: Mapping[Aspect, Weight] = field(default_factory=lambda: USUAL)
    age_margin: int = 0
    stale: Stale = Stale.DOUBT
    longest_wait: int = 6
    longest_wait_red: int = 2

    @property
    def counted(self) -> tuple[Aspect, ...]:
        return tuple(aspect for aspect in Aspect if self.weights.get(aspect) != Weight.OFF)


BEGINS_WITH = Rule()


def as_stored(rule: Rule) -> dict[str, Any]:
    return {
        "weights": {str(aspect): str(weight) for aspect, weight in rule.weights.items()},
        "age_margin": rule.age_margin, "stale": str(rule.stale), "longest_wait": rule.longest_wait,
        "longest_wait_red": rule.longest_wait_red,
    }  # fmt: skip


def stored(version: int, said: Mapping[str, Any]) -> Rule:
    """A rule as it was kept; an aspect that it does not know yet counts as usual."""
    weights = USUAL | {Aspect(aspect): Weight(weight) for aspect, weight in said["weights"].items()}
    return Rule(
        version, weights, said["age_margin"], Stale(said["stale"]), said["longest_wait"], said["longest_wait_red"]
    )


def in_words(rule: Rule) -> list[str]:
    """What the rule does, in sentences that an administrator reads before saving."""
    by_weight = {
        weight: [_(ASPECT_WORDS[aspect]) for aspect in Aspect if rule.weights.get(aspect) == weight]
        for weight in Weight
    }
    said = []
    if named := by_weight[Weight.BLOCKS]:
        said.append(_("Spreekt dit tegen, dan past een aanbod niet: %(what)s.", what=", ".join(named)))
        said.append(_("Is een van die nog niet gekend, dan is het nog niet zeker."))
    if named := by_weight[Weight.WARNS]:
        said.append(_("Spreekt dit tegen, dan is het nog niet zeker: %(what)s.", what=", ".join(named)))
        said.append(_("Is een van die nog niet gekend, dan verandert dat niets."))
    if named := by_weight[Weight.OFF]:
        said.append(_("Hier kijkt niemand naar: %(what)s.", what=", ".join(named)))
    if rule.weights[Aspect.AGE] == Weight.BLOCKS and rule.age_margin:
        said.append(
            _n("Eén jaar te jong of te oud is nog niet zeker, in plaats van past niet.",
               "Tot %(num)d jaar te jong of te oud is nog niet zeker, in plaats van past niet.", rule.age_margin)
        )  # fmt: skip
    elif rule.weights[Aspect.AGE] == Weight.BLOCKS:
        said.append(_("Te jong of te oud past niet, ook niet voor één jaar."))
    if rule.weights[Aspect.PLACE] != Weight.OFF:
        said.append(_("Plaatsen die lang niet bevestigd zijn, tellen als: %(how)s.", how=_(STALE_WORDS[rule.stale])))
    if rule.weights[Aspect.WAIT] != Weight.OFF:
        said.append(
            _("Wachten mag hoogstens %(weeks)d weken, en bij een rode vlag hoogstens %(red)d.",
              weeks=rule.longest_wait, red=rule.longest_wait_red)
        )  # fmt: skip
    return said
