"""Whoever leaves hands on what runs: tracks, seats, duty and what was to be followed up, each to a colleague."""

from uuid import UUID

import pytest
from sqlmodel import select

from hub.asker import Role
from hub.clock import real_now
from hub.dispatch import guides, session_desk, tracks
from hub.dispatch.sessions import answering, inviting
from hub.dispatch.sessions.tables import Attendance
from hub.dispatch.table_tables import DispatchTable, Session, TableSeat, Track
from hub.home import leaving, roles
from hub.ledger import Entry
from hub.monitoring.check import check
from hub.people.desk import add_person, asker_for
from hub.people.duty import monday
from hub.people.duty_tables import DutyUsual
from hub.people.tables import Membership
from hub.problems import Invalid, NotAllowed, NotFound
from tests.cast import World, send
from tests.desk.test_keep_people import role_of
from tests.seated import seat_people
from tests.tables import row, running


def joins_kompas(world: World) -> UUID:
    with world.desk() as work:
        kompas = world["Kompas NAFT"]
        return add_person(work, "Yusuf Aydin", "yusuf@kompas.example", Role.PARTNER, organisation_id=kompas).id


def guided_by_nadia(world: World) -> UUID:
    track_id = running(world)
    with world.desk("Nadia Pauwels") as work:
        tracks.assign(work, track_id, world["Nadia Pauwels"])
    return track_id


def test_an_administrator_hands_the_work_of_who_leaves_on_in_one_page(world: World) -> None:
    track_id, yusuf = guided_by_nadia(world), joins_kompas(world)
    role = role_of(world, "Nadia Pauwels")
    with world.desk() as work:
        for seat in work.session.exec(select(TableSeat).where(TableSeat.organisation_id == world["Kompas NAFT"])).all():
            seat.person_id = world["Nadia Pauwels"]
    where = f"/beheer/rollen/{role}/vertrek"
    with world.client("Bram Geerts") as bram:
        assert where in bram.get(f"/beheer/mensen/{world['Nadia Pauwels']}").text
        page = bram.get(where).text
        assert "Traject: CM-" in page
        assert "Zetel: " in page
        assert "Noor" not in page, "an administrator reads of no youngster"
        strange = send(bram, where, {"all": str(world["Hilde Verbist"])})
        assert strange.status_code == 422
        assert row(world, Membership, role).until is None
        assert send(bram, where, {"all": str(yusuf)}).status_code == 303
    track = row(world, Track, track_id)
    assert (track.worker_id, track.guide_left_at) == (yusuf, None)
    assert row(world, Membership, role).until is not None
    with world.desk() as work:
        seats = work.session.exec(select(TableSeat).where(TableSeat.organisation_id == world["Kompas NAFT"])).all()
        assert {seat.person_id for seat in seats} == {yusuf}
        assert work.session.exec(select(Entry).where(Entry.act == "person.hand_on")).one().detail["nobody"] == 0


def test_what_nobody_takes_is_seen_by_the_coordinator_and_the_partner_until_somebody_is_named(world: World) -> None:
    track_id, yusuf = running(world), joins_kompas(world)
    with world.desk("Nadia Pauwels") as work:
        tracks.assign(work, track_id, yusuf)
    with world.desk("Bram Geerts") as work:
        role = work.session.exec(select(Membership.id).where(Membership.person_id == yusuf)).one()
        assert leaving.hand_on_and_end(work, role, {f"t-{track_id}": None}) == 1
    to_name = f"/trajecten/{track_id}#begeleider"
    with world.client("Hilde Verbist") as hilde, world.client("Nadia Pauwels") as nadia:
        today = hilde.get("/vandaag").text
        assert "de begeleider bij Kompas NAFT vertrok" in today
        assert to_name in today
        assert to_name in nadia.get("/partner").text
        send(nadia, f"/trajecten/{track_id}/begeleider", {"begeleider_worker": str(world["Nadia Pauwels"])})
        assert to_name not in nadia.get("/partner").text
        assert "Trajecten zonder begeleider" not in hilde.get("/vandaag").text


def test_the_clockwork_finds_a_track_whose_guide_has_no_role_any_more_and_the_check_names_it(world: World) -> None:
    track_id = guided_by_nadia(world)
    with world.desk() as work:  # however that came about
        work.session.get_one(Membership, role_of(world, "Nadia Pauwels")).until = real_now().date()
    assert str(track_id) in {one for finding in check(world.store) if finding.rule == "guide" for one in finding.ids}
    with world.desk() as work:
        assert guides.let_go_of_who_left(work) == 1
    with world.desk() as work:
        assert guides.let_go_of_who_left(work) == 0
    track = row(world, Track, track_id)
    assert track.worker_id is None
    assert track.guide_left_at is not None
    assert [one for one in check(world.store) if one.rule == "guide"] == []


def test_half_days_of_duty_go_to_a_colleague_of_the_desk(world: World) -> None:
    karim = world["Karim Haddou"]
    with world.desk() as work:
        work.session.merge(
            DutyUsual(
                hub_id=world["dijleland"], weekday=1, part="morning", since=monday(world.now.date()), person_id=karim,
                changed_at=world.now,
            )
        )  # fmt: skip
    role = role_of(world, "Karim Haddou")
    with world.desk("Bram Geerts") as work:
        slugs = [one.slug for one in leaving.leaving(work, role).pieces]
        assert "u-1-morning" in slugs
        with pytest.raises(Invalid):
            leaving.hand_on_and_end(work, role, {"u-1-morning": world["Nadia Pauwels"]})
    with world.desk("Bram Geerts") as work:
        leaving.hand_on_and_end(work, role, dict.fromkeys(slugs, world["Hilde Verbist"]))
    with world.desk() as work:
        last = work.session.exec(
            select(DutyUsual.person_id).where(DutyUsual.weekday == 1, DutyUsual.part == "morning")
        ).all()
        assert world["Hilde Verbist"] in last


def test_only_who_manages_a_role_sees_and_ends_it(world: World) -> None:
    with world.desk("Nadia Pauwels") as work, pytest.raises(NotAllowed):
        leaving.leaving(work, role_of(world, "Karim Haddou"))
    with world.desk("Bram Geerts") as work, pytest.raises(NotFound):
        leaving.leaving(work, world["Kompas NAFT"])


def test_a_partner_hands_on_itself_what_hangs_on_a_colleague_who_leaves_also_at_the_table(world: World) -> None:
    seat_people(world)
    track_id, table, session = guided_by_nadia(world), world["table"], world["session"]
    with world.desk() as work:
        work.session.get_one(DispatchTable, table).chair_id = world["Nadia Pauwels"]
        work.session.get_one(Session, session).reporter_id = world["Nadia Pauwels"]
        seat = work.session.get_one(TableSeat, (table, world["Springplank"]))
        seat.deputy_id = None
    yusuf = joins_kompas(world)
    with world.desk("Sam Roels") as work:
        slugs = {one.slug for one in leaving.leaving(work, role_of(world, "Nadia Pauwels")).pieces}
        assert f"k-reporter_id-{session}" in slugs
    role = role_of(world, "Nadia Pauwels")
    for stranger in ("Tom Claes", "Yusuf Aydin"):
        with world.desk(stranger) as work, pytest.raises((NotAllowed, NotFound)):
            leaving.leaving(work, role)
    with world.desk() as work:
        work.asker = asker_for(work, yusuf) or work.asker  # of Kompas, and without a seat
        with pytest.raises(NotAllowed):
            leaving.leaving(work, role)
    for ended_on in (world.now.date(), None):
        with world.desk() as work:
            work.session.get_one(DispatchTable, table).ended_on = ended_on
        if ended_on:  # a seat at a table that is no more speaks for nobody
            with world.desk("Sam Roels") as work, pytest.raises(NotAllowed):
                leaving.leaving(work, role)
    where = f"/partner/mensen/{role}/vertrek"
    with world.desk() as work:
        work.asker = world.asker(work, "Sam Roels")
        assert leaving.hand_on_and_end(work, role, {**dict.fromkeys(slugs, yusuf)}) == 0
    assert row(world, Track, track_id).worker_id == yusuf
    with world.desk() as work:
        seat = work.session.get_one(TableSeat, (table, world["Kompas NAFT"]))
        assert (seat.person_id, seat.deputy_id) == (yusuf, world["Sam Roels"])
        assert work.session.get_one(DispatchTable, table).chair_id == yusuf
        assert work.session.get_one(Session, session).reporter_id == yusuf
    with world.client("Tom Claes") as tom:
        page = tom.get("/partner/mensen").text
        assert "Tom Claes" in page
        assert "Nadia" not in page, "another partner's people are not theirs"
        assert tom.get(where).status_code in (403, 404)


def test_who_leaves_does_it_itself_and_is_signed_out(world: World) -> None:
    track_id, yusuf = guided_by_nadia(world), joins_kompas(world)
    role = role_of(world, "Nadia Pauwels")
    with world.client("Nadia Pauwels") as nadia:
        where = f"/partner/mensen/{role}/vertrek"
        assert where in nadia.get("/partner/mensen").text
        page = nadia.get(where)
        assert "Dit is je eigen rol" in page.text
        assert "/beheer" not in page.text
        assert send(nadia, where, {"all": str(yusuf)}).headers["location"] == "/"
        assert nadia.get("/partner", follow_redirects=False).status_code in (303, 302)
    assert row(world, Track, track_id).worker_id == yusuf


def test_who_stood_in_for_a_colleague_passes_that_on(world: World) -> None:
    seat_people(world)
    yusuf = joins_kompas(world)
    with world.desk() as work:
        inviting.tell(work, work.session.get_one(Session, world["session"]))
    with world.desk("Nadia Pauwels", now="2026-09-17T09:30") as work:
        answering.answer_here(work, world["session"], "excused")
    role = role_of(world, "Sam Roels")
    with world.desk("Nadia Pauwels", now="2026-09-17T10:00") as work:
        found = [one for one in leaving.leaving(work, role).pieces if one.slug.startswith("i-")]
        assert [one.kind for one in found] == ["Vervangt een collega"]
        leaving.hand_on_and_end(work, role, {found[0].slug: yusuf})
    with world.desk() as work:
        rows = {one.person_id: one for one in work.session.exec(select(Attendance))}
    assert rows[yusuf].instead_of == rows[world["Nadia Pauwels"]].id
    assert rows[yusuf].told, "and is invited at once"
    assert not rows[world["Sam Roels"]].told


def test_a_role_that_ends_without_the_page_leaves_nobody_waiting_for_who_left(world: World) -> None:
    seat_people(world)
    karim = world["Karim Haddou"]
    with world.desk() as work:
        table = work.session.get_one(DispatchTable, world["table"])
        table.chair_id = work.session.get_one(Session, world["session"]).chair_id = karim
    with world.desk("Bram Geerts") as work:
        session_desk.invite_now(work, world["session"])
        roles.take_away(work, role_of(world, "Karim Haddou"))
        roles.take_away(work, role_of(world, "Nadia Pauwels"))
    with world.desk() as work:
        assert work.session.get_one(DispatchTable, world["table"]).chair_id is None
        assert work.session.get_one(Session, world["session"]).chair_id is None
        asked = {one.person_id for one in work.session.exec(select(Attendance)) if one.told}
    assert (world["Sam Roels"] in asked, asked & {karim, world["Nadia Pauwels"]}) == (True, set())
