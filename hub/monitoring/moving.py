"""When figures that stand still may move on: only when so much changed that it tells nothing about one youngster."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from hub.monitoring.definitions import ELSEWHERE
from hub.monitoring.figure_counts import COLUMNS, Reading
from hub.monitoring.suppress import LIMIT, small

Counted = Mapping[str, int]


def may_move(before: Reading, after: Reading) -> bool:
    """Whether who compares the two learns of a handful at least.

    Each list of referrals that both know stays as it is, or LIMIT of its referrals or more came, went or changed their
    line. So do the tracks, whose totals everybody reads; but few tracks, which nobody does, move along with the
    referrals.
    """
    both = [column for column in COLUMNS.values() if column in before["by"] and column in after["by"]]
    moves = [_moved(old, new) for old, new in zip(_lists(before, both), _lists(after, both), strict=True)]
    if any(0 < moved < LIMIT for moved in moves):
        return False
    old, new = _tracks(before), _tracks(after)
    if not 0 < _moved(old, new) < LIMIT:
        return True
    return any(moves) and any(small(sum(tracks.values())) for tracks in (old, new))


def in_lines_of(before: Reading, after: Reading) -> Reading:
    """What is read now, by the municipalities of before while a handful lives in those that joined or left the area:
    else those come out of the line of all others, or go into it, and who compares the two knows how many they are."""
    moved = _moved(_places(after, before["municipalities"]), _places(after, after["municipalities"]))
    return Reading(**{**after, "municipalities": before["municipalities"]}) if 0 < moved < LIMIT else after


def _places(read: Reading, area: Collection[str]) -> Counted:
    lines: Counter[str] = Counter()
    for nis, n in read["by"]["home_nis"]:
        lines[str(nis) if nis is None or nis in area else ELSEWHERE] += n
    return lines


def _moved(before: Counted, after: Counted) -> int:
    """How many at least came, went or changed their line."""
    grown = [after.get(key, 0) - before.get(key, 0) for key in {*before, *after}]
    return max(sum(n for n in grown if n > 0), -sum(n for n in grown if n < 0))


def _lists(read: Reading, columns: Sequence[str]) -> Sequence[Counted]:
    again = read["referrals"] - read["youngsters"]
    return [*(_list(read["by"][column]) for column in columns), {"first": read["youngsters"], "again": again}]


def _list(pairs: Sequence[tuple[Any, int]]) -> Counted:
    return Counter({str(value): n for value, n in pairs})


def _tracks(read: Reading) -> Counted:
    return {f"{who}:{place}": n for who, _cases, *states in read["partners"] for place, n in enumerate(states)}
