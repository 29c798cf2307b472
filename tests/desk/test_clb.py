"""The CLB as doorway: asked at once, answered by a named worker, and no NAFT track before that."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, select

from hub import links
from hub.clock import parse_moment
from hub.dispatch import agenda, carrying, claims, clb_answering, clb_asking, clb_schools, ending, proposing
from hub.dispatch.clb_answering import Given
from hub.dispatch.clb_tables import ClbQuestion
from hub.dispatch.tables import Message
from hub.dispatch.watch import Why
from hub.everybodys import EVERYBODYS
from hub.home import case_view, dead_letters, today
from hub.letters import Letter
from hub.links import Link, Purpose
from hub.monitoring import follow_up, roll_up
from hub.monitoring.check import check
from hub.partners.tables import Organisation
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from tests.cast import World
from tests.desk.test_handing_over import accepted, offered
from tests.mail_shop import a_mail, arrives, cases, returned
from tests.referrals import call, refer
from tests.tables import put_on_table, takes_up

CLB, SCHOOL, HILDE, BRAM = "CLB De Brug (demo)", "Sint-Jansatheneum (demo)", "Hilde Verbist", "Bram Geerts"


def question(world: World, case: UUID) -> ClbQuestion:
    with world.desk() as work:
        found = clb_answering.newest_of(work, case)
        assert found is not None
        return found


def stands(world: World, case: UUID) -> tuple[str | None, str]:
    """What the case says, and its newest question."""
    return world.case(case).clb_stands, question(world, case).state


def letters(world: World, kind: str = "clb_asked") -> list[Letter]:
    with world.desk() as work:
        return list(work.session.exec(select(Letter).where(Letter.kind == kind).order_by(col(Letter.written_at))))


def token(world: World, case: UUID) -> str:
    """Of the last letter to the CLB."""
    with world.desk() as work:
        asked = select(Link).where(Link.referral_id == case, Link.purpose == Purpose.CLB)
        link = work.session.exec(asked.order_by(col(Link.created_at).desc())).first()
        assert link is not None
        return links.token_of(work, link)


def says(world: World, case: UUID, answer: str, worker: str = "Griet Somers", **more: Any) -> None:
    with world.desk() as work:
        clb_answering.answer(work, clb_answering.asked_by(work, token(world, case)), Given(answer, worker, **more))


def told(world: World, case: UUID) -> list[str]:
    with world.desk() as work:
        return list(work.session.exec(select(Message.text).where(Message.referral_id == case)))


def waits_at_desk(world: World, now: datetime | str | None = None) -> list[str]:
    with world.desk(HILDE, now) as work:
        return [item.why for group in today.today(work).groups if group.slug == "clb" for item in group.items]


def of_school(world: World, clb: str | None) -> None:
    with world.desk(BRAM) as work:
        clb_schools.clb_of(work, world[SCHOOL], world[clb] if clb else None)


def nothing_wrong(world: World) -> None:
    roll_up.run(world.store)
    assert check(world.store) == []


def test_whoever_but_a_clb_refers_a_pupil_its_schools_clb_is_asked_at_once(world: World) -> None:
    noor = refer(world)
    (letter,) = letters(world)
    with world.desk() as work:
        assert letter.to_address == work.session.get_one(Organisation, world[CLB]).email
    assert world.case(noor).number in letter.subject
    assert not {"Noor", "Amrani", "Els", "Sint-Jans"} & set((letter.subject + letter.body).replace(",", " ").split())
    assert stands(world, noor) == ("waits", "asked")
    assert question(world, noor).due_at == parse_moment("2026-09-18T09:00")
    by_phone = call(world, referrer_kind="school", school_name=SCHOOL)
    concept = call(world, as_concept=True, referrer_kind="school", school_name=SCHOOL)
    assert (stands(world, by_phone)[1], world.case(concept).clb_stands) == ("asked", None)
    assert world.case(call(world)).clb_stands is None  # Rik is of a CLB
    assert world.case(refer(world, subject_kind="question", first_name="", last_name="")).clb_stands is None
    arrives(world, a_mail())
    assert stands(world, cases(world)[-1].id) == ("waits", "unknown")
    assert len(letters(world)) == 2
    nothing_wrong(world)


def test_no_naft_claim_is_confirmed_without_a_named_worker_of_the_clb(world: World) -> None:
    noor = refer(world, clb_contact="Griet Somers")
    world.talk(noor)
    put_on_table(world, noor)  # the discussion goes on
    claim = takes_up(world, "Nadia Pauwels", noor, "Kort traject")
    other = takes_up(world, "Fien Maes", noor, "Gesprek en begeleiding", "co", commitment="we denken mee")
    with world.desk(HILDE) as work, pytest.raises(Invalid) as refused:
        claims.confirm(work, claim)
    assert list(refused.value.errors) == ["clb"]
    with world.desk(HILDE) as work, pytest.raises(Refused, match="akkoord van het CLB"):
        proposing.ask_partner(work, noor, world.offer(work, "Carrousel").id)
    says(world, noor, "agreed", "Griet Somers")
    with world.desk(HILDE) as work:
        claims.confirm(work, claim)
        claims.confirm(work, other)
    assert stands(world, noor) == ("agreed", "agreed")
    assert (question(world, noor).worker_name, question(world, noor).noted_by) == ("Griet Somers", None)
    with world.desk() as work, pytest.raises(Refused):  # from here on it is settled
        clb_answering.answer(
            work, clb_answering.asked_by(work, token(world, noor)), Given("call", "Griet Somers", "015 00 00 09")
        )
    nothing_wrong(world)


def test_the_desk_writes_down_who_said_so_on_the_telephone(world: World) -> None:
    noor = refer(world)
    put_on_table(world, noor)
    claim = takes_up(world, "Nadia Pauwels", noor, "Kort traject")
    with world.desk("Karim Haddou") as work:
        clb_answering.note(work, noor, Given("refused", "Griet Somers", note="Eerst nog een gesprek thuis."))
    assert stands(world, noor) == ("refused", "refused")
    with world.desk(HILDE) as work, pytest.raises(Invalid):
        claims.confirm(work, claim)
    with world.desk(HILDE) as work:
        claims.confirm(work, claim, clb="Griet Somers")
    found = question(world, noor)
    assert (world.case(noor).clb_stands, found.worker_name, found.noted_by) == ("agreed", "Griet Somers", world[HILDE])
    assert any("niet akkoord (Griet Somers)" in text and "gesprek thuis" in text for text in told(world, noor))
    with world.desk("Nadia Pauwels") as work, pytest.raises(NotFound):
        clb_answering.note(work, noor, Given("agreed", "Nadia"))
    with world.desk("Karim Haddou") as work, pytest.raises(Invalid) as nowhere:
        clb_answering.note(work, world.refer(), Given("takes_over", "Griet Somers"))
    assert list(nowhere.value.errors) == ["email"], "nobody else would read on"
    nothing_wrong(world)


def test_an_answer_names_its_worker_and_may_change_until_somebody_takes_the_case_up(world: World) -> None:
    noor = refer(world)
    for answer, missing in (("agreed", "worker"), ("call", "phone"), ("takes_over", "email")):
        with pytest.raises(Invalid) as wrong:
            says(world, noor, answer, "" if missing == "worker" else "Griet Somers")
        assert list(wrong.value.errors) == [missing]
    with pytest.raises(Refused):
        says(world, noor, "refused")
    says(world, noor, "agreed")
    says(world, noor, "call", phone="015 00 00 09")
    assert stands(world, noor) == ("waits", "call")
    assert waits_at_desk(world) == [f"{CLB} vraagt om te bellen: Griet Somers, 015 00 00 09"]
    with world.desk(now="2026-09-17T10:00") as work:
        assert clb_asking.open_of(work, noor) is not None
    assert (world.case(noor).next_why, world.case(noor).holder) == (Why.FIRST_TALK, "coordinator")
    says(world, noor, "agreed")
    assert waits_at_desk(world) == []
    nothing_wrong(world)


def test_a_clb_that_takes_over_is_the_referrer_and_the_school_reads_so(world: World) -> None:
    noor = refer(world)
    with pytest.raises(Invalid) as elsewhere:  # whoever got the letter by mistake makes nobody else the referrer
        says(world, noor, "takes_over", email="griet@elders.example")
    assert list(elsewhere.value.errors) == ["email"]
    says(world, noor, "takes_over", email="griet@debrug.example", phone="015 00 00 09")
    now = world.case(noor)
    assert (now.referrer_kind, now.referrer_name, now.referrer_organisation) == ("clb", "Griet Somers", CLB)
    assert (now.referrer_organisation_id, now.referrer_email) == (world[CLB], "griet@debrug.example")
    (goodbye,) = letters(world, "clb_takes_over")
    assert goodbye.to_address == "els@sintjans.example"
    assert [one.to_address for one in letters(world, "receipt")] == ["els@sintjans.example", "griet@debrug.example"]
    with world.desk() as work:
        alive = select(Link.created_at).where(Link.referral_id == noor, Link.purpose == Purpose.REFERRAL)
        assert len(work.session.exec(alive.where(col(Link.withdrawn_at).is_(None))).all()) == 1
    put_on_table(world, noor)
    claim = takes_up(world, "Nadia Pauwels", noor, "Kort traject")
    with world.desk(HILDE) as work:
        claims.confirm(work, claim)
    nothing_wrong(world)


def test_where_nobody_knows_the_clb_the_desk_has_a_task_until_somebody_says_which(world: World) -> None:
    of_school(world, None)
    noor, sam = refer(world), refer(world, first_name="Sam")
    assert stands(world, noor) == ("waits", "unknown")
    assert waits_at_desk(world) == [f"welk CLB hoort bij {SCHOOL}?"] * 2
    with world.desk("Karim Haddou") as work, pytest.raises(Invalid):
        clb_asking.ask(work, noor, None, "")
    with world.desk("Karim Haddou") as work:
        clb_asking.ask(work, noor, None, "onthaal@anderclb.example")
    assert letters(world)[-1].to_address == "onthaal@anderclb.example"
    of_school(world, CLB)  # and once an administrator says which CLB the school has, the others are asked about
    assert (question(world, sam).state, question(world, sam).clb_id) == ("asked", world[CLB])
    assert question(world, noor).to_address == "onthaal@anderclb.example"
    assert waits_at_desk(world) == []
    with world.desk(BRAM) as work:
        school = world["Middenschool De Linde (demo)"]
        assert clb_schools.schools_of(work, world[CLB], [world[SCHOOL], school], [world[SCHOOL]]) == 1
        assert work.session.get_one(Organisation, school).clb_id is None
        assert [line.name for line in clb_schools.to_choose(work, world[CLB], "")[1]] == [SCHOOL]
        assert clb_schools.to_choose(work, world[CLB], "linde")[2] == 1
    with world.desk(HILDE) as work, pytest.raises(NotAllowed):
        clb_schools.clb_of(work, world[SCHOOL], world[CLB])
    with world.desk(BRAM) as work, pytest.raises(Invalid):
        clb_schools.clb_of(work, world[SCHOOL], world["Kompas NAFT"])
    nothing_wrong(world)


def test_where_everybody_has_an_address_only_the_one_that_was_asked_takes_over(world: World) -> None:
    of_school(world, None)
    noor, anywhere = refer(world), min(EVERYBODYS)
    with world.desk("Karim Haddou") as work:
        clb_asking.ask(work, noor, None, f"clb@{anywhere}")
    with pytest.raises(Invalid) as elsewhere:
        says(world, noor, "takes_over", email=f"griet@{anywhere}")
    assert f"clb@{anywhere}" in elsewhere.value.errors["email"]
    says(world, noor, "takes_over", email=f"CLB@{anywhere}")
    assert world.case(noor).referrer_kind == "clb"


def test_a_letter_that_did_not_reach_the_clb_is_seen_and_all_that_follows_goes_to_its_right_address(
    world: World,
) -> None:
    noor = refer(world)
    (letter,) = letters(world)
    arrives(world, returned(letter.to_address, letter.message_id))
    with world.desk(HILDE) as work:
        shown = case_view.page_of(work, noor)["clb"]
        assert shown.unreached == letter.id
        dead_letters.write_again(work, letter.id, "onthaal@anderclb.example")
    assert stands(world, noor) == ("waits", "asked")
    follow_up_lines = [line["did"] for line in follow_up.run(world.store, parse_moment("2026-09-18T10:00"))]
    assert follow_up_lines == ["reminded_clb"]
    assert [one.to_address for one in letters(world)][1:] == ["onthaal@anderclb.example"] * 2
    says(world, noor, "takes_over", email="griet@anderclb.example")
    assert world.case(noor).referrer_email == "griet@anderclb.example"
    nothing_wrong(world)


def test_silence_climbs_from_a_letter_to_a_reminder_to_the_coordinator(world: World) -> None:
    noor = refer(world)
    put_on_table(world, noor)
    did = [line["did"] for line in follow_up.run(world.store, parse_moment("2026-09-18T10:00"))]
    assert did == ["reminded_clb"]
    assert [letter.subject.startswith("Herinnering") for letter in letters(world)] == [False, True]
    assert list(follow_up.run(world.store, parse_moment("2026-09-22T10:00"))) == []
    did = [line["did"] for line in follow_up.run(world.store, parse_moment("2026-09-23T10:00"))]
    assert did == ["clb_silent"]
    assert list(follow_up.run(world.store, parse_moment("2026-10-05T10:00"))) == []
    assert waits_at_desk(world, "2026-09-23T11:00") == [f"{CLB} antwoordt niet: bel"]
    now = world.case(noor)
    assert (now.stage, now.clb_stands) == ("on_table", "waits")  # silence is no answer, and stops nothing
    with world.desk(HILDE, "2026-09-22T16:00") as work:
        agenda.discuss(work, noor)
    now = world.case(noor)
    assert (now.next_why, now.holder, now.next_due) == (Why.CLB, "coordinator", parse_moment("2026-09-25T09:00"))
    nothing_wrong(world)
    says(world, noor, "agreed")
    assert world.case(noor).next_why == Why.PARTNERS_ANSWER
    nothing_wrong(world)


def test_a_question_ends_with_its_case_and_goes_along_to_another_hub(world: World) -> None:
    noor = refer(world)
    with world.desk(HILDE) as work:
        ending.withdraw(work, noor, "De school gaat verder.")
    assert question(world, noor).state == "withdrawn"
    with world.desk() as work:
        assert clb_answering.asked_by(work, token(world, noor)).choices == ()
    sam, ilse = refer(world, first_name="Sam"), refer(world, first_name="Ilse")
    says(world, sam, "agreed")
    there = []
    for case in (sam, ilse):
        put_on_table(world, case)
        there.append(accepted(world, offered(world, case)))
    assert stands(world, there[0]) == ("agreed", "agreed")
    assert question(world, there[0]).worker_name == "Griet Somers"
    assert stands(world, there[1]) == ("waits", "asked")  # by the other hub from now on
    assert stands(world, ilse)[1] == "withdrawn"
    with world.desk() as work:
        assert carrying.newest_of(work, ilse) == there[1]
    nothing_wrong(world)
