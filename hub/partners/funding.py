"""Which functions a municipality has: all have the basic ones, the extra ones where the municipality co-funds them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hub import places
from hub.clock import SchoolYear
from hub.wording import N_, _


class Function(StrEnum):
    """The six functions of a hub (DOMAIN.md §1)."""

    INFORMATION = "information"
    REGISTRATION = "registration"
    DISPATCHING = "dispatching"
    CONSULTING = "consulting"
    EXPERTISE = "expertise"
    NETWORK = "network"


class Stage(StrEnum):
    """How far an agreement with a municipality stands."""

    IN_TALKS = "in_talks"
    ON_HOLD = "on_hold"
    AGREED = "agreed"
    ENDED = "ended"


class Cause(StrEnum):
    """Why a function is available for a place, or not."""

    FOR_ALL = "for_all"
    CO_FUNDED = "co_funded"
    NOT_IN_AREA = "not_in_area"
    NO_AGREEMENT = "no_agreement"
    NOT_AGREED_YET = "not_agreed_yet"
    ON_HOLD = "on_hold"
    ENDED = "ended"
    OTHER_YEARS = "other_years"
    PLACE_UNKNOWN = "place_unknown"


# Assumed: what only municipalities have that co-fund it. Each hub may choose otherwise.
EXTRA = (Function.CONSULTING, Function.EXPERTISE, Function.NETWORK)
FUNCTION_WORDS = {
    Function.INFORMATION: N_("informatie"),
    Function.REGISTRATION: N_("registratie en opvolging"),
    Function.DISPATCHING: N_("dispatching"),
    Function.CONSULTING: N_("consult"),
    Function.EXPERTISE: N_("expertisetafel"),
    Function.NETWORK: N_("netwerk en ondersteuning"),
}
STAGE_WORDS = {
    Stage.IN_TALKS: N_("in gesprek"),
    Stage.ON_HOLD: N_("even stil"),
    Stage.AGREED: N_("overeenkomst"),
    Stage.ENDED: N_("gestopt"),
}
WHY = {
    Cause.FOR_ALL: N_("elke gemeente van het meldpunt heeft dit"),
    Cause.CO_FUNDED: N_("%(place)s financiert dit mee in %(year)s"),
    Cause.NOT_IN_AREA: N_("%(place)s hoort niet bij het werkingsgebied"),
    Cause.NO_AGREEMENT: N_("%(place)s financiert dit niet mee"),
    Cause.NOT_AGREED_YET: N_("met %(place)s lopen hierover nog gesprekken"),
    Cause.ON_HOLD: N_("de overeenkomst hierover met %(place)s ligt even stil"),
    Cause.ENDED: N_("de overeenkomst hierover met %(place)s is gestopt"),
    Cause.OTHER_YEARS: N_("%(place)s financiert dit mee, maar niet in %(year)s"),
    Cause.PLACE_UNKNOWN: N_("we weten nog niet voor welke gemeente dit is"),
}
_OF_STAGE = {
    Stage.IN_TALKS: Cause.NOT_AGREED_YET,
    Stage.ON_HOLD: Cause.ON_HOLD,
    Stage.ENDED: Cause.ENDED,
    Stage.AGREED: Cause.OTHER_YEARS,
}
# Of several agreements that do not make it available, the one that is nearest to doing so tells why.
_NEAREST = (Stage.AGREED, Stage.IN_TALKS, Stage.ON_HOLD, Stage.ENDED)


@dataclass(frozen=True)
class Agreement:
    """What a municipality (NIS code) co-funds, from one school year until another, both included."""

    nis: str
    stage: str
    functions: Sequence[str]
    from_year: int  # the year in which the school year starts
    until_year: int | None = None  # None: until further notice

    def runs_in(self, year: SchoolYear) -> bool:
        return self.from_year <= year.start_year and (self.until_year is None or year.start_year <= self.until_year)


@dataclass(frozen=True)
class Terms:
    """A hub's area and agreements at one moment."""

    area: Collection[str]  # municipalities that it serves; empty while it has not said
    agreements: Mapping[str, Sequence[Agreement]]  # by municipality
    extra: Collection[str] = EXTRA


@dataclass(frozen=True)
class Answer:
    """Whether a function is available; None while that cannot be said yet. `why` is no whole sentence."""

    available: bool | None
    cause: Cause
    place: str = ""  # the municipality that decides, by name
    year: str = ""

    @property
    def why(self) -> str:
        """ "Putte financiert dit niet mee"."""
        return _(WHY[self.cause], place=self.place, year=self.year)


def available(terms: Terms, function: str, near: Sequence[str | None], year: SchoolYear) -> Answer:
    """Whether this function is there for somebody of these municipalities (NIS codes: of home, of school), of whom one
    suffices; None stands for a municipality that nobody knows yet."""
    answers = [_at(terms, function, nis, year) for nis in near] or [_at(terms, function, None, year)]
    for wanted in (True, None):
        for answer in answers:
            if answer.available is wanted:
                return answer
    return answers[0]


def sentence(answer: Answer, function: str) -> str:
    """What the hub says where somebody chooses a function that is not there; empty where it is."""
    if answer.available:
        return ""
    what = _(FUNCTION_WORDS[Function(function)])
    if answer.available is None:
        return _("Nog niet zeker of dit kan (%(what)s): %(why)s.", what=what, why=answer.why)
    return _("Dit kan hier niet (%(what)s): %(why)s.", what=what, why=answer.why)


def _at(terms: Terms, function: str, nis: str | None, year: SchoolYear) -> Answer:
    if nis is None:
        return Answer(None, Cause.PLACE_UNKNOWN) if function in terms.extra else Answer(True, Cause.FOR_ALL)
    place = places.name_of(nis)
    if terms.area and nis not in terms.area:
        return Answer(False, Cause.NOT_IN_AREA, place)
    if function not in terms.extra:
        return Answer(True, Cause.FOR_ALL, place)
    speaks = [one for one in terms.agreements.get(nis, ()) if function in one.functions]
    if any(one.stage == Stage.AGREED and one.runs_in(year) for one in speaks):
        return Answer(True, Cause.CO_FUNDED, place, year.label)
    nearest = min(speaks, key=lambda one: _NEAREST.index(Stage(one.stage)), default=None)
    cause = _OF_STAGE[Stage(nearest.stage)] if nearest else Cause.NO_AGREEMENT
    return Answer(False, cause, place, year.label)
