"""Pages of an old list: every row stands on one, and an odd number leads to the nearest."""

import pytest

from hub.home.old_list.leafing import PAGE, leaf, number_in


@pytest.mark.parametrize(
    ("number", "total", "found"),
    [
        (1, 0, (1, 1, 0, None, None)), (1, 50, (1, 1, 50, None, None)), (1, 51, (1, 1, 50, None, 2)),
        (2, 51, (2, 51, 51, 1, None)), (9, 51, (2, 51, 51, 1, None)), (0, 51, (1, 1, 50, None, 2)),
        (5, 260, (5, 201, 250, 4, 6)),
    ],
)  # fmt: skip
def test_each_page_knows_its_rows_and_its_neighbours(number: int, total: int, found: tuple[int | None, ...]) -> None:
    here = leaf(number, total)
    assert (here.number, here.first, here.last, here.newer, here.older) == found
    assert here.skipped == (here.number - 1) * PAGE


def test_a_number_in_an_address_is_read_and_nothing_else() -> None:
    assert [number_in(typed) for typed in ("7", "", "-1", "1e3", "99999")] == [7, 1, 1, 1, 1]
