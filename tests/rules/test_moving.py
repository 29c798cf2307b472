"""Who lays the figures of two months beside each other finds nobody in the difference."""

import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.monitoring.figure_counts import COLUMNS, WAITS, Reading
from hub.monitoring.moving import may_move
from hub.monitoring.suppress import LIMIT

PLACES, REASONS = ["12025", "12040", None], ["truancy", "behaviour", "offences"]
Case = dict[str, Any]


def case(rng: random.Random) -> Case:
    values = {"home_nis": rng.choice(PLACES), "month": 10, "age": rng.randint(12, 18), "reason": rng.choice(REASONS)}
    return values | {"channel": "form", "referrer_kind": "school", "let_in": "no", "who": rng.randrange(30)}


def read(cases: list[Case], tracks: Counter[str] | None = None) -> Reading:
    """What the facts of these cases read as; tracks by their state."""
    by = {column: list(Counter(case[column] for case in cases).items()) for column in COLUMNS.values()}
    by |= {wait: [(None, len(cases))] for wait in WAITS}
    states = tracks or Counter()
    partners = [("kompas", states.total(), states["started"], states["not_started"], states["awaited"])]
    return Reading(
        municipalities=["12025", "12040"], referrals=len(cases), youngsters=len({case["who"] for case in cases}),
        by=by, partners=partners,
    )  # fmt: skip


cases = st.builds(
    lambda seed, n: [case(random.Random(f"{seed} {k}")) for k in range(n)], st.integers(), st.integers(0, 40)
)


def test_nothing_new_is_no_reason_to_stand_still():
    before = [case(random.Random(1)) for _n in range(8)]
    assert may_move(read(before), read(before))


def test_a_list_that_was_not_counted_before_keeps_nothing_back():
    few = [case(random.Random(n)) for n in range(3)]
    older = read(few)
    older["by"] = {column: counts for column, counts in older["by"].items() if column != "let_in"}
    assert may_move(older, read(few))


@given(cases, st.integers(0, 10**6), st.integers(1, LIMIT - 1))
def test_a_handful_that_came_moves_nothing_and_neither_does_a_handful_that_went(before, seed, n):
    more = before + [case(random.Random(f"new {seed} {k}")) for k in range(n)]
    assert not may_move(read(before), read(more))
    assert not may_move(read(more), read(before))


@given(cases, st.integers(0, 10**6), st.integers(1, LIMIT - 1))
def test_a_handful_that_is_corrected_moves_nothing(before, seed, n):
    rng = random.Random(seed)
    after = [dict(one) for one in before]
    for one in rng.sample(after, min(n, len(after))):
        one["age"] += 20
    assert may_move(read(before), read(after)) == (after == before)


@given(cases, cases)
def test_whenever_figures_move_each_list_that_changed_changed_for_five_or_more(before, after):
    """As somebody with both lists would find it: line by line."""
    old, new = read(before), read(after)
    if may_move(old, new) and (old["by"], old["youngsters"]) != (new["by"], new["youngsters"]):
        for column in COLUMNS.values():
            came = Counter(dict(new["by"][column]))
            came.subtract(dict(old["by"][column]))
            risen, fallen = sum(n for n in came.values() if n > 0), -sum(n for n in came.values() if n < 0)
            assert (risen, fallen) == (0, 0) or max(risen, fallen) >= LIMIT


@pytest.mark.parametrize(("n", "moves"), [(1, False), (LIMIT - 1, False), (LIMIT, True)])
def test_tracks_that_started_move_on_their_own_when_there_are_five(n, moves):
    before = [case(random.Random(2)) for _n in range(20)]
    waiting, started = Counter(awaited=9), Counter(awaited=9 - n, started=n)
    assert may_move(read(before, waiting), read(before, started)) is moves


def test_the_first_tracks_move_along_when_enough_referrals_came():
    before = [case(random.Random(3)) for _n in range(20)]
    more = before + [case(random.Random(k)) | {"who": f"new {k}"} for k in range(LIMIT)]
    assert may_move(read(before, Counter(awaited=3)), read(more, Counter(awaited=2, started=1)))


@pytest.mark.parametrize(("n", "moves"), [(0, True), (1, False), (LIMIT - 1, False), (LIMIT, True)])
def test_a_handful_of_tracks_does_not_move_the_totals_of_the_year_along_with_the_referrals(n, moves):
    before = [case(random.Random(4)) for _n in range(20)]
    more = before + [case(random.Random(k)) | {"who": f"new {k}"} for k in range(LIMIT)]
    old, new = Counter(awaited=9, started=30), Counter(awaited=9 - n, started=30, not_started=n)
    assert may_move(read(before, old), read(more, new)) is moves
    assert may_move(read(before, old), read(more, old + Counter(started=n))) is moves
