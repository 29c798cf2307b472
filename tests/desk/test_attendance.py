"""Who is there: one click of the chair for each seat, "ik ben er", guests, and a date for who was not."""

import re
from datetime import date

import pytest

from hub.dispatch import agenda, session_desk
from hub.dispatch.minutes.there import there_at
from hub.dispatch.sessions import answering, attending, seats
from hub.dispatch.sessions.attendance_sight import Expected, Line, expected
from hub.dispatch.sessions.attending import Whom
from hub.dispatch.sessions.tables import Attendance, Guest
from hub.dispatch.sessions.typed import TableData
from hub.dispatch.table_desk import make_table
from hub.dispatch.table_tables import AgendaItem, Session
from hub.letters import Letter
from hub.problems import Invalid, NotFound, Refused
from tests.cast import World, send
from tests.seated import of, seat_people
from tests.tables import on_table, row, rows

AT = "2026-09-22T13:25"


@pytest.fixture
def seated(world: World) -> World:
    return seat_people(world)


def seen(world: World, who: str = "Hilde Verbist", now: str = AT) -> Expected:
    with world.desk(who, now=now) as work:
        return expected(work, world["session"])


def line(found: Expected, called: str) -> Line:
    return next(one for one in found.lines if called in (one.name, one.organisation))


def marks(world: World, organisation: str, state: str, person: str = "", name: str = "") -> Attendance:
    with world.desk("Hilde Verbist", now=AT) as work:
        whom = Whom(None, world[organisation], world[person] if person else None, name)
        return attending.mark(work, world["session"], whom, state)


def test_the_chair_notes_each_seat_in_one_click_and_takes_it_back(seated: World) -> None:
    first = seen(seated)
    assert [(one.organisation, one.name, one.words) for one in first.lines] == [
        ("Kompas NAFT", "Nadia Pauwels", "nog geen antwoord"), ("Springplank", "Tom Claes", "nog geen antwoord"),
        ("JAC De Haven (demo)", "", "nog niet uitgenodigd"), ("Buddyhuis", "", "nog niet uitgenodigd"),
    ]  # fmt: skip
    marks(seated, "Kompas NAFT", "present")
    marks(seated, "JAC De Haven (demo)", "absent")
    found = seen(seated)
    assert (line(found, "Nadia Pauwels").state, line(found, "JAC De Haven (demo)").state) == ("present", "absent")
    # Five working days after the session, as for every partner that did not answer.
    assert str(line(found, "JAC De Haven (demo)").answer_by) == "2026-09-29"
    assert line(found, "Nadia Pauwels").answer_by is None
    marks(seated, "Kompas NAFT", "")
    assert line(seen(seated), "Nadia Pauwels").state == "invited"
    version = row(seated, Session, seated["session"]).version
    assert version >= 3  # boards that are shown ask for what is new


def test_whoever_leads_the_session_and_closes_it_was_there_but_not_a_day_later(seated: World) -> None:
    with seated.desk("Hilde Verbist") as work:
        attending.lead(work, seated["session"], seated["Hilde Verbist"], None)

    def present(now: str) -> list[str]:
        with seated.desk("Hilde Verbist", now=now) as work:
            agenda.close_session(work, seated["session"])
            there = there_at(work, work.session.get_one(Session, seated["session"]))
            work.session.rollback()
        return [one["name"] for one in there["lines"] if one["state"] == "present"]

    assert (present("2026-09-23T09:00"), present(AT)) == ([], ["Hilde Verbist"])


def test_a_deputy_and_a_stranger_on_the_seat_stand_beside_who_excused_itself(seated: World) -> None:
    with seated.desk("Nadia Pauwels") as work:
        answering.answer_here(work, seated["session"], "excused")
    marks(seated, "Kompas NAFT", "present")  # whoever is expected there now
    found = seen(seated)
    assert (line(found, "Sam Roels").state, line(found, "Sam Roels").instead_of) == ("present", "Nadia Pauwels")
    assert line(found, "Nadia Pauwels").answer_by is None  # somebody of Kompas was there
    marks(seated, "Springplank", "present", name="Jan Mertens")
    assert (of(seated, "Tom Claes").state, line(seen(seated), "Jan Mertens").state) == ("excused", "present")
    with pytest.raises(Invalid, match="van deze organisatie"):
        marks(seated, "Springplank", "present", person="Nadia Pauwels")


def test_who_sits_there_says_it_is_there_on_the_day_itself(seated: World) -> None:
    for who in ("Tom Claes", "Fien Maes", "Hilde Verbist"):  # invited, of an empty seat, of the desk
        with seated.desk(who, now=AT) as work:
            attending.here(work, seated["session"])
        assert (of(seated, who).state, of(seated, who).how) == ("present", "meeting")
    with pytest.raises(Refused, match="op de dag"), seated.desk("Tom Claes") as work:
        attending.here(work, seated["session"])
    for who, wrong in (("Els Dierckx", NotFound), ("Wim Peeters", NotFound)):
        with pytest.raises(wrong), seated.desk(who, now=AT) as work:
            attending.here(work, seated["session"])
        with pytest.raises(wrong), seated.desk(who, now=AT) as work:
            expected(work, seated["session"])
    with pytest.raises(NotFound), seated.desk("Tom Claes", now=AT) as work:
        attending.mark(work, seated["session"], Whom(of(seated, "Tom Claes").id), "absent")
    with pytest.raises(NotFound), seated.desk("Hilde Verbist", now=AT) as work:
        attending.mark(work, seated["session"], Whom(None, seated["Meldpunt Schelderand"]), "present")


def test_a_guest_comes_for_one_point_with_name_and_capacity(seated: World) -> None:
    on_table(seated)
    [item] = rows(seated, AgendaItem)
    with seated.desk("Hilde Verbist", now=AT) as work:
        guest = attending.add_guest(work, item.session_id, "Mia Smets", "psycholoog", item.id)
        attending.mark_guest(work, item.session_id, guest.id, present=True)
    number = "85.07.30-033.28"
    for name, capacity, wrong in (("", "arts", "wie erbij komt"), ("Mia", "", "hoedanigheid"), (number, "x", "rijks")):
        with pytest.raises(Invalid, match=wrong), seated.desk("Hilde Verbist") as work:
            attending.add_guest(work, item.session_id, name, capacity)
    [point] = seen(seated).guests
    assert (point.guest.name, point.guest.present, point.point.endswith(seated.case(item.referral_id).number)) == (
        "Mia Smets", True, True,
    )  # fmt: skip
    with seated.desk("Hilde Verbist") as work:
        attending.add_guest(work, item.session_id, "Bo Claes", "directeur")
    assert [one.guest.name for one in seen(seated, "Nadia Pauwels").guests] == ["Bo Claes"], "who comes for all of it"
    with seated.desk("Hilde Verbist") as work:
        attending.drop_guest(work, item.session_id, guest.id)
    assert [one.name for one in rows(seated, Guest)] == ["Bo Claes"]


def test_who_leads_is_invited_and_the_steering_group_as_a_whole(seated: World) -> None:
    with seated.desk("Hilde Verbist") as work:
        attending.lead(work, seated["session"], seated["Hilde Verbist"], seated["Tom Claes"])
        with pytest.raises(Invalid, match="van de tafel"):
            attending.lead(work, seated["session"], seated["Lotte Wouters"], None)
    assert seen(seated).leads == {"chair": "Hilde Verbist", "reporter": "Tom Claes"}
    invited = [one.to_address for one in rows(seated, Letter) if one.kind == "session_invitation"]
    assert sorted(invited) == ["hilde@dijleland.example", "nadia@kompas.example", "tom@springplank.example"]
    with seated.desk("Bram Geerts") as work:
        steering = make_table(work, seated["dijleland"], TableData("Stuurgroep", kind="steering"))
        session_desk.plan(work, steering.id, session_desk.SessionData(date(2026, 10, 8), "10:00", "Stadhuis"))
        seats.move_seat(work, seated["table"], seated["Springplank"], up=True)
    assert "lotte@dijleland.example" in [one.to_address for one in rows(seated, Letter)]


def test_the_page_and_the_list_on_paper(seated: World) -> None:
    with seated.client("Hilde Verbist") as hilde:
        here = f"/tafel/{seated['session']}/aanwezigheden"
        page = hilde.get(here).text
        assert "Rond de tafel" in page
        assert "autofocus" not in page
        marked = {"organisation": str(seated["Springplank"]), "state": "present", "from": "board", "at": "2"}
        next_one = hilde.get(send(hilde, here, marked).headers["location"]).text
        assert re.search(r'<details [^>]*id="wie-komt-open" open>', next_one), "there are more to note"
        assert re.findall(r'id="(komt-[^"]+)"[^>]* autofocus', next_one) == ["komt-3-present"]
        off = send(hilde, here, {**marked, "state": "", "from": "list"}).headers["location"]
        assert re.findall(r'id="(komt-[^"]+)"[^>]* autofocus', hilde.get(off).text) == ["komt-2-present"]
        send(hilde, here, marked)
        wrong = send(hilde, f"{here}/gasten", {"guest_name": "Mia Smets"})
        assert (wrong.status_code, 'value="Mia Smets"' in wrong.text) == (422, True)
        board = hilde.get(f"/tafel/{seated['session']}").text
        assert "1 aanwezig" in board
        assert "Tom Claes" in hilde.get(f"/tafel/{seated['session']}/aanwezigheidslijst").text
    with seated.client("Nadia Pauwels") as nadia:
        page = nadia.get(here).text
        assert "Rond de tafel" in page
        assert "Voeg een gast toe" not in page
        assert send(nadia, here, marked).status_code == 404
