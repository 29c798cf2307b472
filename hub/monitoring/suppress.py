"""Small numbers: which figures of a table must stay hidden so that nobody can read or calculate a small one.

A reader is taken to know the rule, every figure that is shown, every total, and that no hidden figure is zero, unless
the whole table is hidden. Hidden figures all look alike: which of them is the small one stays open.
"""

import heapq
from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

LIMIT = 5  # the smallest number that may be shown, besides zero
SPREAD = 5  # how far apart the smallest and the largest value of a hidden figure at least lie

Key = TypeVar("Key", bound=str)


def small(n: int) -> bool:
    return 0 < n < LIMIT


def one_way(counts: Mapping[Key, int]) -> frozenset[Key]:
    """The keys to hide of a table that adds up to a total which is shown: the small ones, and the next smallest ones
    until those together leave room enough. Everything when the total itself is small, or when nothing less will do.
    """
    if small(sum(counts.values())):
        return frozenset(counts)
    hidden = {key for key, n in counts.items() if small(n)}
    others = sorted((key for key, n in counts.items() if n >= LIMIT), key=lambda key: (counts[key], key))
    while hidden and _room([counts[key] for key in hidden]) < SPREAD:
        if not others:
            return frozenset(counts)
        hidden.add(others.pop(0))
    return frozenset(hidden)


def _room(hidden: Collection[int]) -> int:
    """How far a hidden figure can go from 1, when the others may be 1 as well and all add up to what is known."""
    return sum(hidden) - len(hidden) if len(hidden) > 1 else 0


Cell = tuple[str, str]
Counts = frozenset[tuple[Cell, int]]


@dataclass(frozen=True)
class Hiding:
    """What is hidden of a two-way table: cells, totals of rows, totals of columns, and the grand total."""

    cells: frozenset[Cell] = frozenset()
    rows: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()
    total: bool = False


def two_way(counts: Mapping[Cell, int]) -> Hiding:
    """What to hide of a table with the totals of its rows and columns, and a grand total that is shown."""
    return _two_way(frozenset(counts.items()))


@lru_cache(maxsize=256)
def _two_way(counts: Counts) -> Hiding:
    net = Net.of(dict(counts))
    if small(net.total):
        return _as_hiding(net, set(net.flows), total=True)
    hidden = {edge for edge, n in net.flows.items() if small(n)}
    while len(hidden) < len(net.flows):
        weak = next((edge for edge in sorted(hidden) if spread(net, hidden, edge) < SPREAD), None)
        if weak is None:
            break
        hidden |= _way_round(net, hidden, weak) or _smallest(net, hidden) or set(net.flows)
    return _as_hiding(net, hidden)


# A two-way table as streams: from the grand total into the rows, through the cells into the columns, and back. What
# flows into a point flows out of it, which is all that totals say; so a hidden figure can grow or shrink by as much as
# the other hidden ones can carry around it.
Edge = tuple[str, str]
SOURCE, SINK = "<", ">"


@dataclass(frozen=True)
class Net:
    """Figures as streams between points; rows are points "r…", columns "c…"."""

    flows: dict[Edge, int] = field(hash=False)
    total: int

    @classmethod
    def of(cls, counts: Mapping[Cell, int]) -> "Net":
        flows: dict[Edge, int] = {}
        for (row, column), n in counts.items():
            edges = (SOURCE, f"r{row}"), (f"r{row}", f"c{column}"), (f"c{column}", SINK)
            for edge in edges:
                flows[edge] = flows.get(edge, 0) + n
        return cls(flows, sum(counts.values()))


def spread(net: Net, hidden: set[Edge], edge: Edge) -> int:
    """How far apart the smallest and the largest possible value of this hidden figure lie, as far as SPREAD."""
    least = 0 if len(hidden) == len(net.flows) else 1
    rest = {one: net.flows[one] - least for one in hidden if one != edge}
    start, end = edge
    down = min(net.flows[edge] - least, _carried(rest, start, end, net.total))
    return min(_carried(rest, end, start, net.total) + down, SPREAD)


def _carried(rest: Mapping[Edge, int], start: str, end: str, most: int) -> int:
    """What hidden figures can carry from one point to another (as far as SPREAD): along a figure by letting it grow,
    against it by letting it shrink."""
    room: dict[str, dict[str, int]] = {}
    for (a, b), shrinks in rest.items():
        room.setdefault(a, {})[b] = most
        room.setdefault(b, {})[a] = shrinks
    carried = 0
    while carried < SPREAD and (way := _way(room, start, end)):
        amount = min(room[a][b] for a, b in way)
        for a, b in way:
            room[a][b] -= amount
            room[b][a] += amount
        carried += amount
    return carried


def _way(room: Mapping[str, Mapping[str, int]], start: str, end: str) -> list[Edge]:
    """The shortest way with room left, or none."""
    came_from, queue = {start: start}, deque([start])
    while queue and end not in came_from:
        here = queue.popleft()
        for there, left in sorted(room.get(here, {}).items()):
            if left and there not in came_from:
                came_from[there] = here
                queue.append(there)
    return list(_back(came_from, end)) if end in came_from else []


def _back(came_from: Mapping[str, str], point: str) -> Iterator[Edge]:
    while came_from[point] != point:
        yield came_from[point], point
        point = came_from[point]


def _way_round(net: Net, hidden: set[Edge], weak: Edge) -> set[Edge]:
    """The cheapest figures to hide so that this one can grow by SPREAD: a circle through it, none when there is none.

    Hiding costs as much as the figure counts; totals cost more than any cell.
    """
    start, goal = weak[1], weak[0]
    arcs = _arcs(net, hidden, weak)
    queue: list[tuple[int, str, list[Edge]]] = [(0, start, [])]
    seen: set[str] = set()
    while queue:
        cost, here, way = heapq.heappop(queue)
        if here == goal:
            return set(way)
        if here not in seen:
            seen.add(here)
            for there, price, edge in arcs.get(here, []):
                heapq.heappush(queue, (cost + price, there, [*way, edge]))
    return set()


def _arcs(net: Net, hidden: set[Edge], weak: Edge) -> dict[str, list[tuple[str, int, Edge]]]:
    """Where a change can go from each point: along a figure that grows, against one that can shrink by SPREAD."""
    arcs: dict[str, list[tuple[str, int, Edge]]] = {}
    for edge, n in net.flows.items():
        if edge == weak or not n:
            continue
        price = 0 if edge in hidden else n + (net.total if SOURCE in edge or SINK in edge else 0)
        arcs.setdefault(edge[0], []).append((edge[1], price, edge))
        if n > SPREAD:
            arcs.setdefault(edge[1], []).append((edge[0], price, edge))
    return arcs


def _smallest(net: Net, hidden: set[Edge]) -> set[Edge]:
    """The smallest figure that is shown and not zero, a cell before a total."""

    def order(edge: Edge) -> tuple[bool, int, Edge]:
        return SOURCE in edge or SINK in edge, net.flows[edge], edge

    return set(sorted((edge for edge, n in net.flows.items() if n and edge not in hidden), key=order)[:1])


def _as_hiding(net: Net, hidden: set[Edge], total: bool = False) -> Hiding:
    return Hiding(
        cells=frozenset((a[1:], b[1:]) for a, b in hidden if a != SOURCE and b != SINK),
        rows=frozenset(b[1:] for a, b in hidden if a == SOURCE),
        columns=frozenset(a[1:] for a, b in hidden if b == SINK),
        total=total,
    )
