"""Somebody who knows the rule by heart looks for small numbers in the split of a year, and cannot tell them."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise, product
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hub.monitoring.fillings import LARGEST, Split, Sums, fillings, splits
from hub.monitoring.split import Hiding, two_way
from hub.monitoring.suppress import one_way, small, stays_open

PARTNERS, STATES = ("Buddyhuis", "Kompas", "Springplank"), ("awaited", "not_started", "started")
Cell = tuple[str, str]
Table = dict[Cell, int]


def year_of(**partners: Iterable[int]) -> Table:
    """How many tracks of each partner started, did not, and still may."""
    states = ("started", "not_started", "awaited")
    return {(who, what): n for who, split in partners.items() for what, n in zip(states, split, strict=True)}


def whole(counts: Table) -> Table:
    """The table with its totals: of a row under (row, ""), of a column under ("", column)."""
    totals: Counter[Cell] = Counter()
    for (row, column), n in counts.items():
        totals[row, ""] += n
        totals["", column] += n
    return counts | totals


def hidden_of(hiding: Hiding) -> frozenset[Cell]:
    totals = {(row, "") for row in hiding.rows} | {("", column) for column in hiding.columns}
    return hiding.cells | totals


def sums_of(counts: Table) -> dict[str, int]:
    return {state: whole(counts)["", state] for _who, state in counts}


years = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 12), st.sampled_from([0, 0, 1, 2, 7])), min_size=1, max_size=6
).map(lambda lines: year_of(**{f"partner {n}": line for n, line in enumerate(lines)}))


@given(years)
@settings(deadline=None)
def test_no_small_number_of_a_split_can_be_read(counts):
    hidden = hidden_of(two_way(counts))
    assert not [where for where, n in whole(counts).items() if small(n) and where not in hidden]


@given(years)
@settings(deadline=None)
def test_totals_of_the_year_are_hidden_only_when_one_of_them_is_small(counts):
    hiding, sums = two_way(counts), sums_of(counts)
    assert hiding.total == small(sum(sums.values()))
    if not any(small(n) for n in (*sums.values(), sum(sums.values()))):
        assert not hiding.columns
    elif not hiding.total:
        assert hiding.columns == one_way(sums)
        assert {state for state, n in sums.items() if small(n)} <= hiding.columns


def test_of_a_year_with_a_small_total_the_next_one_goes_along_and_the_largest_stays():
    assert two_way(year_of(Kompas=(100, 20, 3), Springplank=(112, 11, 0))).columns == {"awaited", "not_started"}
    assert two_way(year_of(Kompas=(100, 2, 0), Springplank=(112, 1, 0))).columns == {"not_started", "started"}


@given(years)
@settings(deadline=None)
def test_totals_of_partners_are_hidden_only_when_one_of_them_is_small(counts):
    totals = {who: whole(counts)[who, ""] for who, _state in counts}
    assert two_way(counts).total or two_way(counts).rows == one_way(totals)


def test_a_small_partner_is_hidden_within_the_split_and_the_totals_of_the_year_stay():
    year = year_of(
        Buddyhuis=(24, 5, 0), Dijleland=(4, 1, 0), Haven=(38, 2, 0), Kompas=(38, 3, 0), Springplank=(37, 4, 0)
    )  # fmt: skip
    hiding = two_way(year)
    assert (hiding.columns, hiding.rows, hiding.total) == (set(), set(), False)
    assert {who for who, _state in hiding.cells} == {"Dijleland", "Haven", "Kompas", "Springplank"}
    assert {state for _who, state in hiding.cells} == {"started", "not_started"}


def test_a_partner_with_a_handful_of_tracks_costs_another_one_its_total_and_no_total_of_the_year():
    hiding = two_way(year_of(Buddyhuis=(2, 1, 0), Haven=(30, 8, 0), Kompas=(90, 12, 0), Springplank=(93, 11, 0)))
    assert (hiding.columns, hiding.rows, hiding.total) == (set(), {"Buddyhuis", "Haven"}, False)


def test_an_only_partner_has_no_split_besides_the_totals_of_the_year():
    assert hidden_of(two_way(year_of(Kompas=(30, 6, 0)))) == set()
    hiding = two_way(year_of(Kompas=(30, 2, 11), Buddyhuis=(0, 0, 0)))
    assert hiding.columns == {"not_started", "awaited"}
    assert hidden_of(hiding) == {(who, state) for who in ("Kompas", "") for state in hiding.columns}


@pytest.mark.parametrize("counts", [{}, {("Kompas", "started"): 0}])
def test_an_empty_year_hides_nothing(counts):
    assert hidden_of(two_way(counts)) == set()


def test_a_first_handful_of_tracks_hides_the_table_and_its_total():
    year = year_of(Kompas=(2, 1, 0), Buddyhuis=(0, 0, 0))
    assert two_way(year).total
    assert hidden_of(two_way(year)) == whole(year).keys()


# Whoever knows the rule tries it on every year that could be the one behind the page.


def shared_out(total: int, among: int) -> Iterator[tuple[int, ...]]:
    """Every way to share a number out."""
    for cuts in combinations(range(total + among - 1), among - 1):
        ends = (-1, *cuts, total + among - 1)
        yield tuple(b - a - 1 for a, b in pairwise(ends))


@pytest.mark.parametrize(("total", "partners", "states"), [(5, 3, 2), (8, 2, 3), (10, 3, 2), (24, 2, 2)])
def test_who_follows_the_rule_backwards_can_tell_no_number(total, partners, states):
    """Every year of this total, by what a reader sees of it: totals of the partners too, which the page never shows."""
    cells = list(product(PARTNERS[:partners], STATES[-states:]))
    alike = defaultdict[tuple[Any, ...], list[Table]](list)
    for numbers in shared_out(total, len(cells)):
        counts = dict(zip(cells, numbers, strict=True))
        hidden = hidden_of(two_way(counts))
        alike[hidden, tuple(n for where, n in whole(counts).items() if where not in hidden)].append(whole(counts))
    for (hidden, _shown), possible in alike.items():
        assert not [where for where in hidden if not stays_open({year[where] for year in possible})]


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 6)), min_size=2, max_size=3))
@settings(max_examples=20, deadline=None)
def test_in_a_larger_year_too(lines):
    """By the totals of the partners, when all of them may be known."""
    counts = {(str(n), state): one for n, line in enumerate(lines) for state, one in zip(STATES[1:], line, strict=True)}
    hiding = two_way(counts)
    assume(hiding.cells and not hiding.rows and not hiding.total)
    known = {where: n for where, n in whole(counts).items() if where not in hidden_of(hiding)}
    found = defaultdict[Cell, set[int]](set)
    for numbers in product(*(range(sum(line) + 1) for line in lines)):
        halves = ((n, sum(line) - n) for n, line in zip(numbers, lines, strict=True))
        guess = dict(zip(counts, (n for half in halves for n in half), strict=True))
        if known.items() <= whole(guess).items() and two_way(guess) == hiding:
            for where, n in whole(guess).items():
                found[where].add(n)
    assert not [where for where in hidden_of(hiding) if not stays_open(found[where])]


# Going through the fillings


@given(st.lists(st.integers(0, 6), min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_fillings_are_those_that_one_finds_by_trying_all(totals, chance: random.Random):
    most = (3, 2, 9)
    lines = [[one for one in splits(total, most) if chance.random() < 0.6] for total in totals]
    goals = [one for one in splits(sum(totals), most) if chance.random() < 0.6]
    tried = [one for one in product(*lines) if tuple(map(sum, zip(*one, strict=True))) in goals]
    sums = Sums.up_to(most)
    assert sums
    *kept, reached = fillings(sums, lines, goals)
    assert [set(line) for line in kept] == ([set(line) for line in zip(*tried, strict=True)] or [set()] * len(lines))
    assert set(reached) == {tuple(map(sum, zip(*one, strict=True))) for one in tried}


def test_splits_share_a_total_out_over_columns_that_hold_so_many():
    found: list[Split] = list(splits(3, (1, 2, 2)))
    assert sorted(found) == [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 1, 1), (1, 2, 0)]


def test_sums_beyond_what_can_be_gone_through_are_left_alone():
    assert Sums.up_to((LARGEST, 9, LARGEST)) is None


def test_a_hub_of_forty_partners_keeps_its_totals_and_some_of_its_split():
    chance = random.Random(1)
    lines = [(chance.randint(3, 45), chance.randint(0, 9), chance.choice([0, 0, 1, 2, 6])) for _n in range(40)]
    hiding = two_way(year_of(**{f"partner {n}": line for n, line in enumerate(lines)}))
    assert not hiding.columns
    assert len({who for who, _state in hiding.cells}) < 40
