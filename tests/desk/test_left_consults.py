"""Who was asked to think along and leaves: a colleague answers in its place, or nobody is waited for."""

from uuid import UUID

import pytest
from sqlmodel import select

from hub.asker import Role
from hub.dispatch.consult import answering, consult_sight, left
from hub.dispatch.consult.tables import ConsultAsk
from hub.dispatch.expertise import expertise_sight
from hub.dispatch.expertise.tables import Expert
from hub.dispatch.watch import Why
from hub.home import leaving, roles
from hub.letters import Letter
from hub.monitoring.check import check
from hub.people.desk import add_person, give_role
from hub.people.tables import Membership, Person
from hub.problems import NotFound
from tests.cast import World
from tests.desk.test_consult import HILDE, NADIA, ask, ask_of, asked_of_hub
from tests.desk.test_expertise import invited, token, waits_for_experts
from tests.desk.test_left_teams import role_of
from tests.tables import row, rows


def ines(world: World) -> UUID:
    with world.desk() as work:
        kompas = world["Kompas NAFT"]
        return add_person(work, "Ines Roels", "ines@kompas.example", Role.PARTNER, organisation_id=kompas).id


def test_a_colleague_answers_in_the_place_of_who_leaves(world: World) -> None:
    case, colleague = asked_of_hub(world), ines(world)
    ask(world, case, NADIA)
    asked = ask_of(world, "Kompas NAFT").id
    with world.desk("Bram Geerts") as work:
        pieces = [one for one in leaving.leaving(work, role_of(world, NADIA)).pieces if one.slug.startswith("q-")]
        assert [(one.slug, one.words) for one in pieces] == [(f"q-{asked}", world.case(case).number)]
        leaving.hand_on_and_end(work, role_of(world, NADIA), {f"q-{asked}": colleague})
    live = [one for one in rows(world, ConsultAsk) if one.withdrawn_at is None]
    assert [one.person_id for one in live] == [colleague]
    assert [one.to_address for one in rows(world, Letter) if one.kind == "consult_asked"][-1:] == [
        "ines@kompas.example"
    ]
    assert world.case(case).next_why == Why.PARTNERS_ANSWER
    with world.desk("Bram Geerts") as work:
        role = work.session.exec(select(Membership.id).where(Membership.person_id == colleague)).one()
        leaving.hand_on_and_end(work, role, {})
    case_now = world.case(case)
    assert (case_now.next_why, case_now.review_on) == (Why.CONSULT, None), "nobody is waited for any more"
    assert check(world.store) == []


def test_who_is_gone_however_that_came_about_is_found_by_itself(world: World) -> None:
    case = asked_of_hub(world)
    ask(world, case, NADIA, "Springplank")
    with world.desk() as work:
        work.session.get_one(Membership, role_of(world, NADIA)).until = work.now.date()
    with world.desk() as work:
        assert left.let_go_of_who_left(work) == 1
    with world.desk() as work:
        assert left.let_go_of_who_left(work) == 0
        assert [one.organisation for one in consult_sight.answers_of(work, case)] == ["Springplank"]
    assert check(world.store) == []


def test_an_expert_that_left_altogether_is_invited_no_more(world: World) -> None:
    expert = invited(world, waits_for_experts(world))
    there = token(world, expert)
    with world.desk() as work:
        assert left.let_go_of_experts(work) == 0
        work.session.get_one(Person, world[NADIA]).left_at = work.now
    with world.desk() as work:
        assert left.let_go_of_experts(work) == 1
        with pytest.raises(NotFound):
            expertise_sight.by_link(work, there)
    assert all(one.withdrawn_at for one in rows(world, Expert))


def test_nobody_is_asked_again_that_answered_nor_forgotten_that_keeps_another_role_there(world: World) -> None:
    case, colleague = asked_of_hub(world), ines(world)
    ask(world, case, NADIA, "Ines Roels")
    by_nadia = next(one for one in rows(world, ConsultAsk) if one.person_id == world[NADIA]).id
    answered = next(one for one in rows(world, ConsultAsk) if one.person_id == colleague).id
    with world.desk(HILDE) as work:
        answering.note(work, answered, case, "Begin met een gesprek.")
    as_partner = role_of(world, NADIA)
    with world.desk() as work:
        kompas = world["Kompas NAFT"]
        other = give_role(work, NADIA, "nadia@kompas.example", Role.REFERRER, organisation_id=kompas).id
    with world.desk("Bram Geerts") as work:
        roles.take_away(work, other)
    assert row(world, ConsultAsk, by_nadia).withdrawn_at is None, "she answers as a partner"
    with world.desk("Bram Geerts") as work:
        leaving.hand_on_and_end(work, as_partner, {f"q-{by_nadia}": colleague})
    assert [one.id for one in rows(world, ConsultAsk) if one.withdrawn_at is None] == [answered]
    assert check(world.store) == []
