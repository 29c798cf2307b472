"""What the minutes of a case agree on is watched like a track, from when they go round; who does it is asked."""

from datetime import date
from uuid import UUID

from sqlmodel import select

from hub.clock import parse_moment
from hub.dispatch import agenda
from hub.dispatch.case_team.tables import PlanAgreement
from hub.dispatch.minutes import circulating, writing
from hub.dispatch.minutes.writing import Line
from hub.dispatch.sessions import attending
from hub.dispatch.sessions.attending import Whom
from hub.dispatch.sharing.sharing_tables import SharingGround
from hub.letters import Letter
from hub.monitoring.check import check
from tests.cast import World
from tests.desk.test_plan_watched import did, on_today, path
from tests.seated import seat_people
from tests.tables import SITTING, on_table, rows, takes_up

HILDE = "Hilde Verbist"
SENT, AFTER, LATER = "2026-09-23T10:00", "2026-09-29T09:30", "2026-10-06T09:30"
CALLS = Line("Belt de leerkracht", "nadia pauwels", "2026-09-28")  # a Monday; of the person, not of Kompas
SCHOOL = Line("Maakt een uurrooster", "De school", "2026-09-28")
MEETS = Line("Zoekt een zaal", "Buddyhuis", "2026-09-28")


def sat(world: World) -> UUID:
    """Kompas and the Buddyhuis were there on 22 September, and the Buddyhuis reads nothing of Noor's case."""
    seat_people(world)
    noor = on_table(world)
    with world.desk() as work:
        work.session.get_one(SharingGround, (noor, world["Buddyhuis"])).gets = "nothing"
    world.now = parse_moment(SITTING)
    with world.desk(HILDE) as work:
        for name in ("Kompas NAFT", "Buddyhuis"):
            who = world["Nadia Pauwels"] if name == "Kompas NAFT" else None
            attending.mark(work, world["session"], Whom(organisation_id=world[name], person_id=who), "present")
    takes_up(world, "Nadia Pauwels", noor, "Kort traject")
    with world.desk(HILDE) as work:
        agenda.close_session(work, world["session"])
    return noor


def write(world: World, case: UUID, *lines: Line, edition: int = 0) -> None:
    """Hilde writes these agreements at the point of this case, and lets the minutes be read."""
    with world.desk(HILDE, SENT) as work:
        asked = select(agenda.AgendaItem.id).where(agenda.AgendaItem.referral_id == case)
        item = work.session.exec(asked).one()
        writing.write_point(work, world["session"], item, "", lines, edition)
    with world.desk(HILDE, SENT) as work:
        circulating.send(work, world["session"], date(2026, 10, 2))


def watched(world: World) -> dict[str, PlanAgreement]:
    return {row.what: row for row in rows(world, PlanAgreement)}


def test_what_was_agreed_at_the_table_is_asked_of_who_does_it_and_comes_back_when_nobody_answers(world: World) -> None:
    noor = sat(world)
    write(world, noor, CALLS, SCHOOL, MEETS)
    found = watched(world)
    assert [(row.owner, row.organisation_id) for row in found.values()] == [
        ("partner", world["Kompas NAFT"]), ("desk", None), ("desk", None),
    ], "nobody is written to who may not read of this case, or who did not sit there"  # fmt: skip
    assert {row.session_id for row in found.values()} == {world["session"]}
    assert world.case(noor).next_due.date() <= date(2026, 9, 28)
    assert sorted(did(world, AFTER)) == ["asked_owner", "put_on_today", "put_on_today"]
    assert [one.to_address for one in rows(world, Letter) if one.kind == "weekly"] == ["team@kompas.example"]
    assert len(on_today(world, AFTER)) == 2
    with world.client() as browser:
        page = browser.get(path(world)).text
        assert ("Belt de leerkracht" in page, "El Amrani" in page) == (True, False)
    with world.client(HILDE) as hilde:
        plan = hilde.get(f"/aanmeldingen/{noor}/plan").text
        assert "afgesproken aan tafel op" in plan
        assert "De school" in plan
        assert f"/aanmeldingen/{noor}/plan" in hilde.get(f"/tafel/{world['session']}/verslag").text
        assert "uurrooster" not in hilde.get(f"/aanmeldingen/{noor}/plan/blad").text, "that sheet is for the family"
    assert "gave_to_coordinator" in did(world, LATER)
    assert check(world.store) == []


def test_what_is_written_otherwise_before_it_is_read_again_is_watched_otherwise(world: World) -> None:
    noor = sat(world)
    write(world, noor, CALLS, SCHOOL)
    with world.desk(HILDE, SENT) as work:
        circulating.take_back(work, world["session"])
    later = Line(CALLS.what, CALLS.owner, "2026-10-12")
    write(world, noor, later, MEETS, edition=1)
    found = watched(world)
    assert {what: (row.stands, row.by.day) for what, row in found.items()} == {
        CALLS.what: ("open", 12), SCHOOL.what: ("dropped", 28), MEETS.what: ("open", 28),
    }  # fmt: skip
    assert found[SCHOOL.what].end_note == "Staat niet meer in het verslag."
    with world.desk(HILDE, SENT) as work:
        circulating.take_back(work, world["session"])
    write(world, noor, later, SCHOOL, MEETS, edition=2)
    assert sorted(row.stands for row in rows(world, PlanAgreement)) == ["dropped", "open", "open", "open"]


def test_what_was_watched_goes_on_when_no_minutes_were_to_be_kept_and_then_are_after_all(world: World) -> None:
    noor = sat(world)
    write(world, noor, CALLS, SCHOOL)
    before = {row.what: (row.id, row.due_at) for row in rows(world, PlanAgreement)}
    with world.desk(HILDE, SENT) as work:
        circulating.take_back(work, world["session"])
        writing.keep_none(work, world["session"], "Alles staat bij de dossiers.")
    assert {row.stands for row in rows(world, PlanAgreement)} == {"open"}, "what was agreed stands with the case"
    with world.desk(HILDE, SENT) as work:
        writing.keep_after_all(work, world["session"])
    write(world, noor, CALLS, MEETS, edition=1)
    after = watched(world)
    assert {what: row.stands for what, row in after.items()} == {
        CALLS.what: "open", SCHOOL.what: "dropped", MEETS.what: "open",
    }  # fmt: skip
    assert (after[CALLS.what].id, after[CALLS.what].due_at) == before[CALLS.what], "the same one, and not a second"


def test_the_same_promise_for_two_days_is_watched_twice_however_often_the_minutes_go_round(world: World) -> None:
    noor = sat(world)
    again = Line(CALLS.what, CALLS.owner, "2026-10-12")
    write(world, noor, CALLS, again)
    with world.desk(HILDE, SENT) as work:
        circulating.take_back(work, world["session"])
    write(world, noor, again, Line(CALLS.what, CALLS.owner, "2026-10-05"), edition=1)
    assert sorted((row.stands, row.by.day) for row in rows(world, PlanAgreement)) == [("open", 5), ("open", 12)]
