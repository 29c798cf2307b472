"""An appointment lands in somebody's calendar at the right hour, moves, and goes away again."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from hub import clock
from hub.calendar_letters import invitation

START = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)
WRITTEN = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
APPOINTMENT: dict[str, Any] = {
    "uid": "6f2b7a10@hub.example",
    "start": START,
    "minutes": 45,
    "summary": "Gesprek over CM-2026-00123",
    "place": "Huis van de Jeugd; zaal 2, Mechelen",
    "organiser": "meldpunt@hub.example",
    "attendee": "zorg@school.example",
    "stamped_at": WRITTEN,
}


def read(text: str) -> tuple[Calendar, Event]:
    calendar = Calendar.from_ical(text)
    [event] = calendar.events
    return calendar, event


def test_the_care_coordinator_sees_the_talk_at_half_past_nine_in_mechelen():
    calendar, event = read(invitation(sequence=0, **APPOINTMENT))
    assert calendar["METHOD"] == "REQUEST"
    assert event.start == START
    assert event.end - event.start == timedelta(minutes=45)
    assert event["DTSTART"].params["TZID"] == "Europe/Brussels"
    assert event["LOCATION"] == "Huis van de Jeugd; zaal 2, Mechelen"
    assert event["ORGANIZER"] == "mailto:meldpunt@hub.example"
    assert event["ATTENDEE"] == "mailto:zorg@school.example"
    assert event["CLASS"] == "PRIVATE"


def test_a_moved_appointment_is_the_same_one_with_a_higher_number():
    _, first = read(invitation(sequence=0, **APPOINTMENT))
    _, moved = read(invitation(sequence=1, **{**APPOINTMENT, "start": START + timedelta(days=1)}))
    assert first["UID"] == moved["UID"]
    assert moved["SEQUENCE"] > first["SEQUENCE"]
    assert moved.start - first.start == timedelta(days=1)


def test_an_appointment_called_off_leaves_the_calendar_free():
    calendar, event = read(invitation(sequence=2, method="CANCEL", **APPOINTMENT))
    assert calendar["METHOD"] == "CANCEL"
    assert event["STATUS"] == "CANCELLED"
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["UID"] == APPOINTMENT["uid"]


def test_a_calendar_that_knows_no_zones_finds_the_rules_of_brussels_inside():
    calendar, _ = read(invitation(sequence=0, **APPOINTMENT))
    [zone] = calendar.timezones
    inside = zone.to_tz(lookup_tzid=False)
    for day in (date(2026, 1, 15), date(2026, 7, 15), date(2026, 3, 30), date(2026, 10, 26), date(2040, 7, 1)):
        at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        assert at.astimezone(inside).utcoffset() == at.astimezone(clock.BRUSSELS).utcoffset()


def test_a_talk_through_the_change_to_winter_time_lasts_as_long_as_it_lasts():
    _, event = read(invitation(sequence=0, **{**APPOINTMENT, "start": datetime(2026, 10, 24, 23, 30, tzinfo=UTC)}))
    assert isinstance(event.start, datetime)
    assert isinstance(event.end, datetime)
    assert event.end.astimezone(UTC) - event.start.astimezone(UTC) == timedelta(minutes=45)


def test_a_line_break_typed_in_the_place_makes_no_new_line_in_the_calendar():
    text = invitation(sequence=0, **{**APPOINTMENT, "place": "Zaal 2\r\nATTENDEE:mailto:iemand@elders.example"})
    assert not [line for line in text.splitlines() if line.startswith("ATTENDEE:")]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=120))
def test_no_line_is_longer_than_mail_allows_and_the_words_come_back(summary):
    text = invitation(sequence=0, **{**APPOINTMENT, "summary": summary})
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert read(text)[1].get("SUMMARY", "") == summary


def test_the_same_appointment_is_written_the_same_way_twice():
    assert invitation(sequence=0, **APPOINTMENT) == invitation(sequence=0, **APPOINTMENT)


@pytest.mark.parametrize("change", [{"minutes": 0}, {"start": datetime.fromisoformat("2026-12-01T09:00")}])
def test_an_appointment_without_length_or_zone_is_not_written(change):
    with pytest.raises(ValueError, match=r"minute|zone"):
        invitation(sequence=0, **{**APPOINTMENT, **change})
