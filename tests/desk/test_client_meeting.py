"""A client meeting: its own invitees, invitations that say when and where alone, answers, what was agreed."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from icalendar import Calendar
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from hub import links
from hub.clock import parse_moment
from hub.dispatch import deciding
from hub.dispatch.case import Move
from hub.dispatch.case_team import meeting_answers, meetings, teaming
from hub.dispatch.case_team.meeting_tables import ClientMeeting, MeetingInvitee
from hub.dispatch.case_team.meetings import Typed
from hub.dispatch.sessions.answering import Reply
from hub.dispatch.sharing import recording
from hub.dispatch.tables import Message
from hub.ledger import Entry
from hub.letters import Letter
from hub.links import Link, Purpose
from hub.monitoring.check import check
from hub.people.tables import Membership
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from tests.cast import World, send
from tests.desk.test_case_team import case_of
from tests.desk.test_plan_watched import agreed, around, talked
from tests.tables import end_after_talk, on_table, row, rows
from tests.to_come import day_to_come

HILDE, MUM = "Hilde Verbist", "samira@thuis.example"
AT, AFTER = parse_moment("2026-09-24T14:00"), "2026-09-24T16:00"


def planned(world: World, case: UUID, at: str = "2026-09-24T14:00", **more: object) -> UUID:
    mother = around(world, case, name="Samira", relation="parent", role="mama", email=MUM)
    around(world, case, name="Jef", relation="friend", role="trainer")
    around(world, case, name="Bas", relation="friend", role="buur", knows="no", why_not="Ze wil dat niet.")
    with world.desk(HILDE) as work:
        people = [one.value for one in meetings.choices(work, world.case(case)) if one.capacity in ("mama", "trainer")]
        assert f"n-{mother}" in people
        assert "buur" not in [one.capacity for one in meetings.choices(work, world.case(case))]
        typed = Typed(parse_moment(at), "60", "Huis van de Jeugd", "", ["youngster", *people])
        return meetings.plan(work, case, typed).id


def letters(world: World) -> list[Letter]:
    return sorted((one for one in rows(world, Letter) if "meeting" in one.kind), key=lambda one: one.once_key)


def invited(world: World, capacity: str) -> MeetingInvitee:
    found: MeetingInvitee = next(one for one in rows(world, MeetingInvitee) if one.capacity == capacity)
    return found


def path(world: World) -> str:
    with world.desk() as work:
        live = select(Link).where(Link.purpose == Purpose.MEETING, col(Link.withdrawn_at).is_(None))
        return links.path(work, work.session.exec(live).one())


def test_each_is_invited_and_reads_when_where_and_in_which_capacity_the_others_come(world: World) -> None:
    case = talked(world)
    planned(world, case)
    (letter,) = letters(world)
    assert (letter.to_address, letter.subject) == (MUM, "Uitnodiging: overleg op donderdag 24 september om 14 uur")
    assert letter.ics
    [event] = Calendar.from_ical(letter.ics).events
    words = letter.subject + letter.body + letter.ics
    assert not [one for one in ("Noor", "El Amrani", "Samira", "Jef", world.case(case).number) if one in words]
    with world.client() as browser:
        page = browser.get(path(world)).text
        assert all(one in page for one in ("Huis van de Jeugd", "trainer", "de jongere"))
        assert not [one for one in ("El Amrani", "Jef", world.case(case).number) if one in page]
        assert invited(world, "mama").state == "invited", "opening it is no answer"
        send(browser, path(world), {"coming": "excused"})
    assert (invited(world, "mama").state, invited(world, "mama").how) == ("excused", "link")
    asked = (world["dijleland"], str(event["UID"]), "ACCEPTED")
    with world.desk() as work:
        ours, found = meeting_answers.judge_reply(work, *asked, MUM, MUM, 0)
        assert ours == Reply.OURS
        assert found is not None
        assert meeting_answers.judge_reply(work, *asked, MUM, "iemand@elders.example", 0)[0] == Reply.DOUBTFUL
        assert meeting_answers.judge_reply(work, world["dijleland"], "x", "ACCEPTED", MUM, MUM, 0)[0] == Reply.STRANGE
        assert meeting_answers.answer_by_mail(work, found, "ACCEPTED")
    assert (invited(world, "mama").state, invited(world, "mama").how) == ("coming", "mail")


def test_whoever_is_invited_reads_initials_where_somebody_wrote_a_name(world: World) -> None:
    case = talked(world)
    meeting = planned(world, case)
    around(world, case, name="Lies", relation="friend", role="tante van Noor")
    with world.desk(HILDE) as work:
        chosen = [one.value for one in meetings.choices(work, world.case(case)) if "tante" in one.capacity]
        mother = [one.chosen for one in rows(world, MeetingInvitee) if one.capacity == "mama"]
        typed = Typed(AT, "60", "Thuis bij Noor El Amrani", "", [*mother, *chosen])
        meetings.change(work, case, meeting, typed)
    told = letters(world)[-1]
    assert "Thuis bij N." in told.body
    with world.client() as browser:
        here = path(world)
        page = browser.get(here).text
        assert "tante van N." in page
        assert not [one for one in (told.body, told.ics or "", page) if "El Amrani" in one or "Noor" in one]
        with world.desk(HILDE) as work:
            meetings.change(work, case, meeting, Typed(AT, "60", "Het stadhuis", "", ["youngster"]))
        assert "Het stadhuis" not in browser.get(here).text, "who need not come does not read where"


def test_a_partner_out_of_the_team_need_not_come_and_one_that_left_reads_nothing(world: World) -> None:
    case = case_of(world)
    with world.desk(HILDE) as work:
        kompas = teaming.add(work, case, world["Kompas NAFT"], world["Nadia Pauwels"]).id
        haven = teaming.add(work, case, world["JAC De Haven (demo)"], None).id
        meetings.plan(work, case, Typed(AT, "60", "Huis van de Jeugd", "", [f"t-{kompas}", f"t-{haven}"]))
    links_of = {one.capacity: links_to(world, one.id) for one in rows(world, MeetingInvitee)}
    with world.desk(HILDE) as work:
        teaming.leave(work, case, haven)
    assert [one.to_address for one in letters(world) if one.kind == "meeting_cancelled"] == ["team@jac.example"]
    with world.desk(HILDE) as work:
        back = teaming.come_back(work, case, haven).id
    again = invited(world, "JAC De Haven (demo)")
    assert (again.removed_at, again.chosen) == (None, f"t-{back}"), "who left by mistake is invited again"
    assert [one.kind for one in letters(world) if one.to_address == "team@jac.example"] == [
        "meeting_invitation", "meeting_cancelled", "meeting_invitation",
    ]  # fmt: skip
    with world.desk(HILDE) as work:
        teaming.leave(work, case, back)
    with world.client() as browser:
        assert "Huis van de Jeugd" in browser.get(links_of["Kompas NAFT"]).text
        page = browser.get(links_of["JAC De Haven (demo)"]).text
        assert ("Je hoeft niet te komen" in page, "Huis van de Jeugd" in page) == (True, False)
        for gets, status in (("nothing", 404), ("card", 200)):
            with world.desk(HILDE) as work:
                receivers = {world["Kompas NAFT"]: gets}
                recording.record(work, case, recording.Typed({}, receivers=receivers, weighed=True))
                there = [one.capacity for one in meetings.choices(work, world.case(case))]
            assert (browser.get(links_of["Kompas NAFT"]).status_code, "Kompas NAFT" in there) == (status, status == 200)
        with world.desk() as work:
            role = work.session.exec(select(Membership).where(Membership.person_id == world["Nadia Pauwels"])).one()
            role.until = work.now.date()
        assert browser.get(links_of["Kompas NAFT"]).status_code == 404
        assert send(browser, links_of["Kompas NAFT"], {"coming": "coming"}).status_code == 404
    assert invited(world, "Kompas NAFT").state == "invited"


def links_to(world: World, invitee: UUID) -> str:
    with world.desk() as work:
        return links.path(work, work.session.exec(select(Link).where(Link.noun_id == invitee)).one())


def test_the_day_of_the_meeting_is_watched_and_what_was_agreed_is_written_down(world: World) -> None:
    case = talked(world)
    meeting = planned(world, case)
    with world.desk(HILDE) as work, pytest.raises(Refused):
        meetings.hold(work, case, meeting, [], "Te vroeg.")
    with world.desk(HILDE, now=AFTER) as work:
        there = [one.id for one in rows(world, MeetingInvitee) if one.capacity == "mama"]
        with pytest.raises(Invalid):
            meetings.hold(work, case, meeting, there, "")
        meetings.hold(work, case, meeting, there, "Samira brengt haar maandag.")
    said = [one.text for one in rows(world, Message) if one.kind == "decision"]
    assert said[-1].startswith("Cliëntoverleg van donderdag 24 september")
    assert "Aanwezig: mama." in said[-1]
    assert [invited(world, one).state for one in ("mama", "trainer")] == ["present", "absent"]
    assert row(world, ClientMeeting, meeting).due_at is None
    assert check(world.store) == []


def test_a_case_without_an_earlier_date_is_due_when_its_meeting_ends(world: World) -> None:
    case = on_table(world)
    with world.desk(HILDE) as work:
        deciding.park(work, case, Move.MEET_CLIENT, parse_moment("2026-10-06T10:00").date())
    planned(world, case)
    held = world.case(case)
    assert (held.next_why, held.next_due) == ("client_meeting", AT + timedelta(hours=1))
    assert check(world.store) == []


def test_the_database_holds_a_case_to_what_was_agreed_around_it(world: World) -> None:
    case = talked(world)
    planned(world, case)
    closed = "stage = 'closed', outcome = 'talk_was_enough', closed_at = now(), holder = NULL, next_due = NULL"
    for trouble, why in (
        ("UPDATE referral SET next_due = '2026-12-24T09:00Z' WHERE id = :case", "due later than what was agreed"),
        ("UPDATE client_meeting SET due_at = '2026-09-16T09:00Z'", "due later than what was agreed"),
        (f"UPDATE referral SET {closed}, next_why = NULL WHERE id = :case", "closed while something agreed"),
    ):
        with pytest.raises(IntegrityError, match=why), world.desk() as work:
            work.session.execute(sa.text(trouble), {"case": case} if ":case" in trouble else {})


def test_a_moved_meeting_asks_again_and_one_that_is_off_leaves_the_calendars(world: World) -> None:
    case = talked(world)
    meeting = planned(world, case)
    with world.client() as browser:
        send(browser, path(world), {"coming": "coming"})
    with world.desk(HILDE) as work:
        chosen = [one.chosen for one in rows(world, MeetingInvitee)]
        with pytest.raises(Refused):
            meetings.plan(work, case, Typed(AT, "60", "Ergens", "", chosen))
        meetings.change(work, case, meeting, Typed(parse_moment("2026-09-25T10:00"), "60", "Stadhuis", "", chosen))
    assert invited(world, "mama").state == "invited"
    assert letters(world)[-1].subject.startswith("Verplaatst: het overleg is nu op vrijdag 25 september")
    with world.desk(HILDE) as work:
        end_after_talk(work, case, "Opgelost.")
    assert (letters(world)[-1].kind, len(letters(world))) == ("meeting_cancelled", 3)
    assert letters(world)[-1].ics
    assert "METHOD:CANCEL" in (letters(world)[-1].ics or "")
    assert row(world, ClientMeeting, meeting).cancelled_at
    assert check(world.store) == []


def test_only_the_coordinator_plans_and_nonsense_comes_back(world: World) -> None:
    case = talked(world)
    typed = Typed(AT, "60", "Ergens", "", ["youngster"])
    for name in ("Karim Haddou", "Nadia Pauwels", "Wim Peeters"):
        with pytest.raises((NotAllowed, NotFound)), world.desk(name) as work:
            meetings.plan(work, case, typed)
    with pytest.raises(Invalid) as wrong, world.desk(HILDE) as work:
        meetings.plan(work, case, Typed(None, "5", "", "http://elders.example", ["n-elders"]))
    assert set(wrong.value.errors) == {"day", "lasts", "video_link", "invitees"}
    with world.client(HILDE) as hilde:
        here = f"/aanmeldingen/{case}/overleg"
        asked = {"day": "", "time": "14:00", "place": "Stadhuis", "invitees": "youngster"}
        back = send(hilde, f"{here}/plan", asked)
        assert back.status_code == 422
        assert "Stadhuis" in back.text
        assert send(hilde, f"{here}/plan", asked | {"day": str(day_to_come()), "lasts": "45"}).status_code == 303
        assert hilde.get(here).text.count("heeft geen e-mailadres: bel zelf") >= 1


def test_each_page_around_a_youngster_is_a_look_at_its_file(world: World) -> None:
    with world.client(HILDE) as hilde:
        for page in ("overleg", "team", "netwerk/{member}", "plan/afspraken/{agreement}"):
            case = talked(world)
            here = page.format(member=around(world, case), agreement=agreed(world, case))
            assert hilde.get(f"/aanmeldingen/{case}/{here}").status_code == 200
            seen = [one for one in rows(world, Entry) if one.act == "case.seen" and one.referral_id == case]
            assert len(seen) == 1, here
