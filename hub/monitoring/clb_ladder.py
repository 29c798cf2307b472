"""The ladder of a question to a CLB: the CLB, the CLB once more, then the coordinator."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hub.clock import brussels_date, quiet
from hub.dispatch.clb import ClbState, Step
from hub.dispatch.clocks import DEFAULTS, ClockName, Clocks, days_on

LETTERS = 2  # to the CLB, before the coordinator has it


class Do(StrEnum):
    REMIND = "remind"
    GIVE = "give"  # the coordinator calls; the case goes on meanwhile


@dataclass(frozen=True)
class Watched:
    """What the ladder needs to know of a question; `asked_at` is when the last letter was written."""

    state: str
    step: str
    due_at: datetime | None
    asked_at: datetime | None
    times_asked: int


def climb(question: Watched, clocks: Clocks, now: datetime) -> Do | None:
    """What to do with a question at this moment; None when nothing: answered, not due, or no hour to disturb people.

    A CLB is written to on school days only, never twice a day and never when it is closed. `clocks` know its closed
    days. Silence never counts as an answer.
    """
    due = question.state == ClbState.ASKED and question.step == Step.CLB and question.due_at
    today = brussels_date(now)
    if not due or due > now or quiet(now) or clocks.hub.shut(today):
        return None
    if question.times_asked >= LETTERS:
        return Do.GIVE
    asked_today = question.asked_at is not None and brussels_date(question.asked_at) == today
    unit = clocks.get(ClockName.CLB_ANSWER, DEFAULTS[ClockName.CLB_ANSWER]).unit
    return None if asked_today or quiet(now, unit) or clocks.partner.shut(today) else Do.REMIND


def coordinator_by(clocks: Clocks, now: datetime) -> datetime:
    """Until when the coordinator has to speak with a silent CLB: tomorrow at the earliest."""
    return days_on(clocks, ClockName.DECISION, now)
