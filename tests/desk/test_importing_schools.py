"""The official list is first shown, then written as one batch, and taken back as one; what is used never goes."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from hub.blobs import Blob
from hub.ledger import Entry
from hub.partners import importing, organisations
from hub.partners.import_tables import ImportLine, ListImport
from hub.partners.organisations import OrganisationData
from hub.partners.tables import Organisation
from hub.problems import Invalid, NotAllowed, Refused
from tests.cast import World
from tests.desk.test_finding_schools import found
from tests.desk.test_keep_hubs import hub_id
from tests.referrals import refer
from tests.schools import SITES, add_sites, as_csv, as_xlsx, listed, many_sites
from tests.tables import row
from tools.noting import noted


def read(world: World, content: bytes, kind: str = "school") -> UUID:
    with world.desk("Bram Geerts") as work:
        made = importing.upload(work, hub_id(world, 0), kind, content).id
    assert importing.run_due(world.store) == 1
    return made


def applied(world: World, import_id: UUID, *, with_gone: bool = False) -> None:
    with world.desk("Bram Geerts") as work:
        importing.apply(work, import_id, with_gone=with_gone)
    importing.run_due(world.store)


def everything(world: World) -> list[Any]:
    """Every organisation with all that is known of it."""
    with world.desk() as work:
        return [one.model_dump() for one in work.session.exec(select(Organisation).order_by(col(Organisation.id)))]


def lines(world: World, import_id: UUID) -> dict[str, list[ImportLine]]:
    with world.desk() as work:
        rows = work.session.exec(select(ImportLine).where(ImportLine.import_id == import_id)).all()
    return {verdict: [one for one in rows if one.verdict == verdict] for verdict in {one.verdict for one in rows}}


MOVED = (
    (*SITES[0][:3], "Nieuwe Straat", "1", "2500", "12021"),
    *SITES[2:],
    ("999", "1", "De Regenboog", "", "", "2800", "12025"),
)


def test_reading_shows_what_would_change_and_changes_nothing(world: World) -> None:
    noord, _willebroek, *_more = add_sites(world, board="vzw Scholen", network="vrij")
    before = everything(world)
    one = read(world, as_xlsx([*listed(MOVED), ("", "Zonder nummer", "", "", "", "", "", "", "")]))
    assert everything(world) == before
    assert row(world, ListImport, one).counts == {"new": 1, "changed": 1, "gone": 1, "refused": 1, "same": 2}
    shown = lines(world, one)
    (changed,) = shown["changed"]
    assert (changed.organisation_id, changed.number) == (noord, 2)
    assert changed.before
    assert changed.before["street"] == "Kerkstraat"
    assert changed.after
    assert (changed.after["street"], changed.after["nis"]) == ("Nieuwe Straat", "12021")
    assert [line.name for line in shown["new"]] == ["De Regenboog"]
    assert [line.number for line in shown["refused"]] == [6]


def test_one_press_writes_it_all_and_undo_puts_back_exactly_what_was(world: World) -> None:
    noord, willebroek, *_more = add_sites(world, board="vzw Scholen", network="vrij")
    before = everything(world)
    one = read(world, as_csv(listed(MOVED)))
    applied(world, one, with_gone=True)
    assert row(world, Organisation, noord).street == "Nieuwe Straat"
    assert row(world, Organisation, willebroek).ended_on
    assert found(world, "regenb mech") == ["De Regenboog, 2800 Mechelen"]
    assert found(world, "noord nieuwe lier") == ["Sint-Jansatheneum Noord, Nieuwe Straat 1, 2500 Lier"]
    with world.desk("Bram Geerts") as work:
        importing.undo(work, one)
    assert everything(world) == before
    with world.desk() as work:
        acts = work.session.exec(select(Entry.act).where(Entry.noun_id == one).order_by(col(Entry.id))).all()
        by = work.session.exec(select(Entry.person_id).where(Entry.act == "list.apply")).one()
    assert list(acts) == ["list.upload", "list.apply", "list.applied", "list.undo"]
    assert by == world["Bram Geerts"]


def test_what_is_not_in_the_file_stops_only_when_asked_and_keeps_its_referrals(world: World) -> None:
    _noord, willebroek, *_more = add_sites(world)
    case = refer(world, school_name="Sint-Jansatheneum Noord, Stationslei 3, 2830 Willebroek")
    one = read(world, as_csv(listed(MOVED)))
    applied(world, one)
    assert row(world, Organisation, willebroek).ended_on is None
    applied(world, read(world, as_csv(listed(MOVED))), with_gone=True)
    assert row(world, Organisation, willebroek).ended_on
    assert world.case(case).school_organisation_id == willebroek
    applied(world, read(world, as_csv(listed(SITES))))
    assert row(world, Organisation, willebroek).ended_on is None, "it is in the list again"


def test_a_site_whose_line_is_refused_is_in_the_file_and_does_not_stop(world: World) -> None:
    noord, willebroek, *_more = add_sites(world)
    rows = listed(SITES)
    one = read(world, as_csv([(*rows[0][:5], "9999", *rows[0][6:]), *rows[2:]]))
    assert row(world, ListImport, one).counts["refused"] == 1
    applied(world, one, with_gone=True)
    assert row(world, Organisation, willebroek).ended_on
    assert row(world, Organisation, noord).ended_on is None


def test_undo_says_why_it_cannot_when_a_new_school_is_used_or_one_was_changed(world: World) -> None:
    one = read(world, as_csv(listed(SITES)))
    applied(world, one)
    refer(world, school_name="Sint-Janscollege")
    with (
        pytest.raises(Refused, match=r"1 nieuwe .* al in gebruik"),
        world.desk("Bram Geerts") as work,
    ):
        importing.undo(work, one)
    add = read(world, as_csv(listed(MOVED)))
    applied(world, add)
    with world.desk("Bram Geerts") as work:
        noord = work.session.exec(select(Organisation).where(Organisation.street == "Nieuwe Straat")).one()
        organisations.change(work, noord.id, OrganisationData("Sint-Jansatheneum West", "school", "2500"))
    with (
        pytest.raises(Refused, match=r"1 organisatie .* sindsdien"),
        world.desk("Bram Geerts") as work,
    ):
        importing.undo(work, add)


def test_what_was_changed_by_hand_after_reading_is_not_written_over(world: World) -> None:
    (noord, *_more) = add_sites(world)
    one = read(world, as_csv(listed(MOVED)))
    with world.desk("Bram Geerts") as work:
        organisations.change(work, noord, OrganisationData("Sint-Jansatheneum West", "school", "2800"))
    before = everything(world)
    applied(world, one)
    assert everything(world) == before
    held = row(world, ListImport, one)
    assert (held.step, held.done_at is not None) == ("ready", True)
    assert "met de hand veranderd" in held.said


def test_a_school_that_was_written_by_hand_gets_its_numbers_and_keeps_its_people(world: World) -> None:
    hand = world["Sint-Jansatheneum (demo)"]
    site = ("77", "1", "Sint-Jansatheneum (demo)", "Leerweg", "1", "2800", "12025")
    applied(world, read(world, as_csv(listed([site]))))
    now = row(world, Organisation, hand)
    assert (now.institution_number, now.street, now.email) == ("77", "Leerweg", "team@sint.example")


def test_the_list_of_one_kind_or_hub_leaves_the_others_alone(world: World) -> None:
    add_sites(world)
    one = read(world, as_csv(listed(SITES[:1])), kind="clb")
    assert row(world, ListImport, one).counts == {"new": 0, "changed": 0, "gone": 0, "refused": 1, "same": 0}
    with pytest.raises(NotAllowed), world.desk("Hilde Verbist") as work:
        importing.upload(work, hub_id(world, 0), "school", as_csv([]))
    with pytest.raises(NotAllowed), world.desk("Els Dierckx") as work:
        importing.apply(work, one, with_gone=True)
    with pytest.raises(Invalid), world.desk("Bram Geerts") as work:
        importing.upload(work, hub_id(world, 0), "naft", b"x")


def test_a_file_that_nobody_wrote_goes_after_a_month_and_what_was_written_stays(world: World) -> None:
    add_sites(world)
    written, _never, undone = (read(world, as_csv(listed(sites))) for sites in (MOVED, SITES, SITES))
    applied(world, written)
    with world.desk("Bram Geerts") as work:
        broken = importing.upload(work, hub_id(world, 0), "school", b"never read").id
    with world.desk() as work:
        work.session.get_one(ListImport, broken).parked_at = world.now
        work.session.get_one(ListImport, undone).undone_at = world.now + timedelta(days=20)
    for days, goes in ((29, 0), (31, 2), (51, 1)):
        with world.desk(now=world.now + timedelta(days=days)) as work:
            assert importing.forget_old(work) == goes
    with world.desk() as work:
        assert work.session.exec(select(ListImport.id)).all() == [written]
        assert {one.import_id for one in work.session.exec(select(ImportLine))} == {written}
        assert work.session.exec(select(Blob.id)).all() == []


def test_four_thousand_sites_are_read_written_and_undone_without_a_question_for_each(world: World) -> None:
    with noted(world.store.engine) as told:
        one = read(world, as_xlsx(listed(many_sites(4_000))))
        applied(world, one)
    held = row(world, ListImport, one)
    assert (held.step, held.counts["new"], held.done, held.total) == ("applied", 4_000, 4_000, 4_000)
    with noted(world.store.engine) as more, world.desk("Bram Geerts") as work:
        importing.undo(work, one)
        left = work.session.execute(sa.select(sa.func.count()).where(col(Organisation.institution_number).is_not(None)))
        assert left.scalar_one() == 0
    assert len(told) < 100
    assert len(more) < 20
