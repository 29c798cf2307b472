"""Behind a personal link: stages for whoever holds it, the rest for who confirmed; answers and objections."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from hub.dispatch import appointments, clarify, ending
from hub.dispatch.case import Move
from hub.dispatch.clarify_tables import Question
from hub.dispatch.moves import move, take
from hub.dispatch.tables import Message
from hub.dispatch.tracks import not_start, open_track
from hub.intake import additions, sight
from hub.intake.uploads import look
from hub.ledger import Entry
from hub.problems import NotFound, Refused
from tests.cast import World
from tests.personal_links import ask, confirm, hold, link_for, page, question_link

# What may be seen


def test_before_the_code_there_are_stages_and_nothing_that_anybody_typed(world: World) -> None:
    noor = world.refer()
    ask(world, noor)
    own = page(world, link_for(world, noor))
    assert not own.confirmed
    assert [step.word for step in own.steps if step.at] == ["aangemeld", "vraagverheldering"]
    assert (own.story, own.questions, own.takers, own.sections, own.documents) == ("", (), (), (), ())


def test_a_mailed_code_confirms_the_address(world: World) -> None:
    noor = world.refer()
    link = link_for(world, noor)
    confirm(world, link)
    assert page(world, link).story == "Noor is al drie weken niet op school."
    assert world.case(noor).referrer_confirmed_at
    assert not page(world, link_for(world, noor)).confirmed, "each link has a code of its own"


def test_each_look_at_what_was_typed_is_recorded(world: World) -> None:
    noor = world.refer()
    link = link_for(world, noor)
    page(world, link)
    confirm(world, link)
    page(world, link)
    with world.desk() as work:
        looks = work.session.exec(select(Entry).where(Entry.act == "referrer.look")).all()
        assert [look.link_id for look in looks] == [link]


def test_a_partner_has_a_name_here_from_the_moment_that_it_is_confirmed(world: World) -> None:
    noor = world.refer()
    link = link_for(world, noor)
    confirm(world, link)
    with world.desk("Hilde Verbist") as work:
        referral = take(work, noor)
        open_track(work, referral, organisation_id=world["Springplank"], proposed=True)
        track = open_track(work, referral, organisation_id=world["Kompas NAFT"])
        move(work, referral, Move.CLARIFY)
        move(work, referral, Move.TAKE_UP)
    own = page(world, link)
    assert [(one.name, one.words) for one in own.takers] == [
        ("Kompas NAFT", "start afgesproken op woensdag 30 september")
    ]
    assert [(step.word, step.state) for step in own.steps][-2:] == [("trajecten", "now"), ("afgesloten", "todo")]
    with world.desk("Hilde Verbist") as work:
        not_start(work, track.id, "no_place")
    assert [(one.name, one.words) for one in page(world, link).takers] == [("Kompas NAFT", "niet gestart")]


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (lambda work, case: ending.refer_elsewhere(work, case, "Het Overkophuis. Vraag naar Sara."), "Overkophuis"),
        (lambda work, case: ending.not_for_us(work, case, "Bel het JAC, zij helpen verder."), "Bel het JAC"),
        (lambda work, case: ending.talk_was_enough(work, case, "De school belt elke week."), "elke week"),
    ],
)
def test_what_a_letter_says_is_read_here_stands_here(world: World, ends: Any, words: str) -> None:
    noor = world.refer()
    link = link_for(world, noor)
    confirm(world, link)
    assert page(world, link).ending is None
    with world.desk("Hilde Verbist") as work:
        clarify.note_talk(work, noor, "Els en Hilde", "De school belt.", "")
        ends(work, noor)
    told = page(world, link).ending
    assert told is not None
    assert words in told[1]


def test_what_the_desk_notes_for_itself_is_not_read_here(world: World) -> None:
    noor = world.refer()
    link = link_for(world, noor)
    confirm(world, link)
    with world.desk("Hilde Verbist") as work:
        ending.withdraw(work, noor, "Dubbel met een andere aanmelding.")
    assert page(world, link).ending == ("ingetrokken", "")


def test_a_talk_that_is_planned_stands_here_until_it_was_called_off(world: World) -> None:
    noor = world.refer()
    link = link_for(world, noor)
    confirm(world, link)
    with world.desk("Hilde Verbist") as work:
        talk = appointments.make_appointment(work, noor, world.now + timedelta(days=3), 45, "phone", "015 00 12 34")
    own = page(world, link)
    assert own.planned is not None
    assert (own.planned.id, own.planned.place) == (talk.id, "015 00 12 34")
    with world.desk("Hilde Verbist") as work:
        appointments.cancel_appointment(work, talk.id)
    assert page(world, link).planned is None


# Words from the referrer


def test_something_wrong_is_a_message_that_waits_until_somebody_reads_it(world: World) -> None:
    noor = world.refer()
    link = link_for(world, noor)
    confirm(world, link)
    with world.desk() as work:
        additions.tell_wrong(work, hold(work, link), "Ze heet Noortje.")
    with world.desk() as work:
        said = work.session.exec(select(Message)).one()
        assert (said.kind, said.author_name, said.seen_at) == ("form", "Els Dierckx", None)


def test_a_file_that_is_added_later_stands_with_the_case(world: World) -> None:
    noor = world.refer()
    link = link_for(world, noor)
    confirm(world, link)
    with world.desk() as work:
        additions.add_papers(work, hold(work, link), [look("verslag.pdf", b"%PDF-1.7")], lambda _size: True)
    assert [document.name for document in page(world, link).documents] == ["verslag.pdf"]


def test_els_answers_a_question_once_and_the_case_is_the_desks_again(world: World) -> None:
    noor = world.refer()
    question = ask(world, noor)
    assert world.case(noor).holder == "referrer"
    link = question_link(world, question)
    with world.desk() as work:
        additions.answer_question(work, hold(work, link), "Sinds 1 september.")
    case = world.case(noor)
    assert case.holder == "coordinator"
    assert case.referrer_confirmed_at, "the question was mailed, so the address is right"
    with world.desk() as work:
        answered = work.session.get(Question, question)
        assert answered
        assert (answered.answer, answered.seen_at) == ("Sinds 1 september.", None)
    with world.desk() as work, pytest.raises(Refused):
        additions.answer_question(work, hold(work, link), "Nee, sinds 2 september.")


def test_a_question_that_was_withdrawn_asks_nothing_any_more(world: World) -> None:
    noor = world.refer()
    question = ask(world, noor)
    link = question_link(world, question)
    with world.desk("Hilde Verbist") as work:
        clarify.withdraw_question(work, question)
    with world.desk() as work, pytest.raises(NotFound):
        sight.question_behind(work, hold(work, link))
    with world.desk() as work, pytest.raises(NotFound):
        additions.answer_question(work, hold(work, link), "Sinds maandag.")
