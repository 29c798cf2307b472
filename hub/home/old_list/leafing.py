"""Rows of an old list in pages: which ones stand on a page, and which page comes before and after it."""

import re
from dataclasses import dataclass

PAGE = 50


@dataclass(frozen=True)
class Leaf:
    """Lines `first` to `last` of `total` stand on page `number`; before and after it come `newer` and `older`."""

    number: int
    first: int
    last: int
    total: int
    newer: int | None
    older: int | None

    @property
    def skipped(self) -> int:
        return self.first - 1


def leaf(number: int, total: int) -> Leaf:
    """The page with this number, the first being 1; the nearest one where there is none such."""
    pages = max(1, -(-total // PAGE))
    here = min(max(number, 1), pages)
    first = (here - 1) * PAGE + 1
    return Leaf(here, first, min(first + PAGE - 1, total), total, here - 1 or None, here + 1 if here < pages else None)


def number_in(typed: str) -> int:
    """As it stands in an address; the first page where that says nothing."""
    return int(typed) if re.fullmatch("[0-9]{1,4}", typed) else 1
