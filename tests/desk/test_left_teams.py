"""Who leaves hands its place in case teams on; what nobody has any more is found by itself and seen on Vandaag."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from hub.asker import Role
from hub.clock import parse_moment
from hub.dispatch.case_team import directing, left, meetings, reporting, team_sight, teaming
from hub.dispatch.case_team.meeting_tables import MeetingInvitee
from hub.dispatch.case_team.tables import CaseDirection, PlanAgreement, TeamMember
from hub.dispatch.tables import Message
from hub.home import leaving
from hub.monitoring.check import check
from hub.partners.tables import Organisation
from hub.people.desk import add_person
from hub.people.tables import Membership
from hub.problems import Invalid, NotFound
from tests.cast import World, send
from tests.desk.test_case_team import asks, case_of, directed
from tests.desk.test_follow_up import follow
from tests.desk.test_plan_watched import agreed
from tests.tables import row, rows
from tests.to_come import day_to_come

HILDE, NADIA = "Hilde Verbist", "Nadia Pauwels"


def in_team(world: World, case: UUID, who: str | None = NADIA) -> UUID:
    with world.desk(HILDE) as work:
        return teaming.add(work, case, world["Kompas NAFT"], world[who] if who else None).id


def role_of(world: World, who: str) -> UUID:
    with world.desk() as work:
        return work.session.exec(select(Membership.id).where(Membership.person_id == world[who])).one()


def test_a_colleague_takes_over_the_place_in_a_team_and_sees_that_case(world: World) -> None:
    case, led = case_of(world), case_of(world)
    with world.desk() as work:
        ines = add_person(
            work, "Ines Roels", "ines@kompas.example", Role.PARTNER, organisation_id=world["Kompas NAFT"]
        ).id
    member, asked = in_team(world, case), asks(world, led, "Kompas NAFT", NADIA)
    with world.desk(NADIA) as work:
        directing.answer(work, asked, takes=True)
    with world.desk(HILDE) as work:
        meetings.plan(work, case, meetings.Typed(parse_moment("2026-09-24T14:00"), "60", "Ergens", "", [f"t-{member}"]))
    with world.desk("Bram Geerts") as work:
        found = leaving.leaving(work, role_of(world, NADIA)).pieces
        assert [one.slug for one in found if one.slug[:2] in ("c-", "m-")] == [f"c-{asked}", f"m-{member}"]
        slugs = {one.slug: ines for one in found}
        leaving.hand_on_and_end(work, role_of(world, NADIA), slugs)
    here = {(one.referral_id, one.person_id) for one in rows(world, TeamMember) if one.left_at is None}
    assert here == {(case, ines), (led, ines)}
    assert not [one for one in rows(world, TeamMember) if one.nobody_since]
    assert [one.removed_at is None for one in rows(world, MeetingInvitee)] == [False], "who left need not come"
    assert check(world.store) == []


def test_where_nobody_takes_over_hilde_sees_it_until_somebody_is_there_or_it_is_well(world: World) -> None:
    case, other, whole = case_of(world), case_of(world), case_of(world)
    member = in_team(world, case)
    in_team(world, other)
    in_team(world, whole, None)
    with world.desk() as work:  # however that came about
        work.session.get_one(Membership, role_of(world, NADIA)).until = work.now.date()
    assert [len(one.ids) for one in check(world.store) if one.rule == "case team"] == [2]
    with world.desk() as work:
        assert left.let_go_of_who_left(work) == 2, "the whole organisation is still there"
    with world.desk() as work:
        assert left.let_go_of_who_left(work) == 0
    with pytest.raises(NotFound), world.desk("Tom Claes") as work:
        team_sight.for_team(work, case)
    told = "van Kompas NAFT werkt niemand meer mee"
    with world.client(HILDE) as hilde:
        assert hilde.get("/vandaag").text.count(told) == 2
        page = hilde.get(f"/aanmeldingen/{case}/team").text
        assert "Van Kompas NAFT werkt niemand meer mee" in page
        assert send(hilde, f"/aanmeldingen/{case}/team/leden/{member}/gezien", {}).status_code == 303
        assert send(hilde, f"/aanmeldingen/{other}/team/leden/{member}/gezien", {}).status_code == 404
        in_team(world, other, None)
        assert told not in hilde.get("/vandaag").text
    assert check(world.store) == []


def test_an_agreement_whose_owner_is_gone_is_with_hilde_at_once_and_not_on_its_day(world: World) -> None:
    case = case_of(world)
    theirs = agreed(world, case, f"o-{world['Springplank']}", "Zoekt een plaats.")
    ours = agreed(world, case, f"o-{world['Kompas NAFT']}", "Belt elke maandag.")
    with world.desk() as work:
        work.session.get_one(Organisation, world["Springplank"]).ended_on = work.now.date()
    with world.desk() as work:
        assert left.stall_what_nobody_has(work) == 1
    with world.desk() as work:
        assert left.stall_what_nobody_has(work) == 0
    assert row(world, PlanAgreement, theirs).stalled_for == "left"
    assert row(world, PlanAgreement, ours).stalled_for is None
    with world.client(HILDE) as hilde:
        assert "wie het zou doen, is er niet meer" in hilde.get("/vandaag").text
    with world.desk() as work:
        kompas = work.session.get_one(Organisation, world["Kompas NAFT"])
        kompas.email = ""
        for one in work.session.exec(select(Membership).where(Membership.organisation_id == kompas.id)):
            one.until = work.now.date()
    with world.desk() as work:
        assert left.stall_what_nobody_has(work) == 1, "nobody is there to write to"
    assert check(world.store) == []


def test_what_nobody_has_any_more_is_put_off_or_given_to_somebody_else_and_stays_so(world: World) -> None:
    case = case_of(world)
    later = agreed(world, case, f"o-{world['Springplank']}", "Zoekt een plaats.")
    given = agreed(world, case, f"o-{world['Springplank']}", "Belt elke maandag.")
    with world.desk() as work:
        work.session.get_one(Organisation, world["Springplank"]).ended_on = work.now.date()
    with world.desk() as work:
        assert left.stall_what_nobody_has(work) == 2
    kompas, day = f"o-{world['Kompas NAFT']}", date(2026, 10, 20)
    with world.desk(HILDE) as work:
        reporting.note_answer(work, case, later, "later", "Hilde zoekt zelf iemand.", day)
    here, said = (
        f"/aanmeldingen/{case}/plan/afspraken/{given}",
        {"answer": "geef", "note": "Nadia doet het.", "day": str(day_to_come())},
    )
    with world.client(HILDE) as hilde:
        gone = send(hilde, here, said | {"owner": f"o-{world['Springplank']}"})
        assert (gone.status_code, "Nadia doet het." in gone.text) == (422, True), "who stopped stands in no list"
        assert send(hilde, here, said | {"owner": kompas}).status_code == 303
    with world.desk() as work:
        assert left.stall_what_nobody_has(work) == 0
    assert (row(world, PlanAgreement, later).stalled_for, row(world, PlanAgreement, later).by) == (None, day)
    now_theirs = row(world, PlanAgreement, given)
    assert (now_theirs.organisation_id, now_theirs.stalled_for) == (world["Kompas NAFT"], None)
    told = [one.text for one in rows(world, Message) if "gegeven aan" in one.text]
    assert told == ["Afspraak gegeven aan Kompas NAFT: Belt elke maandag.\n\nNadia doet het."]
    after = now_theirs.by + timedelta(days=1)
    with pytest.raises(Invalid) as wrong, world.desk(HILDE, f"{after}T09:30") as work:
        reporting.give(work, case, given, "desk")
    assert set(wrong.value.errors) == {"day"}, "its day went by"
    follow(world, "2026-10-21T09:30")
    assert row(world, PlanAgreement, later).stalled_for == "silence", "on its new day she has it again"
    assert check(world.store) == []


def test_who_hands_directing_on_to_a_colleague_that_was_asked_already_leaves_one_director(world: World) -> None:
    theirs, hers = case_of(world), case_of(world)
    with world.desk() as work:
        kompas = world["Kompas NAFT"]
        ines = add_person(work, "Ines Roels", "ines@kompas.example", Role.PARTNER, organisation_id=kompas).id
    directed(world, theirs)
    waits = ask_colleague(world, theirs, ines)
    takes = ask_colleague(world, hers, ines)
    with world.desk(HILDE) as work:
        directing.answer(work, takes, takes=True)
    asks(world, hers, "Kompas NAFT", NADIA)
    with world.desk("Bram Geerts") as work:
        slugs = {f"c-{one.id}": ines for one in rows(world, CaseDirection) if one.person_id == world[NADIA]}
        assert len(slugs) == 2
        leaving.hand_on_and_end(work, role_of(world, NADIA), slugs)
    live = [one for one in rows(world, CaseDirection) if one.state in ("asked", "directs")]
    assert {(one.id, one.state) for one in live} == {(waits, "directs"), (takes, "directs")}
    assert check(world.store) == []


def ask_colleague(world: World, case: UUID, person: UUID) -> UUID:
    with world.desk(HILDE) as work:
        return directing.ask(work, case, f"{world['Kompas NAFT']}:{person}").id
