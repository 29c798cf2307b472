"""Somebody with pencil and paper tries to find the small numbers, and does not."""

from collections.abc import Iterator
from itertools import combinations, pairwise, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hub.monitoring.suppress import LIMIT, SPREAD, Hiding, one_way, small, two_way

PLACES = ["Berlaar", "Bornem", "Duffel", "Lier", "Mechelen", "Nijlen", "Putte", "Willebroek"]
PARTNERS, STATES = ("Buddyhuis", "Kompas", "Springplank"), ("started", "not_started")


def tables(places: list[str], largest: int) -> st.SearchStrategy[dict[str, int]]:
    return st.lists(st.integers(0, largest), min_size=1, max_size=len(places)).map(
        lambda counts: dict(zip(places, counts, strict=False))
    )


def test_nothing_is_hidden_where_nothing_is_small():
    assert one_way({"Mechelen": 90, "Lier": 12, "Duffel": 5, "Bornem": 0}) == set()


def test_the_next_smallest_goes_with_a_single_small_number():
    assert one_way({"Mechelen": 90, "Lier": 12, "Duffel": 3}) == {"Duffel", "Lier"}


def test_two_small_numbers_that_leave_no_room_take_a_third_along():
    assert one_way({"Mechelen": 90, "Lier": 12, "Duffel": 1, "Putte": 1}) == {"Duffel", "Putte", "Lier"}


def test_zero_may_be_read():
    assert "Bornem" not in one_way({"Mechelen": 90, "Lier": 12, "Duffel": 3, "Bornem": 0})


def test_a_handful_of_referrals_hides_the_whole_table_zeros_too():
    assert one_way({"Mechelen": 3, "Lier": 0}) == {"Mechelen", "Lier"}
    assert one_way({"Mechelen": 3, "Lier": 2, "Duffel": 0}) == {"Mechelen", "Lier", "Duffel"}


def test_of_two_equal_numbers_the_same_one_is_hidden_in_whatever_order_they_come():
    counts = {"Mechelen": 90, "Lier": 12, "Putte": 12, "Duffel": 3}
    assert one_way(counts) == one_way(dict(reversed(counts.items())))


@given(tables(PLACES, 14))
def test_no_small_number_of_a_list_can_be_read(counts):
    hidden = one_way(counts)
    assert not [place for place, n in counts.items() if small(n) and place not in hidden]


@given(tables(PLACES[:4], 9))
@settings(max_examples=150)
def test_no_small_number_of_a_list_can_be_calculated(counts):
    total, hidden = sum(counts.values()), sorted(one_way(counts))
    assume(hidden and total >= LIMIT)
    left = sum(counts[place] for place in hidden)
    least = 0 if len(hidden) == len(counts) else 1
    guesses = [guess for guess in product(range(least, left + 1), repeat=len(hidden)) if sum(guess) == left]
    for values in zip(*guesses, strict=True):
        assert max(values) - min(values) >= SPREAD


@given(tables(PLACES, 400))
def test_no_number_is_hidden_without_need(counts):
    """Whoever shows the largest of those that were hidden besides the small ones gives something away."""
    hidden = one_way(counts)
    assume(sum(counts.values()) >= LIMIT and not any(counts[place] == 0 for place in hidden))
    beside = sorted(counts[place] for place in hidden if not small(counts[place]))
    rest = [counts[place] for place in hidden if small(counts[place])] + beside[:-1]
    assert not beside or len(rest) < 2 or sum(rest) - len(rest) < SPREAD


Cell = tuple[str, str]
Table = dict[Cell, int]


def whole(counts: Table) -> Table:
    """The table with its totals: of a row under (row, ""), of a column under ("", column)."""
    rows, columns = {row for row, _ in counts}, {column for _, column in counts}
    totals = {(row, ""): sum(n for (one, _), n in counts.items() if one == row) for row in rows}
    totals |= {("", column): sum(n for (_, one), n in counts.items() if one == column) for column in columns}
    return counts | totals


def hidden_of(hiding: Hiding) -> set[Cell]:
    totals = {(row, "") for row in hiding.rows} | {("", column) for column in hiding.columns}
    return set(hiding.cells) | totals


def shared_out(total: int, among: int) -> Iterator[tuple[int, ...]]:
    """Every way to share a number out."""
    for cuts in combinations(range(total + among - 1), among - 1):
        ends = (-1, *cuts, total + among - 1)
        yield tuple(b - a - 1 for a, b in pairwise(ends))


def fits(guess: Table, truth: Table, hidden: set[Cell]) -> bool:
    """Whether a reader must hold a guess for possible: it agrees with what is shown, and with the rule on zeros."""
    least = 0 if len(hidden) == len(truth) else 1
    return all(n >= least if where in hidden else n == truth[where] for where, n in guess.items())


two_ways = st.lists(st.integers(0, 7), min_size=6, max_size=6).map(
    lambda ns: dict(zip(product(PARTNERS, STATES), ns, strict=True))
)


@given(two_ways)
def test_no_small_number_of_a_table_can_be_read(counts):
    hidden = hidden_of(two_way(counts))
    assert not [where for where, n in whole(counts).items() if small(n) and where not in hidden]


@given(two_ways)
@settings(max_examples=60, deadline=None)
def test_no_hidden_number_of_a_table_can_be_calculated(counts):
    total = sum(counts.values())
    assume(LIMIT <= total <= 16)
    truth, hidden = whole(counts), hidden_of(two_way(counts))
    guesses = (whole(dict(zip(counts, guess, strict=True))) for guess in shared_out(total, len(counts)))
    possible = [guess for guess in guesses if fits(guess, truth, hidden)]
    assert truth in possible
    for where in hidden:
        values = [table[where] for table in possible]
        assert max(values) - min(values) >= SPREAD


def test_a_usual_year_of_the_partners_keeps_what_can_be_kept():
    year = {
        ("Kompas", "started"): 74, ("Kompas", "not_started"): 14, ("Springplank", "started"): 41,
        ("Springplank", "not_started"): 3, ("Buddyhuis", "started"): 22, ("Buddyhuis", "not_started"): 6,
    }  # fmt: skip
    hiding = two_way(year)
    assert not hiding.rows
    assert not hiding.columns
    assert ("Springplank", "not_started") in hiding.cells
    assert len(hiding.cells) == 4


@pytest.mark.parametrize("counts", [{}, {("Kompas", "started"): 0}])
def test_an_empty_year_hides_nothing(counts):
    assert hidden_of(two_way(counts)) == set()
    assert one_way({where[0]: n for where, n in counts.items()}) == set()


def test_a_first_handful_of_tracks_hides_the_table_and_its_total():
    hiding = two_way({("Kompas", "started"): 2, ("Kompas", "not_started"): 1, ("Buddyhuis", "started"): 0})
    assert hiding.total
    assert hidden_of(hiding) >= {("Kompas", "started"), ("Kompas", ""), ("", "started"), ("Buddyhuis", "started")}


def test_an_only_partner_has_no_other_to_hide_behind():
    hiding = two_way({("Kompas", "started"): 3, ("Kompas", "not_started"): 2})
    assert hiding.cells == {("Kompas", "started"), ("Kompas", "not_started")}
    hiding = two_way({("Kompas", "started"): 30, ("Kompas", "not_started"): 2, ("Kompas", "awaited"): 11})
    assert ("Kompas", "started") not in hiding.cells
    assert not hiding.rows
