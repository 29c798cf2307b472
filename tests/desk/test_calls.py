"""A call that the desk notes: with a receipt when there is an address, and as a concept until it is finished."""

import pytest
from sqlmodel import select

from hub.dispatch import alarm
from hub.dispatch.case import Stage
from hub.dispatch.codes import Channel
from hub.intake import desk
from hub.ledger import Entry
from hub.problems import NotAllowed, NotFound, Refused
from tests.cast import World
from tests.referrals import call, letters, note


def test_karim_notes_a_call_and_the_caller_gets_a_receipt(world: World) -> None:
    case = world.case(call(world))
    assert (case.channel, case.stage, case.referrer_kind) == (Channel.PHONE, Stage.SUBMITTED, "clb")
    assert [letter.to_address for letter in letters(world)] == ["rik@clb.example"]
    with world.desk() as work:
        first = work.session.exec(select(Entry).where(Entry.referral_id == case.id)).first()
        assert first
        assert first.person_id == world["Karim Haddou"]


def test_a_caller_without_an_address_gets_no_letter(world: World) -> None:
    call(world, referrer_email="")
    assert letters(world) == []


def test_a_concept_is_held_until_it_is_finished_and_only_then_is_a_receipt_sent(world: World) -> None:
    concept = call(world, as_concept=True, main_reason="", referrer_name="")
    case = world.case(concept)
    assert (case.stage, case.submitted_at, case.holder) == (Stage.CONCEPT, None, "coordinator")
    assert letters(world) == []
    with world.desk("Karim Haddou", now="2026-09-16T10:00") as work:
        desk.finish_concept(work, concept, note(last_name="Aerts"), as_concept=False)
    case = world.case(concept)
    assert (case.stage, case.main_reason, case.referrer_name) == (Stage.SUBMITTED, "motivation", "Rik Maes")
    assert case.submitted_at
    assert len(letters(world)) == 1


def test_a_concept_keeps_the_name_of_the_clb_that_was_chosen_and_not_its_whole_address(world: World) -> None:
    concept = call(world, as_concept=True, referrer_organisation="")
    with world.desk("Karim Haddou") as work:
        chosen = note(referrer_organisation="clb de brug (demo), Mechelen")
        desk.finish_concept(work, concept, chosen, as_concept=False)
    assert world.case(concept).referrer_organisation == "CLB De Brug (demo)"


def test_a_concept_can_be_written_on_without_handing_it_in(world: World) -> None:
    concept = call(world, as_concept=True)
    with world.desk("Hilde Verbist") as work:
        desk.finish_concept(work, concept, note(True, story="Sam komt niet meer."), as_concept=True)
    case = world.case(concept)
    assert (case.stage, case.story) == (Stage.CONCEPT, "Sam komt niet meer.")
    said = note(True, story="Sam had een mes bij.")
    for danger in (True, False):  # what was seen comes first again when it is said again, and not when it is kept again
        with world.desk("Hilde Verbist") as work:
            desk.finish_concept(work, concept, said, as_concept=True)
        assert (world.case(concept).danger_at is not None) == danger
        with world.desk("Hilde Verbist") as work:
            alarm.see(work, concept)


def test_what_was_handed_in_is_no_concept_any_more(world: World) -> None:
    case = call(world)
    with world.desk("Karim Haddou") as work, pytest.raises(Refused):
        desk.finish_concept(work, case, note(), as_concept=False)


def test_a_concept_with_a_restricted_reason_opens_for_the_coordinator_only(world: World) -> None:
    concept = call(world, as_concept=True, main_reason="offences")
    with world.desk("Karim Haddou") as work, pytest.raises(NotAllowed):
        desk.concept(work, concept)
    with world.desk("Hilde Verbist") as work:
        assert desk.concept(work, concept).story


@pytest.mark.parametrize("who", ["Wim Peeters", "Nadia Pauwels", "Lotte Wouters"])
def test_who_is_not_of_this_desk_notes_nothing_here(world: World, who: str) -> None:
    with pytest.raises((NotFound, NotAllowed)):
        call(world, who)
    concept = call(world, as_concept=True)
    with world.desk(who) as work, pytest.raises((NotFound, NotAllowed)):
        desk.finish_concept(work, concept, note(), as_concept=False)
