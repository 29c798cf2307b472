"""Operations on when a hub reads what comes in: its week, and the days on which it is closed."""

import re
from dataclasses import replace
from datetime import date, time, timedelta
from uuid import UUID

from hub import ledger
from hub.clock import DayUnit, brussels_date
from hub.dispatch.clockwork.reading import clocks_of
from hub.faults import Faults
from hub.home.clockwork import anew
from hub.home.hub_setup import take_hub
from hub.hubs import Hub
from hub.opening_hours import Hours, closed_of, hours_of, to_store
from hub.problems import Invalid, NotFound
from hub.store import Work
from hub.wording import _

# Read as it is, "09+01" would be an hour of another time zone.
CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}")
MOST_CLOSED, LONGEST_CLOSED, REMEMBERED = 60, timedelta(days=120), timedelta(days=400)


def set_week(work: Work, hub_id: UUID, unit: str, typed: list[tuple[str, str]]) -> Hub:
    """From when until when on each of seven days, as "09:00"; both empty on a day on which nobody reads. Without any
    day the words that somebody wrote count again; the closed days stay for the week that is given next."""
    hub, faults = take_hub(work, hub_id), Faults()
    week = [_span(faults, weekday, *one) for weekday, one in enumerate(typed)]
    faults.one_of("unit", unit, set(DayUnit), _("Kies wat er op feestdagen gebeurt."))
    faults.tell()
    return _keep(work, hub, Hours(DayUnit(unit), tuple(week), closed_of(hub)))


def close_days(work: Work, hub_id: UUID, first: date | None, last: date | None) -> Hub:
    """Nobody reads from the first to the last of these days."""
    hub = take_hub(work, hub_id)
    hours, last = hours_of(hub), last or first
    if hours is None:
        raise Invalid({"first": _("Geef eerst de uren van een gewone week.")})
    if first is None or last is None:
        raise Invalid({"first": _("Kies de eerste dag.")})
    if not first <= last <= first + LONGEST_CLOSED:
        raise Invalid({"last": _("De laatste dag komt na de eerste, en hoogstens vier maanden later.")})
    # Clocks that began before them still count without them.
    since = brussels_date(work.now) - REMEMBERED
    closed = {span for span in hours.closed if span[1] >= since} | {(first, last)}
    if len(closed) > MOST_CLOSED:
        raise Invalid({"first": _("Haal eerst dagen weg die al voorbij zijn.")})
    return _closed(work, hub, replace(hours, closed=tuple(sorted(closed))))


def open_days(work: Work, hub_id: UUID, first: date | None) -> Hub:
    """The closed days that begin on this one count no longer."""
    hub = take_hub(work, hub_id)
    hours = hours_of(hub)
    if hours is None:
        raise NotFound
    return _closed(work, hub, replace(hours, closed=tuple(span for span in hours.closed if span[0] != first)))


def _closed(work: Work, hub: Hub, hours: Hours) -> Hub:
    """With the open cases: no clock of a hub runs on a day on which it is closed."""
    anew.hold_open_cases(work, hub.id)
    before = clocks_of(work, hub.id)
    _keep(work, hub, hours)
    anew.set_anew(work, hub.id, before, clocks_of(work, hub.id))
    return hub


def _keep(work: Work, hub: Hub, hours: Hours) -> Hub:
    hub.hours = to_store(hours) if any(hours.week) or hours.closed else {}
    work.session.flush()
    ledger.write(work, "hub.hours", "hub", hub.id, hub_id=hub.id)
    return hub


def _span(faults: Faults, weekday: int, first: str, last: str) -> tuple[time, time] | None:
    if not first and not last:
        return None
    try:
        if not (CLOCK.fullmatch(first) and CLOCK.fullmatch(last)):
            raise ValueError
        span = time.fromisoformat(first.zfill(5)), time.fromisoformat(last.zfill(5))
    except ValueError:
        faults.say(f"day{weekday}", _("Geef twee uren, zoals 9:00 en 16:00, of laat allebei leeg."))
        return None
    if not span[0] < span[1]:
        faults.say(f"day{weekday}", _("Het einde komt na het begin."))
    return span
