"""The clocks: after how many days what is due, and who is asked. Defaults of DOMAIN.md §3; rows say otherwise."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from hub.calendars import NATIONAL, Calendar
from hub.clock import DayUnit, at_nine, brussels_date


class ClockName(StrEnum):
    CONCEPT = "concept"  # a draft is kept so long
    CLARIFICATION = "clarification"  # from submission to the first talk
    REFERRER_ANSWER = "referrer_answer"  # a question to the referrer
    CONSULT = "consult"
    PARTNER_ANSWER = "partner_answer"  # after the discussion, or to a proposal
    START_CHECK = "start_check"  # after the agreed start date
    PARTNER_SILENCE = "partner_silence"  # after a letter to the partner, before what comes next
    SIGN_OF_LIFE = "sign_of_life"  # of a running track
    HUB_ANSWER = "hub_answer"  # another hub answers to an offered case
    CLB_ANSWER = "clb_answer"  # a CLB answers to a letter, and once more to its reminder
    LOOK_OVER = "look_over"  # what came out of the old list, before a person looked at it
    DECISION = "decision"  # a reopened case waits on the coordinator
    HUB_SILENCE = "hub_silence"  # what waits on the hub itself, after its own day, before the core group reads so
    CAPACITY = "capacity"  # older than this is shown as stale
    HELP_QUESTION = "help_question"  # after a partner agreed: is there help?
    HELP_ANSWER = "help_answer"  # to that question, and once more to its reminder
    MINUTES_DRAFT = "minutes_draft"  # the minutes of a session go round
    MINUTES_READING = "minutes_reading"  # whoever sat there reads them, when nobody chooses another day


class Whom(StrEnum):
    """Who is asked first about a track."""

    WORKER = "worker"  # of the partner; from its second letter on the partner itself
    PARTNER = "partner"  # its own address, or the member it has longest
    HUB = "hub"  # nobody outside: the coordinator has it at once


class Grows(StrEnum):
    """How the time between two letters grows."""

    STEADY = "steady"
    STEPS = "steps"  # once, twice, three times the days
    DOUBLES = "doubles"


@dataclass(frozen=True)
class Clock:
    """After how many days; and, of a clock about a track, who is asked and how often before the coordinator has it."""

    days: int
    unit: DayUnit
    asked: Whom = Whom.WORKER
    letters: int = 1
    grows: Grows = Grows.STEPS
    grows_to: int = 4  # times the days
    again: int | None = None  # days after a letter about this; None: as the clock of a silence says

    def waits(self, times: int) -> int:
        """How many times the days one waits after this letter, the first of all being 1."""
        if self.grows is Grows.STEADY:
            return 1
        # Nobody gets thirty letters, but a number that doubles is not to grow without an end.
        return min(times if self.grows is Grows.STEPS else 2 ** min(times - 1, 30), self.grows_to)


# About a track, so that its offer or its table may have a clock of its own, and its partner's free days stop it.
OF_A_TRACK = (
    ClockName.PARTNER_ANSWER, ClockName.START_CHECK, ClockName.SIGN_OF_LIFE, ClockName.PARTNER_SILENCE,
)  # fmt: skip
ASKS = OF_A_TRACK[:3]  # runs out with a letter
# What stands still as well while who is asked is closed.
OF_SOMEBODY = (*OF_A_TRACK, ClockName.CLB_ANSWER)
OF_A_TABLE = (*OF_A_TRACK, ClockName.MINUTES_DRAFT, ClockName.MINUTES_READING)  # may differ by kind of table

WORKING, SCHOOL = DayUnit.WORKING_DAYS, DayUnit.SCHOOL_DAYS
Narrowed = tuple[ClockName, str | UUID]  # of this kind of table, or of this offer


@dataclass(frozen=True)
class Clocks(Mapping[ClockName, Clock]):
    """The clocks of a hub with what is narrower, and the days on which the hub, and a track's partner, are closed.
    `through` are those of a partner that works through school holidays: they count working days because of that."""

    usual: Mapping[ClockName, Clock]
    narrower: Mapping[Narrowed, Clock] = field(default_factory=dict)
    hub: Calendar = NATIONAL
    partner: Calendar = NATIONAL
    through: frozenset[ClockName] = frozenset()

    def __getitem__(self, name: ClockName) -> Clock:
        return self.usual[name]

    def __iter__(self) -> Iterator[ClockName]:
        return iter(self.usual)

    def __len__(self) -> int:
        return len(self.usual)

    def __or__(self, own: Mapping[ClockName, Clock]) -> "Clocks":
        return replace(self, usual={**self.usual, **own})

    def at(
        self, *, offer: UUID | None = None, kind: str | None = None, partner: Calendar = NATIONAL, welfare: bool = False
    ) -> "Clocks":  # fmt: skip
        """Those that count for this offer, at a table of this kind: the offer goes before the kind, the kind before
        the hub. A `welfare` partner works through school holidays: only an offer makes it wait for school."""
        if not self.narrower and not partner.closed and not welfare:
            return self
        found = dict(self.usual) | self._of(kind)
        through = {name for name in OF_A_TRACK if found.get(name, DEFAULTS[name]).unit is SCHOOL} if welfare else set()
        found |= {name: replace(found.get(name, DEFAULTS[name]), unit=WORKING) for name in through}
        own = self._of(offer)
        return Clocks(found | own, self.narrower, self.hub, partner, frozenset(through - set(own)))

    def _of(self, by: str | UUID | None) -> dict[ClockName, Clock]:
        return {name: one for (name, whose), one in self.narrower.items() if by is not None and whose == by}

    def calendar(self, name: ClockName) -> Calendar:
        """What is about a partner's track, or asked of a CLB, stands still when that one is closed; all of it when the
        hub is."""
        return self.hub | self.partner if name in OF_SOMEBODY else self.hub


DEFAULTS = Clocks({
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
    ClockName.HUB_SILENCE: Clock(5, WORKING),
    ClockName.CAPACITY: Clock(14, DayUnit.CALENDAR_DAYS),
    ClockName.HELP_QUESTION: Clock(30, WORKING),
    ClockName.HELP_ANSWER: Clock(5, WORKING),
    ClockName.MINUTES_DRAFT: Clock(5, WORKING),
    ClockName.MINUTES_READING: Clock(5, WORKING),
})  # fmt: skip


def due_after(clocks: Clocks, name: ClockName, since: datetime | date) -> datetime:
    """Nine o'clock in Brussels on the day that this clock runs out, or on the next day on which work is done."""
    day = brussels_date(since) if isinstance(since, datetime) else since
    clock, calendar = clocks.get(name, DEFAULTS[name]), clocks.calendar(name)
    return at_nine(calendar.first_open(calendar.add(day, clock.days, clock.unit)))


def after_letter(asking: Clock, silence: Clock) -> Clock:
    """How long one waits after a letter about what this clock asks: its own time, or that of any silence."""
    return replace(silence, days=asking.again, unit=asking.unit) if asking.again else silence


def in_silence(clocks: Clocks, name: ClockName) -> Clocks:
    """The same clocks, with the wait after a letter that counts for this one."""
    usual = ClockName.PARTNER_SILENCE
    silence = clocks.get(usual, DEFAULTS[usual])
    own = after_letter(clocks.get(name, DEFAULTS[name]), silence)
    return clocks if own is silence else clocks | {usual: own}


def days_on(clocks: Clocks, name: ClockName, now: datetime, times: int = 1) -> datetime:
    """Nine o'clock so many times its days from now, tomorrow at the earliest: no two rungs on one day."""
    clock = clocks.get(name, DEFAULTS[name])
    return at_nine(clocks.calendar(name).add(brussels_date(now), max(clock.days * times, 1), clock.unit))
