"""Until when a partner may read a table card and answer it: pure rules."""

from dataclasses import dataclass
from datetime import datetime

from hub.dispatch.case import Stage

SEES_CARDS = ("co_working", "co_thinking")
ANSWERS = "co_working"


@dataclass(frozen=True)
class OnTable:
    """Where a case stands with its table: its stage, its answer date, and whether the session is over."""

    stage: Stage
    next_due: datetime | None
    session_closed: bool


def on_the_table(case: OnTable, now: datetime) -> bool:
    """Whether the table still has this case: it waits to be discussed, or for answers until their date."""
    if case.stage == Stage.ON_TABLE:
        return not case.session_closed
    return case.stage == Stage.DISCUSSED and case.next_due is not None and now < case.next_due


def may_read(case: OnTable, now: datetime, *, level: str, works_on_it: bool, declined: bool) -> bool:
    """Whether a seated partner may read the card: nobody's access outlives the table.

    Once the session is closed only who still owes an answer reads on, until the answer date. Who takes the case up, or
    has a track in it, reads until the table is done with it.
    """
    if works_on_it:
        return case.stage in (Stage.ON_TABLE, Stage.DISCUSSED)
    if level not in SEES_CARDS or not on_the_table(case, now):
        return False
    return not case.session_closed or (level == ANSWERS and not declined)
