"""What waits on the hub itself: from when on that is too long, whose turn it is, how long was agreed. Pure rules."""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from hub.clock import brussels_date
from hub.dispatch.clocks import DEFAULTS, ClockName, Clocks, due_after
from hub.dispatch.clockwork.words import term
from hub.dispatch.watch import Party, Why
from hub.wording import N_, _

# The longest clock that can be set, of school days, is no longer.
LOOKED_BACK = 1000
TURNS = {
    Party.COORDINATOR: N_("de coördinator"),
    Party.REFERRER: N_("de coördinator, want de aanmelder antwoordde niet"),
    Party.PARTNER: N_("het meldpunt zelf, met een eigen traject"),
}
# Which clock said by when, where one did.
BY_CLOCK = {
    Why.FINISH_CONCEPT: ClockName.CONCEPT, Why.FIRST_TALK: ClockName.CLARIFICATION,
    Why.DECIDE_AFTER_TALK: ClockName.CLARIFICATION, Why.CONSULT: ClockName.CONSULT,
    Why.PARTNERS_ANSWER: ClockName.PARTNER_ANSWER, Why.HUB_ANSWERS: ClockName.HUB_ANSWER,
    Why.DECIDE: ClockName.DECISION, Why.TELL_AND_CLOSE: ClockName.DECISION, Why.LOOK_OVER: ClockName.LOOK_OVER,
}  # fmt: skip


def last_day(clocks: Clocks, now: datetime) -> date:
    """What was to be done by this day, or before, has waited longer than agreed now; a later day has not."""
    first = brussels_date(now) - timedelta(days=LOOKED_BACK)
    days = [first + timedelta(days=n) for n in range(LOOKED_BACK + 1)]
    long = bisect_right(days, now, key=lambda day: due_after(clocks, ClockName.HUB_SILENCE, day))
    return first + timedelta(days=long - 1)


def turn(holder: str) -> str:
    """Whose turn it is now that its day went by."""
    return _(TURNS[Party(holder)])


def agreed(clocks: Clocks, why: str, since: datetime, due: datetime) -> str:
    """ "2 werkdagen", where a clock that counts from the begin of the stage gave the date; else nothing."""
    name = BY_CLOCK.get(Why(why))
    if name is None or due_after(clocks, name, since) != due:
        return ""
    clock = clocks.get(name, DEFAULTS[name])
    return term(clock.days, clock.unit)


def newly(waits: Mapping[str, str], before: Mapping[str, str]) -> set[str]:
    """What waits now, by its case and the day that was agreed, and did not the time before."""
    return {case for case, day in waits.items() if before.get(case) != day}
