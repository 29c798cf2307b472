"""Clarification: Hilde asks, invites, notes what was decided together, and ends or takes up a case."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from hub import links, tokens
from hub.clock import parse_moment
from hub.dispatch import appointments, clarify, ending, moves, tracks
from hub.dispatch.case import Outcome, Stage
from hub.dispatch.clarify_tables import Appointment, Question
from hub.dispatch.opening import Referrer
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Message
from hub.dispatch.watch import Party, Why
from hub.ledger import Entry
from hub.letters import Letter
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from hub.store import Work
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
        assert clarify.question_behind(work, token).id == question_id
        clarify.withdraw_question(work, question_id)
        with pytest.raises(NotFound):
            clarify.question_behind(work, token)
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


def test_the_desk_weighs_for_itself_and_says_why(world: World) -> None:
    noor = world.refer(urgent=True, urgency_motive="Dringend!")
    with pytest.raises(Invalid), world.desk("Hilde Verbist") as work:
        clarify.set_flag(work, noor, "red", " ")
    with world.desk("Hilde Verbist") as work:
        clarify.set_flag(work, noor, "amber", "Er is iemand thuis bij haar.")
    case = world.case(noor)
    assert (case.flag, case.flag_reason, case.version) == ("amber", "Er is iemand thuis bij haar.", 2)


@pytest.mark.parametrize(
    ("end", "outcome", "kind"),
    [
        (lambda work, noor: ending.talk_was_enough(work, noor, "School volgt op."), Outcome.TALK_WAS_ENOUGH,
         "closed_talk_was_enough"),
        (lambda work, noor: ending.not_for_us(work, noor, "Bel het JAC."), Outcome.NOT_FOR_US, "closed_not_for_us"),
        (lambda work, noor: ending.refer_elsewhere(work, noor, "Het CGG."), Outcome.REFERRED_ELSEWHERE,
         "closed_referred_elsewhere"),
        (lambda work, noor: ending.withdraw(work, noor), Outcome.WITHDRAWN, "withdrawn"),
    ],
)  # fmt: skip
def test_each_ending_closes_the_case_and_tells_els_without_its_content(world, end, outcome, kind) -> None:
    noor = world.refer()
    ask(world, noor)
    with world.desk("Hilde Verbist") as work:
        appointments.make_appointment(work, noor, FRIDAY, 45, "phone", "")
    world.talk(noor)
    with world.desk("Hilde Verbist") as work:
        end(work, noor)
    case = world.case(noor)
    assert (case.stage, case.outcome, case.next_due) == (Stage.CLOSED, outcome, None)
    assert case.referrer_told_at == world.now
    sent = {letter.kind: letter for letter in letters_of(world, noor)}
    assert set(sent) == {"question", "appointment", "appointment_cancelled", kind}
    assert "hub-link:" in sent[kind].body
    for content in ("School volgt op", "JAC", "CGG", "Noor"):
        assert content not in sent[kind].body
    with world.desk() as work:
        assert clarify.open_questions(work, noor) == []


def test_a_consult_is_answered_and_closed(world: World) -> None:
    noor = world.refer(subject_kind="question", first_name="", last_name="")
    with world.desk("Hilde Verbist") as work:
        ending.start_consult(work, noor)
        ending.answer_consult(work, noor, "Begin met een gesprek met het CLB.")
    case = world.case(noor)
    assert (case.outcome, case.closing_note) == (Outcome.CONSULT_ANSWERED, "Begin met een gesprek met het CLB.")
    assert [letter.kind for letter in letters_of(world, noor)] == ["closed_consult_answered"]


def test_the_hub_takes_a_case_itself_and_is_watched_like_any_partner(world: World) -> None:
    noor = world.refer()
    world.talk(noor)
    with world.desk("Hilde Verbist") as work:
        ending.take_up(work, noor, "Wekelijks gesprek op school", FRIDAY.date())
    case = world.case(noor)
    assert (case.stage, case.holder, case.next_why) == (Stage.TRACKS, Party.PARTNER, Why.START)
    assert case.holder_organisation_id == world["Centraal Meldpunt Dijleland"]
    with world.desk() as work:
        track = work.session.exec(select(Track).where(Track.referral_id == noor)).one()
        assert (track.stage, track.agreed_start, track.commitment) == (
            "accepted", FRIDAY.date(), "Wekelijks gesprek op school",
        )  # fmt: skip


def test_a_case_closes_when_its_tracks_have_ended_and_els_knows(world: World) -> None:
    noor = world.refer()
    world.talk(noor)
    with world.desk("Hilde Verbist") as work:
        ending.take_up(work, noor, "", FRIDAY.date())
        (track,) = moves.tracks_of(work, noor)
        with pytest.raises(Refused, match="loopt nog"):
            ending.tell_referrer(work, noor)
    later = parse_moment("2026-11-10T10:00")
    with world.desk("Hilde Verbist", later) as work:
        tracks.start(work, track.id, FRIDAY.date())
        tracks.complete(work, track.id, later.date())
        with pytest.raises(Refused, match="aanmelder"):
            ending.close(work, noor)
        ending.tell_referrer(work, noor)
        ending.close(work, noor)
    case = world.case(noor)
    assert (case.outcome, case.referrer_told_at) == (Outcome.TRACKS_ENDED, later)
    assert [letter.kind for letter in letters_of(world, noor)] == ["referrer_hub_takes_up", "closed_tracks_ended"]


def test_a_closed_case_is_taken_in_hand_again_and_ends_with_a_new_letter(world: World) -> None:
    noor = world.refer()
    world.talk(noor)
    with world.desk("Hilde Verbist") as work:
        ending.talk_was_enough(work, noor, "Opgelost.")
    with world.desk("Hilde Verbist") as work:
        ending.reopen(work, noor, "stalled")
    case = world.case(noor)
    assert (case.stage, case.reopened_for, case.referrer_told_at) == (Stage.REOPENED, "stalled", None)
    world.talk(noor)
    with world.desk("Hilde Verbist") as work:
        ending.talk_was_enough(work, noor, "Nu echt.")
    assert [letter.kind for letter in letters_of(world, noor)] == ["closed_talk_was_enough"] * 2


def test_the_duty_desk_notes_a_call_but_does_not_decide(world: World) -> None:
    noor = world.refer()
    with world.desk("Karim Haddou") as work:
        clarify.note(work, noor, "call", "Mama belde: Noor is ziek.")
    for act in (
        lambda work: clarify.ask(work, noor, "Hoe gaat het?"),
        lambda work: clarify.set_flag(work, noor, "red", "Omdat."),
        lambda work: ending.withdraw(work, noor),
        lambda work: ending.take_up(work, noor, "", FRIDAY.date()),
    ):
        with pytest.raises(NotAllowed), world.desk("Karim Haddou") as work:
            act(work)
    assert world.case(noor).stage == Stage.SUBMITTED


@pytest.mark.parametrize("outsider", ["Wim Peeters", "Nadia Pauwels", "Els Dierckx"])
def test_for_another_hub_and_for_partners_the_case_does_not_exist(world: World, outsider: str) -> None:
    noor = world.refer()
    for act in (
        lambda work: clarify.ask(work, noor, "Hoe gaat het?"),
        lambda work: clarify.note(work, noor, "note", "Ik kijk mee."),
        lambda work: clarify.mark_read(work, noor),
        lambda work: ending.withdraw(work, noor),
    ):
        with pytest.raises(NotFound), world.desk(outsider) as work:
            act(work)


def test_each_change_leaves_a_line_that_holds_no_words(world: World) -> None:
    noor = world.refer()
    question_id = ask(world, noor)
    with world.desk("Hilde Verbist") as work:
        clarify.note(work, noor, "note", "Geheim van Noor.")
        clarify.set_flag(work, noor, "red", "Geheim van Noor.")
        clarify.withdraw_question(work, question_id)
    with world.desk() as work:
        lines = work.session.exec(select(Entry).where(Entry.referral_id == noor)).all()
        acts = [line.act for line in lines]
        assert acts[1:] == ["case.clarify", "question.ask", "case.note", "case.flag", "question.withdraw"]
        assert not any("Geheim" in str(line.detail) for line in lines)


def test_two_colleagues_who_decide_at_once_decide_once(world: World) -> None:
    noor = world.refer()
    world.talk(noor)
    together = threading.Barrier(2, timeout=20)

    def decide(end: Callable[[Work, UUID], None]) -> str:
        try:
            with world.desk("Hilde Verbist") as work:
                together.wait()
                end(work, noor)
        except Refused as refusal:
            return refusal.sentence
        return ""

    ends = (
        lambda work, case: ending.withdraw(work, case),
        lambda work, case: ending.talk_was_enough(work, case, "Opgelost."),
    )
    with ThreadPoolExecutor(2) as both:
        said = sorted(both.map(decide, ends))
    assert said[0] == ""
    assert "afgesloten" in said[1]
    assert len(letters_of(world, noor)) == 1
