"""Who is expected at a session hears it in its calendar, once for each change, and answers from there or by a link."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar
from sqlmodel import select

from hub.dispatch import session_desk, sittings, table_desk
from hub.dispatch.session_desk import SessionData
from hub.dispatch.sessions import answering, inviting, seats
from hub.dispatch.sessions.answering import Deputy, Reply
from hub.dispatch.sessions.tables import Attendance
from hub.dispatch.sessions.typed import TableData
from hub.letters import Letter
from hub.links import Link, address
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from tests.cast import World
from tests.seated import NADIA, SAM, of, seat_people
from tests.tables import row, rows


@pytest.fixture
def seated(world: World) -> World:
    return seat_people(world)


def letters_to(world: World, email: str) -> list[tuple[str, str, int]]:
    """Of each letter to this address: its kind, the method of its calendar and the sequence."""
    found = sorted(
        (one for one in rows(world, Letter) if one.to_address == email and one.ics), key=lambda one: one.once_key[-3:]
    )
    return [(one.kind, *calendar(one)[:2]) for one in found]


def calendar(letter: Letter) -> tuple[str, int, Any]:
    read = Calendar.from_ical(letter.ics or "")
    [event] = read.events
    return str(read["METHOD"]), int(str(event["SEQUENCE"])), event


def says(world: World, who: str, coming: str, deputy: Deputy | None = None) -> None:
    with world.desk(who) as work:
        answering.answer_here(work, world["session"], coming, deputy)


def change(world: World, day: date | None = None, place: str = "Zaal 2") -> None:
    with world.desk("Hilde Verbist") as work:
        session_desk.change(
            work, world["session"], SessionData(day or date(2026, 9, 22), "13:30", place)
        )  # fmt: skip


def test_invitations_leave_a_week_before_and_once_each(seated: World) -> None:
    assert letters_to(seated, NADIA) == [("session_invitation", "REQUEST", 0)]
    with seated.desk() as work:
        assert inviting.invite_due(work, seated["dijleland"]) == 0
    with seated.desk(now="2026-09-22T09:00") as work:
        assert inviting.invite_due(work, seated["dijleland"]) == 2  # those of the next session
    assert inviting.run(seated.store, seated["schelderand"]) == 0
    _method, _sequence, event = calendar(next(one for one in rows(seated, Letter) if one.to_address == NADIA))
    assert str(event["SUMMARY"]) == "NAFT-dispatchtafel · Centraal Meldpunt Dijleland"
    assert event["ATTENDEE"].params["RSVP"] == "TRUE"
    assert event["ORGANIZER"] == "mailto:aanmelden@dijleland.example"


def test_a_move_a_new_place_and_the_end_reach_each_calendar_as_the_same_appointment(seated: World) -> None:
    says(seated, "Nadia Pauwels", "coming")
    change(seated, place="Zaal 7")
    assert of(seated, "Nadia Pauwels").state == "coming"  # a new place asks nobody anew
    change(seated, place="Zaal 7")
    change(seated, date(2026, 9, 24), "Zaal 7")
    assert of(seated, "Nadia Pauwels").state == "invited"  # what she said was about the other day
    with seated.desk("Hilde Verbist") as work:
        session_desk.cancel(work, seated["session"])
    assert letters_to(seated, NADIA) == [
        ("session_invitation", "REQUEST", 0), ("session_invitation", "REQUEST", 1),
        ("session_invitation", "REQUEST", 2), ("session_cancelled", "CANCEL", 3),
    ]  # fmt: skip
    events = [calendar(one)[2] for one in rows(seated, Letter) if one.to_address == NADIA and one.ics]
    assert len({str(event["UID"]) for event in events}) == 1


def test_who_excuses_itself_is_replaced_by_its_deputy_and_comes_back_alone(seated: World) -> None:
    says(seated, "Nadia Pauwels", "excused")
    assert letters_to(seated, SAM) == [("session_invitation", "REQUEST", 0)]
    assert of(seated, "Sam Roels").instead_of == of(seated, "Nadia Pauwels").id
    says(seated, "Nadia Pauwels", "coming")
    assert letters_to(seated, SAM)[1:] == [("session_cancelled", "CANCEL", 1)]
    says(seated, "Nadia Pauwels", "excused", Deputy(name="Jan Mertens"))
    jan = next(one for one in rows(seated, Attendance) if one.name == "Jan Mertens")
    assert (jan.state, jan.organisation_id, len(letters_to(seated, SAM))) == (
        "coming", seated["Kompas NAFT"], 2,
    )  # fmt: skip
    change(seated, date(2026, 9, 24))  # everybody is asked anew, and nobody stands in for Nadia any more
    assert [of(seated, "Nadia Pauwels").state, row(seated, Attendance, jan.id).state] == ["invited", "invited"]
    with pytest.raises(Invalid, match="collega van jullie organisatie"):
        says(seated, "Nadia Pauwels", "excused", Deputy(person_id=seated["Tom Claes"]))


def test_an_answer_by_the_mailed_link_may_be_changed_until_the_session(seated: World) -> None:
    with seated.desk() as work:
        link = work.session.exec(select(Link).where(Link.noun_id == of(seated, "Tom Claes").id)).one()
        token = address(work, link).rpartition("/")[2]
        answering.answer_by_link(work, token, "excused")
        answering.answer_by_link(work, token, "coming")
    assert (of(seated, "Tom Claes").state, of(seated, "Tom Claes").how) == ("coming", "link")
    with pytest.raises(Refused, match="voorbij"), seated.desk(now="2026-09-22T14:00") as work:
        answering.answer_by_link(work, token, "excused")
    with pytest.raises(NotFound), seated.desk("Fien Maes") as work:  # who was not invited
        answering.answer_here(work, seated["session"], "coming")
    with pytest.raises(NotAllowed), seated.desk("Karim Haddou") as work:
        answering.note_answer(work, of(seated, "Tom Claes").id, "excused")


def test_an_answer_from_a_calendar_counts_from_the_address_that_was_invited_only(seated: World) -> None:
    nadia = of(seated, "Nadia Pauwels")
    for hub, uid, said, attendee, sender, sequence, found in (
        ("dijleland", str(nadia.id), "DECLINED", NADIA.upper(), NADIA, 0, Reply.OURS),
        ("dijleland", str(nadia.id).upper(), "TENTATIVE", NADIA, NADIA, None, Reply.OURS),
        ("dijleland", str(nadia.id), "DELEGATED", NADIA, NADIA, 0, Reply.DOUBTFUL),
        ("dijleland", str(nadia.id), "DECLINED", NADIA, "tom@springplank.example", 0, Reply.DOUBTFUL),
        ("dijleland", str(nadia.id), "DECLINED", "tom@springplank.example", NADIA, 0, Reply.DOUBTFUL),
        ("dijleland", str(nadia.id), "DECLINED", NADIA, "", 0, Reply.DOUBTFUL),  # forged
        ("schelderand", str(nadia.id), "DECLINED", NADIA, NADIA, 0, Reply.STRANGE),
        ("dijleland", "overleg@school.example", "DECLINED", NADIA, NADIA, 0, Reply.STRANGE),
    ):
        with seated.desk() as work:
            judged = answering.judge_reply(work, seated[hub], uid, said, attendee, sender, sequence)
        assert judged[0] == found, (uid, said, attendee, sender)
    change(seated, date(2026, 9, 24))
    with seated.desk() as work:  # to the invitation of before it moved
        for sequence in (0, None):  # who gives no number answers the first one (RFC 5545)
            judged = answering.judge_reply(
                work, seated["dijleland"], str(nadia.id), "ACCEPTED", NADIA, NADIA, sequence
            )  # fmt: skip
            assert judged == (Reply.DOUBTFUL, nadia.id)
        answering.answer_by_mail(work, nadia.id, "DECLINED")
    assert of(seated, "Sam Roels").told != ""


def test_a_new_rhythm_moves_what_stays_and_calls_off_what_falls_away(seated: World) -> None:
    with seated.desk("Bram Geerts") as work:
        table_desk.change_table(
            work, seated["table"], TableData("NAFT-dispatchtafel", "1", "14:00", "Zaal 2", invite_before="7")
        )  # fmt: skip
    assert letters_to(seated, NADIA)[1:] == [("session_invitation", "REQUEST", 1)]
    with seated.desk("Bram Geerts") as work:
        table_desk.change_table(
            work, seated["table"], TableData("NAFT-dispatchtafel", "3", "14:00", "Zaal 2", invite_before="7")
        )  # fmt: skip
    kinds = [kind for kind, *_rest in letters_to(seated, NADIA)]
    assert (kinds.count("session_cancelled"), kinds.count("session_invitation")) == (1, 3)
    with seated.desk("Bram Geerts") as work:
        table_desk.drop_seat(work, seated["table"], seated["Kompas NAFT"])
        sittings.ensure_sessions(work, seated["dijleland"])


def test_who_gets_the_seat_is_invited_and_who_had_it_is_let_off(seated: World) -> None:
    def seat(person: UUID | None, deputy: UUID | None) -> None:
        with seated.desk("Bram Geerts") as work:
            seats.seat_people(work, seated["table"], seated["Kompas NAFT"], person, deputy)

    seat(seated["Sam Roels"], None)
    assert letters_to(seated, SAM) == [("session_invitation", "REQUEST", 0)]
    assert letters_to(seated, NADIA)[1:] == [("session_cancelled", "CANCEL", 1)]
    seat(seated["Nadia Pauwels"], seated["Sam Roels"])
    assert letters_to(seated, NADIA)[2:] == [("session_invitation", "REQUEST", 2)]
    for person, deputy, said in (
        (seated["Tom Claes"], None, "van deze organisatie"),
        (seated["Nadia Pauwels"], seated["Nadia Pauwels"], "andere persoon"),
        (None, seated["Sam Roels"], "eerst wie de zetel heeft"),
    ):
        with pytest.raises(Invalid, match=said):
            seat(person, deputy)
    with pytest.raises(NotAllowed), seated.desk("Hilde Verbist") as work:
        seats.move_seat(work, seated["table"], seated["Springplank"], up=True)
