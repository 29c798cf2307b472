"""Who was asked about a consult and says nothing: a reminder the day before, then the coordinator. Pure rules."""

from datetime import date, datetime
from enum import StrEnum

from hub.clock import DayUnit, add_days, at_nine, brussels_date, quiet


class Do(StrEnum):
    REMIND = "remind"
    GIVE = "give"  # the coordinator calls, or answers without this one


def looked_at(today: date, answer_by: date, unit: DayUnit) -> datetime:
    """When a silent one is looked at next: the last day before which people are disturbed, else the day itself. Who is
    asked so late that this day is gone already, is not reminded."""
    before = add_days(answer_by, -1, unit)
    return at_nine(before if before > today else answer_by)


def climb(due_at: datetime, answer_by: date, now: datetime, unit: DayUnit) -> Do | None:
    """What to do now with who says nothing; None when nothing: not due, or no hour to disturb people."""
    if due_at > now or quiet(now):
        return None
    if brussels_date(now) >= answer_by:
        return Do.GIVE
    return None if quiet(now, unit) else Do.REMIND
