"""A contact is put right by who wrote it; a flag brings a date forward; the hub's own tracks are asked on Vandaag."""

from datetime import date
from uuid import UUID

import pytest
from sqlmodel import select

from hub.clock import parse_moment
from hub.dispatch import appointments, clarify, contacts, ending, tracks
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Message
from hub.dispatch.track_words import contacts_of
from hub.home import today
from hub.letters import Letter
from hub.monitoring import follow_up
from hub.monitoring.check import check
from hub.problems import Invalid, NotFound, Refused
from tests.cast import World
from tests.tables import row, running

HILDE, NADIA, TOM = "Hilde Verbist", "Nadia Pauwels", "Tom Claes"


def noted(world: World, track: UUID, who: str = NADIA, text: str = "Huisbezoek", units: int = 2) -> UUID:
    with world.desk(who) as work:
        tracks.sign_of_life(work, track, text, units)
        return work.session.exec(select(Message.id).where(Message.track_id == track, Message.text == text)).one()


def started(world: World) -> UUID:
    track = running(world)
    with world.desk(NADIA) as work:
        tracks.start(work, track, date(2026, 9, 14))
    return track


# Contacts


def test_who_wrote_a_contact_puts_it_right_and_what_stood_there_stays_to_be_read(world: World) -> None:
    track = started(world)
    contact = noted(world, track)
    with world.desk(NADIA) as work:
        contacts.correct(work, track, contact, "Gesprek op school", 1, date(2026, 9, 14))
    kept = row(world, Message, contact)
    assert (kept.text, kept.first_text, kept.half_day_units) == ("Gesprek op school", "Huisbezoek", 1)
    assert kept.at == parse_moment("2026-09-14T09:00")
    assert row(world, Track, track).half_day_units == 1
    with world.desk(NADIA) as work:
        contacts.correct(work, track, contact, "Gesprek op school, met de klastitularis", 1)
        (said,) = contacts_of(work, work.session.get_one(Track, track))
    assert said.mine
    assert said.first_text == "Huisbezoek"
    assert check(world.store) == []


def test_nobody_corrects_the_words_of_somebody_else_or_of_another_track(world: World) -> None:
    track, other = started(world), running(world, offer="Individuele begeleiding")
    contact = noted(world, track)
    for who, where, problem in ((HILDE, track, Refused), (TOM, track, NotFound), (NADIA, other, NotFound)):
        with world.desk(who) as work, pytest.raises(problem):
            contacts.correct(work, where, contact, "Iets anders", 0)
    with world.desk(NADIA) as work, pytest.raises(Invalid):
        contacts.correct(work, track, contact, " ", 0)
    with world.desk(NADIA) as work:
        tracks.complete(work, track, date(2026, 9, 15))
    with world.desk(NADIA) as work, pytest.raises(Refused, match="geëindigd"):
        contacts.correct(work, track, contact, "Te laat", 0)
    assert row(world, Message, contact).text == "Huisbezoek"


# The flag


def test_a_red_flag_is_for_today_and_an_amber_one_for_this_week(world: World) -> None:
    case = world.refer()  # on Tuesday; the first talk is due on Thursday
    assert world.case(case).next_due == parse_moment("2026-09-17T09:00")
    with world.desk(HILDE) as work:
        clarify.set_flag(work, case, "red", "Slaapt buiten.")
    assert world.case(case).next_due == parse_moment("2026-09-15T09:00")
    with world.desk(HILDE) as work:
        clarify.set_flag(work, case, "green", "Is terug thuis.")
    assert world.case(case).next_due == parse_moment("2026-09-17T09:00")
    late = world.refer(now="2026-09-17T10:00")
    with world.desk(HILDE, now="2026-09-17T10:05") as work:
        clarify.set_flag(work, late, "amber", "De school dringt aan.")
    assert world.case(late).next_due == parse_moment("2026-09-18T09:00")
    on_saturday = world.refer(now="2026-09-19T10:00")
    with world.desk(HILDE, now="2026-09-19T10:05") as work:
        clarify.set_flag(work, on_saturday, "red", "Slaapt buiten.")
    assert world.case(on_saturday).next_due == parse_moment("2026-09-21T09:00")
    assert check(world.store) == []


def test_a_day_that_was_agreed_stays_what_it_is_under_a_red_flag(world: World) -> None:
    case, friday = world.refer(), parse_moment("2026-09-18T14:00")
    with world.desk(HILDE) as work:
        appointments.make_appointment(work, case, friday, 45, "school", "")
        clarify.set_flag(work, case, "red", "Slaapt buiten.")
    assert world.case(case).next_due == friday


def test_of_two_tabs_the_second_one_reads_that_somebody_was_first(world: World) -> None:
    case = world.refer()
    with world.desk(HILDE) as work:
        clarify.set_flag(work, case, "red", "Slaapt buiten.", seen="")
    with world.desk(HILDE) as work, pytest.raises(Invalid, match="rood: vandaag"):
        clarify.set_flag(work, case, "green", "Rustig.", seen="")
    assert world.case(case).flag == "red"
    with world.desk(HILDE) as work:
        mark = clarify.flag_mark(world.case(case))
        clarify.set_flag(work, case, "green", "Rustig.", seen=mark)


# Where one meets


@pytest.mark.parametrize(
    ("way", "place", "reads"),
    [
        ("hub", "lokaal 3", "Je bent welkom bij ons. Plaats: lokaal 3"),
        ("hub", "", "Je bent welkom bij ons."),
        ("school", "", "We komen naar de school."),
        ("place", "Huis van de Jeugd", "Plaats: Huis van de Jeugd"),
    ],
)
def test_the_invitation_says_at_whose_place(world: World, way: str, place: str, reads: str) -> None:
    case = world.refer()
    with world.desk(HILDE) as work:
        appointments.make_appointment(work, case, parse_moment("2026-09-18T14:00"), 45, way, place)
        letter = work.session.exec(select(Letter).where(Letter.kind == "appointment")).one()
    assert reads in [line.strip() for line in letter.body.splitlines()]


def test_elsewhere_says_where(world: World) -> None:
    case = world.refer()
    with world.desk(HILDE) as work, pytest.raises(Invalid) as wrong:
        appointments.make_appointment(work, case, parse_moment("2026-09-18T14:00"), 45, "place", "")
    assert set(wrong.value.errors) == {"place"}


# The hub's own tracks


def test_the_hub_is_asked_about_its_own_track_on_vandaag_and_by_no_letter(world: World) -> None:
    case = world.refer()
    world.talk(case)
    with world.desk(HILDE) as work:
        ending.take_up(work, case, "", date(2026, 9, 21))
        track = work.session.exec(select(Track)).one()
        assert {person.name for person in tracks.workers_of(work, track)} == {HILDE, "Karim Haddou"}
        tracks.assign(work, track.id, world[HILDE])
    with world.desk() as work:
        before = len(work.session.exec(select(Letter)).all())
    (line,) = follow_up.run(world.store, parse_moment("2026-09-22T10:00"))
    assert line["did"] == "put_on_today"
    with world.desk(HILDE, now="2026-09-22T10:00") as work:
        assert len(work.session.exec(select(Letter)).all()) == before
        (group,) = [one for one in today.today(work).groups if one.slug == "eigen"]
    assert group.items[0].why == "eigen traject: is het gestart?"
    assert group.items[0].act == f"/trajecten/{track.id}"
    (line,) = follow_up.run(world.store, parse_moment("2026-09-29T10:00"))
    assert line["did"] == "gave_to_coordinator"
    with world.desk(HILDE, now="2026-09-29T11:00") as work:
        assert "eigen" not in {one.slug for one in today.today(work).groups}
    with world.desk(HILDE, now="2026-09-29T11:00") as work:
        tracks.start(work, track.id, date(2026, 9, 21))
        tracks.sign_of_life(work, track.id, "Samen naar school gestapt.")
        assert [one.text for one in contacts_of(work, track)] == ["Samen naar school gestapt."]
    assert check(world.store) == []
