"""When somebody reads: by day, on holidays, on closed days, and what is said outside the hours."""

from datetime import date, time

from hub.clock import DayUnit, parse_moment
from hub.hubs import Hub
from hub.opening_hours import Hours, now_words, read, reading_words, to_store

DAY = (time(9), time(16))
SHORT = (time(9), time(12, 30))
WEEK = Hours(DayUnit.SCHOOL_DAYS, (DAY, DAY, SHORT, DAY, DAY, None, None), ((date(2026, 11, 23), date(2026, 11, 24)),))


def hub_with(hours: Hours | None) -> Hub:
    words = "elke schooldag"
    return Hub(
        position=1, name="x", slug="x", number_prefix="X", reading_hours=words, hours=to_store(hours) if hours else {}
    )


def says(moment: str, hours: Hours | None = WEEK) -> str:
    return now_words(hub_with(hours), parse_moment(moment))


def test_within_the_hours_somebody_reads_until_they_end_and_not_a_minute_longer() -> None:
    assert says("2026-11-20T09:00") == "Nu leest er iemand, tot 16 uur."
    assert says("2026-11-18T12:29") == "Nu leest er iemand, tot 12.30 uur."
    assert says("2026-11-18T08:59") == "Nu gesloten: we lezen het vandaag vanaf 9 uur."
    assert says("2026-11-18T12:30") == "Nu gesloten: we lezen het donderdag 19 november vanaf 9 uur."


def test_weekends_closed_days_and_holidays_are_passed_over() -> None:
    assert says("2026-11-20T16:00") == "Nu gesloten: we lezen het woensdag 25 november vanaf 9 uur."
    assert says("2026-12-18T17:00") == "Nu gesloten: we lezen het maandag 4 januari 2027 vanaf 9 uur."
    every = Hours(DayUnit.CALENDAR_DAYS, (DAY,) * 7)
    assert says("2026-12-25T10:00", every) == "Nu leest er iemand, tot 16 uur."
    assert says("2026-10-24T17:00", every) == "Nu gesloten: we lezen het zondag 25 oktober vanaf 9 uur.", "winter time"


def test_without_hours_the_words_that_somebody_wrote_stand_there_alone() -> None:
    assert says("2026-11-20T10:00", None) == ""
    assert reading_words(hub_with(None)) == "elke schooldag"
    assert says("2026-11-20T10:00", Hours(DayUnit.WORKING_DAYS, (None,) * 7)) == ""


def test_a_week_is_said_in_words_and_survives_being_stored() -> None:
    assert reading_words(hub_with(WEEK)) == (
        "op maandag, dinsdag, donderdag en vrijdag van 9 uur tot 16 uur, op woensdag van 9 uur tot 12.30 uur, "
        "niet op feestdagen en in schoolvakanties"
    )
    assert read(to_store(WEEK)) == WEEK
