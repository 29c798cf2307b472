"""When a night of the hub is over, and how it is told."""

import pytest

from hub.clock import in_brussels, parse_moment
from hub.home.night.nights import ACTS, TOLD, Did, night_before, told
from hub.wording import use_language


def night(now: str) -> str:
    found = night_before(parse_moment(now))
    return f"{in_brussels(found.since):%m-%dT%H:%M} to {in_brussels(found.until):%m-%dT%H:%M}" if found else ""


@pytest.mark.parametrize(
    ("now", "lasted"),
    [
        ("2026-11-24T07:29", ""),  # it still lasts
        ("2026-11-24T07:30", "11-23T07:30 to 11-24T07:30"),
        ("2026-11-24T16:00", "11-23T07:30 to 11-24T07:30"),
        ("2026-11-23T09:00", "11-20T07:30 to 11-23T07:30"),  # Monday tells of the weekend
        ("2026-11-22T12:00", ""),  # nobody reads on a Sunday
        ("2026-11-12T09:00", "11-10T07:30 to 11-12T07:30"),  # Armistice Day lay between
        ("2026-10-26T09:00", "10-23T07:30 to 10-26T07:30"),  # and here the clock went back
    ],
)
def test_one_night_lasts_until_the_letters_of_the_morning_left_and_the_next_begins_where_it_ended(
    now: str, lasted: str
) -> None:
    assert night(now) == lasted


def test_each_thing_is_told_once_and_nothing_of_what_was_not_done() -> None:
    with use_language("nl"):
        assert told({Did.LETTERS: 12, Did.MAILS: 1, Did.BACK: 0}) == ["1 e-mail gelezen", "12 e-mails verstuurd"]
        assert told({}) == []
    assert set(TOLD) == set(Did)
    assert {did for did, _words in ACTS.values()} == set(Did) - {Did.LETTERS}
