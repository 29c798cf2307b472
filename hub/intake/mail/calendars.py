"""What a calendar says in a mail: somebody answers an invitation, invites, or calls off."""

from datetime import date, datetime
from typing import Any

from hub.intake.mail.charsets import decoded, one_line
from hub.intake.mail.headers import tidy
from hub.intake.mail.shapes import CalendarNews

_LONGEST = 300_000
_METHODS = frozenset({"REPLY", "REQUEST", "CANCEL", "COUNTER"})


def read_calendar(content: bytes) -> CalendarNews | None:
    """The first event of a calendar with a method (RFC 5546); None when there is none, or when it cannot be read."""
    from icalendar import Calendar  # 100 ms, and few mails have one

    try:
        calendar = Calendar.from_ical(decoded(content[:_LONGEST], "utf-8")[0])
        method = one_line(str(calendar.get("method", "")), 20).upper()
        events = calendar.walk("VEVENT")
        return _news(method, events[0]) if method in _METHODS and events else None
    except MemoryError:
        raise
    except Exception:
        return None


def _news(method: str, event: Any) -> CalendarNews:
    attendees = event.get("attendee", [])
    attendees = attendees if isinstance(attendees, list) else [attendees]
    # In an answer only the one who answers is named.
    who = attendees[0] if len(attendees) == 1 else None
    organiser = event.get("organizer")
    speaker = who if method in ("REPLY", "COUNTER") else organiser
    starts = event.get("dtstart")
    moment = starts.dt if starts is not None else None
    return CalendarNews(
        method=method,
        answer=_parameter(who, "PARTSTAT").upper(),
        name=_parameter(speaker, "CN"),
        address=_address(speaker),
        summary=one_line(str(event.get("summary", "")), 200),
        starts=moment if isinstance(moment, datetime) else None,
        day=moment if isinstance(moment, date) and not isinstance(moment, datetime) else None,
        place=one_line(str(event.get("location", "")), 200),
        comment=one_line(str(event.get("comment", "")), 1_000),
        uid=one_line(str(event.get("uid", "")), 300),
        sequence=_whole(event.get("sequence")),
    )


def _whole(value: Any) -> int | None:
    return int(value) if isinstance(value, int) and 0 <= value < 1_000_000 else None


def _parameter(value: Any, name: str) -> str:
    return one_line(str(value.params.get(name, "")), 200) if hasattr(value, "params") else ""


def _address(value: Any) -> str:
    address = one_line(str(value or ""), 300)
    address = address[7:] if address.lower().startswith("mailto:") else address
    return tidy(address) if "@" in address else ""
