"""Appointments as iCalendar text (RFC 5545, 5546), to attach to a letter: asked, moved and called off.

A calendar is read by whole offices: the summary that callers give names nobody and tells no story.
"""

from datetime import UTC, datetime, timedelta
from typing import Literal

from icalendar import CLASS, STATUS, TRANSP, Calendar, Event, Timezone, vCalAddress
from icalendar.enums import PARTSTAT, ROLE

from hub import clock

PRODUCER = "-//Centraal Meldpunt//Dispatch hub//NL"

# The rule of the European Union since 1996. Written out, because the library lists every change until 2038
# instead, and puts the one of March an hour late.
BRUSSELS = """\
BEGIN:VTIMEZONE
TZID:Europe/Brussels
BEGIN:DAYLIGHT
TZNAME:CEST
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:CET
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""

Method = Literal["REQUEST", "CANCEL"]


def invitation(
    uid: str,
    sequence: int,
    start: datetime,
    minutes: int,
    summary: str,
    place: str,
    organiser: str,
    attendee: str,
    method: Method = "REQUEST",
    stamped_at: datetime | None = None,
    *,
    answers: bool = False,
) -> str:
    """The text of an .ics part (`text/calendar; method=...`), lines ended by CRLF, times in Brussels' zone.

    The same `uid` with a higher `sequence` moves an appointment; with method CANCEL it is called off. `organiser`
    and `attendee` are mail addresses, `start` an aware moment. `stamped_at` is when it was written: now, when left out.
    Nobody is asked to answer by calendar, unless somebody reads its `answers`: the letter around it carries a link.
    ValueError for a start without a zone, a negative sequence or a length that is not positive.
    """
    if sequence < 0 or minutes <= 0:
        raise ValueError("An appointment has a sequence from 0 and lasts at least a minute.")
    begins = clock.in_brussels(start)
    event = Event.new(
        uid=uid,
        sequence=sequence,
        start=begins,
        end=clock.in_brussels(begins.astimezone(UTC) + timedelta(minutes=minutes)),
        stamp=stamped_at or clock.real_now(),
        summary=summary,
        location=place,
        organizer=vCalAddress.new(organiser),
        attendees=[
            vCalAddress.new(attendee, role=ROLE.REQ_PARTICIPANT, partstat=PARTSTAT.NEEDS_ACTION, rsvp=answers),
        ],
        status=STATUS.CANCELLED if method == "CANCEL" else STATUS.CONFIRMED,
        transparency=TRANSP.TRANSPARENT if method == "CANCEL" else TRANSP.OPAQUE,
        classification=CLASS.PRIVATE,
    )
    calendar = Calendar()
    for name, value in (("prodid", PRODUCER), ("version", "2.0"), ("method", method)):
        calendar.add(name, value)
    calendar.add_component(Timezone.from_ical(BRUSSELS))
    calendar.add_component(event)
    return calendar.to_ical().decode()
