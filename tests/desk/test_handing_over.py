"""A case goes to another hub only when that hub accepts what was offered; until then it stays where it is."""

from datetime import date
from uuid import UUID

import pytest

from hub.clock import brussels_date, parse_moment
from hub.dispatch import agenda, ending, handing, handing_sight, identity, moves
from hub.dispatch.case import Stage
from hub.dispatch.case_team import plan_view, planning, reporting
from hub.dispatch.case_team.tables import NetworkPerson, PlanAgreement, PlanGoal
from hub.dispatch.hand_over_tables import HandOver
from hub.dispatch.sharing import publishing, recording
from hub.dispatch.sharing.gate import About, Said, Whose
from hub.dispatch.sharing.legal import Piece
from hub.dispatch.sharing.sharing_sight import answers_of, gate_of
from hub.dispatch.sight import file_of
from hub.dispatch.table_tables import Session
from hub.dispatch.tables import Referral
from hub.home import case_acts, case_view, today
from hub.home.case_act import Now
from hub.hubs import hub_named
from hub.intake import papers
from hub.monitoring import follow_up, roll_up
from hub.monitoring.check import check
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from tests.cast import World
from tests.desk.test_plan_watched import agreed, around
from tests.mail_shop import letters
from tests.tables import back_on_table, on_table, put_on_table, row, rows, taken, takes_up

HILDE, WIM, KARIM, NADIA, ELS = "Hilde Verbist", "Wim Peeters", "Karim Haddou", "Nadia Pauwels", "Els Dierckx"
WORDS = "Woont sinds kort bij de vader, in jullie gebied."


def discussed(world: World, **changes: object) -> UUID:
    case = on_table(world, **changes)
    with world.desk(HILDE) as work:
        agenda.discuss(work, case)
    return case


def offered(world: World, case: UUID | None = None, to: str = "schelderand", by: str = HILDE) -> UUID:
    case = case or discussed(world)
    with world.desk(by) as work:
        hub = hub_named(work.session, to)
        return handing.offer(work, case, hub.id, "moved", WORDS).id


def accepted(world: World, offer: UUID, by: str = WIM, words: str = "") -> UUID:
    with world.desk(by) as work:
        source, taken = handing.accept_offer(work, offer, words)
        papers.carry(work, source, taken)
        return taken.id


def groups(world: World, name: str) -> dict[str, today.Group]:
    with world.desk(name) as work:
        return {group.slug: group for group in today.today(work).groups}


def nothing_wrong(world: World) -> None:
    roll_up.run(world.store)
    assert check(world.store) == []


# The offer


def test_an_offered_case_stays_on_the_radar_of_the_coordinator_who_offers_it(world: World) -> None:
    case = discussed(world)
    offer = offered(world, case)
    held = world.case(case)
    assert (held.stage, held.holder, held.next_why) == (Stage.OFFERED, "coordinator", "hub_answers")
    assert held.next_due == row(world, HandOver, offer).due_at == parse_moment("2026-09-22T09:00")
    (letter,) = letters(world, "hub_offer")
    assert held.number in letter.subject
    assert "N.E." not in letter.body
    assert f"/overdrachten/{offer}" in letter.body
    nothing_wrong(world)


def test_the_day_at_the_table_stays_the_day_at_the_table_when_another_hub_is_asked(world: World) -> None:
    case = discussed(world)
    with world.desk(HILDE) as work:
        before = case_view.steps(file_of(work, case))
    with world.desk(HILDE, now="2026-09-18T10:00") as work:
        handing.offer(work, case, hub_named(work.session, "schelderand").id, "moved", WORDS)
    with world.desk(HILDE, now="2026-09-18T10:00") as work:
        after = case_view.steps(file_of(work, case))
    assert [(step["word"], step["when"]) for step in after] == [(step["word"], step["when"]) for step in before]
    assert [step["state"] for step in after[:4]] == ["done", "done", "done", "todo"]


def test_a_case_with_a_running_track_is_offered_to_nobody(world: World) -> None:
    case, _track = back_on_table(world)
    with world.desk(HILDE) as work, pytest.raises(Refused, match="Er loopt nog een traject"):
        handing.offer(work, case, hub_named(work.session, "schelderand").id, "moved", WORDS)
    with world.desk(HILDE) as work:
        referral = work.session.get_one(Referral, case)
        now = Now(referral, moves.state_of(work, referral), None, brussels_date(work.now), other_hubs=True)
        assert not case_acts.BY_SLUG["overdragen"].offered(now)


def test_a_claim_that_waits_ends_with_the_offer_and_its_place_comes_free(world: World) -> None:
    case = on_table(world)
    takes_up(world, NADIA, case, "Kort traject")
    offered(world, case)
    assert taken(world, "Kort traject") == 0
    assert letters(world, "claim_let_go")
    nothing_wrong(world)


def test_who_may_not_decide_offers_nothing_and_answers_nothing(world: World) -> None:
    case = discussed(world)
    for name in (KARIM, NADIA, WIM):
        with world.desk(name) as work, pytest.raises((NotAllowed, NotFound)):
            handing.offer(work, case, hub_named(work.session, "schelderand").id, "moved", WORDS)
    offer = offered(world, case)
    for name in (KARIM, NADIA, HILDE):
        for answer in (
            lambda work: handing.accept_offer(work, offer),
            lambda work: handing.decline_offer(work, offer, "Nee."),
            lambda work: handing_sight.offer_for(work, offer),
        ):
            with world.desk(name) as work, pytest.raises((NotAllowed, NotFound)):
                answer(work)
    for name in (WIM, KARIM, NADIA):
        with world.desk(name) as work, pytest.raises((NotAllowed, NotFound)):
            handing.withdraw_offer(work, case)
    with world.desk(WIM) as work, pytest.raises(NotFound):
        identity.open_identity(work, case)


# No


def test_a_no_brings_the_case_back_to_who_offered_it_with_the_words(world: World) -> None:
    case = discussed(world)
    offer = offered(world, case)
    with world.desk(WIM) as work, pytest.raises(Invalid):
        handing.decline_offer(work, offer, " ")
    with world.desk(WIM) as work:
        handing.decline_offer(work, offer, "De school ligt bij jullie.")
    back = world.case(case)
    assert (back.stage, back.reopened_for, back.outcome) == (Stage.REOPENED, "not_taken_over", None)
    assert groups(world, HILDE)["herneming"].items[0].why == "herneming: een ander meldpunt neemt niet over"
    with world.desk(HILDE) as work:
        (said,) = handing_sight.handed_of(work, case)
        assert (said.state, said.answer, said.number) == ("declined", "De school ligt bij jullie.", "")
    assert "aangeboden" not in groups(world, WIM)
    with world.desk(WIM) as work, pytest.raises(Refused):
        handing.accept_offer(work, offer)
    assert "niet over" in letters(world, "hub_offer_answered")[0].body
    nothing_wrong(world)


def test_who_offered_takes_the_offer_back_and_decides_again(world: World) -> None:
    case = discussed(world)
    offer = offered(world, case)
    with world.desk(HILDE) as work, pytest.raises(Refused, match="Trek eerst het aanbod in"):
        ending.reopen(work, case, "on_purpose")
    with world.desk(HILDE) as work:
        handing.withdraw_offer(work, case)
    assert world.case(case).stage == Stage.REOPENED
    with world.desk(WIM) as work:
        assert handing_sight.offer_for(work, offer)[2] is None
    (letter,) = letters(world, "hub_offer_withdrawn")
    (asked,) = letters(world, "hub_offer")
    assert (letter.to_address, letter.hub_id) == (asked.to_address, world["dijleland"])
    assert "trekt het aanbod van CM-2026-00001 in" in letter.body
    put_on_table(world, case)
    nothing_wrong(world)


def test_silence_brings_the_case_back_on_the_day_that_it_was_due_and_is_no_answer(world: World) -> None:
    case = discussed(world)
    offer = offered(world, case)
    assert not list(follow_up.run(world.store, parse_moment("2026-09-21T10:00")))
    (line,) = follow_up.run(world.store, parse_moment("2026-09-22T10:00"))
    assert (line["did"], line["hand_over"]) == ("came_back_from_hub", str(offer))
    assert not list(follow_up.run(world.store, parse_moment("2026-09-22T10:00")))
    back = world.case(case)
    assert (back.stage, back.reopened_for) == (Stage.REOPENED, "silent")
    assert row(world, HandOver, offer).state == "silent"
    with world.desk(WIM) as work, pytest.raises(Refused, match="staat niet meer open"):
        handing.accept_offer(work, offer)
    assert "niet op tijd" in letters(world, "hub_offer_answered")[0].body
    offered(world, case)  # and once more
    nothing_wrong(world)


def test_the_network_the_goals_and_what_is_still_agreed_go_along_and_come_back(world: World) -> None:
    case = discussed(world)
    oma = around(world, case, name="Rosa", knows="yes", trusted="yes", email="oma@thuis.example")
    with world.desk(HILDE) as work:
        goal = planning.set_goal(work, case, "school", "Weer naar de les.").id
        planning.agree(work, case, planning.Typed("Brengt haar.", f"n-{oma}", date(2026, 10, 20), goal))
    theirs = agreed(world, case, f"o-{world['Springplank']}", "Zoekt een plaats.")
    agreed(world, case, f"o-{world['Kompas NAFT']}", "Belt elke week.")
    done = agreed(world, case)
    with world.desk(HILDE) as work:
        reporting.note_answer(work, case, done, "klaar")
    room = agreed(world, case, what="Zoekt een zaal.")
    with world.desk() as work:  # agreed at a table: whose it is stands in words
        kept = work.session.get_one(PlanAgreement, room)
        kept.session_id, kept.owner_words = rows(world, Session)[0].id, "De school"
    taken = accepted(world, offered(world, case))
    with world.desk(WIM) as work:
        known = work.session.get_one(Referral, taken)
        assert "De school" in {line.who for line in plan_view.plan_of(work, known).lines}
        for_the_family = plan_view.plan_of(work, known, of_table=False).lines
        assert "Zoekt een zaal." not in {line.row.what for line in for_the_family}

    def stands(at: UUID) -> list[tuple[str, str, bool]]:
        mine = [one for one in rows(world, PlanAgreement) if one.referral_id == at and one.stands == "open"]
        return sorted((one.what, one.owner, one.goal_id is not None) for one in mine)

    went = [("Belt elke week.", "partner", False), ("Brengt haar.", "network", True)]
    went += [("Zoekt een plaats.", "desk", False), ("Zoekt een zaal.", "desk", False)]
    assert stands(taken) == went, "a partner that this hub does not know has no agreement with it"
    assert "ging mee" in row(world, PlanAgreement, theirs).end_note
    (person,) = [one for one in rows(world, NetworkPerson) if one.referral_id == taken]
    assert (person.name, person.trusted, person.knows) == ("Rosa", "yes", "not_yet"), (
        "of this hub she knows nothing yet"
    )
    put_on_table(world, taken, WIM)
    with world.desk(WIM) as work:
        agenda.discuss(work, taken)
    back = accepted(world, offered(world, taken, to="dijleland", by=WIM), by=HILDE)
    assert (back, stands(case), stands(taken)) == (case, went, [])
    there = [one.name for one in rows(world, NetworkPerson) if one.referral_id == case and one.removed_at is None]
    assert there == ["Rosa"]
    assert len([one for one in rows(world, PlanGoal) if one.referral_id == case]) == 1
    nothing_wrong(world)


def test_what_was_said_about_sharing_goes_along_and_its_partners_are_weighed_anew(world: World) -> None:
    case = discussed(world)
    no = {(About.SHARE, Whose.YOUNGSTER): Said.NO}
    with world.desk("Bram Geerts") as work:
        words = {str(piece): "Onze woorden." for piece in Piece}
        publishing.publish(work, world["dijleland"], words, brussels_date(work.now))
    with world.desk(HILDE) as work:
        recording.record(work, case, recording.Typed(no, reason="Wil eerst zelf praten."))
    taken = accepted(world, offered(world, case))
    with world.desk(WIM) as work:
        assert gate_of(work, taken).refused, "a no is a no there too"
        assert gate_of(work, taken).receivers == {}
        under = {one.text_version for one in answers_of(work, taken).values()}
        assert under == {0}, "the words under which it was said are another hub's: no version of theirs"
    put_on_table(world, taken, WIM)  # where everybody agrees by now
    with world.desk(WIM) as work:
        agenda.discuss(work, taken)
    back = accepted(world, offered(world, taken, to="dijleland", by=WIM), by=HILDE)
    with world.desk(HILDE) as work:
        assert (back, gate_of(work, back).refused) == (case, False)
