"""Whose acceptance of the house rules counts. Pure rules."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Edition:
    """One version: whether whoever accepted the one before has to read it, and who accepted this very one."""

    version: int
    asks_again: bool
    accepted_by: frozenset[UUID]


def who_must_accept(editions: Sequence[Edition], organisations: Collection[UUID]) -> frozenset[UUID]:
    """Which of these organisations have to accept before they sit at the table; none while nothing was published.

    An acceptance counts for the version that was read and for each later one that does not ask again.
    """
    counts: set[UUID] = set()
    for one in sorted(editions, key=lambda edition: edition.version):
        counts = (set() if one.asks_again else counts) | one.accepted_by
    return frozenset(organisations) - counts if editions else frozenset()
