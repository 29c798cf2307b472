"""How clarification ends: closed, taken up by the hub itself, or taken in hand again; and who decides that."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlmodel import select

from hub.clock import parse_moment
from hub.dispatch import appointments, clarify, ending, moves, tracks
from hub.dispatch.case import Outcome, Stage
from hub.dispatch.table_tables import Track
from hub.dispatch.watch import Party, Why
from hub.ledger import Entry
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from hub.store import Work
from tests.cast import World
from tests.desk.test_clarification import FRIDAY, ask, letters_of
from tests.machine import PATIENCE


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
    heard = [letter.kind for letter in letters_of(world, noor)]
    assert heard == ["referrer_hub_takes_up", "heard_started", "closed_tracks_ended"]


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
    together = threading.Barrier(2, timeout=PATIENCE)

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
