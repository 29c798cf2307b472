"""`python -m bench.matching`: how long matching takes beside the same comparisons written out by hand, in one run."""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from bench import cpu
from bench.report import Line, machine, table
from bench.timing import Doing, turn_by_turn
from hub.clock import brussels_date, real_now
from hub.dispatch.codes import STRUCTURE_WORDS
from hub.dispatch.fitting.fit import Fit, ranked
from hub.dispatch.fitting.need import Need
from hub.dispatch.fitting.rule import BEGINS_WITH
from hub.dispatch.matching import OnOffer, fits_at
from hub.partners import serving
from hub.partners.funding import EXTRA, Agreement, Stage, Terms
from hub.partners.tables import Capacity
from hub.places import MECHELEN_DISTRICT

SECONDS = 4.0
MOST_RANKING, MOST_BOARD = 0.020, 0.100


def main(say: Callable[[str], None] = print) -> None:
    lines = list(measured())
    say(table(lines))
    say(f"{machine()['cores']} cores, load {machine()['load']}")


def measured(seconds: float = SECONDS) -> Iterator[Line]:
    """500 offers for one case with every reason in words, and what a board of 200 cases and 50 offers asks for. The aim
    is one of work: nothing here waits, so that it is what a quiet machine takes."""
    some = random.Random(12)
    for what, many_cases, many_offers, most, words in (
        ("ranking 500 offers for one case, with all reasons", 1, 500, MOST_RANKING, True),
        ("200 cases × 50 offers, what fits of each", 200, 50, MOST_BOARD, False),
        ("the same, with all reasons in words", 200, 50, None, True),
    ):
        cases = [_need(some) for _n in range(many_cases)]
        partners = [(uuid4(), [_offer(some) for _n in range(5)]) for _n in range(many_offers // 5)]
        ways: dict[str, Doing] = {
            "ours": partial(_ours, partners, cases, words=words),
            "limit": partial(_by_hand, partners, cases, words=words),
        }
        taken = turn_by_turn(ways, seconds)
        work, limit_work = cpu.of_this(ways["ours"]), cpu.of_this(ways["limit"])
        aim = f"< {most * 1000:g} ms" if most else ""
        yield Line(
            what, "ms", taken["ours"] * 1000, taken["limit"] * 1000, taken["ours"] / taken["limit"], aim=aim,
            work=work * 1000, limit_work=limit_work * 1000, kept=None if most is None else work < most,
        )  # fmt: skip


def _ours(partners: list[tuple[UUID, list[Any]]], cases: list[Need], *, words: bool) -> list[Any]:
    """As the board does it: what is offered is looked up once, then each case is held against it."""
    today = brussels_date(real_now())
    circle: Any = [SimpleNamespace(id=one) for one, _offers in partners]
    found = OnOffer(circle, dict(partners), today, 14, BEGINS_WITH, TERMS)
    made = []
    for need in cases:
        line = ranked(fits_at(found, need))
        made.append(_told(line) if words else [fit.verdict for _offer, _partner, fit in line])
    return made


def _told(found: list[tuple[Any, Any, Fit]]) -> list[Any]:
    return [(fit.verdict, fit.told()) for _offer, _partner, fit in found]


def _by_hand(partners: list[tuple[UUID, list[Any]]], cases: list[Need], *, words: bool) -> list[Any]:
    """The limit: the same comparisons in one function, without a rule, words in Dutch as they stand."""
    today, made = brussels_date(real_now()), []
    for need in cases:
        found = []
        for partner, offers in partners:
            for one in offers:
                age = need.age is not None and one.age_from <= need.age <= one.age_to
                level = not one.structures or need.structure in one.structures
                area = not one.area or need.home_nis in one.area or need.school_nis in one.area
                serves = not one.needs or not need.reasons.isdisjoint(one.needs)
                domain = not one.domains or not need.domains.isdisjoint(one.domains)
                speaks = not need.asks_language or one.with_interpreter or not need.languages.isdisjoint(one.languages)
                comes = need.travels != "not" or bool(one.reaches)
                funded = one.function not in EXTRA or need.home_nis in TERMS.agreements
                soon = one.waiting_weeks is None or one.waiting_weeks <= (2 if need.red else 6)
                place = one.capacity == "has_capacity" and (one.places is None or one.taken < one.places)
                fresh = (today - one.capacity_on).days <= 14
                fits = age and level and area and funded and place
                verdict = 2 if not fits else int(not (serves and domain and speaks and comes and soon and fresh))
                why = [
                    f"{need.age} jaar, aanbod is voor {one.age_from} tot {one.age_to} jaar", f"niveau {level}",
                    f"gebied {area}", f"aanbod is voor {', '.join(one.needs)}", f"aanbod werkt aan {one.domains}",
                    f"taal {speaks}", f"vervoer {comes}", f"financiering {funded}", f"wachttijd {one.waiting_weeks}",
                    f"{one.places} plaatsen",
                ] if words else ()  # fmt: skip
                found.append((verdict, partner, one, why))
        found.sort(key=lambda line: line[0])
        made.append(found)
    return made


TERMS = Terms(
    frozenset(MECHELEN_DISTRICT),
    {nis: [Agreement(nis, Stage.AGREED, EXTRA, 2020)] for nis in MECHELEN_DISTRICT[:6]},
)


def _need(some: random.Random) -> Need:
    return Need(
        age=some.choice([None, *range(11, 20)]), structure=some.choice([None, *STRUCTURE_WORDS]),
        home_nis=some.choice(MECHELEN_DISTRICT), school_nis=some.choice([None, *MECHELEN_DISTRICT]),
        reasons=frozenset(some.sample(list(serving.NEEDS), 2)),
        domains=frozenset(some.sample(list(serving.DOMAINS), 2)),
        languages=frozenset(some.sample(list(serving.LANGUAGES), 1)), asks_language=some.random() < 0.2,
        travels=some.choice([None, "alone", "brought", "not"]), red=some.random() < 0.2,
    )  # fmt: skip


def _offer(some: random.Random) -> Any:
    """A row as the database gives it."""
    youngest, places = some.randint(10, 15), some.choice([None, 2, 6, 9])
    return SimpleNamespace(
        id=uuid4(), age_from=youngest, age_to=youngest + some.randint(2, 8),
        function=some.choice(["dispatching", *EXTRA]),
        structures=some.sample(list(STRUCTURE_WORDS), some.randint(0, 4)), taken=some.randint(0, 2), places=places,
        area=some.sample(MECHELEN_DISTRICT, some.randint(0, 8)), capacity=str(some.choice(list(Capacity))),
        capacity_on=brussels_date(real_now()) - timedelta(days=some.randint(0, 30)),
        needs=some.sample(list(serving.NEEDS), some.randint(0, 4)), waiting_weeks=some.choice([None, 0, 2, 8]),
        domains=some.sample(list(serving.DOMAINS), some.randint(0, 3)), with_interpreter=some.random() < 0.5,
        languages=some.sample(list(serving.LANGUAGES), some.randint(0, 2)),
        reaches=some.sample(list(serving.REACHES), some.randint(0, 3)),
    )  # fmt: skip


if __name__ == "__main__":
    main()
