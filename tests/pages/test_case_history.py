"""What became of a case can be read afterwards: who was weighed, who said no and why, and why a track did not run."""

import re
from datetime import date
from uuid import UUID

import pytest

from hub.clock import parse_moment
from hub.dispatch import appointments, claims, clarify, ending, tracks
from hub.dispatch.case_team import planning
from hub.dispatch.ending import reopen
from hub.dispatch.table_tables import AgendaReason, Track
from hub.monitoring import follow_up
from tests.cast import World
from tests.desk.test_follow_up import CHECKED, SILENT, agreed, follow
from tests.tables import put_on_table, row


@pytest.fixture
def noor(world: World) -> UUID:
    """Her case, on the table."""
    case = world.refer()
    with world.desk("Hilde Verbist") as work:
        clarify.set_flag(work, case, "red", "Ze slaapt buiten.")
    put_on_table(world, case)
    return case


def page(world: World, case: UUID) -> str:
    with world.client("Hilde Verbist") as hilde:
        return hilde.get(f"/aanmeldingen/{case}").text


def took_up(world: World, case: UUID) -> UUID:
    with world.desk("Nadia Pauwels") as work:
        claim = claims.claim(work, case, world.offer(work, "Kort traject").id, commitment="Noor belt maandag.")
    with world.desk("Hilde Verbist") as work:
        return claims.confirm(work, claim.id, date(2026, 9, 29)).id


def test_who_said_no_and_why_stays_on_the_case(world: World, noor: UUID) -> None:
    with world.desk("Tom Claes") as work:
        claims.decline(work, noor, "too_heavy", "Voor Noor hebben we niemand.")
    with world.desk("Hilde Verbist") as work:
        reopen(work, noor, AgendaReason.DECLINED)
    seen = page(world, noor)
    assert "Springplank neemt niet op: de problemen zijn te zwaar voor ons aanbod" in seen
    assert "Voor N. hebben we niemand." in seen
    assert "herneming: iedereen weigerde" in seen


def test_a_claim_that_was_not_chosen_says_why(world: World, noor: UUID) -> None:
    with world.desk("Nadia Pauwels") as work:
        claim = claims.claim(work, noor, world.offer(work, "Kort traject").id)
    with world.desk("Hilde Verbist") as work:
        claims.refuse_claim(work, claim.id, "De tafel koos voor Springplank.")
    seen = page(world, noor)
    assert "Kompas NAFT wil dit opnemen" in seen
    assert "Kompas NAFT: niet gekozen" in seen
    assert "De tafel koos voor Springplank." in seen


def test_why_a_track_did_not_start_stands_with_the_coordinator(world: World, noor: UUID) -> None:
    track = took_up(world, noor)
    with world.desk("Nadia Pauwels") as work:
        tracks.not_start(work, track, "refuses", "De mama van Noor wil niet.")
    seen = page(world, noor)
    assert seen.count("de jongere of de ouders willen niet. De mama van N. wil niet.") == 2
    assert seen.count("Kompas NAFT: afgesproken") == 1
    assert "Kompas NAFT: voorgesteld" not in seen


def test_a_pause_has_its_reason_and_what_resumes_did_not_start_anew(world: World, noor: UUID) -> None:
    track = took_up(world, noor)
    with world.desk("Nadia Pauwels") as work:
        tracks.start(work, track, world.now.date())
        tracks.hold(work, track, date(2026, 10, 20), "Noor ligt in het ziekenhuis.")
    assert "tot dinsdag 20 oktober: N. ligt in het ziekenhuis." in page(world, noor)
    with world.desk("Nadia Pauwels") as work:
        tracks.resume(work, track)
    assert "Kompas NAFT: weer gestart" in page(world, noor)


def test_a_flag_and_an_approved_card_leave_a_line_with_who_did_it(world: World, noor: UUID) -> None:
    seen = page(world, noor)
    assert "vlag op rood" in seen
    assert "rood: vandaag" not in seen  # a line of long ago would read as today
    assert "tafelkaart goedgekeurd" in seen


def test_an_appointment_that_was_called_off_keeps_its_moment(world: World) -> None:
    case = world.refer()
    with world.desk("Hilde Verbist") as work:
        talk = appointments.make_appointment(work, case, parse_moment("2026-09-18T14:00"), 45, "phone", "")
        appointments.cancel_appointment(work, talk.id)
    assert "afspraak van vrijdag 18 september om 14 uur afgezegd" in page(world, case)


def test_an_appointment_that_was_moved_leaves_who_moved_it_and_what_it_was(world: World) -> None:
    case = world.refer()
    with world.desk("Hilde Verbist") as work:
        talk = appointments.make_appointment(work, case, parse_moment("2026-09-18T14:00"), 45, "phone", "")
        appointments.move_appointment(work, talk.id, parse_moment("2026-09-21T10:00"), 45, "hub", "")
    shown = page(world, case)
    moved = "De afspraak van vrijdag 18 september om 14 uur is verplaatst naar maandag 21 september om 10 uur."
    assert "Hilde Verbist" in shown[shown.index(moved) - 600 : shown.index(moved)]


def test_a_case_that_came_back_says_whose_track_it_was(world: World, noor: UUID) -> None:
    track = took_up(world, noor)
    with world.desk("Nadia Pauwels") as work:
        tracks.not_start(work, track, "refuses", "")
    assert "herneming: niet gestart (Kompas NAFT)" in page(world, noor)


def test_how_a_case_was_closed_stays_in_its_time_line_after_it_came_back(world: World) -> None:
    case = world.refer()
    with world.desk("Hilde Verbist") as work:
        ending.set_double(work, case, "")
    assert page(world, case).count("afgesloten: dubbel aangemaakt") == 2  # beside the initials as well
    with world.desk("Hilde Verbist") as work:
        reopen(work, case, AgendaReason.ON_PURPOSE)
    assert page(world, case).count("afgesloten: dubbel aangemaakt") == 1


def test_that_a_partner_was_asked_and_about_what_stands_between_its_answers(world: World, noor: UUID) -> None:
    track = took_up(world, noor)
    list(follow_up.run(world.store, parse_moment("2026-10-06T10:00")))
    with world.desk("Nadia Pauwels", now="2026-10-07T09:00") as work:
        tracks.start(work, track, date(2026, 9, 30))
    list(follow_up.run(world.store, parse_moment("2026-12-01T10:00")))
    seen = page(world, noor)
    later, first = "Gevraagd aan Kompas NAFT hoe het loopt", "Gevraagd aan Kompas NAFT of het gestart is"
    assert first in seen
    assert later in seen
    assert seen.index(later) < seen.index(first), "the newest on top"


def test_what_a_letter_of_the_week_asked_about_a_case_stands_on_its_time_line_with_whom_it_asked(
    world: World,
) -> None:
    track = agreed(world)
    case = row(world, Track, track).referral_id
    with world.desk("Hilde Verbist", now="2026-12-01T10:00") as work:
        planning.agree(work, case, planning.Typed("Noor belt.", f"o-{world['Kompas NAFT']}", date(2026, 12, 9)))
    other = world.refer(now="2026-12-01T10:00")
    for moment in (CHECKED, SILENT):
        follow(world, moment)
    seen = page(world, case)
    line = r"Gevraagd aan Kompas NAFT of het gestart is.{0,400}?weekbrief aan (Nadia Pauwels|het team)|"
    assert re.search(line + r"weekbrief aan (Nadia Pauwels|het team).{0,400}?Gevraagd aan Kompas NAFT", seen, re.DOTALL)
    assert "herinnerd aan een afspraak" in seen
    assert "gevraagd hoe een afspraak afliep" in seen
    assert "N. belt." in seen
    assert "Kompas NAFT antwoordde niet. We vroegen het:" in seen
    assert "Voorgesteld voor" in seen
    assert "weekbrief" not in page(world, other)
