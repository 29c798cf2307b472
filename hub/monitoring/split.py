"""The split of tracks by partner and state: which figures stay hidden, while the totals of the year stay in sight.

1. The totals of the states are a list, and so are the totals of the partners: `suppress.one_way` hides in each.
2. Partners of whom the total is hidden are one line together from here on.
3. Of a line with a small number the whole split is hidden: it is closed. Where that makes fewer than LINES, the ones
   with the smallest totals are closed as well.
4. While a reader who follows these rules could narrow a hidden figure down to fewer than LEAST values, the line with
   the next smallest total is closed too.

What such a reader holds for possible are the fillings of the closed lines of which step 3 closes the very same ones.
So whether more must be closed is decided from what that reader sees, and tells nothing of what is hidden. To hide the
cheapest figures would: that is the minimality attack (Wong e.a., VLDB 2007); deciding from what is seen is
simulatable auditing (Kenthapadi e.a., PODS 2005).
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations, product

from hub.monitoring.fillings import Split, Sums, fillings, splits
from hub.monitoring.suppress import LEAST, one_way, small

TOGETHER = ""  # the line of all partners of whom the total is hidden
LINES = 3  # with two, who knows the one by heart takes it away and reads the other

Cell = tuple[str, str]
Lines = frozenset[str]


@dataclass(frozen=True)
class Hiding:
    """What is hidden of a two-way table: cells, totals of rows, totals of columns, and the grand total."""

    cells: frozenset[Cell] = frozenset()
    rows: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()
    total: bool = False


def two_way(counts: Mapping[Cell, int]) -> Hiding:
    """What to hide of a table with the totals of its rows and columns, and a grand total.

    The grand total is hidden when it is small, and then everything is. The total of a column is hidden when it is
    small, or has to hide another one of a column that is.
    """
    return _two_way(frozenset(counts.items()))


@lru_cache(maxsize=256)
def _two_way(counts: frozenset[tuple[Cell, int]]) -> Hiding:
    table = dict(counts)
    rows, columns = sorted({row for row, _ in table}), sorted({column for _, column in table})
    if small(sum(table.values())):
        return Hiding(frozenset(product(rows, columns)), frozenset(rows), frozenset(columns), total=True)
    by_row = {row: tuple(table.get((row, column), 0) for column in columns) for row in rows}
    apart = one_way({row: sum(split) for row, split in by_row.items()})
    lines = {row: split for row, split in by_row.items() if row not in apart}
    if apart:
        lines[TOGETHER] = _added(by_row[row] for row in apart)
    seen = Seen(lines, dict(zip(columns, _added(lines.values()), strict=True)))
    cells = seen.hidden_cells()
    hidden = frozenset((row, column) for row in rows for column in cells[TOGETHER if row in apart else row])
    return Hiding(hidden, apart, seen.hidden)


def _added(lines: Collection[Split] | Iterator[Split]) -> Split:
    return tuple(map(sum, zip(*lines, strict=True)))


def _has_small(split: Split) -> bool:
    return any(map(small, split))


@dataclass(frozen=True)
class Seen:
    """A table as lines with their splits, in the order of the columns in `sums`. Of each line the total is known."""

    lines: dict[str, Split]
    sums: dict[str, int]

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The columns of which the total is hidden."""
        return one_way(self.sums)

    @cached_property
    def in_order(self) -> list[tuple[int, str]]:
        """Lines that can be closed, by their total, the smallest first."""
        return sorted((sum(split), line) for line, split in self.lines.items() if any(split))

    def hidden_cells(self) -> dict[str, set[str]]:
        """The columns that are hidden in each line. What the totals tell anyway is shown: noughts, and an only line."""
        closed = self._closed()
        cells: dict[str, set[str]] = {line: set() for line in self.lines}
        if TOGETHER in cells:
            cells[TOGETHER] = self._not_nought(self.lines[TOGETHER])
        told = len(closed) == 1 and TOGETHER not in closed
        hidden = self.hidden if told else self.hidden | self._not_nought(self._left(closed))
        return cells | {line: set(hidden) for line in closed}

    def _not_nought(self, split: Split) -> set[str]:
        return {column for column, n in zip(self.sums, split, strict=True) if n}

    def _closed(self) -> Lines:
        few = frozenset(line for line, split in self.lines.items() if _has_small(split))
        closed = self._start(few) if few else few
        more = (line for _total, line in self.in_order if line not in closed)
        while closed and not self._is_safe(closed) and (line := next(more, None)) is not None:
            closed |= {line}
        return closed

    def _start(self, few: Lines) -> Lines:
        others = [line for _total, line in self.in_order if line not in few]
        return few.union(others[: max(LINES - len(few), 0)])

    def _starts(self, closed: Lines) -> Iterator[Lines]:
        """Which lines may be those with a small number when these are closed."""
        yield closed
        if len(closed) <= LINES:
            fewer = (frozenset(few) for n in range(1, len(closed)) for few in combinations(sorted(closed), n))
            yield from (few for few in fewer if self._start(few) == closed)

    def _left(self, closed: Lines) -> Split:
        """What all closed lines together hold of each column."""
        nothing = (0,) * len(self.sums)
        return _added([nothing, *(self.lines[line] for line in closed)])

    def _goals(self, closed: Lines) -> list[Split]:
        """What the closed lines may hold together as a reader sees it, who knows no total that is hidden."""
        left, columns = self._left(closed), [n for n, column in enumerate(self.sums) if column in self.hidden]
        if len(columns) != 2:
            return [] if columns else [left]
        one, other = columns
        both = left[one] + left[other]
        goals = (_with(left, {one: n, other: both - n}) for n in range(both + 1))
        return [goal for goal in goals if self._hides_the_same(left, goal)]

    def _hides_the_same(self, left: Split, goal: Split) -> bool:
        sums = zip(self.sums.items(), left, goal, strict=True)
        return one_way({column: n - here + guess for (column, n), here, guess in sums}) == self.hidden

    def _is_safe(self, closed: Lines) -> bool:
        """Whether each hidden figure has LEAST possible values or more, as far as the fillings are few enough to go
        through. It may use of the closed lines only what a reader sees: their totals and their sums."""
        goals = self._goals(closed)
        most = tuple(map(max, zip(*goals, strict=True)))
        sums = Sums.up_to(most) if goals else None
        return sums is not None and any(
            all(len(values) >= LEAST for values in found) for found in self._possible(closed, goals, most, sums)
        )

    def _possible(
        self, closed: Lines, goals: list[Split], most: Split, sums: Sums
    ) -> Iterator[Collection[set[int]]]:  # fmt: skip
        """The possible values of each hidden figure, growing while one possibility after another is gone through."""
        names, cells = sorted(closed), [n for n, column in enumerate(self.sums) if most[n] or column in self.hidden]
        found = defaultdict[tuple[str, int], set[int]](set)
        every = {line: list(splits(sum(self.lines[line]), most)) for line in names}
        for few in self._starts(closed):
            lines = [[split for split in every[line] if _has_small(split) == (line in few)] for line in names]
            *kept, reached = fillings(sums, lines, goals)
            for line, some in zip(names, kept, strict=True):
                for n in cells:
                    found[line, n].update(split[n] for split in some)
            for n in (n for n, column in enumerate(self.sums) if column in self.hidden):
                found["", n].update(goal[n] for goal in reached)
            yield found.values()


def _with(split: Split, others: Mapping[int, int]) -> Split:
    return tuple(others.get(n, count) for n, count in enumerate(split))
