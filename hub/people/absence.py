"""Who acts for a coordinator who is away: the deputy, the deputy's deputy, or all who are there. Pure rules."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Away:
    """Somebody is away from the first to the last of these days; without a deputy all colleagues stand in."""

    person: UUID
    deputy: UUID | None
    first: date
    last: date

    def on(self, day: date) -> bool:
        return self.first <= day <= self.last

    def meets(self, other: "Away") -> bool:
        return self.first <= other.last and other.first <= self.last


def away_on(day: date, periods: Iterable[Away]) -> dict[UUID, UUID | None]:
    """By who is away on this day: whom it chose."""
    return {one.person: one.deputy for one in periods if one.on(day)}


def who_acts(person: UUID, away: Mapping[UUID, UUID | None], there: Collection[UUID]) -> UUID | None:
    """Who does what waits on this person now: itself, or the first along the chain of deputies that is there.
    None for all colleagues together: nobody was chosen, a deputy left, or the chain comes back to where it was."""
    passed: set[UUID] = set()
    while person in away:
        passed.add(person)
        following = away[person]
        if following is None or following in passed:
            return None
        person = following
    return person if person in there else None


def comes_back(new: Away, others: Iterable[Away]) -> bool:
    """Whether on some day of this absence its chain of deputies would lead back to who is away. A ring is whole on the
    first day of the absence in it that begins last."""
    known = [one for one in others if one.person != new.person and one.meets(new)]
    return any(
        _leads_to(new, away_on(day, known)) for day in {new.first, *(max(one.first, new.first) for one in known)}
    )


def _leads_to(new: Away, away: Mapping[UUID, UUID | None]) -> bool:
    person, passed = new.deputy, set[UUID | None]()
    while person is not None and person not in passed:
        if person == new.person:
            return True
        passed.add(person)
        person = away.get(person)
    return False
