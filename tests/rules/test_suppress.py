"""Somebody with pencil and paper tries to find the small numbers of a list, and does not."""

from collections import defaultdict
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hub.monitoring.suppress import LIMIT, SPREAD, one_way, small, stays_open

PLACES = ["Berlaar", "Bornem", "Duffel", "Lier", "Mechelen", "Nijlen", "Putte", "Willebroek"]


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


def test_two_equal_numbers_are_hidden_both():
    """Which of them would tell that the small number is just so small that the other one was not the next."""
    assert one_way({"Mechelen": 90, "Lier": 12, "Putte": 12, "Duffel": 3}) == {"Duffel", "Lier", "Putte"}


@given(tables(PLACES, 14))
def test_no_small_number_of_a_list_can_be_read(counts):
    hidden = one_way(counts)
    assert not [place for place, n in counts.items() if small(n) and place not in hidden]


@given(tables(PLACES[:4], 7))
@settings(max_examples=80, deadline=None)
def test_no_small_number_of_a_list_can_be_calculated(counts):
    total, hidden = sum(counts.values()), sorted(one_way(counts))
    assume(hidden and total >= LIMIT)
    left = sum(counts[place] for place in hidden)
    least = 0 if len(hidden) == len(counts) else 1
    guesses = [guess for guess in product(range(least, left + 1), repeat=len(hidden)) if sum(guess) == left]
    for values in zip(*guesses, strict=True):
        assert max(values) - min(values) >= SPREAD


def test_two_small_numbers_that_only_the_rule_itself_gives_away_take_a_third_along():
    """Beside a five that is shown, both could only be four: any other way the five would have been hidden."""
    assert one_way({"Bornem": 5, "Duffel": 4, "Lier": 4}) == {"Bornem", "Duffel", "Lier"}
    assert one_way({"Mechelen": 900, "Lier": 700, "Putte": 11, "Duffel": 10, "Bornem": 4}) == {"Bornem", "Duffel"}


@pytest.mark.parametrize("total", [5, 9, 13, 17])
def test_who_follows_the_rule_backwards_can_tell_no_number_of_a_list(total):
    """Every list of this total, by what a reader sees of it."""
    alike = defaultdict[tuple[Any, ...], list[dict[str, int]]](list)
    for numbers in product(range(total + 1), repeat=3):
        for last in {total - sum(numbers)} & set(range(total + 1)):
            counts = dict(zip(PLACES, (*numbers, last), strict=False))
            hidden = one_way(counts)
            alike[hidden, tuple(n for place, n in counts.items() if place not in hidden)].append(counts)
    assert len(alike) > 4 or total == LIMIT
    for (hidden, _shown), possible in alike.items():
        assert not [place for place in hidden if not stays_open({counts[place] for counts in possible})]


@given(tables(PLACES, 400))
def test_what_is_hidden_besides_is_smaller_than_all_that_is_shown(counts):
    hidden = one_way(counts)
    shown = [n for place, n in counts.items() if n and place not in hidden]
    assert not shown or max((counts[place] for place in hidden), default=0) < min(shown)


def test_an_empty_list_hides_nothing():
    assert one_way({}) == one_way({"Mechelen": 0}) == set()
