"""One school year's counts as they may be read: everything, or with small numbers and restricted reasons kept back."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.dispatch.codes import RESTRICTED, MainReason
from hub.monitoring.cells import Cell, Hidden
from hub.monitoring.definitions import STARTED
from hub.monitoring.figure_counts import STATES, YearCounts
from hub.monitoring.split import Hiding, two_way
from hub.monitoring.suppress import one_way, small


@dataclass(frozen=True)
class ShownYear:
    """Totals by their name, and the lines of each figure by their key."""

    totals: dict[str, Cell]
    lists: dict[str, dict[str, Cell]]


def everything(counts: YearCounts) -> ShownYear:
    """All figures as they are, for who runs the hub."""
    return _shown(counts, {name: dict(list_) for name, list_ in counts.lists.items()}, Hiding())


def kept_back(counts: YearCounts) -> ShownYear:
    """The figures for everybody else. A hidden figure is the same each time the year is shown, whatever stands beside
    it, so that two pages give no more away than one."""
    lists = counts.lists | {"reasons": _without_restricted(counts.lists["reasons"])}
    shown = _shown(counts, {name: _hide(list_) for name, list_ in lists.items()}, two_way(counts.starts))
    shown.lists["partners"] = {
        partner: Hidden.BESIDE if cell is Hidden.BESIDE or small(counts.partners[partner]) else cell
        for partner, cell in shown.lists["partners"].items()
    }
    shown.lists["waiting"] = {
        wait: Hidden.BESIDE if small(sum(counts.waits[wait].values())) else cell
        for wait, cell in shown.lists["waiting"].items()
    }
    few = {name: Hidden.FEW for name, n in shown.totals.items() if isinstance(n, int) and small(n)}
    youngsters = {} if small(counts.referrals) else {"youngsters": _youngsters(counts)}
    return ShownYear(shown.totals | few | youngsters | shown.lists["waiting"], shown.lists)


def _youngsters(counts: YearCounts) -> Cell:
    """Beside the referrals they tell how many came again, or are about nobody by name: two lines of one list."""
    lines = {"first": counts.youngsters, "again": counts.referrals - counts.youngsters}
    return Hidden.BESIDE if "first" in one_way(lines) else counts.youngsters


def median(days: Mapping[int, int]) -> float | None:
    """The middle of values that are given as counts, exactly; half-way when there are two middles, None without any."""
    n = sum(days.values())
    if not n:
        return None
    low, high = _nth(days, (n - 1) // 2), _nth(days, n // 2)
    return low if low == high else (low + high) / 2


def _nth(days: Mapping[int, int], n: int) -> int:
    passed = 0
    for day, count in sorted(days.items()):
        passed += count
        if passed > n:
            return day
    raise IndexError(n)


def _shown(counts: YearCounts, lists: dict[str, dict[str, Cell]], hiding: Hiding) -> ShownYear:
    states = {state: sum(counts.starts.get((one, state), 0) for one in counts.partners) for state in STATES}
    waiting: dict[str, Cell] = {wait: median(days) for wait, days in counts.waits.items()}
    starts: dict[str, Cell] = {
        state: Hidden.BESIDE if state in hiding.columns else n for state, n in states.items()
    }  # fmt: skip
    return ShownYear(
        totals={
            "referrals": counts.referrals,
            "youngsters": counts.youngsters,
            "tracks": Hidden.FEW if hiding.total else counts.tracks,
            STARTED: starts[STARTED],
            **waiting,
        },
        lists={
            **lists,
            "partners": {one: Hidden.BESIDE if one in hiding.rows else n for one, n in counts.partners.items()},
            "starts": starts,
            "starts_by_partner": {
                f"{partner}:{state}": Hidden.BESIDE if (partner, state) in hiding.cells else n
                for (partner, state), n in counts.starts.items()
            },
            "waiting": waiting,
        },
    )


def _hide(counts: Mapping[str, int]) -> dict[str, Cell]:
    hidden = one_way(counts)
    return {key: Hidden.BESIDE if key in hidden else n for key, n in counts.items()}


def _without_restricted(reasons: Mapping[str, int]) -> dict[str, int]:
    merged = {key: n for key, n in reasons.items() if key not in RESTRICTED}
    merged[MainReason.OTHER.value] += sum(reasons[code] for code in RESTRICTED)
    return merged
