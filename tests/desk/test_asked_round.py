"""What cannot wait for a session goes round: partners are asked by letter, and answer before a day."""

from datetime import date

import pytest
from sqlmodel import select

from hub.clock import at_nine
from hub.dispatch import agenda, cards, claims, session_desk
from hub.dispatch.agendas import urgent
from hub.dispatch.case import Stage
from hub.dispatch.mailed.asking_tables import TableAsking
from hub.dispatch.sharing import recording
from hub.dispatch.sharing.recording import Typed
from hub.dispatch.table_tables import AgendaItem, Claim
from hub.letters import Letter
from hub.problems import Invalid, NotFound, Refused
from tests.cast import World
from tests.tables import CARD, on_table, rows, takes_up

DAY = date(2026, 9, 17)


def test_partners_are_asked_between_two_sessions_and_silence_takes_nothing_up(world: World) -> None:
    noor = world.refer()
    with world.desk("Hilde Verbist") as work:
        cards.write_card(work, noor, CARD)
        with pytest.raises(Refused, match="keur ze goed"):
            urgent.ask_round(work, noor, DAY)
        cards.approve_card(work, noor)
        with pytest.raises(Refused, match="Geen enkele partner mag"):
            urgent.ask_round(work, noor, DAY)
        recording.all_agreed(work, noor)
        recording.record(work, noor, Typed({}, receivers={world["Buddyhuis"]: "nothing"}, weighed=True))
        for wrong in (None, date(2026, 9, 14), date(2026, 9, 19)):
            with pytest.raises(Invalid):
                urgent.ask_round(work, noor, wrong)
    with world.desk("Hilde Verbist") as work:
        asked = [one.name for one in urgent.ask_round(work, noor, DAY)]
        letters = work.session.exec(select(Letter).where(Letter.kind == "urgent_round")).all()
        item = work.session.exec(select(AgendaItem)).one()
    assert "Buddyhuis" not in asked
    assert len(letters) == len(asked) == 3
    assert {one.to_address for one in letters} == {
        "nadia@kompas.example", "tom@springplank.example", "fien@dehaven.example"
    }, "to people, for what they read by the link is not for whoever else opens the mail of the team"  # fmt: skip
    assert all("hub-link:" in one.body for one in letters)
    assert not any("Noor" in one.subject + one.body for one in letters)
    assert (item.reason, item.state) == ("urgent", "done")
    case = world.case(noor)
    assert (case.stage, case.holder, case.next_due) == (Stage.DISCUSSED, "coordinator", at_nine(DAY))
    with world.client("Nadia Pauwels") as nadia:
        assert nadia.get(f"/tafel/{item.session_id}/zaak/{noor}").status_code == 404, "by now that day has gone by"
    claim = takes_up(world, "Nadia Pauwels", noor, "Kort traject")
    with world.client("Hilde Verbist") as hilde:
        page = " ".join(hilde.get(f"/aanmeldingen/{noor}").text.split())
        assert "gaat rond, antwoord vóór" in page, "no table discussed it"
        assert ">besproken<" not in page
        assert ("Besproken op" in page, "Dringend rondgevraagd" in page) == (False, True)
        assert "Kompas NAFT: neemt op, nog niet bevestigd" in page
    with pytest.raises((NotFound, Refused)), world.desk("Tom Claes", now="2026-09-17T09:30") as work:
        claims.decline(work, noor, "no_place")
    assert world.case(noor).next_due == at_nine(DAY), "silence changes nothing but who looks at it"
    with world.desk("Hilde Verbist", now="2026-09-17T10:00") as work:
        assert claims.confirm(work, claim).stage == "accepted"
    assert world.case(noor).stage == Stage.TRACKS


def test_everybody_who_could_answered_no_and_the_case_is_back_at_once(world: World) -> None:
    noor = on_table(world)
    first = takes_up(world, "Tom Claes", noor, "Carrousel")
    with world.desk("Hilde Verbist") as work:
        assert len(urgent.ask_round(work, noor, DAY)) == 4
    assert [one.state for one in rows(world, Claim) if one.id == first] == ["withdrawn"], "they are asked anew"
    assert world.case(noor).round == 2
    for who in ("Nadia Pauwels", "Tom Claes", "Fien Maes", "Yusuf Aydin"):
        with world.desk(who) as work:
            claims.decline(work, noor, "no_place")
    assert (world.case(noor).stage, world.case(noor).reopened_for) == (Stage.REOPENED, "declined")
    with world.desk("Hilde Verbist") as work:
        agenda.put_on_table(work, noor)
    assert world.case(noor).review_on is None


def test_what_goes_round_does_not_keep_a_session_that_is_to_come_from_being_cancelled(world: World) -> None:
    noor = world.refer()
    with world.desk("Hilde Verbist") as work:
        cards.write_card(work, noor, CARD)
        cards.approve_card(work, noor)
        recording.all_agreed(work, noor)
    with world.desk("Hilde Verbist") as work:
        urgent.ask_round(work, noor, DAY)
        item = work.session.exec(select(AgendaItem)).one()
        old = item.session_id
    claim = takes_up(world, "Nadia Pauwels", noor, "Kort traject")
    with world.desk("Hilde Verbist") as work:
        assert session_desk.cancel(work, old) == 1
    (item,) = rows(world, AgendaItem)
    assert (item.session_id != old, item.state) == (True, "done")
    assert {one.session_id for one in rows(world, TableAsking)} == {item.session_id}, "the links in the letters work on"
    case = world.case(noor)
    assert (case.stage, case.next_due) == (Stage.DISCUSSED, at_nine(DAY))
    with world.desk("Tom Claes") as work:
        claims.decline(work, noor, "no_place")
    with world.desk("Hilde Verbist") as work:
        assert claims.confirm(work, claim).stage == "accepted"
