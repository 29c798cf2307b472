"""Who directs a case and who is in its team: asked, accepted, handed on; a team sees its one case and nothing else."""

import io
from uuid import UUID

import pypdf
import pytest
from sqlmodel import select

from hub.asker import Role
from hub.dispatch.case_team import directing, left, planning, team_sight, teaming
from hub.dispatch.case_team.planning import Typed
from hub.dispatch.case_team.tables import CaseDirection, PlanAgreement, TeamMember
from hub.dispatch.codes import SubjectKind
from hub.dispatch.sharing import recording
from hub.dispatch.sharing.gate import Gets
from hub.home import leaving, today
from hub.letters import Letter
from hub.monitoring.check import check
from hub.people.desk import add_person
from hub.people.tables import Membership, Person
from hub.problems import NotAllowed, NotFound, Refused
from tests.cast import World, send
from tests.desk.test_plan_watched import DAY, agreed, around
from tests.tables import end_after_talk, row, rows
from tests.to_come import day_to_come

HILDE, KARIM, NADIA, TOM = "Hilde Verbist", "Karim Haddou", "Nadia Pauwels", "Tom Claes"


def case_of(world: World, *, gets: Gets | None = None) -> UUID:
    """Noor's case, about which everybody knows and agrees; Kompas gets no more than `gets`."""
    case = world.refer()
    world.talk(case)
    with world.desk(HILDE) as work:
        recording.all_agreed(work, case)
        if gets:
            only = recording.Typed(answers={}, receivers={world["Kompas NAFT"]: gets}, weighed=True)
            recording.record(work, case, only)
    return case


def asks(world: World, case: UUID, where: str, who: str) -> UUID:
    with world.desk(HILDE) as work:
        return directing.ask(work, case, f"{world[where] if where != '-' else '-'}:{world[who]}").id


def directed(world: World, case: UUID, *, gets: Gets | None = None) -> None:
    """Nadia of Kompas directs it; as far as the file says afterwards."""
    asked = asks(world, case, "Kompas NAFT", NADIA)
    with world.desk(NADIA) as work:
        directing.answer(work, asked, takes=True)
    if gets:
        with world.desk(HILDE) as work:
            only = recording.Typed(answers={}, receivers={world["Kompas NAFT"]: gets}, weighed=True)
            recording.record(work, case, only)


def states(world: World) -> list[tuple[str, str | None]]:
    return sorted((one.state, one.ended_for) for one in rows(world, CaseDirection))


def test_a_partner_is_asked_to_direct_says_yes_and_the_next_one_takes_over_only_with_its_own_yes(world: World) -> None:
    case = case_of(world)
    asked = asks(world, case, "Kompas NAFT", NADIA)
    assert world.case(case).next_why in ("direction", "decide_after_talk")
    (letter,) = [one for one in rows(world, Letter) if one.kind == "direction_asked"]
    assert "El Amrani" not in letter.subject + letter.body
    with world.client(NADIA) as nadia:
        assert "wil je casusregisseur zijn?" in nadia.get("/partner").text
        assert "Wil je casusregisseur zijn?" in nadia.get(f"/casusteams/{case}").text
        assert send(nadia, f"/casusteams/{case}/casusregie", {"do": "ja"}).status_code == 303
        page = nadia.get(f"/casusteams/{case}").text
        assert "El Amrani" not in page
    assert row(world, CaseDirection, asked).state == "directs"
    assert [one.person_id for one in rows(world, TeamMember)] == [world[NADIA]]
    second = asks(world, case, "Springplank", TOM)
    assert states(world) == [("asked", None), ("directs", None)]
    with world.desk(TOM) as work:
        directing.answer(work, second, takes=False, note="Te druk.")
    assert states(world) == [("declined", None), ("directs", None)]
    asks(world, case, "-", HILDE)
    assert states(world) == [("declined", None), ("directs", None), ("ended", "handed_on")], "she takes it on herself"
    with pytest.raises(Refused), world.desk(NADIA) as work:
        directing.answer(work, asked, takes=True)
    assert check(world.store) == []


def test_a_team_sees_its_one_case_until_it_leaves_and_nobody_else_finds_it(world: World) -> None:
    case, other = case_of(world), case_of(world)
    around(world, case, name="Yasmina El Amrani", trusted="yes")
    with world.desk(HILDE) as work:
        member = teaming.add(work, case, world["Kompas NAFT"], world[NADIA]).id
    ours = agreed(world, case, f"o-{world['Kompas NAFT']}", "Belt Noor elke maandag.")
    theirs = agreed(world, case, f"o-{world['Springplank']}", "Zoekt een plaats.")
    with world.client(NADIA) as nadia:
        page = nadia.get(f"/casusteams/{case}").text
        assert all(words in page for words in ("Zoekt een plaats.", "Yasmina"))
        assert "El Amrani" not in page
        assert nadia.get(f"/casusteams/{other}").status_code == 404
        assert nadia.get(f"/aanmeldingen/{case}/plan").status_code in (403, 404)
        answered = send(nadia, f"/casusteams/{case}/afspraken/{ours}", {"answer": "lukt-niet"})
        assert answered.status_code == 422
        assert send(nadia, f"/casusteams/{case}/afspraken/{theirs}", {"answer": "klaar"}).status_code == 404
        send(nadia, f"/casusteams/{case}/afspraken/{ours}", {"answer": "klaar"})
        assert row(world, PlanAgreement, ours).stands == "done"
    for name in (TOM, "Lotte Wouters", "Wim Peeters", "Els Dierckx"):
        with pytest.raises((NotFound, NotAllowed)), world.desk(name) as work:
            team_sight.for_team(work, case)
    for kompas, known in ((Gets.NOTHING, 0), (Gets.CARD, 1)):
        with world.desk(HILDE) as work:
            only = recording.Typed(answers={}, receivers={world["Kompas NAFT"]: kompas}, weighed=True)
            recording.record(work, case, only)
        with world.desk(NADIA) as work:
            assert len(team_sight.teams_of(work)) == known, "not even initials of what the file keeps from it"
    with world.desk(HILDE) as work:
        teaming.leave(work, case, member)
    with world.desk(NADIA) as work:
        assert team_sight.teams_of(work) == []
        with pytest.raises(NotFound):
            team_sight.for_team(work, case)


def test_what_the_gate_keeps_shut_stays_shut_for_the_team_too(world: World) -> None:
    less = case_of(world, gets=Gets.OUTCOME)
    around(world, less, name="Yasmina")
    agreed(world, less, what="Zoekt een plaats.")
    with world.desk(HILDE) as work:
        teaming.add(work, less, world["Kompas NAFT"], None)
    with world.client(NADIA) as nadia:
        page = nadia.get(f"/casusteams/{less}").text
        assert "Zoekt een plaats." in page
        assert "Yasmina" not in page
    shut = world.refer()
    world.talk(shut)
    for add in (
        lambda work: teaming.add(work, shut, world["Kompas NAFT"], None),
        lambda work: directing.ask(work, shut, f"{world['Kompas NAFT']}:{world[NADIA]}"),
    ):
        with pytest.raises(Refused), world.desk(HILDE) as work:
            add(work)
    with world.desk(HILDE) as work:
        end_after_talk(work, less, "Opgelost.")
    with pytest.raises(NotFound), world.desk(NADIA) as work:
        team_sight.for_team(work, less)
    assert check(world.store) == []


def test_what_somebody_was_asked_to_direct_is_asked_of_the_colleague_who_takes_over(world: World) -> None:
    with world.desk() as work:
        kompas = world["Kompas NAFT"]
        sam = add_person(work, "Sam Roels", "sam@kompas.example", Role.PARTNER, organisation_id=kompas).id
    case = case_of(world)
    asked = asks(world, case, "Kompas NAFT", NADIA)
    with world.desk() as work:
        mine = work.session.exec(select(Membership.id).where(Membership.person_id == world[NADIA])).one()
    with world.desk("Bram Geerts") as work:
        leaving.hand_on_and_end(work, mine, {f"c-{asked}": sam})
    live = [(one.person_id, one.state) for one in rows(world, CaseDirection) if one.state != "ended"]
    assert live == [(sam, "asked")]
    to = [one.to_address for one in rows(world, Letter) if one.kind == "direction_asked"]
    assert sorted(to) == ["nadia@kompas.example", "sam@kompas.example"]
    assert check(world.store) == []


def test_who_directs_for_a_partner_plans_draws_and_invites_in_its_one_case(world: World) -> None:
    case, other = case_of(world), case_of(world)
    directed(world, case)
    mother = around(world, case, name="Samira El Amrani", relation="parent", role="mama", email="mama@thuis.example")
    here, goal = f"/casusteams/{case}", {"domain": "school", "words": "Weer naar de les."}
    with world.client(NADIA) as nadia:
        assert send(nadia, f"{here}/plan/doelen", goal).status_code == 303
        asked = {"what": "Zoekt een vaste plek.", "owner": f"n-{mother}", "by": str(day_to_come())}
        assert send(nadia, f"{here}/plan/afspraken", asked).status_code == 303
        back = send(nadia, f"{here}/plan/afspraken", asked | {"owner": f"o-{world['Springplank']}"})
        assert back.status_code == 422, "with the team, and with nobody else"
        page = nadia.get(f"{here}/plan").text
        assert all(words in page for words in ("Weer naar de les.", "Zoekt een vaste plek.", "Kompas NAFT"))
        (made,) = rows(world, PlanAgreement)
        assert made.made_by == world[NADIA]
        stopped = send(nadia, f"{here}/plan/afspraken/{made.id}", {"answer": "vervalt", "note": "Niet nodig."})
        assert stopped.status_code == 303
        assert send(nadia, f"{here}/plan/afspraken/{made.id}/opnieuw", {}).status_code == 303
        aunt = {"relation": "family", "name": "Tante Lies", "near": "1", "trusted": "yes", "knows": "yes"}
        assert send(nadia, f"{here}/netwerk", aunt).status_code == 303
        meets = {"day": str(day_to_come()), "time": "14:00", "lasts": "45", "invitees": f"n-{mother}"}
        meets["place"] = "Stadhuis, bij Noor El Amrani"
        assert send(nadia, f"{here}/overleg/plan", meets).status_code == 303
        drawn, planned = nadia.get(f"{here}/netwerk").text, nadia.get(f"{here}/overleg").text
        assert "Stadhuis" in planned
        assert not [one for one in ("El Amrani", "mama@thuis.example") if one in page + drawn + planned]
        assert nadia.get(f"{here}/netwerk/{mother}").status_code == 403, "a name that somebody else wrote stays shut"
        sheet, paper = nadia.get(f"{here}/plan/blad").text, nadia.get(f"{here}/plan/blad.pdf").content
        printed = "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(paper)).pages)
        for said in (sheet, printed):
            assert "Stadhuis, bij N." in said, "paper says no more than the page, and no less"
        assert not [one for one in ("El Amrani", "Noor") if one in sheet + printed]
        assert nadia.get(f"/casusteams/{other}/plan").status_code == 404
        assert send(nadia, f"/casusteams/{other}/plan/doelen", goal).status_code == 404
        assert nadia.get(f"/aanmeldingen/{case}/plan").status_code in (403, 404)
    asks(world, case, "-", HILDE)
    with world.client(NADIA) as nadia:
        assert nadia.get(here).status_code == 200
        assert nadia.get(f"{here}/plan").status_code == 403
        assert send(nadia, f"{here}/plan/doelen", goal).status_code == 403, "who directs no more plans no more"
    assert check(world.store) == []


def test_who_directs_without_a_ground_agrees_and_reads_no_goal_and_one_of_the_desk_directs_too(world: World) -> None:
    case = case_of(world)
    with world.desk(HILDE) as work:
        planning.set_goal(work, case, "home", "Rust aan tafel.")
    around(world, case, name="Yasmina")
    directed(world, case, gets=Gets.OUTCOME)
    typed = Typed("Belt de school.", "desk", DAY)
    with world.client(NADIA) as nadia:
        here = f"/casusteams/{case}"
        page = nadia.get(f"{here}/plan").text + nadia.get(here).text
        assert not [one for one in ("Rust aan tafel.", "Yasmina") if one in page]
        asked = {"what": "Belt de school.", "owner": "desk", "by": str(day_to_come())}
        assert send(nadia, f"{here}/plan/afspraken", asked).status_code == 303
        for shut in ("netwerk", "overleg", "plan/blad"):
            assert nadia.get(f"{here}/{shut}").status_code == 403
        goal = {"domain": "school", "words": "Weer naar de les."}
        assert send(nadia, f"{here}/plan/doelen", goal).status_code == 403
    with pytest.raises(NotAllowed), world.desk(KARIM) as work:
        planning.agree(work, case, typed)
    asked_karim = asks(world, case, "-", KARIM)
    with world.desk(KARIM) as work:
        directing.answer(work, asked_karim, takes=True)
        planning.agree(work, case, typed)
    with world.client(KARIM) as karim:
        assert "Spreek dit af" in karim.get(f"/aanmeldingen/{case}/plan").text
    with pytest.raises(NotAllowed), world.desk(KARIM) as work:
        planning.agree(work, case_of(world), typed)


def test_who_leaves_hands_the_direction_on_and_what_nobody_took_is_found_at_night(world: World) -> None:
    with world.desk() as work:
        kompas = world["Kompas NAFT"]
        sam = add_person(work, "Sam Roels", "sam@kompas.example", Role.PARTNER, organisation_id=kompas).id
    case, other = case_of(world), case_of(world)
    for one in (case, other):
        asked = asks(world, one, "Kompas NAFT", NADIA)
        with world.desk(NADIA) as work:
            directing.answer(work, asked, takes=True)
    with world.desk() as work:
        mine = work.session.exec(select(Membership.id).where(Membership.person_id == world[NADIA])).one()
    with world.desk("Bram Geerts") as work:
        pieces = [one for one in leaving.leaving(work, mine).pieces if one.slug.startswith("c-")]
        assert sorted(one.words for one in pieces) == sorted([world.case(case).number, world.case(other).number])
        taken = next(one for one in pieces if one.words == world.case(case).number)
        leaving.hand_on_and_end(work, mine, {taken.slug: sam})
    live = [(one.referral_id, one.person_id) for one in rows(world, CaseDirection) if one.state == "directs"]
    assert live == [(case, sam)]
    with world.desk() as work:
        work.session.get_one(Person, sam).left_at = work.now
        for role in work.session.exec(select(Membership).where(Membership.person_id == sam)).all():
            role.until = work.now.date()
    with world.desk() as work:
        assert (directing.let_go_of_who_left(work), left.let_go_of_who_left(work)) == (1, 1)
    assert ("ended", "left") in states(world)
    with world.desk(HILDE) as work:
        alone = next(group for group in today.today(work).groups if group.slug == "zonder-regie")
    assert sorted(line.meta.split(" · ")[0] for line in alone.items) == sorted(
        [world.case(other).number, world.case(case).number]
    )
    with world.desk(HILDE) as work:
        planning.agree(work, case, Typed("Zoekt een nieuwe casusregisseur.", "desk", DAY))
    assert check(world.store) == []


def test_a_question_about_nobody_has_nothing_around_a_youngster_on_its_page(world: World) -> None:
    case = world.refer(subject_kind=SubjectKind.QUESTION, first_name="", last_name="", birth_date=None)
    with world.client(HILDE) as hilde:
        assert "Rond de jongere" not in hilde.get(f"/aanmeldingen/{case}").text
        assert "Rond de jongere" in hilde.get(f"/aanmeldingen/{case_of(world)}").text
