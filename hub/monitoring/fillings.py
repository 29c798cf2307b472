"""Every way in which the lines of a table can be filled in, so that its columns add up to what is known."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product

Split = tuple[int, ...]  # the figures of one line, or the sums of all lines, by column
LARGEST = 1 << 17  # sums that are kept apart; beyond it, going through them takes a page too long


@dataclass(frozen=True)
class Sums:
    """Sums of columns as the bits of one number: where a bit stands, a sum is possible.

    The totals of the lines are known, so one column follows from the others and is left out. Each column has twice the
    room it needs: a sum that grows or shrinks too far lands between, where `inside` takes it away.
    """

    columns: tuple[int, ...]
    strides: tuple[int, ...]
    inside: int

    @classmethod
    def up_to(cls, most: Split) -> "Sums | None":
        """Sums as large as these in each column; None when they are too many."""
        left_out = max(range(len(most)), key=lambda column: most[column])
        columns, strides, size = tuple(column for column in range(len(most)) if column != left_out), [], 1
        for column in columns:
            strides.append(size)
            size *= 2 * (most[column] + 1)
        if size > LARGEST:
            return None
        each = product(*(range(most[column] + 1) for column in columns))
        inside = sum(1 << sum(n * stride for n, stride in zip(one, strides, strict=True)) for one in each)
        return cls(columns, tuple(strides), inside)

    def place(self, split: Split) -> int:
        return sum(split[column] * stride for column, stride in zip(self.columns, self.strides, strict=True))

    def grown(self, sums: int, by: Collection[int]) -> int:
        return reduce(lambda found, place: found | sums << place, by, 0) & self.inside

    def shrunk(self, sums: int, by: Collection[int]) -> int:
        return reduce(lambda found, place: found | sums >> place, by, 0) & self.inside


def splits(total: int, most: Split) -> Iterator[Split]:
    """Every way to share a line's total out over the columns, with at most so many in each."""
    if len(most) == 1:
        if total <= most[0]:
            yield (total,)
        return
    for n in range(min(total, most[0]) + 1):
        yield from ((n, *rest) for rest in splits(total - n, most[1:]))


def fillings(sums: Sums, lines: Sequence[Collection[Split]], goals: Collection[Split]) -> Iterator[Collection[Split]]:
    """Of the splits that each line may have, those with which the columns can add up to one of these goals; last, the
    goals that can be reached."""
    places = [[sums.place(split) for split in line] for line in lines]
    before, after = [1], [reduce(lambda found, goal: found | 1 << sums.place(goal), goals, 0)]
    for steps in places:
        before.append(sums.grown(before[-1], steps))
    for steps in reversed(places):
        after.insert(0, sums.shrunk(after[0], steps))
    for n, line in enumerate(lines):
        yield [split for split, place in zip(line, places[n], strict=True) if before[n] << place & after[n + 1]]
    yield [goal for goal in goals if before[-1] >> sums.place(goal) & 1]
