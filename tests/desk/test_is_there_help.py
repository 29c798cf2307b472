"""What Els and the contact of Noor hear as a case goes on, and what follows when there is no help."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, select

from hub import links, unreachable
from hub.dispatch import agenda, claims, deciding, ending, tracks
from hub.dispatch.case import Move
from hub.dispatch.feedback import answering, contacting, telling
from hub.dispatch.feedback.helping import Shown
from hub.dispatch.feedback.how_far import Told
from hub.dispatch.feedback.tables import HelpQuestion, YoungsterContact
from hub.dispatch.tables import Message, Referral
from hub.home import today
from hub.intake import news
from hub.letters import Letter
from hub.links import Link, Purpose
from hub.monitoring.check import check
from hub.problems import Invalid, NotFound
from tests.cast import World
from tests.desk.test_follow_up import follow
from tests.tables import on_table, rows, running, takes_up

HILDE, NADIA, ELS, CONTACT = "Hilde Verbist", "Nadia Pauwels", "els@sintjans.example", "tante.fatima@mail.example"


def written(world: World, address: str, *kinds: str) -> list[Letter]:
    found = [one for one in rows(world, Letter) if one.to_address == address]
    assert not [one for one in found if "Noor" in one.body + one.subject or "Amrani" in one.body + one.subject]
    return sorted((one for one in found if not kinds or one.kind in kinds), key=lambda one: one.real_written_at)


def kinds_of(world: World, address: str) -> list[str]:
    return [one.kind for one in written(world, address) if one.kind.startswith(("heard", "help", "referrer", "closed"))]


def started(world: World) -> UUID:
    """A track that Nadia started on the day that it was agreed."""
    track = running(world)
    with world.desk(NADIA) as work:
        tracks.start(work, track, date(2026, 9, 14))
    return track


def agreed(world: World, case: UUID, **changes: Any) -> UUID:
    """Hilde notes that Noor agreed that her aunt hears how it goes."""
    says: dict[str, Any] = {
        "who": "trusted", "email": CONTACT.upper(), "agreed_by": "youngster", "agreed_on": date(2026, 9, 10), **changes,
    }  # fmt: skip
    with world.desk(HILDE) as work:
        return contacting.note(work, case, **says).id


def token(world: World, noun_id: UUID) -> str:
    with world.desk() as work:
        found = select(Link).where(Link.noun_id == noun_id, Link.purpose == Purpose.HELP)
        return links.token_of(work, work.session.exec(found.order_by(col(Link.created_at).desc())).all()[0])


def questions(world: World) -> dict[str, HelpQuestion]:
    return {one.whom: one for one in rows(world, HelpQuestion) if not one.ended_at}


def on_today(world: World, now: str) -> list[str]:
    with world.desk(HILDE, now) as work:
        return [item.why for group in today.today(work).groups if group.slug == "hulp" for item in group.items]


def news_on_today(world: World, now: str) -> list[str]:
    with world.desk(HILDE, now) as work:
        return [item.why for group in today.today(work).groups for item in group.items if "hulp is" in item.why]


def test_els_and_the_contact_each_hear_once_how_far_it_is(world: World) -> None:
    case = on_table(world)
    agreed(world, case)
    claim = takes_up(world, NADIA, case, "Kort traject")
    with world.desk(HILDE) as work:
        track = claims.confirm(work, claim).id
    with world.desk(NADIA) as work:
        tracks.start(work, track, date(2026, 9, 14))
        tracks.complete(work, track, date(2026, 9, 14))
    with world.desk(HILDE) as work:
        ending.tell_referrer(work, case)
        ending.close(work, case)
    assert kinds_of(world, ELS) == ["heard_on_table", "referrer_taken_up", "heard_started", "closed_tracks_ended"]
    assert [one.kind for one in written(world, CONTACT)] == ["contact_news"]  # nothing left before the last of them
    assert not [one for one in written(world, CONTACT) if "CM-" in one.subject + one.body]
    assert "Is er hulp geweest?" in written(world, CONTACT)[-1].body
    assert len(questions(world)) == 2
    assert check(world.store) == []


def test_what_is_put_on_the_table_again_in_the_same_turn_is_no_news(world: World) -> None:
    case = on_table(world)
    with world.desk(HILDE) as work:
        ending.reopen(work, case, "declined")
    with world.desk(HILDE) as work:
        agenda.put_on_table(work, case)
    assert kinds_of(world, ELS) == ["heard_on_table"] * 2  # it came back in between, so it is news


def test_a_contact_noted_late_hears_how_far_it_is_now_and_the_newest_only(world: World) -> None:
    case = on_table(world)
    with world.desk(HILDE) as work:
        deciding.park(work, case, Move.WAIT, date(2026, 10, 5))
    contact = agreed(world, case)
    (letter,) = written(world, CONTACT)
    assert "besproken" in letter.body
    assert "binnenkort" not in letter.body
    with world.desk() as work:
        work.session.get_one(Letter, letter.id).done_at = work.real
        referral = work.session.get_one(Referral, case)
        telling.tell_contact(work, referral, Told.ON_TABLE)  # no news for who heard that it was discussed
        telling.tell_contact(work, referral, Told.TAKEN_UP)
        telling.tell_contact(work, referral, Told.STARTED)
        telling.tell_contact(work, referral, Told.TAKEN_UP)  # by one more partner
    assert ["De hulp is gestart." in one.body for one in written(world, CONTACT)] == [False, True]
    assert token(world, contact)


def test_what_the_contact_answers_is_read_by_the_desk_and_not_by_els(world: World) -> None:
    case = on_table(world)
    contact = agreed(world, case)
    running(world, case)
    follow(world, "2026-10-27T10:00")
    with world.desk(now="2026-10-28T10:00") as work:
        answering.answer_by_link(work, token(world, contact), "not_yet", "Niet aan school zeggen.")
    (said,) = [one for one in rows(world, Message) if one.text.startswith("Is er hulp?")]
    assert said.kind == "help_contact"
    words = "het contact van de jongere antwoordde of er hulp is"
    assert news_on_today(world, "2026-10-28T10:30") == [words]
    with world.desk(now="2026-10-28T11:00") as work:
        assert news.told(work, case) == []


def test_a_contact_is_noted_only_with_who_agreed_and_when_and_stops_when_it_wants(world: World) -> None:
    case = on_table(world)
    with pytest.raises(Invalid) as wrong:
        agreed(world, case, email="93.05.18-223.61", agreed_by="", agreed_on=None, how="")
    assert set(wrong.value.errors) == {"email", "agreed_by", "agreed_on"}
    with world.desk() as work:
        referral = work.session.get_one(Referral, case)
        referral.sections = {**referral.sections, "parents": {"people": [{"name": "papa", "no_contact": True}]}}
    with pytest.raises(Invalid) as unsafe:
        agreed(world, case, who="parent")
    assert set(unsafe.value.errors) == {"how"}
    contact = agreed(world, case)
    stop = token(world, contact)
    with world.desk() as work:
        answering.stop(work, stop)
    running(world, case)
    assert written(world, CONTACT) == []  # neither what waited to be sent, nor what would follow
    assert "contact" not in questions(world)
    with pytest.raises(Invalid) as stopped:
        agreed(world, case)
    assert set(stopped.value.errors) == {"agreed_on", "how"}
    agreed(world, case, agreed_on=date(2026, 9, 15), how="Ze belde zelf: het mag toch.")
    again = agreed(world, case, email="papa@mail.example")
    agreed(world, case, email="mama@mail.example")  # takes its place
    with world.desk() as work:
        assert work.session.get_one(YoungsterContact, again).stopped_at


def test_after_six_weeks_els_is_asked_twice_and_then_it_stands_on_today(world: World) -> None:
    started(world)
    assert [line["did"] for line in follow(world, "2026-10-20T10:00") if "help_question" in line] == []
    asked = [line["did"] for line in follow(world, "2026-10-27T10:00") if "help_question" in line]
    assert asked == ["asked_if_helped"]
    assert [line for line in follow(world, "2026-10-28T10:00") if "help_question" in line] == []
    again = [line["did"] for line in follow(world, "2026-11-04T10:00") if "help_question" in line]
    assert again == ["asked_if_helped"]
    assert on_today(world, "2026-11-05T10:00") == []
    shown = [line["did"] for line in follow(world, "2026-11-13T10:00") if "help_question" in line]
    assert shown == ["help_unanswered"]
    assert len(written(world, ELS, "help_asked")) == 2
    (line,) = on_today(world, "2026-11-14T10:00")
    assert "geen antwoord" in line
    assert "aanmelder" in line
    with world.desk(HILDE, "2026-11-16T10:00") as work:
        answering.note_answer(work, questions(world)["referrer"].referral_id, "referrer", "yes", "Els belde terug.")
    assert on_today(world, "2026-11-16T11:00") == []
    assert check(world.store) == []


def test_no_brings_the_case_back_at_once_and_is_read(world: World) -> None:
    track = started(world)
    follow(world, "2026-10-27T10:00")
    question = questions(world)["referrer"]
    by_link = token(world, question.id)
    with world.desk(now="2026-10-28T10:00") as work, pytest.raises(Invalid):
        answering.answer_by_link(work, by_link, "no", "Haar nummer is 93.05.18-223.61.")
    with world.desk(now="2026-10-28T10:00") as work:
        answering.answer_by_link(work, by_link, "no", "Niemand belde. Ze wil zichzelf iets aandoen.")
    case = world.case(question.referral_id)
    assert (case.stage, case.reopened_for, case.holder) == ("reopened", "no_help", "coordinator")
    assert case.danger_at is not None
    (said,) = [one for one in rows(world, Message) if one.text.startswith("Is er hulp?")]
    assert said.author_name == "Els Dierckx"
    assert said.seen_at is None
    with world.desk() as work:
        assert work.session.get_one(tracks.Track, track).stage != "ended"
    assert said.kind == "help"
    assert any("antwoordde of er hulp is" in one for one in news_on_today(world, "2026-10-28T10:30"))
    for _again in range(2):
        with world.desk(now="2026-10-28T11:00") as work:
            answering.answer_by_link(work, by_link, "yes")
    newest = max(rows(world, Message), key=lambda one: one.at)
    assert newest.text == "Is er hulp? Ja. Eerder was het antwoord: Nee."
    assert newest.seen_at is None
    assert questions(world)["referrer"].answer == "yes"
    assert len([one for one in rows(world, Message) if one.kind == "help"]) == 2, "the same twice is said once"
    assert world.case(question.referral_id).stage == "reopened", "what she changed the desk decides about"
    assert check(world.store) == []


def test_no_at_the_end_takes_a_closed_case_in_hand_again(world: World) -> None:
    track = started(world)
    with world.desk(NADIA) as work:
        case = tracks.complete(work, track, date(2026, 9, 14)).referral_id
    with world.desk(HILDE) as work:
        ending.tell_referrer(work, case)
        ending.close(work, case)
    (letter,) = written(world, ELS, "closed_tracks_ended")
    question = questions(world)["referrer"]
    assert question.occasion == "end"
    assert "Is er hulp geweest?" in letter.body
    with world.desk(now="2026-09-20T10:00") as work:
        answering.answer_by_link(work, token(world, question.id), "no")
    assert (world.case(case).stage, world.case(case).reopened_for) == ("reopened", "no_help")
    assert check(world.store) == []


def test_who_left_no_address_or_is_not_reached_stands_on_today_at_once(world: World) -> None:
    running(world)
    agreed(world, questions(world)["referrer"].referral_id)
    with world.desk() as work:
        (letter,) = [one for one in rows(world, Letter) if one.kind == "referrer_taken_up"]
        unreachable.mark(work, letter.id)
    follow(world, "2026-10-27T10:00")
    assert questions(world)["referrer"].shown_for == Shown.UNREACHED
    assert written(world, ELS, "help_asked") == []
    with world.desk(HILDE, "2026-10-28T10:00") as work:
        answering.let_rest(work, questions(world)["referrer"].referral_id)
    assert on_today(world, "2026-10-28T11:00") == []


def test_what_was_withdrawn_or_came_back_is_asked_no_more(world: World) -> None:
    track = running(world)
    question = questions(world)["referrer"]
    with world.desk(HILDE) as work:
        ending.reopen(work, question.referral_id, "stalled")
    assert questions(world)  # a track still runs, so somebody may know
    with world.desk(NADIA) as work:
        tracks.not_start(work, track, "staff")
    with world.desk(HILDE) as work:
        ending.not_for_us(work, question.referral_id, "Jullie kunnen terecht bij het JAC.")
    assert questions(world) == {}
    assert [line for line in follow(world, "2026-10-27T10:00") if "help_question" in line] == []
    with world.desk() as work, pytest.raises(NotFound):
        answering.asked_by(work, "nothing")
