"""An expertise table: a case without a name, experts for that case only, and what was learnt without persons."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from hub import links
from hub.dispatch import agenda, deciding, session_desk
from hub.dispatch.case import Move
from hub.dispatch.expertise import at_session, coming, expertise_sight, inviting, thinking
from hub.dispatch.expertise.tables import Expert, Learnt
from hub.dispatch.sessions.kinds import TableKind
from hub.dispatch.table_tables import DispatchTable
from hub.dispatch.tables import Message
from hub.ledger import Entry
from hub.letters import Letter
from hub.links import Link, Purpose
from hub.people import memberships
from hub.people.tables import Membership
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from hub.store import Work
from tests.cast import World, send
from tests.tables import on_table, rows

HILDE, NADIA, TOM, LOTTE = "Hilde Verbist", "Nadia Pauwels", "Tom Claes", "Lotte Wouters"
CARD = "Een meisje van vijftien blijft thuis. Wat helpt tegen angst om naar buiten te gaan?"
BY = date(2026, 10, 6)


def waits_for_experts(world: World, **changes: Any) -> UUID:
    case = on_table(world, **changes)
    with world.desk(HILDE) as work:
        agenda.discuss(work, case)
        deciding.park(work, case, Move.ASK_EXPERTS, BY, "Eerst raad vragen.")
    return case


def invited(world: World, case: UUID, name: str = NADIA, email: str = "nadia@kompas.example") -> UUID:
    with world.desk(HILDE) as work:
        inviting.write_card(work, case, CARD)
        return inviting.invite(work, case, name, "angst", email).id


def token(world: World, expert: UUID) -> str:
    with world.desk() as work:
        found = select(Link).where(Link.noun_id == expert, Link.purpose == Purpose.EXPERT)
        return links.token_of(work, work.session.exec(found).one())


def test_an_expert_reads_one_case_without_a_name_and_only_while_it_waits(world: World) -> None:
    case = waits_for_experts(world)
    for text, sentence in (
        ("Wat doen we met Noor?", "Noor"), ("N.E. komt niet.", "“N.E.”"), ("Zij is 93.05.18-223.61.", "rijksregister"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as wrong, world.desk(HILDE) as work:
            inviting.write_card(work, case, text)
        assert sentence in wrong.value.errors["text"]
    with pytest.raises(Refused), world.desk(HILDE) as work:
        inviting.invite(work, case, "Ann", "", "ann@uz.example")
    expert = invited(world, case)
    (letter,) = [one for one in rows(world, Letter) if one.kind == "expert_invited"]
    assert CARD not in letter.body
    with world.desk() as work:
        seen = expertise_sight.by_link(work, token(world, expert))
        assert (seen.text, seen.open) == (CARD, True)
        thinking.say_by_link(work, token(world, expert), "Begin met tien minuten buiten.")
    (said,) = [one for one in rows(world, Message) if one.kind == "consult"]
    assert (said.author_name, said.seen_at) == (NADIA, None)
    for other in (TOM, HILDE):
        with pytest.raises(NotFound), world.desk(other) as work:
            expertise_sight.of_person(work, expert)
    with world.desk(NADIA) as work:
        assert [one.id for one in expertise_sight.open_for(work)] == [expert]
    with world.desk(HILDE) as work:
        agenda.put_on_table(work, case)
    with world.desk(NADIA) as work:
        assert expertise_sight.open_for(work) == []
        closed = expertise_sight.of_person(work, expert)
        assert (closed.text, closed.open) == ("", False)
        with pytest.raises(Refused):
            thinking.say(work, expert, "Nog iets.")


def test_an_expert_reads_when_the_session_sits_that_counts_now_and_of_no_earlier_one(world: World) -> None:
    case = on_table(world)
    with world.desk(HILDE) as work:
        table = DispatchTable(hub_id=world["dijleland"], name="Expertisetafel", kind=TableKind.EXPERTISE)
        work.session.add(table)
        work.flush()
        sits = session_desk.plan(work, table.id, session_desk.SessionData(BY, "14:00")).id
    with world.desk(HILDE) as work:
        deciding.park(work, case, Move.ASK_EXPERTS, None, session_id=sits)
    there = token(world, invited(world, case))
    with world.desk() as work:
        seen = expertise_sight.by_link(work, there).session
        assert seen is not None
        assert seen.id == sits
    with world.desk(HILDE, "2026-09-16T10:00") as work:
        agenda.put_on_table(work, case)
        assert at_session.session_of(work, case) is None, "it waits for that session no more"
        agenda.discuss(work, case)
        deciding.park(work, case, Move.ASK_EXPERTS, BY)
    with world.desk() as work:
        again = expertise_sight.by_link(work, there)
        assert (again.open, again.session) == (True, None)
    with world.desk(HILDE, "2026-09-16T11:00") as work:
        inviting.write_card(work, case, "Een andere vraag: wat met de nachten?")
    with pytest.raises(NotFound), world.desk() as work:
        expertise_sight.by_link(work, there)
    with world.desk(NADIA) as work:
        assert expertise_sight.open_for(work) == [], "who was asked the first question does not read the second"
    with world.desk(HILDE, "2026-09-16T11:10") as work:
        anew = inviting.invite(work, case, NADIA, "", "nadia@kompas.example").id
    with world.desk() as work:
        assert "nachten" in expertise_sight.by_link(work, token(world, anew)).text


def test_an_expert_that_goes_on_and_on_does_not_fill_the_time_line(world: World) -> None:
    case = waits_for_experts(world)
    here = f"/antwoord/expertise/{token(world, invited(world, case))}"
    with world.client() as browser:
        for _twice in range(2):
            send(browser, here, {"answer": "Begin met tien minuten buiten."})
        assert len([one for one in rows(world, Message) if one.kind == "consult"]) == 1
        for n in range(20):
            last = send(browser, here, {"answer": f"Of met {n} minuten."})
    assert (last.status_code, "al heel vaak" in last.text) == (422, True)
    assert len([one for one in rows(world, Message) if one.kind == "consult"]) == 19


def test_who_is_no_longer_invited_reads_nothing(world: World) -> None:
    case = waits_for_experts(world)
    expert = invited(world, case)
    there = token(world, expert)
    with pytest.raises(Invalid), world.desk(HILDE) as work:
        inviting.invite(work, case, NADIA, "", "Nadia@kompas.example")
    with world.desk(HILDE) as work:
        inviting.call_off(work, expert, case)
    with pytest.raises(NotFound), world.desk() as work:
        expertise_sight.by_link(work, there)
    with pytest.raises(NotFound), world.desk(NADIA) as work:
        expertise_sight.of_person(work, expert)
    assert rows(world, Expert)[0].said == ""


def test_the_link_of_an_expert_ends_with_its_account_and_who_comes_after_is_invited_anew(world: World) -> None:
    case = waits_for_experts(world)
    there = token(world, invited(world, case))
    with world.desk() as work:
        memberships.end(work, work.session.exec(select(Membership).where(Membership.person_id == world[NADIA])).one())
    ends: list[Callable[[Work, str], object]] = [
        expertise_sight.by_link,
        lambda work, link: thinking.say_by_link(work, link, "Begin klein."),
        lambda work, link: coming.come_by_link(work, link, "coming"),
    ]
    for reads in ends:
        with pytest.raises(NotFound), world.desk() as work:
            reads(work, there)
    with world.desk(HILDE) as work:
        inviting.call_off(work, rows(world, Expert)[0].id, case)
        again = inviting.invite(work, case, "Kompas", "", "nadia@kompas.example").id
    with world.desk() as work:
        assert expertise_sight.by_link(work, token(world, again)).open


def test_what_was_learnt_names_nobody_and_partners_find_it_without_its_case(world: World) -> None:
    case = waits_for_experts(world)
    with pytest.raises(Invalid) as wrong, world.desk(HILDE) as work:
        inviting.learn(work, case, "Over Noor", "Bel 0470 12 34 56.", [])
    assert set(wrong.value.errors) == {"title", "learnt"}
    with pytest.raises(Invalid) as wrong, world.desk(HILDE) as work:
        inviting.learn(work, case, "kleine stappen " * 20, "Kort en vast.", [])
    assert set(wrong.value.errors) == {"title"}, "and it is not cut unseen"
    with world.desk(HILDE) as work:
        inviting.learn(work, case, "Kleine stappen", "Angst wijkt voor korte, vaste momenten.", ["mental_health", "x"])
        inviting.learn(work, case, "Samen aan tafel", "De ouders erbij, vanaf dag één.", ["home"])
    (first, _second) = rows(world, Learnt)
    assert first.domains == ["mental_health"]
    with world.desk(NADIA) as work:
        assert [one.case for one in expertise_sight.learnt(work).lines] == [None, None]
        assert [one.title for one in expertise_sight.learnt(work, words="VÁSTE angst").lines] == ["Kleine stappen"]
        assert [one.title for one in expertise_sight.learnt(work, domain="home").lines] == ["Samen aan tafel"]
        with pytest.raises(NotFound):
            inviting.unlearn(work, first.id)
    with pytest.raises(NotAllowed), world.desk(LOTTE) as work:
        expertise_sight.learnt(work)
    with world.desk("Wim Peeters") as work:
        assert expertise_sight.learnt(work).lines == [], "another hub learns its own"
    with world.desk(HILDE) as work:
        assert [one.case[0] for one in expertise_sight.learnt(work).lines if one.case] == [case, case]
        inviting.unlearn(work, first.id)
    (gone,) = [one for one in rows(world, Entry) if one.act == "expertise.unlearn"]
    assert (gone.noun_id, gone.referral_id, gone.person_id) == (first.id, case, world[HILDE])


def test_in_a_browser_hilde_writes_invites_and_keeps_what_was_learnt(world: World) -> None:
    case = waits_for_experts(world)
    here = f"/aanmeldingen/{case}/expertise"
    with world.client(HILDE) as hilde:
        assert "Nog niemand uitgenodigd" in hilde.get(here).text
        assert send(hilde, here, {"do": "kaart", "text": "Wat met Noor?"}).status_code == 422
        assert send(hilde, here, {"do": "kaart", "text": CARD}).status_code == 303
        who = {"do": "uitnodigen", "name": "Nadia Pauwels", "email": "nadia@kompas.example"}
        assert send(hilde, here, who).status_code == 303
        note = {"do": "geleerd", "title": "Kleine stappen", "learnt": "Kort en vast.", "domains": ["school"]}
        assert send(hilde, here, note).status_code == 303
        assert "Kleine stappen" in hilde.get("/geleerd").text
        with world.desk(HILDE) as work:
            agenda.put_on_table(work, case)
        assert here in hilde.get(f"/aanmeldingen/{case}").text, "what was learnt is written afterwards"
        with world.desk(HILDE) as work:
            agenda.discuss(work, case)
            deciding.park(work, case, Move.ASK_EXPERTS, BY)
    expert = rows(world, Expert)[0].id
    with world.client() as somebody:
        link = f"/antwoord/expertise/{token(world, expert)}"
        assert CARD in somebody.get(link).text
        assert send(somebody, link, {"answer": "Begin klein."}).status_code == 303
    with world.client(NADIA) as nadia:
        assert f"/expertise/{expert}" in nadia.get("/partner").text
        assert "Begin klein." in nadia.get(f"/expertise/{expert}").text
        learnt = nadia.get("/geleerd?domein=school").text
        assert "Kleine stappen" in learnt
        assert world.case(case).number not in learnt
