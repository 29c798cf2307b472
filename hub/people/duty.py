"""Who has duty when: the half days on which a hub is open, a weekly pattern with exceptions, and gaps. Pure rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from hub.clock import BRUSSELS, DayUnit
from hub.opening_hours import Hours, day_name
from hub.wording import N_, _, date_words

NOON = time(12, 30)  # (assumed) where a morning ends and an afternoon begins
# Of a hub that gave no hours: an ordinary week of an office (assumed).
USUAL = Hours(DayUnit.WORKING_DAYS, (*(((time(9), time(16)),) * 5), None, None))


class Part(StrEnum):
    """Half a day; the values are stored."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


PART_WORDS = {Part.MORNING: N_("voormiddag"), Part.AFTERNOON: N_("namiddag")}
ON_PART = {Part.MORNING: N_("%(day)svoormiddag"), Part.AFTERNOON: N_("%(day)snamiddag")}
Turn = tuple[date, Part]


@dataclass(frozen=True)
class Slot:
    """Half a day on which the hub is open, from when until when, in Brussels."""

    day: date
    part: Part
    start: datetime
    end: datetime

    @property
    def turn(self) -> Turn:
        return self.day, self.part

    @property
    def words(self) -> str:
        """ "donderdagnamiddag 26 november" """
        weekday, rest = day_name(self.day.weekday()), date_words(self.day).split(" ", 1)
        return " ".join([_(ON_PART[self.part], day=weekday), *rest[1:]])


@dataclass(frozen=True)
class Usual:
    """Who has this half day every week, from this day on; None for nobody any more."""

    weekday: int
    part: Part
    since: date
    person: UUID | None


def slots(hours: Hours | None, first: date, days: int) -> list[Slot]:
    """The half days on which the hub is open, in order; a part that is not open is left out."""
    found = []
    for n in range(days):
        day = first + timedelta(days=n)
        span = (hours or USUAL).on(day)
        if span is None:
            continue
        start, end = span
        if start < NOON:
            found.append(Slot(day, Part.MORNING, _at(day, start), _at(day, min(end, NOON))))
        if end > NOON:
            found.append(Slot(day, Part.AFTERNOON, _at(day, max(start, NOON)), _at(day, end)))
    return found


def who(
    turn: Turn, pattern: Sequence[Usual], exceptions: Mapping[Turn, UUID | None], there: Iterable[UUID]
) -> UUID | None:  # fmt: skip
    """Who has this half day: the exception, or else the pattern as it was on that day. None for nobody, and for who is
    not `there` any more."""
    day, part = turn
    person = exceptions[turn] if turn in exceptions else usually(pattern, day, part)
    return person if person in set(there) else None


def usually(pattern: Sequence[Usual], day: date, part: Part) -> UUID | None:
    known = [one for one in pattern if (one.weekday, one.part) == (day.weekday(), part) and one.since <= day]
    return max(known, key=lambda one: one.since).person if known else None


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def now_on(slots_of_day: Sequence[Slot], now: datetime) -> Slot | None:
    """The half day that runs now."""
    return next((slot for slot in slots_of_day if slot.start <= now < slot.end), None)


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, BRUSSELS)
