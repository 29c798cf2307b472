"""The core group gets at most one letter a week, and only about what newly waits on the hub; it holds no case."""

from hub.dispatch.clarify import note_talk
from hub.letters import Letter
from hub.monitoring.core_group import telling
from tests.cast import World
from tests.mail_shop import letters

HILDE = "Hilde Verbist"
# Letters of the week go on Tuesday at seven; the first talk was due by Thursday 17, and five working days.
TUESDAY, WEDNESDAY, NEXT, LATER = "2026-09-29T07:00", "2026-09-30T09:00", "2026-10-06T07:00", "2026-10-13T08:00"


def told(world: World, now: str) -> list[Letter]:
    """What was written by then, all in all."""
    with world.desk(now=now) as work:
        telling.tell(work)
    return sorted(letters(world, telling.LETTER), key=lambda one: one.written_at)


def test_what_is_new_is_told_once_a_week_and_what_was_done_no_more(world: World) -> None:
    case = world.refer()
    assert told(world, "2026-09-22T09:00") == []  # a week in which nothing waits too long
    assert told(world, "2026-09-25T09:00") == []  # it does now, and stands on the page; the letter has its own morning
    assert told(world, "2026-09-29T06:59") == []
    [letter] = told(world, TUESDAY)
    assert letter.to_address == "annelies@dijleland.example"
    assert "wacht sinds kort één aanmelding langer" in letter.body
    assert "/kerngroep" in letter.body
    for private in ("Noor", "N.E.", world.case(case).number, "Sint-Jans"):
        assert private not in letter.body + letter.subject
    assert len(told(world, WEDNESDAY)) == 1
    assert len(told(world, NEXT)) == 1  # nothing new
    world.refer(first_name="Lotte", now="2026-09-28T10:00")
    with world.desk(HILDE, NEXT) as work:
        note_talk(work, case, "Els en Hilde", "We bekijken samen wat er kan.", "")
    _first, second = told(world, LATER)
    assert "Samen met" not in second.body  # the case that was acted upon is gone
