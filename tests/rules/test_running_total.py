"""Months added up: as far as the page goes, and never so far that a hidden month can be read."""

from hypothesis import given
from hypothesis import strategies as st

from hub.monitoring.cells import Hidden
from hub.monitoring.running_total import running
from hub.monitoring.suppress import one_way

X = Hidden.BESIDE


def test_months_add_up_as_far_as_the_year_came():
    assert running([6, 0, 7, None, None], 13) == [6, 6, 13, None, None]


def test_hidden_months_leave_a_gap_and_the_total_goes_on_after_them():
    assert running([6, X, 8, X, 7, 9], 40) == [6, X, X, 24, 31, 40]


def test_without_a_total_that_may_be_read_it_ends_before_the_first_hidden_month():
    assert running([6, X, 8], Hidden.FEW) == [6, X, X]
    assert running([X, X], Hidden.FEW) == [X, X]


@given(st.lists(st.integers(0, 14), min_size=1, max_size=8))
def test_what_is_added_up_says_no_more_than_the_months_and_their_total_say_already(months):
    """Every total that shows can be reckoned from the shown months before it, or from the year and those after it."""
    total, counts = sum(months), {str(n): value for n, value in enumerate(months)}
    hidden = one_way(counts)
    cells = [X if str(n) in hidden else value for n, value in enumerate(months)]
    for n, cell in enumerate(running(cells, X if 0 < total < 5 else total)):
        if isinstance(cell, int):
            assert cell == sum(months[: n + 1])
            assert X not in cells[: n + 1] or X not in cells[n + 1 :]
