"""The sections of a referral behind a personal link: filled in, corrected, and kept apart from each other."""

from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import col, select

from hub.dispatch import alarm, clarify
from hub.dispatch.case import Move
from hub.dispatch.moves import move, take
from hub.dispatch.tables import Message, Youngster
from hub.intake import additions, filling
from hub.intake.questions import BY_SLUG
from hub.intake.sections import Parent
from hub.intake.typed import check, values_in
from hub.intake.uploads import look
from hub.problems import NotAllowed, NotFound, Refused
from hub.wording import use_language
from tests.cast import World
from tests.personal_links import ask, confirm, fill, hold, link_for, page


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


def test_what_was_seen_of_danger_comes_first_again_when_it_is_said_again_and_not_with_each_save(world: World) -> None:
    noor = world.refer()
    link = link_for(world, noor)
    confirm(world, link)
    assert fill(world, link, "ouders", name="An Smets", relation="moeder, vermist")
    with world.desk("Hilde Verbist") as work:
        alarm.see(work, noor)
    assert fill(world, link, "ouders", name="An Smets", relation="moeder, vermist", contact="0470 00 00 00")
    assert world.case(noor).danger_at is None
    assert fill(world, link, "ouders", name="An Smets", relation="moeder, spoorloos", contact="0470 00 00 00")
    assert world.case(noor).danger_at


def test_what_is_filled_in_at_one_sitting_is_one_line_to_read_and_in_the_language_of_the_desk(world: World) -> None:
    noor = world.refer()
    link = link_for(world, noor)
    confirm(world, link)
    with use_language("fr"):
        assert fill(world, link, "school", year="4B")
        assert fill(world, link, "netwerk", trusted_person="oma")
        assert fill(world, link, "school", year="4C")
        with world.desk() as work:
            additions.add_papers(work, hold(work, link), [look("nota.txt", b"Een nota.")], lambda _size: True)
            additions.tell_wrong(work, replace(hold(work, link), reads=False), "Bel me.")
    with world.desk("Hilde Verbist") as work:
        asked = select(Message).where(Message.referral_id == noor).order_by(col(Message.at), col(Message.text))
        assert [(one.text, one.author_name) for one in work.session.exec(asked)] == [
            ("Aangevuld door de aanmelder: De school · Het netwerk.", "Els Dierckx"),
            ("Bel me.", "Els Dierckx (langs de link, zonder code)"),
            ("De aanmelder voegde 1 bijlage toe.", "Els Dierckx"),
        ]
        clarify.mark_read(work, noor)
    assert fill(world, link, "netwerk", trusted_person="opa")
    with world.desk() as work:
        unread = select(Message.text).where(Message.referral_id == noor, col(Message.seen_at).is_(None))
        assert work.session.exec(unread).all() == ["Aangevuld door de aanmelder: Het netwerk."]
