"""When a table sits by itself: every week, every two weeks or once a month, on school days only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from hub.clock import holiday_name, is_school_day
from hub.dispatch.sessions.kinds import Rhythm
from hub.wording import N_, _, current_language, list_words, short_day

WEEK = timedelta(days=7)
LAST = 5
# How many days of a rhythm one looks ahead for the next school day: a year and a half of weeks.
FAR = 80
DAYS = (N_("maandag"), N_("dinsdag"), N_("woensdag"), N_("donderdag"), N_("vrijdag"))
NTH = {1: N_("eerste"), 2: N_("tweede"), 3: N_("derde"), 4: N_("vierde"), LAST: N_("laatste")}


@dataclass(frozen=True)
class Pattern:
    weekday: int
    rhythm: str = Rhythm.WEEKLY
    nth: int | None = None
    counted_from: date | None = None


def pattern_of(table: Any) -> Pattern | None:
    """The rhythm of a table; None when somebody plans each of its sessions."""
    if table.weekday is None:
        return None
    return Pattern(table.weekday, table.rhythm, table.nth, table.counted_from)


def calendar(pattern: Pattern, after: date) -> Iterator[date]:
    """The days of the rhythm from the first one after `after`, holidays too."""
    day = after + timedelta(days=1)
    day += timedelta(days=(pattern.weekday - day.weekday()) % 7)
    while True:
        if _is_turn(pattern, day):
            yield day
        day += WEEK


def sitting_days(pattern: Pattern, after: date) -> Iterator[date]:
    """The days on which the table sits: those of its rhythm that are school days."""
    return (day for day in calendar(pattern, after) if is_school_day(day))


def skipped(pattern: Pattern, after: date, until: date) -> list[date]:
    """The days of the rhythm up to and including `until` on which the table does not sit."""
    return [day for day in _until(pattern, after, until) if not is_school_day(day)]


def is_of(pattern: Pattern, day: date) -> bool:
    """Whether the table sits on this day by itself."""
    return day.weekday() == pattern.weekday and is_school_day(day) and _is_turn(pattern, day)


@dataclass(frozen=True)
class Ahead:
    """The next days on which a table sits, and those in between on which it does not."""

    days: Sequence[date]
    skipped: Sequence[date]


def ahead(pattern: Pattern, after: date, n: int) -> Ahead:
    """The next `n`, and what falls away up to the last of them."""
    sits = list(islice((day for day in islice(calendar(pattern, after), FAR) if is_school_day(day)), n))
    return Ahead(sits, skipped(pattern, after, sits[-1]) if sits else [])


def rhythm_words(pattern: Pattern | None) -> str:
    """ "elke dinsdag", "om de twee weken op dinsdag", "elke eerste dinsdag van de maand", "geen vaste dag"."""
    if pattern is None:
        return _("geen vaste dag")
    day = _(DAYS[pattern.weekday])
    if pattern.rhythm == Rhythm.FORTNIGHTLY:
        return _("om de twee weken op %(day)s", day=day)
    if pattern.rhythm == Rhythm.MONTHLY:
        return _("elke %(nth)s %(day)s van de maand", nth=_(NTH[pattern.nth or 1]), day=day)
    return _("elke %(day)s", day=day)


def skipped_words(days: Sequence[date], today: date) -> str:
    """ "3 november (herfstvakantie), 22 en 29 december (kerstvakantie)"."""
    found: dict[str, list[date]] = {}
    for day in days:
        found.setdefault(why_words(day), []).append(day)
    return ", ".join(f"{list_words([short_day(day, today) for day in group])} ({why})" for why, group in found.items())


def why_words(day: date) -> str:
    """Why nobody meets on this day: the holiday by its name, in the language of the moment."""
    name = holiday_name(day, current_language())
    return name[:1].lower() + name[1:] if name and current_language() != "en" else name or _("geen schooldag")


def _until(pattern: Pattern, after: date, until: date) -> Iterator[date]:
    for day in calendar(pattern, after):
        if day > until:
            return
        yield day


def _is_turn(pattern: Pattern, day: date) -> bool:
    if pattern.rhythm == Rhythm.FORTNIGHTLY and pattern.counted_from:
        return (_monday(day) - _monday(pattern.counted_from)).days % 14 == 0
    if pattern.rhythm == Rhythm.MONTHLY:
        is_last = (day + WEEK).month != day.month
        return is_last if pattern.nth == LAST else (day.day - 1) // 7 + 1 == pattern.nth
    return True


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
