"""What is typed about a table and its sessions: read, checked, and given back with what is wrong."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import select

from hub.clock import brussels_date, parse_moment
from hub.dispatch.sessions import people_there, rhythm
from hub.dispatch.sessions.kinds import Rhythm, TableKind
from hub.dispatch.sessions.rhythm import Pattern
from hub.dispatch.table_tables import DispatchTable
from hub.faults import Faults
from hub.store import Work
from hub.wording import N_, _

CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
WEB = re.compile(r"https://[^\s/]+\.[^\s]+", re.IGNORECASE)
WEEKDAYS = {"0": N_("maandag"), "1": N_("dinsdag"), "2": N_("woensdag"), "3": N_("donderdag"), "4": N_("vrijdag")}
RHYTHM_WORDS = {
    Rhythm.WEEKLY: N_("elke week"),
    Rhythm.FORTNIGHTLY: N_("om de twee weken"),
    Rhythm.MONTHLY: N_("één keer per maand"),
}
KIND_WORDS = {
    TableKind.NAFT_DISPATCH: (N_("dispatchtafel"), N_("Partners wegen samen elke vraag en nemen ze op.")),
    TableKind.EXPERTISE: (N_("expertisetafel"), N_("Experten denken mee over een vraag zonder naam.")),
    TableKind.CONSULT: (N_("consult"), N_("Een professional legt een vraag voor, zonder naam.")),
    TableKind.CLIENT_MEETING: (N_("cliëntoverleg"), N_("Alleen wie voor één vraag nodig is.")),
    TableKind.STEERING: (N_("stuurgroep"), N_("Over cijfers en hiaten, nooit over een jongere.")),
}
SHORTEST, LONGEST = 15, 480
FEWEST, MOST_DAYS = 1, 60


@dataclass(frozen=True)
class TableData:
    """What is typed about a table; no `weekday` means that each session is planned by hand."""

    name: str
    weekday: str = ""
    starts_at: str = "13:30"
    place: str = ""
    kind: str = TableKind.NAFT_DISPATCH
    rhythm: str = Rhythm.WEEKLY
    nth: str = ""
    counted_from: date | None = None
    lasts: str = "120"
    video_link: str = ""
    invite_before: str = "14"
    chair_id: UUID | None = None
    reporter_id: UUID | None = None


def table_values(work: Work, hub_id: UUID, data: TableData, but: DispatchTable | None) -> dict[str, Any]:
    """The columns of the table; Invalid with a sentence for each field that cannot be."""
    faults = Faults()
    name = faults.line("name", data.name, needed=_("Geef de tafel een naam."))
    twin = work.session.exec(
        select(DispatchTable).where(DispatchTable.hub_id == hub_id, DispatchTable.name == name)
    ).first()
    if twin and (but is None or twin.id != but.id):
        faults.say("name", _("Dit meldpunt heeft al een tafel met die naam."))
    values: dict[str, Any] = {
        "name": name,
        "kind": faults.one_of("kind", data.kind, list(TableKind), _("Kies wat voor tafel dit is.")),
        "starts_at": clock_in(faults, "starts_at", data.starts_at),
        "lasts": faults.whole("lasts", data.lasts, SHORTEST, LONGEST, needed=_("Hoeveel minuten duurt het?")),
        "place": faults.line("place", data.place, at_most=300),
        "video_link": video_in(faults, "video_link", data.video_link),
        "invite_before": faults.whole(
            "invite_before", data.invite_before, FEWEST, MOST_DAYS, needed=_("Hoeveel dagen vooraf?")
        ),
        "chair_id": data.chair_id,
        "reporter_id": data.reporter_id,
    }  # fmt: skip
    for field in ("chair_id", "reporter_id"):
        if values[field] and values[field] not in people_there.of_desk(work, hub_id):
            faults.say(field, _("Kies iemand van het meldpunt."))
    pattern = _pattern(faults, data, brussels_date(work.now))
    faults.tell()
    return {**values, **columns_of(pattern)}


def columns_of(pattern: Pattern | None) -> dict[str, Any]:
    if pattern is None:
        return {"weekday": None, "rhythm": Rhythm.WEEKLY, "nth": None, "counted_from": None}
    return {
        "weekday": pattern.weekday, "rhythm": pattern.rhythm, "nth": pattern.nth, "counted_from": pattern.counted_from,
    }  # fmt: skip


def pattern_in(work: Work, data: TableData) -> Pattern | None:
    """The rhythm alone, to show its days before anything is kept; Invalid as above."""
    faults = Faults()
    found = _pattern(faults, data, brussels_date(work.now))
    faults.tell()
    return found


def _pattern(faults: Faults, data: TableData, today: date) -> Pattern | None:
    if not data.weekday:
        return None
    if data.weekday not in WEEKDAYS:
        faults.say("weekday", _("Kies een dag, of kies dat je elke zitting zelf plant."))
        return None
    weekday = int(data.weekday)
    if data.rhythm == Rhythm.MONTHLY:
        nth = int(data.nth) if data.nth.isdecimal() and int(data.nth) in rhythm.NTH else None
        if nth is None:
            faults.say("nth", _("Kies de hoeveelste van de maand."))
        return Pattern(weekday, Rhythm.MONTHLY, nth or 1)
    if data.rhythm == Rhythm.FORTNIGHTLY:
        first = data.counted_from or next(rhythm.sitting_days(Pattern(weekday), today))
        if first.weekday() != weekday:
            faults.say("counted_from", _("Kies een dag die op %(day)s valt.", day=_(WEEKDAYS[data.weekday])))
        return Pattern(weekday, Rhythm.FORTNIGHTLY, None, first)
    faults.one_of("rhythm", data.rhythm, list(Rhythm), _("Kies hoe vaak de tafel samenkomt."))
    return Pattern(weekday)


def video_in(faults: Faults, field: str, typed: str) -> str:
    """The address of a video meeting; whole, for people click on it."""
    link = faults.line(field, typed, at_most=500)
    if link and not WEB.fullmatch(link):
        faults.say(field, _("Geef de hele link, zoals https://…"))
    return link


def clock_in(faults: Faults, field: str, typed: str) -> str:
    """ "13:30" for 13.30 or 13:30."""
    found = CLOCK.fullmatch(typed.strip())
    if found is None:
        faults.say(field, _("Geef een uur, zoals 13:30."))
        return ""
    return f"{int(found.group(1)):02}:{found.group(2)}"


def moment_of(faults: Faults, day: date | None, clock: str) -> datetime | None:
    """The moment of this day and hour in Brussels; None when one of them cannot be read."""
    if day is None:
        faults.say("day", _("Kies een dag."))
    hour = clock_in(faults, "time", clock)
    return parse_moment(f"{day.isoformat()}T{hour}") if day and hour else None
