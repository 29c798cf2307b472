"""Behind a personal link: stages for whoever holds it, the rest for who confirmed; sections, answers, objections."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, select

from hub import links
from hub.asker import Asker, AskerKind
from hub.dispatch import appointments, clarify, ending
from hub.dispatch.case import Move
from hub.dispatch.clarify_tables import Question
from hub.dispatch.moves import move, take
from hub.dispatch.tables import Message, Referral, Youngster
from hub.dispatch.tracks import not_start, open_track
from hub.intake import additions, filling, reading, sight
from hub.intake.holder import Holder, by_link
from hub.intake.questions import BY_SLUG
from hub.intake.sections import Parent
from hub.intake.typed import check, values_in
from hub.intake.uploads import look
from hub.ledger import Entry
from hub.links import Link, Purpose
from hub.problems import NotAllowed, NotFound, Refused
from hub.store import Work
from hub.tokens import hash_of
from tests.cast import World


def link_for(world: World, case: UUID, *, browser: str = "") -> UUID:
    with world.desk() as work:
        referral = work.session.get(Referral, case)
        assert referral
        return links.make(
            work, Purpose.REFERRAL, case, hub_id=referral.hub_id, referral_id=case,
            browser_hash=hash_of(browser) if browser else None,
        ).id  # fmt: skip


def hold(work: Work, link_id: UUID) -> Holder:
    link = work.session.get(Link, link_id)
    assert link
    work.asker = Asker(AskerKind.LINK, link_id=link.id)
    opened = select(Link.id).where(Link.noun_id == link.id, col(Link.used_at).is_not(None))
    return by_link(work, link, reads=work.session.exec(opened).first() is not None)


def confirm(world: World, link_id: UUID) -> None:
    with world.desk() as work:
        assert reading.ask(work, hold(work, link_id), "of Els")
    with world.desk() as work:
        code = work.session.exec(select(Link).where(Link.noun_id == link_id)).one()
        assert reading.enter(work, hold(work, link_id), "of Els", links.code_of(work, code))


def fill(world: World, link_id: UUID, slug: str, **typed: Any) -> bool:
    section = BY_SLUG[slug]
    with world.desk() as work:
        today = world.now.date()
        said: Any = check(section.model, values_in(typed, section.model), today)
        return additions.keep_section(work, hold(work, link_id), section, [said] if section.repeats else said)


def ask(world: World, case: UUID, text: str = "Sinds wanneer?") -> UUID:
    with world.desk("Hilde Verbist") as work:
        return clarify.ask(work, case, text).id


def question_link(world: World, question: UUID) -> UUID:
    with world.desk() as work:
        return work.session.exec(select(Link.id).where(Link.noun_id == question)).one()


def page(world: World, link_id: UUID) -> sight.OwnPage:
    with world.desk() as work:
        return sight.own_page(work, hold(work, link_id))


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


# Sections


def test_nothing_is_filled_in_before_the_button(world: World) -> None:
    noor = world.refer()
    with pytest.raises(NotAllowed):
        fill(world, link_for(world, noor), "school", site="Campus Noord")


def test_els_corrects_the_birth_date_and_the_municipality_follows(world: World) -> None:
    noor = world.refer()
    link = link_for(world, noor)
    confirm(world, link)
    assert fill(
        world, link, "jongere", first_name="Noor", last_name="El Amrani", postcode="2500", interpreter="1",
        birth_date_day="5", birth_date_month="3", birth_date_year="2011",
    )  # fmt: skip
    with world.desk() as work:
        youngster = work.session.get(Youngster, world.case(noor).youngster_id)
        assert youngster
        assert (youngster.home_nis, str(youngster.birth_date), youngster.interpreter) == ("12021", "2011-03-05", True)
        assert youngster.gender is None


def test_a_section_saved_waits_on_the_desk_and_raises_the_version_that_figures_read(world: World) -> None:
    noor = world.refer()
    link = link_for(world, noor)
    confirm(world, link)
    before = world.case(noor).version
    assert fill(world, link, "school", school_name="Sint-Jansatheneum (demo)", structure="311", year="4B")
    case = world.case(noor)
    assert case.version > before
    assert (case.structure, case.sections["school"]["year"]) == ("311", "4B")
    with world.desk() as work:
        said = work.session.exec(select(Message).where(Message.referral_id == noor)).one()
        assert (said.kind, said.seen_at) == ("form", None)
        assert "4B" not in said.text


def test_saving_the_same_again_says_nothing_twice(world: World) -> None:
    noor = world.refer()
    link = link_for(world, noor)
    confirm(world, link)
    assert fill(world, link, "netwerk", trusted_person="oma")
    assert not fill(world, link, "netwerk", trusted_person="oma")


def test_two_parents_are_kept_in_order_and_come_back(world: World) -> None:
    noor = world.refer()
    link = link_for(world, noor)
    confirm(world, link)
    section = BY_SLUG["ouders"]
    people = [
        check(Parent, values_in({"name": name, "informed_on": "2026-09-01"}, Parent), world.now.date())
        for name in ("Mama", "Plusvader")
    ]
    with world.desk() as work:
        additions.keep_section(work, hold(work, link), section, people)
    with world.desk() as work:
        stored = filling.read(section, world.case(noor), None)
        assert stored == people


def test_a_restricted_reason_is_neither_shown_nor_lost_when_els_saves_her_reasons(world: World) -> None:
    noor = world.refer(main_reason="offences", other_reasons=("radicalisation", "motivation"))
    link = link_for(world, noor)
    confirm(world, link)
    stored: Any = filling.read(BY_SLUG["redenen"], world.case(noor), None)
    assert (stored.main_reason, stored.other_reasons) == ("", ["motivation"])
    fill(world, link, "redenen", other_reasons=["conflict"], domains=["home"])
    case = world.case(noor)
    assert (case.main_reason, case.other_reasons) == ("offences", ["conflict", "radicalisation"])
    assert case.sections["reasons"] == {"domains": ["home"]}
    fill(world, link, "redenen", main_reason="truancy", other_reasons=["conflict"])
    case = world.case(noor)
    assert (case.main_reason, case.other_reasons) == ("truancy", ["conflict", "radicalisation", "offences"]), (
        "else what was told with it would lie open from here on"
    )


def test_a_class_has_no_section_about_a_youngster(world: World) -> None:
    group = world.refer(subject_kind="group")
    link = link_for(world, group)
    confirm(world, link)
    assert "youngster" not in {section.name for section, _filled in page(world, link).sections}
    with pytest.raises(NotFound):
        fill(world, link, "jongere", first_name="Noor")


def test_a_closed_case_takes_no_additions_but_can_still_be_contradicted(world: World) -> None:
    noor = world.refer()
    link = link_for(world, noor)
    confirm(world, link)
    with world.desk("Hilde Verbist") as work:
        move(work, take(work, noor), Move.WITHDRAW)
    with pytest.raises(Refused):
        fill(world, link, "school", site="Campus Noord")
    with world.desk() as work:
        additions.tell_wrong(work, hold(work, link), "Er was geen gesprek.")


def test_a_link_to_one_case_opens_no_other(world: World) -> None:
    noor, sam = world.refer(), world.refer(first_name="Sam")
    link = link_for(world, noor)
    confirm(world, link)
    question = ask(world, sam)
    with world.desk() as work, pytest.raises(NotFound):
        additions.answer_question(work, hold(work, link), "Sinds maandag.", question)


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
