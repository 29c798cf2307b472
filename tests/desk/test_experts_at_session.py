"""An expert at the session: one hour in its calendar, its answer, and whether it came."""

from datetime import date
from uuid import UUID

import pytest
from icalendar import Calendar
from sqlmodel import select

from hub.clock import parse_moment, real_now
from hub.dispatch import agenda, deciding, session_desk
from hub.dispatch.case import Move
from hub.dispatch.expertise import coming, inviting
from hub.dispatch.expertise.tables import Expert
from hub.dispatch.sessions import attendance_sight, attending
from hub.dispatch.sessions.answering import Reply
from hub.dispatch.sessions.kinds import TableKind
from hub.dispatch.sessions.tables import Guest
from hub.dispatch.table_tables import DispatchTable, Session
from hub.letters import Letter
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from tests.cast import World, send
from tests.desk.test_expertise import CARD, HILDE, NADIA, token
from tests.tables import on_table, rows

ANN = "ann@uz.example"


def waits_for_a_session(world: World) -> tuple[UUID, UUID]:
    """Noor's case, and the session of the expertise table for which it waits: Tuesday 6 October from two to four."""
    case = on_table(world)
    with world.desk(HILDE) as work:
        table = DispatchTable(hub_id=world["dijleland"], name="Experten", kind=TableKind.EXPERTISE)
        work.session.add(table)
        work.flush()
        sits = session_desk.plan(work, table.id, session_desk.SessionData(date(2026, 10, 6), "14:00", "Zaal 2")).id
        agenda.discuss(work, case)
        deciding.park(work, case, Move.ASK_EXPERTS, None, "Eerst raad vragen.", session_id=sits)
        inviting.write_card(work, case, CARD)
    return case, sits


def invited(world: World, case: UUID, name: str = "Ann De Wit", email: str = ANN) -> UUID:
    with world.desk(HILDE) as work:
        return inviting.invite(work, case, name, "angst", email).id


def told(world: World, address: str = ANN) -> list[tuple[str, str, str, str]]:
    """The letters to this address: kind, method, when and how long."""
    found = []
    for letter in sorted(rows(world, Letter), key=lambda one: one.written_at):
        if letter.to_address == address and letter.kind.startswith("expert"):
            method = when = lasts = ""
            if letter.ics:
                calendar = Calendar.from_ical(letter.ics)
                [event] = calendar.events
                method, when = str(calendar["METHOD"]), f"{event.start:%m-%d %H:%M}"
                lasts = str(int((event.end - event.start).total_seconds()) // 60)
            found.append((letter.kind, method, when, lasts))
    return found


def expert(world: World) -> Expert:
    (found,) = rows(world, Expert)
    assert isinstance(found, Expert)
    return found


def test_the_calendar_of_an_expert_says_its_hour_and_what_becomes_of_it(world: World) -> None:
    case, sits = waits_for_a_session(world)
    invited(world, case)
    assert told(world) == [("expert_invited", "REQUEST", "10-06 14:00", "120")]
    for begins, takes, field in (("13:00", "30", "begins"), ("15:45", "30", "begins"), ("15:00", "nee", "takes")):
        with pytest.raises(Invalid) as wrong, world.desk(HILDE) as work:
            inviting.place(work, case, begins, takes)
        assert set(wrong.value.errors) == {field}
    with world.desk(HILDE, "2026-09-15T15:10") as work:
        inviting.place(work, case, "15:00", "30")
        inviting.place(work, case, "15:00", "30")
    assert told(world)[1:] == [("expert_session", "REQUEST", "10-06 15:00", "30")], "the same hour is no news"
    with world.desk(HILDE, "2026-09-15T15:20") as work:
        session_desk.change(work, sits, session_desk.SessionData(date(2026, 10, 13), "14:00", "Zaal 3"))
    assert told(world)[2:] == [("expert_session", "REQUEST", "10-13 15:00", "30")], "it goes along with its session"
    with world.desk(HILDE, "2026-09-15T15:30") as work:
        session_desk.change(work, sits, session_desk.SessionData(date(2026, 10, 13), "14:00", "Zaal 4"))
    assert len(told(world)) == 4, "another room"
    with world.desk(HILDE, "2026-09-15T15:40") as work:
        session_desk.cancel(work, sits)
    assert told(world)[4:] == [("expert_session_off", "CANCEL", "10-13 15:00", "30")]
    assert rows(world, Guest) == []
    sequences = [Calendar.from_ical(one.ics).events[0]["SEQUENCE"] for one in rows(world, Letter)
                 if one.to_address == ANN and one.ics]  # fmt: skip
    assert sorted(map(int, map(str, sequences))) == [0, 1, 2, 3, 4]
    assert all("Noor" not in one.ics and CARD not in one.ics for one in rows(world, Letter) if one.ics)


def test_who_is_not_needed_any_more_hears_it(world: World) -> None:
    case, _sits = waits_for_a_session(world)
    first = invited(world, case)
    invited(world, case, "Bram", "bram@uz.example")
    with world.desk(HILDE, "2026-09-15T15:10") as work:
        inviting.call_off(work, first, case)
    assert [kind for kind, *_ in told(world)] == ["expert_invited", "expert_session_off"]
    assert [kind for kind, *_ in told(world, "bram@uz.example")] == ["expert_invited"]
    with world.desk(HILDE, "2026-09-15T15:20") as work:
        agenda.put_on_table(work, case)
    assert [kind for kind, *_ in told(world, "bram@uz.example")] == ["expert_invited", "expert_session_off"]
    assert rows(world, Guest) == []


def test_who_is_invited_before_there_is_a_session_hears_when_there_is_one(world: World) -> None:
    case, sits = waits_for_a_session(world)
    with world.desk(HILDE, "2026-09-15T15:10") as work:
        agenda.put_on_table(work, case)
        agenda.discuss(work, case)
        deciding.park(work, case, Move.ASK_EXPERTS, date(2026, 10, 6))
    invited(world, case)
    assert told(world) == [("expert_invited", "", "", "")]
    with world.desk(HILDE, "2026-09-15T15:20") as work:
        agenda.put_on_table(work, case)
        agenda.discuss(work, case)
        deciding.park(work, case, Move.ASK_EXPERTS, None, session_id=sits)
    assert told(world)[1:] == [("expert_session", "REQUEST", "10-06 14:00", "120")]


def test_an_expert_says_whether_it_comes_and_the_chair_notes_whether_it_did(world: World) -> None:
    case, sits = waits_for_a_session(world)
    next_year = real_now().year + 1  # pages live in the real day
    with world.desk() as work:
        work.session.get_one(Session, sits).at = parse_moment(f"{next_year}-10-05T14:00")
    key = invited(world, case)
    here = f"/antwoord/expertise/{token(world, key)}"
    with world.client() as ann:
        assert "5 oktober" in ann.get(here).text
        assert send(ann, here, {"coming": "coming"}).status_code == 303
        assert "Je zei dat je komt." in ann.get(here).text
        assert send(ann, here, {"coming": "misschien"}).status_code == 422
    assert (expert(world).coming, expert(world).coming_how) == ("coming", "link")
    with world.desk() as work:
        asked = (work, expert(world).hub_id, str(key), "DECLINED", ANN)
        assert coming.judge_reply(*asked, "x@elders.example", 0)[0] == Reply.DOUBTFUL
        assert coming.judge_reply(work, expert(world).hub_id, str(case), "DECLINED", ANN, ANN, 0)[0] == Reply.STRANGE
        assert coming.judge_reply(*asked, ANN, 0) == (Reply.OURS, key)
        coming.answer_by_mail(work, key, "DECLINED")
    assert (expert(world).coming, expert(world).coming_how) == ("excused", "mail")
    for who, problem in ((NADIA, NotFound), ("Lotte Wouters", NotFound)):
        with pytest.raises((problem, NotAllowed)), world.desk(who) as work:
            coming.come(work, key, "coming")
    with world.client(HILDE) as hilde:
        page = hilde.get(f"/tafel/{sits}/aanwezigheden").text
        assert "Ann De Wit" in page
        assert "komt niet" in page
        (guest,) = rows(world, Guest)
        there = f"/tafel/{sits}/aanwezigheden/gasten/{guest.id}"
        send(hilde, there, {"said": "off"})
        assert rows(world, Guest), "an expert is called off with its case, so that it hears so"
        assert send(hilde, there, {"said": "came"}).status_code == 303
        assert "was er" in hilde.get(f"/aanmeldingen/{case}/expertise").text
    after = f"{next_year}-10-06T10:00"
    with world.desk(HILDE, after) as work:
        assert [one.guest.present for one in attendance_sight.expected(work, sits).guests] == [True]
        attending.mark_guest(work, sits, guest.id, present=False)
        with pytest.raises(Refused):
            coming.come_by_link(work, token(world, key), "coming")
    with world.desk(HILDE, after) as work:
        agenda.put_on_table(work, case)
        assert work.session.exec(select(Guest)).one().present is False, "what is over stays as it was"
    assert len(told(world)) == 1
