"""Which functions a municipality has: the basic ones everywhere, the extra ones where it co-funds them, and why."""

import pytest

from hub.clock import SchoolYear
from hub.partners.funding import Agreement, Cause, Function, Stage, Terms, available, sentence

MECHELEN, PUTTE, LIER, BORNEM, DUFFEL, AARSCHOT = "12025", "12029", "12021", "12007", "12009", "24001"
YEAR = SchoolYear(2026)
CONSULT = (Function.CONSULTING,)
TERMS = Terms(
    {MECHELEN, PUTTE, LIER, BORNEM, DUFFEL},
    {
        MECHELEN: [Agreement(MECHELEN, Stage.AGREED, CONSULT, 2024)],
        PUTTE: [Agreement(PUTTE, Stage.IN_TALKS, CONSULT, 2026)],
        LIER: [Agreement(LIER, Stage.AGREED, CONSULT, 2024, 2025), Agreement(LIER, Stage.ENDED, CONSULT, 2023)],
        BORNEM: [Agreement(BORNEM, Stage.ON_HOLD, CONSULT, 2024)],
    },
)


@pytest.mark.parametrize(
    ("nis", "function", "said", "cause"),
    [
        (MECHELEN, Function.CONSULTING, True, Cause.CO_FUNDED),
        (MECHELEN, Function.EXPERTISE, False, Cause.NO_AGREEMENT),
        (PUTTE, Function.CONSULTING, False, Cause.NOT_AGREED_YET),
        (LIER, Function.CONSULTING, False, Cause.OTHER_YEARS),
        (BORNEM, Function.CONSULTING, False, Cause.ON_HOLD),
        (DUFFEL, Function.CONSULTING, False, Cause.NO_AGREEMENT),
        (DUFFEL, Function.DISPATCHING, True, Cause.FOR_ALL),
        (AARSCHOT, Function.DISPATCHING, False, Cause.NOT_IN_AREA),
        (None, Function.CONSULTING, None, Cause.PLACE_UNKNOWN),
    ],
)
def test_each_municipality_has_what_it_co_funds(
    nis: str | None, function: Function, said: bool | None, cause: Cause
) -> None:  # fmt: skip
    answer = available(TERMS, function, [nis], YEAR)
    assert (answer.available, answer.cause) == (said, cause)
    assert answer.why


def test_home_or_school_suffices_and_what_is_not_known_is_no_refusal() -> None:
    assert available(TERMS, Function.CONSULTING, [PUTTE, MECHELEN], YEAR).why == (
        "Mechelen financiert dit mee in 2026-2027"
    )
    assert available(TERMS, Function.CONSULTING, [PUTTE, None], YEAR).available is None
    assert available(TERMS, Function.CONSULTING, [], YEAR).available is None
    assert available(Terms((), {}), Function.DISPATCHING, [None], YEAR).available


def test_the_last_school_year_counts_and_the_next_does_not() -> None:
    years = [available(TERMS, Function.CONSULTING, [LIER], SchoolYear(year)).available for year in (2023, 2024, 2025)]
    assert years == [False, True, True]


def test_a_hub_chooses_itself_what_asks_for_co_funding() -> None:
    free = Terms(TERMS.area, TERMS.agreements, extra=(Function.NETWORK,))
    assert available(free, Function.CONSULTING, [DUFFEL], YEAR).cause == Cause.FOR_ALL


def test_whoever_chooses_what_is_not_there_reads_why() -> None:
    assert sentence(available(TERMS, Function.CONSULTING, [PUTTE], YEAR), Function.CONSULTING) == (
        "Dit kan hier niet (consult): met Putte lopen hierover nog gesprekken."
    )
    assert sentence(available(TERMS, Function.CONSULTING, [None], YEAR), Function.CONSULTING) == (
        "Nog niet zeker of dit kan (consult): we weten nog niet voor welke gemeente dit is."
    )
    assert sentence(available(TERMS, Function.CONSULTING, [MECHELEN], YEAR), Function.CONSULTING) == ""
