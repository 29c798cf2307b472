"""When somebody at a hub reads what comes in: on which days, from when until when, and when it is closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from babel.dates import get_day_names

from hub.clock import BRUSSELS, DayUnit, counts, in_brussels
from hub.hubs import Hub
from hub.wording import N_, _, current_language, date_words, list_words, time_words

Span = tuple[time, time]
UNIT_WORDS = {
    DayUnit.SCHOOL_DAYS: N_("niet op feestdagen en in schoolvakanties"),
    DayUnit.WORKING_DAYS: N_("niet op feestdagen"),
    DayUnit.CALENDAR_DAYS: N_("ook op feestdagen"),
}
# A hub that opens nowhere within a year says nothing about when it reads.
LOOKS_AHEAD = 366


@dataclass(frozen=True)
class Hours:
    """`week` has a span for each day from Monday on, None where nobody reads; `closed` are days, ends included."""

    unit: DayUnit
    week: tuple[Span | None, ...]
    closed: tuple[tuple[date, date], ...] = ()

    def on(self, day: date) -> Span | None:
        """From when until when somebody reads on this day; None on a day off."""
        shut = any(first <= day <= last for first, last in self.closed)
        open_day = day.weekday() > 4 or counts(day, self.unit)  # who reads in the weekend does so by its own choice
        return self.week[day.weekday()] if open_day and not shut else None

    def until(self, now: datetime) -> datetime | None:
        """When somebody who reads now stops; None while nobody reads."""
        local = in_brussels(now)
        span = self.on(local.date())
        return _at(local.date(), span[1]) if span and span[0] <= local.time() < span[1] else None

    def opens(self, now: datetime) -> datetime | None:
        """The next moment at which somebody begins to read; None when that is not within a year."""
        today = in_brussels(now).date()
        for ahead in range(LOOKS_AHEAD):
            day = today + timedelta(days=ahead)
            span = self.on(day)
            if span and _at(day, span[0]) > now:
                return _at(day, span[0])
        return None


def hours_of(hub: Hub) -> Hours | None:
    """The hours that an administrator gave; None while there are words only."""
    kept = read(hub.hours) if hub.hours else None
    return kept if kept and any(kept.week) else None


def closed_of(hub: Hub) -> tuple[tuple[date, date], ...]:
    """The closed days, which stay while there is no week."""
    return read(hub.hours).closed if hub.hours else ()


def read(stored: Mapping[str, Any]) -> Hours:
    week = tuple(_span(one) for one in stored["week"])
    closed = tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in stored["closed"])
    return Hours(DayUnit(stored["unit"]), week, closed)


def to_store(hours: Hours) -> dict[str, Any]:
    return {
        "unit": str(hours.unit),
        "week": [[one.strftime("%H:%M") for one in span] if span else None for span in hours.week],
        "closed": [[first.isoformat(), last.isoformat()] for first, last in sorted(hours.closed)],
    }


def reading_words(hub: Hub) -> str:
    """When somebody reads, as it ends the sentence "Het meldpunt leest wat binnenkomt …"; "" where nobody said."""
    hours = hours_of(hub)
    return week_words(hours) if hours else hub.reading_hours


def week_words(hours: Hours) -> str:
    """ "op maandag, dinsdag en donderdag van 9 uur tot 16 uur, niet op feestdagen" """
    days: dict[Span, list[str]] = {}
    for weekday, span in enumerate(hours.week):
        if span:
            days.setdefault(span, []).append(day_name(weekday))
    parts = [
        _("op %(days)s van %(start)s tot %(end)s", days=list_words(names), start=_clock(span[0]), end=_clock(span[1]))
        for span, names in days.items()
    ]
    return ", ".join([*parts, _(UNIT_WORDS[hours.unit])])


def now_words(hub: Hub, now: datetime) -> str:
    """Whether somebody reads now, and else from when; "" where nobody gave the hours."""
    hours = hours_of(hub)
    if hours is None:
        return ""
    if until := hours.until(now):
        return _("Nu leest er iemand, tot %(time)s.", time=time_words(until))
    opens = hours.opens(now)
    if opens is None:
        return ""
    today = in_brussels(now).date()
    when = _("vandaag") if in_brussels(opens).date() == today else date_words(opens, today)
    return _("Nu gesloten: we lezen het %(day)s vanaf %(time)s.", day=when, time=time_words(opens))


def _span(stored: Any) -> Span | None:
    return (time.fromisoformat(stored[0]), time.fromisoformat(stored[1])) if stored else None


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, BRUSSELS)


def _clock(when: time) -> str:
    return time_words(datetime.combine(date(2026, 1, 1), when, BRUSSELS))


def day_name(weekday: int) -> str:
    """ "maandag" for 0, in the language of the page."""
    return str(get_day_names("wide", locale=current_language())[weekday])
