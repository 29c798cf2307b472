"""The clocks: after how many days what is due. Defaults of DOMAIN.md §3; a row per hub may say otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from hub.clock import DayUnit, add_days, at_nine, brussels_date, is_working_day


class ClockName(StrEnum):
    CONCEPT = "concept"  # a draft is kept so long
    CLARIFICATION = "clarification"  # from submission to the first talk
    REFERRER_ANSWER = "referrer_answer"  # a question to the referrer
    CONSULT = "consult"
    PARTNER_ANSWER = "partner_answer"  # after the discussion, or to a proposal
    START_CHECK = "start_check"  # after the agreed start date
    PARTNER_SILENCE = "partner_silence"  # after a letter to the partner, before the coordinator has it
    SIGN_OF_LIFE = "sign_of_life"  # of a running track
    HUB_ANSWER = "hub_answer"  # another hub answers to an offered case
    CLB_ANSWER = "clb_answer"  # a CLB answers to a letter, and once more to its reminder
    LOOK_OVER = "look_over"  # what came out of the old list, before a person looked at it
    DECISION = "decision"  # a reopened case waits on the coordinator
    CAPACITY = "capacity"  # older than this is shown as stale
    MINUTES_DRAFT = "minutes_draft"  # the minutes of a session go round
    MINUTES_READING = "minutes_reading"  # whoever sat there reads them, when nobody chooses another day


@dataclass(frozen=True)
class Clock:
    days: int
    unit: DayUnit


WORKING, SCHOOL = DayUnit.WORKING_DAYS, DayUnit.SCHOOL_DAYS
DEFAULTS: dict[ClockName, Clock] = {
    ClockName.CONCEPT: Clock(30, DayUnit.CALENDAR_DAYS),
    ClockName.CLARIFICATION: Clock(2, WORKING),
    ClockName.REFERRER_ANSWER: Clock(5, WORKING),
    ClockName.CONSULT: Clock(5, WORKING),
    ClockName.PARTNER_ANSWER: Clock(5, WORKING),
    ClockName.START_CHECK: Clock(1, SCHOOL),
    ClockName.PARTNER_SILENCE: Clock(5, SCHOOL),
    ClockName.SIGN_OF_LIFE: Clock(30, SCHOOL),
    ClockName.HUB_ANSWER: Clock(5, WORKING),
    ClockName.CLB_ANSWER: Clock(3, SCHOOL),
    ClockName.LOOK_OVER: Clock(10, WORKING),
    ClockName.DECISION: Clock(2, WORKING),
    ClockName.CAPACITY: Clock(14, DayUnit.CALENDAR_DAYS),
    ClockName.MINUTES_DRAFT: Clock(5, WORKING),
    ClockName.MINUTES_READING: Clock(5, WORKING),
}

Clocks = Mapping[ClockName, Clock]


def due_after(clocks: Clocks, name: ClockName, since: datetime | date) -> datetime:
    """Nine o'clock in Brussels on the day that this clock runs out, or on the next working day."""
    day = brussels_date(since) if isinstance(since, datetime) else since
    clock = clocks.get(name, DEFAULTS[name])
    last = add_days(day, clock.days, clock.unit)
    return at_nine(last if is_working_day(last) else add_days(last, 1, DayUnit.WORKING_DAYS))
