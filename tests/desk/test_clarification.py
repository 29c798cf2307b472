"""Clarification: Hilde asks, invites, notes what was decided together, and ends or takes up a case."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from hub import links, tokens
from hub.clock import parse_moment
from hub.dispatch import appointments, clarify
from hub.dispatch.case import Stage
from hub.dispatch.clarify_tables import Appointment, Question
from hub.dispatch.opening import Referrer
from hub.dispatch.tables import Message
from hub.dispatch.watch import Party, Why
from hub.letters import Letter
from hub.problems import Invalid, NotFound, Refused
from tests.cast import World

FRIDAY = parse_moment("2026-09-18T10:00")
WITHOUT_MAIL = Referrer(name="Oma", phone="015 00 00 01")


def letters_of(world: World, referral_id: UUID) -> list[Letter]:
    with world.desk() as work:
        return list(work.session.exec(select(Letter).where(Letter.referral_id == referral_id)).all())


def ask(world: World, noor: UUID, text: str = "Sinds wanneer komt ze niet meer?") -> UUID:
    with world.desk("Hilde Verbist") as work:
        return clarify.ask(work, noor, text).id


def test_a_question_waits_on_the_referrer_who_gets_a_link_and_no_name(world: World) -> None:
    noor = world.refer()
    ask(world, noor)
    case = world.case(noor)
    assert (case.stage, case.holder, case.next_why) == (Stage.CLARIFICATION, Party.REFERRER, Why.REFERRER_ANSWERS)
    assert case.next_due
    assert case.next_due.isoformat() == "2026-09-22T07:00:00+00:00"
    (letter,) = letters_of(world, noor)
    assert letter.to_address == "els@sintjans.example"
    assert "CM-2026-00001" in letter.subject
    assert "hub-link:" in letter.body
    for secret in ("Noor", "Amrani", "Sinds wanneer", "spijbel"):
        assert secret not in letter.subject + letter.body


def test_els_answers_once_and_the_case_is_the_desks_again(world: World) -> None:
    noor = world.refer()
    question_id = ask(world, noor)
    with world.desk() as work:
        clarify.answer(work, question_id, "Sinds de eerste week van september.")
    with pytest.raises(Refused, match="al beantwoord"), world.desk() as work:
        clarify.answer(work, question_id, "Nog eens hetzelfde.")
    case = world.case(noor)
    assert (case.holder, case.next_why) == (Party.COORDINATOR, Why.DECIDE_AFTER_TALK)
    with world.desk() as work:
        said = work.session.exec(select(Message).where(Message.referral_id == noor)).all()
        assert [(one.kind, one.author_name, one.text) for one in said] == [
            ("answer", "Els Dierckx", "Sinds de eerste week van september.")
        ]


def test_the_same_question_is_not_asked_twice_while_it_waits(world: World) -> None:
    noor = world.refer()
    with world.desk("Hilde Verbist") as work:
        clarify.ask(work, noor, "Sinds wanneer?")
    with pytest.raises(Refused), world.desk("Hilde Verbist") as work:
        clarify.ask(work, noor, " Sinds wanneer? ")
    with world.desk() as work:
        assert len(work.session.exec(select(Question).where(Question.referral_id == noor)).all()) == 1


def test_the_mailed_link_leads_to_its_question_until_that_is_withdrawn(world: World) -> None:
    noor = world.refer()
    question_id = ask(world, noor)
    with world.desk("Hilde Verbist") as work:
        link = work.session.exec(select(links.Link).where(links.Link.noun_id == question_id)).one()
        token = tokens.token_for(world.store.settings.secret_keys, link.id)
        assert links.open_link(work, token, links.Purpose.QUESTION).noun_id == question_id
        clarify.withdraw_question(work, question_id)
        with pytest.raises(NotFound):
            links.open_link(work, token, links.Purpose.QUESTION)
        with pytest.raises(Refused):
            clarify.answer(work, question_id, "Te laat.")
    assert world.case(noor).holder == Party.COORDINATOR


def test_who_left_no_address_must_be_called(world: World) -> None:
    noor = world.refer(referrer=WITHOUT_MAIL)
    with pytest.raises(Refused, match="Bel"):
        ask(world, noor)
    assert world.case(noor).stage == Stage.SUBMITTED


def test_a_question_with_a_national_number_or_without_words_is_not_sent(world: World) -> None:
    noor = world.refer()
    for text in ("", "Is 85.07.30-033.28 haar nummer?"):
        with pytest.raises(Invalid):
            ask(world, noor, text)
    assert letters_of(world, noor) == []


def test_the_answer_stays_new_until_somebody_at_the_desk_has_read_it(world: World) -> None:
    noor = world.refer()
    question_id = ask(world, noor)
    with world.desk() as work:
        clarify.answer(work, question_id, "Ja.")
    with world.desk("Karim Haddou") as work:
        clarify.mark_read(work, noor)
    with world.desk() as work:
        question = work.session.get(Question, question_id)
        assert question is not None
        assert question.seen_at == world.now


def test_an_invitation_is_a_calendar_letter_that_names_nobody(world: World) -> None:
    noor = world.refer()
    with world.desk("Hilde Verbist") as work:
        appointments.make_appointment(work, noor, FRIDAY, 45, "place", "Zaal 2, Meldpunt")
    case = world.case(noor)
    assert (case.stage, case.next_why, case.next_due) == (Stage.CLARIFICATION, Why.APPOINTMENT, FRIDAY)
    (letter,) = letters_of(world, noor)
    assert letter.ics is not None
    assert "METHOD:REQUEST" in letter.ics
    assert "SEQUENCE:0" in letter.ics
    assert "vrijdag 18 september om 10 uur" in letter.body
    assert "Noor" not in letter.ics + letter.body


def test_moving_and_calling_off_follow_in_the_same_calendar_entry(world: World) -> None:
    noor = world.refer()
    with world.desk("Hilde Verbist") as work:
        made = appointments.make_appointment(work, noor, FRIDAY, 45, "phone", "")
        appointments.move_appointment(work, made.id, FRIDAY + timedelta(days=3), 30, "video", "meet.example/zaal")
    assert world.case(noor).next_due == FRIDAY + timedelta(days=3)
    with world.desk("Hilde Verbist") as work:
        appointments.cancel_appointment(work, made.id)
    assert world.case(noor).next_why == Why.DECIDE_AFTER_TALK
    by_kind = {(one.kind, one.once_key.rsplit(":", 1)[-1]): one.ics or "" for one in letters_of(world, noor)}
    assert len(by_kind) == 3
    cancelled = by_kind["appointment_cancelled", str(made.id)]
    assert "METHOD:CANCEL" in cancelled
    assert "SEQUENCE:2" in cancelled
    assert f"UID:{made.id}@" in cancelled.replace("\r\n ", "")
    with pytest.raises(Refused), world.desk("Hilde Verbist") as work:
        appointments.move_appointment(work, made.id, FRIDAY, 30, "phone", "")


def test_an_appointment_lies_ahead_and_there_is_only_one(world: World) -> None:
    noor = world.refer()
    with pytest.raises(Invalid) as wrong, world.desk("Hilde Verbist") as work:
        appointments.make_appointment(work, noor, world.now - timedelta(hours=1), 5, "pigeon", "")
    assert set(wrong.value.errors) == {"at", "minutes", "way"}
    with world.desk("Hilde Verbist") as work:
        appointments.make_appointment(work, noor, FRIDAY, 45, "phone", "")
        with pytest.raises(Refused, match="Verplaats"):
            appointments.make_appointment(work, noor, FRIDAY, 45, "phone", "")


def test_the_talk_says_who_took_part_and_what_was_decided(world: World) -> None:
    noor = world.refer()
    with world.desk("Hilde Verbist") as work:
        appointments.make_appointment(work, noor, FRIDAY, 45, "phone", "")
    with world.desk("Hilde Verbist", FRIDAY + timedelta(hours=1)) as work:
        clarify.note_talk(work, noor, "Els en de CLB-medewerker", "Op de tafel brengen.", "Noor wil zelf ook.")
    with world.desk() as work:
        held = work.session.exec(select(Appointment).where(Appointment.referral_id == noor)).one()
        assert (held.held_at, held.decided) == (FRIDAY + timedelta(hours=1), "Op de tafel brengen.")
        said = work.session.exec(select(Message).where(Message.referral_id == noor)).one()
        assert said.kind == "talk"
        assert "Els en de CLB-medewerker" in said.text
        assert "Noor wil zelf ook." in said.text
    assert world.case(noor).next_why == Why.DECIDE_AFTER_TALK


def test_a_chance_talk_does_not_use_up_the_appointment_of_friday(world: World) -> None:
    noor = world.refer()
    with world.desk("Hilde Verbist") as work:
        appointments.make_appointment(work, noor, FRIDAY, 45, "phone", "")
        clarify.note_talk(work, noor, "Els", "Wachten op vrijdag.", "")
    assert world.case(noor).next_due == FRIDAY


def test_a_talk_and_a_flag_say_all_that_lacks_at_once(world: World) -> None:
    noor = world.refer()
    with world.desk("Hilde Verbist") as work:
        with pytest.raises(Invalid) as talk:
            clarify.note_talk(work, noor, "", "", "", parse_moment("2027-01-01T10:00").date())
        with pytest.raises(Invalid) as flag:
            clarify.set_flag(work, noor, "", "")
    assert (set(talk.value.errors), set(flag.value.errors)) == ({"took_part", "decided", "on"}, {"flag", "reason"})
