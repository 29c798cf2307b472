"""Why something is due on its day, in words: which clock, counted from which day, and what did not count."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from hub.calendars import Calendar
from hub.clock import DayUnit, at_nine, brussels_date, counts, holiday_name, is_public_holiday
from hub.dispatch.clocks import DEFAULTS, ClockName, Clocks, days_on, due_after
from hub.dispatch.clockwork.words import TITLES, term
from hub.wording import N_, _, current_language, date_words

ONE_DAY = timedelta(days=1)
THROUGH = N_("Een welzijnspartner werkt door in schoolvakanties: werkdagen tellen, en geen schooldagen.")
OF_HUB, OF_PARTNER = N_("het meldpunt is gesloten"), N_("de partner is gesloten")


@dataclass(frozen=True)
class Skipped:
    """Days in a row that did not count, for one reason."""

    first: date
    last: date
    why: str


@dataclass(frozen=True)
class Explained:
    """`adds_up` says whether the clock gives this very date: else somebody agreed on it, or a letter said so."""

    clock: str
    since: date
    counted: str
    due: date
    skipped: tuple[Skipped, ...]
    adds_up: bool
    through: bool = False  # its partner works through school holidays

    def sentences(self) -> list[str]:
        if not self.adds_up:
            return [
                _(
                    "Deze dag is zo afgesproken of stond in een e-mail. De klok “%(clock)s” gaf hem niet.",
                    clock=self.clock,
                )
            ]
        first = _(
            "Klok “%(clock)s”: %(term)s, geteld vanaf %(since)s.",
            clock=self.clock, term=self.counted, since=date_words(self.since),
        )  # fmt: skip
        if self.through:
            first = f"{first} {_(THROUGH)}"
        return [first, *(_skipped(one) for one in self.skipped)]


def explain(
    name: ClockName, clocks: Clocks, since: datetime | date, due_at: datetime, *, times: int | None = None
) -> Explained:
    """Why this is due then, by these clocks: those of the case or of the track, with days off of hub and partner.
    `times` says how many times its days one waits after a letter."""
    day = brussels_date(since) if isinstance(since, datetime) else since
    clock, due = clocks.get(name, DEFAULTS[name]), brussels_date(due_at)
    days = clock.days if times is None else max(clock.days * times, 1)
    gives = due_after(clocks, name, day) if times is None else days_on(clocks, name, at_nine(day), times)
    return Explained(
        _(TITLES[name]), day, term(days, clock.unit), due, tuple(_between(name, clocks, clock.unit, day, due)),
        gives == due_at, name in clocks.through,
    )  # fmt: skip


def _between(name: ClockName, clocks: Clocks, unit: DayUnit, since: date, due: date) -> Iterator[Skipped]:
    """Weekends go without saying, also those within a holiday."""
    days = [since + ONE_DAY * n for n in range(1, (due - since).days + 1)]
    partner = clocks.partner if clocks.calendar(name) is not clocks.hub else Calendar()
    why = [(day, _why(day, unit, clocks.hub, partner)) for day in days if day.weekday() < 5]
    for words, run in groupby(why, key=lambda one: one[1]):
        found = [day for day, _words in run]
        if words:
            yield Skipped(found[0], found[-1], words)


def _why(day: date, unit: DayUnit, hub: Calendar, partner: Calendar) -> str:
    if unit is DayUnit.CALENDAR_DAYS:
        return ""
    if is_public_holiday(day) or not counts(day, unit):
        return holiday_name(day, current_language())
    return _(OF_HUB) if hub.shut(day) else _(OF_PARTNER) if partner.shut(day) else ""


def _skipped(one: Skipped) -> str:
    if one.first == one.last:
        return _("%(day)s telt niet mee: %(why)s.", day=date_words(one.first).capitalize(), why=one.why)
    return _(
        "Van %(first)s tot en met %(last)s telt niet mee: %(why)s.",
        first=date_words(one.first), last=date_words(one.last), why=one.why,
    )  # fmt: skip
