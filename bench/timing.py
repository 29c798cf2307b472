"""Timing two ways of doing the same thing, turn by turn, so that a noisy machine is as noisy to both."""

import time
from collections.abc import Callable
from statistics import median

Doing = Callable[[], object]


def turn_by_turn(ways: dict[str, Doing], seconds: float, least: int = 12, before: int = 1) -> dict[str, float]:
    """The median time of each way in seconds: all ways in turn, for so long, and at least so many times. Each was done
    so many times `before`."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for doing in [*ways.values()] * before:
        doing()
    until, turns = time.perf_counter() + seconds, 0
    while turns < least or time.perf_counter() < until:
        for name, doing in ways.items():
            begun = time.perf_counter()
            doing()
            taken[name].append(time.perf_counter() - begun)
        turns += 1
    return {name: median(times) for name, times in taken.items()}
