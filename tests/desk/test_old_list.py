"""The old Excel list comes in as cases with their real days, without a letter; and goes again as if it never came."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from hub.clock import at_nine
from hub.dispatch import clarify
from hub.dispatch.codes import Verdict as Told
from hub.dispatch.lookalikes import likely_beside
from hub.dispatch.looking_over import look_over
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Message, Referral, Youngster
from hub.dispatch.telling_apart import tell_apart
from hub.home.old_list import desk, preview, running, sight
from hub.home.old_list.tables import OldList, OldRow
from hub.home.seed import words
from hub.ledger import Entry
from hub.letters import Letter
from hub.monitoring import follow_up, roll_up
from hub.monitoring.check import check
from hub.monitoring.tables import ReferralFact
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from tests.cast import World
from tests.old_lists import ROWS, applied, as_book, as_text, at_work, explain, read
from tests.tables import row
from tools.noting import noted


def rows(world: World, list_id: UUID) -> dict[int, OldRow]:
    with world.desk() as work:
        return {one.number: one for one in work.session.exec(select(OldRow).where(OldRow.list_id == list_id))}


def case_of(world: World, list_id: UUID, number: int) -> Referral:
    found = rows(world, list_id)[number].referral_id
    assert found
    return world.case(found)


def everything(world: World, *but: str) -> dict[str, Any]:
    """Every row of every table, but for those of these."""
    with world.desk() as work:
        return {
            table.name: sorted(map(str, work.session.execute(sa.select(table)).all()))
            for table in SQLModel.metadata.sorted_tables
            if table.name not in but
        }


def test_the_file_is_read_where_its_columns_explain_themselves_and_nothing_else_happens(world: World) -> None:
    noor = world.refer()
    before = everything(world, "old_list", "old_row", "blob", "ledger")
    one = read(world)
    held = row(world, OldList, one)
    assert (held.step, held.sheet, held.heading_row, held.sheets) == ("columns", 1, 3, ["Info", "Lijst"])
    assert held.columns["1"] == "last_name"
    assert "15" not in held.columns
    explain(world, one)
    held = row(world, OldList, one)
    assert {name: held.counts.get(name, 0) for name in ("open", "closed", "trouble", "before", "alike")} == {
        "open": 2, "closed": 2, "trouble": 1, "before": 0, "alike": 1,
    }  # fmt: skip
    assert held.counts["years"] == {"2024-2025": 2, "2025-2026": 1, "2026-2027": 1}
    found = rows(world, one)
    assert [(says["about"], says["values"].get("said")) for says in found[7].troubles] == [
        ("referred_on", None), ("birth_date", "31/2/2010"),
    ]  # fmt: skip
    assert [alike["case"] for alike in found[8].alike] == [str(noor)]
    assert found[4].cells[14] == "=1+1"
    assert everything(world, "old_list", "old_row", "blob", "ledger") == before


def test_each_case_has_its_real_days_its_partner_and_the_whole_row(world: World) -> None:
    one = applied(world)
    sam, lina, kobe = (case_of(world, one, number) for number in (4, 5, 6))
    assert (sam.number, sam.channel, sam.stage, sam.outcome) == ("CM-2024-00002", "list", "closed", "tracks_ended")
    assert (sam.submitted_at, sam.closed_at) == (at_nine(date(2024, 10, 1)), at_nine(date(2025, 3, 1)))
    assert (sam.main_reason, sam.clb_contact) == ("truancy", "Griet Somers")
    assert sam.school_organisation_id == world["Sint-Jansatheneum (demo)"]
    assert (kobe.number, kobe.outcome, kobe.look_over_since) == ("CM-2024-00001", "referred_elsewhere", None)
    assert (lina.stage, lina.holder, lina.next_why) == ("tracks", "coordinator", "look_over")
    assert lina.next_due == at_nine(date(2026, 9, 29)), "ten working days from the day it was taken over"
    with world.desk() as work:
        tracks = {track.referral_id: track for track in work.session.exec(select(Track))}
        notes = {note.referral_id: note.text for note in work.session.exec(select(Message))}
        youngster = work.session.get_one(Youngster, sam.youngster_id)
        assert work.session.exec(select(Letter)).all() == []
    assert (tracks[sam.id].stage, tracks[sam.id].started_on, tracks[sam.id].ended_on) == (
        "completed", date(2024, 11, 4), date(2025, 3, 1),
    )  # fmt: skip
    assert tracks[lina.id].organisation_id == world["Kompas NAFT"]
    assert (tracks[lina.id].stage, tracks[lina.id].due_at and tracks[lina.id].due_at > lina.next_due) == (
        "started",
        True,
    )
    assert (youngster.first_name, youngster.birth_date, youngster.home_nis) == ("Sam", date(2009, 5, 2), "12025")
    assert notes[sam.id].startswith("Uit de oude lijst “Lijst meldpunt.xlsx”, rij 4.")
    assert "Kleur: rood" in notes[sam.id]
    assert "Opmerkingen: =1+1" in notes[sam.id]
    assert "Janssens" not in notes[sam.id]
    assert "2009" not in notes[sam.id]
    roll_up.run(world.store)
    with world.desk() as work:
        facts = work.session.exec(select(ReferralFact.school_year, ReferralFact.channel)).all()
        assert work.session.exec(select(OldList.blob_id)).all() == [None]
    assert sorted(facts) == [(2024, "list"), (2024, "list"), (2025, "list"), (2026, "list")]
    assert check(world.store) == []


def test_no_partner_is_asked_before_the_coordinator_looked_and_then_as_of_that_day(world: World) -> None:
    one = applied(world)
    lina = case_of(world, one, 5)
    months_on = world.now + timedelta(days=90)
    did = [line["did"] for line in follow_up.run(world.store, months_on)]
    assert did == ["left_with_coordinator"]
    with world.desk() as work:
        assert work.session.exec(select(Letter)).all() == []
    with pytest.raises(NotAllowed), world.desk("Karim Haddou") as work:
        look_over(work, lina.id)
    with world.desk("Hilde Verbist", now=months_on) as work:
        look_over(work, lina.id)
    lina = world.case(lina.id)
    assert (lina.holder, lina.next_why, lina.look_over_since) == ("partner", "sign_of_life", None)
    assert lina.next_due
    assert lina.next_due > months_on + timedelta(days=30)
    with pytest.raises(Refused), world.desk("Hilde Verbist") as work:
        look_over(work, lina.id)
    new = case_of(world, one, 8)
    with world.desk("Hilde Verbist") as work:
        clarify.begin_clarification(work, new.id)
    assert world.case(new.id).look_over_since is None, "whoever moves a case has looked at it"
    assert check(world.store) == []


def test_undo_puts_back_exactly_what_was_but_keeps_what_somebody_worked_on(world: World) -> None:
    noor = world.refer()
    roll_up.run(world.store)
    but = ("old_list", "old_row", "blob", "ledger", "hub_number", "year_reading")
    before = everything(world, *but)
    one = applied(world)
    roll_up.run(world.store)
    undone(world, one)
    assert everything(world, *but) == before
    roll_up.run(world.store)
    assert check(world.store) == []
    again = applied(world)
    lina, kobe, other = (case_of(world, again, number) for number in (5, 6, 8))
    with world.desk("Hilde Verbist") as work:
        clarify.note(work, lina.id, "note", "Gebeld.")
        tell_apart(work, noor, other.youngster_id or noor, Told.SAME)
        assert [like.cases[0].id for like in likely_beside(work, world.case(other.id))] == [noor]
    undone(world, again)
    held = row(world, OldList, again)
    assert (held.step, held.counts["gone"], held.counts["kept"]) == ("undone", 2, 2)
    assert {number for number, one in rows(world, again).items() if one.referral_id} == {5, 8}
    with world.desk() as work:
        assert work.session.get(Referral, kobe.id) is None
        assert work.session.exec(select(Track.referral_id)).all() == [lina.id]
    assert check(world.store) == []


def test_the_school_that_is_named_in_the_list_reads_stages_and_not_what_the_desk_wrote_about_it(world: World) -> None:
    headings = ("Naam", "Voornaam", "Datum aanmelding", "Reden", "Status", "Verhaal", "Aanmelder", "E-mail aanmelder")
    cells = ("Janssens", "Sam", "1/9/2026", "feiten", "nieuw", "Intern.", "Els Dierckx", "els@sintjans.example")
    one = applied(world, as_text([cells], headings))
    case = case_of(world, one, 2)
    assert (case.story, case.referrer_email) == ("Intern.", "els@sintjans.example")
    with world.client("Els Dierckx") as els:
        page = els.get(f"/mijn-aanmeldingen/{case.id}")
        assert (page.status_code, "Intern." in page.text, case.number in page.text) == (200, False, True)
        assert "Intern." not in els.get(f"/aanmelden?kopie={case.id}").text
    undone(world, one)  # who only looked keeps nothing here
    with world.desk() as work:
        assert work.session.get(Referral, case.id) is None


def undone(world: World, list_id: UUID) -> None:
    with world.desk("Hilde Verbist") as work:
        desk.undo(work, list_id)
    at_work(world)


def test_what_comes_twice_is_taken_over_once_and_what_was_explained_is_remembered(world: World) -> None:
    applied(world)
    changed = [(*ROWS[0][:-1], "groen"), *ROWS[1:3], (9, "Nieuw", "Kind", *ROWS[4][3:]), ROWS[4], ROWS[4]]
    again = read(world, as_text(changed))
    held = row(world, OldList, again)
    assert held.meanings["partner"] == {"kompas": str(world["Kompas NAFT"])}
    explain(world, again)
    found = rows(world, again)
    assert [found[number].verdict for number in sorted(found)] == ["before"] * 3 + ["open", "before", "before"]
    assert found[2].troubles[0]["values"] == {"number": "CM-2024-00002"}
    fresh = read(world, as_text([ROWS[4]], ["Nr.", "Naam", *map(str, range(14))]))
    with pytest.raises(Invalid, match="datum van aanmelding"), world.desk("Hilde Verbist") as work:
        desk.explain_columns(work, fresh, {0: "number", 1: "last_first"}, start_as_referred=False)


def test_a_person_leaves_rows_out_and_explains_values(world: World) -> None:
    one = read(world)
    explain(world, one, partner={"kompas": "-"})
    assert rows(world, one)[5].verdict == "trouble"
    with world.desk("Hilde Verbist") as work:
        desk.begin_again(work, one)
    with world.desk("Hilde Verbist") as work, pytest.raises(Refused):
        desk.apply(work, one)
    explain(world, one, partner={"kompas": str(world["Kompas NAFT"])})
    assert row(world, OldList, one).counts["stages"] == {"closed": 2, "tracks": 1, "submitted": 1}
    with world.desk("Hilde Verbist") as work:
        desk.leave_out(work, one, [8], [8])
        desk.leave_out(work, one, [], [4])  # another page of them
        desk.apply(work, one)
    at_work(world)
    assert rows(world, one)[8].referral_id is None
    assert row(world, OldList, one).counts["made"] == 3


def test_what_was_left_out_stays_so_while_it_may_be_somebody_who_is_known(world: World) -> None:
    world.refer()
    one = read(world)
    explain(world, one)
    with world.desk("Hilde Verbist") as work:
        desk.leave_out(work, one, [5, 8], [5, 8])
        desk.begin_again(work, one)
    explain(world, one)
    assert [number for number, one_row in rows(world, one).items() if one_row.left_out] == [8]
    with world.desk("Hilde Verbist") as work:
        assert sight.view_of(work, one).left_out == 1
    with pytest.raises(NotAllowed), world.desk("Karim Haddou") as work:
        desk.leave_out(work, one, [4], [4])


def test_only_a_coordinator_of_the_hub_takes_a_list_over(world: World) -> None:
    one = read(world)
    for name, problem in (("Bram Geerts", NotAllowed), ("Karim Haddou", NotAllowed), ("Wim Peeters", NotFound)):
        with pytest.raises(problem), world.desk(name) as work:
            desk.list_of(work, one)
        with pytest.raises((NotAllowed, NotFound)), world.desk(name) as work:
            desk.upload(work, world["dijleland"], as_book(), "x")


def test_a_national_number_never_comes_in_and_an_unused_file_goes_after_a_month(world: World) -> None:
    one = read(world, as_text([[*ROWS[2][:14], "85.07.30-033.28", ""]]))
    held = row(world, OldList, one)
    assert held.counts["masked"] == 1
    assert "85.07" not in str(rows(world, one)[2].cells)
    with world.desk(now=world.now + timedelta(days=31)) as work:
        assert running.forget_old(work) == 1
    with world.desk() as work:
        assert work.session.exec(select(OldRow.number)).all() == []
        acts = work.session.exec(select(Entry.act).where(col(Entry.noun) == "old_list")).all()
    assert list(acts) == ["old_list.upload"]


def test_hundreds_of_rows_are_checked_taken_over_and_taken_back_with_few_questions_each(world: World) -> None:
    last, first = words.FAMILIES, words.BOYS
    many = [
        (n, last[n % len(last)], first[n * 7 % len(first)], f"{n % 28 + 1}/{n % 12 + 1}/{2005 + n % 9}", "2800", "", "",
         f"{n % 28 + 1}/{n % 12 + 1}/{2020 + n % 5}", "", "lopend" if n % 10 == 0 else "afgesloten", "Kompas",
         f"{n % 28 + 1}/1/2025", "" if n % 10 == 0 else "1/2/2025", "", "", "")
        for n in range(1, 401)
    ]  # fmt: skip
    with noted(world.store.engine) as told:
        one = applied(world, as_text(many))
    with world.desk("Hilde Verbist") as work:
        pages = [preview.page_of(work, desk.list_of(work, one), number) for number in (0, 2, 8, 9999)]
    assert [(page.lines[0].number, page.leaf.number) for page in pages] == [(2, 1), (52, 2), (352, 8), (352, 8)]
    with noted(world.store.engine) as more:
        undone(world, one)
    held = row(world, OldList, one)
    assert (held.counts["made"], held.counts["gone"], held.done, held.total) == (400, 400, 400, 400)
    assert len(told) < 600, "one for each row, and some for all"
    assert len(more) < 60
