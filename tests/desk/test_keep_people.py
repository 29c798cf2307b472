"""An administrator gives roles and takes them away: access begins and ends at once, and somebody stays in charge."""

import threading
from uuid import UUID

import pytest
from sqlmodel import col, select

from hub import links
from hub.asker import Role
from hub.dispatch import track_answers, tracks
from hub.home import person_schools, roles
from hub.home.roles import RoleData
from hub.ledger import Entry
from hub.letters import Letter
from hub.links import Link, Purpose
from hub.partners.tables import Organisation
from hub.people import desk
from hub.people.tables import Membership, Person, Secrecy
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from hub.wording import use_language
from tests.cast import World
from tests.machine import PATIENCE
from tests.tables import row, running

ATHENEUM, LINDE = "Sint-Jansatheneum (demo)", "Middenschool De Linde (demo)"
BY_WHICH_ONE_READS = (
    (Role.COORDINATOR, "dijleland"), (Role.REFERRER, ATHENEUM), (Role.PARTNER, "Kompas NAFT"),
)  # fmt: skip


def role_of(world: World, who: str) -> UUID:
    with world.desk() as work:
        return work.session.exec(select(Membership.id).where(Membership.person_id == world[who])).one()


def give(world: World, role: Role, where: str, email: str = "sofie@kompas.example", by: str = "Bram Geerts") -> UUID:
    with world.desk(by) as work:
        return roles.give(work, RoleData("Sofie Aerts", email, role, world[where])).person_id


def letters_to(world: World, address: str) -> list[Letter]:
    with world.desk() as work:
        return list(work.session.exec(select(Letter).where(Letter.to_address == address)))


def test_who_gets_a_role_is_told_that_it_may_sign_in_and_nothing_more(world: World) -> None:
    give(world, Role.PARTNER, "Kompas NAFT")
    (letter,) = letters_to(world, "sofie@kompas.example")
    assert letter.subject == "Je kan inloggen bij Centraal Meldpunt Dijleland"
    assert "http://testserver.local/inloggen" in letter.body
    assert "Kompas" not in letter.body


def test_the_coordinators_hear_who_reads_along_and_nobody_gives_that_role_to_himself(world: World) -> None:
    with use_language("fr"):
        give(world, Role.DUTY_DESK, "dijleland", email="sofie@dijleland.example")
    (letter,) = letters_to(world, "hilde@dijleland.example")
    assert "Bram Geerts gaf aan Sofie Aerts een rol bij jullie: permanentie." in letter.body
    give(world, Role.ADMINISTRATOR, "dijleland", email="sofie@dijleland.example")
    give(world, Role.PARTNER, "Kompas NAFT", email="joke@kompas.example")
    assert len(letters_to(world, "hilde@dijleland.example")) == 1
    for role, where in BY_WHICH_ONE_READS:
        with pytest.raises(Refused, match="een andere beheerder"):
            give(world, role, where, email="bram@dijleland.example")
    with world.desk("Bram Geerts") as work, pytest.raises(Refused, match="een andere beheerder"):
        person_schools.schools_of(work, world["Bram Geerts"], [world[LINDE]], [world[LINDE]])
    with world.desk("Bram Geerts") as work, pytest.raises(Refused, match="bij jou te veranderen"):
        roles.set_secrecy(work, role_of(world, "Bram Geerts"), Secrecy.PROFESSIONAL)


def test_an_administrator_who_is_alone_refers_for_a_school_in_sight_of_the_coordinators(world: World) -> None:
    give(world, Role.REFERRER, ATHENEUM, email="bram@dijleland.example")
    with world.desk("Bram Geerts") as work:
        assert person_schools.schools_of(work, world["Bram Geerts"], [world[LINDE]], [world[LINDE]]) == 1
    told = [one.body for one in letters_to(world, "hilde@dijleland.example")]
    assert [(ATHENEUM in one, LINDE in one) for one in told] == [(True, False), (False, True)]
    assert all("Bram Geerts gaf aan Bram Geerts een rol bij jullie: aanmelder, " in one for one in told)
    with world.desk() as work:
        asked = select(Entry.hub_id, Entry.person_id).where(Entry.act == "person.role")
        by_bram = asked.where(Entry.noun_id == world["Bram Geerts"], col(Entry.person_id).is_not(None))
        assert work.session.exec(by_bram).all() == [(world["dijleland"], world["Bram Geerts"])] * 2


def test_an_administrator_who_is_alone_may_be_coordinator_too_and_the_others_hear_it(world: World) -> None:
    give(world, Role.COORDINATOR, "dijleland", email="bram@dijleland.example")
    assert [one.kind for one in letters_to(world, "hilde@dijleland.example")] == ["desk_role_given"]


def test_a_role_given_twice_is_refused(world: World) -> None:
    give(world, Role.PARTNER, "Kompas NAFT")
    with pytest.raises(Refused, match="heeft die rol al"):
        give(world, Role.PARTNER, "Kompas NAFT")


def test_a_role_that_ends_ends_access_at_once_and_may_be_given_again(world: World) -> None:
    sofie = give(world, Role.PARTNER, "Kompas NAFT")
    with world.desk() as work:
        asker = desk.asker_for(work, sofie, 0)
        assert asker
        assert asker.has(Role.PARTNER)
        desk.request_link(work, "sofie@kompas.example", "browser", None)
    world.ids["Sofie Aerts"] = sofie
    with world.desk("Bram Geerts") as work:
        roles.take_away(work, role_of(world, "Sofie Aerts"))
    with world.desk() as work:
        assert desk.asker_for(work, sofie, 0) is None
        assert work.session.get_one(Person, sofie).left_at
        assert work.session.exec(select(Link.withdrawn_at).where(Link.person_id == sofie)).one()
    give(world, Role.PARTNER, "Kompas NAFT")
    with world.desk() as work:
        assert desk.asker_for(work, sofie)
    assert len(letters_to(world, "sofie@kompas.example")) == 3


def test_tracks_of_who_leaves_go_back_to_the_team(world: World) -> None:
    track_id = running(world)
    with world.desk("Nadia Pauwels") as work:
        tracks.assign(work, track_id, world["Nadia Pauwels"])
    with world.desk() as work:
        link = links.make(work, Purpose.TRACK, track_id)
        work.session.flush()
        token = links.address(work, link).rpartition("/")[2]
        links.use_once(work, link)
    with world.desk() as work:
        assert track_answers.asked_by(work, token).track.id == track_id
    with world.desk("Bram Geerts") as work:
        roles.take_away(work, role_of(world, "Nadia Pauwels"))
    assert row(world, tracks.Track, track_id).worker_id is None
    with world.desk() as work, pytest.raises(NotFound):
        track_answers.asked_by(work, token)


def test_the_last_administrator_stays(world: World) -> None:
    with pytest.raises(Refused, match="laatste beheerder"), world.desk("Bram Geerts") as work:
        roles.take_away(work, role_of(world, "Bram Geerts"))
    hub = row(world, Membership, role_of(world, "Bram Geerts")).hub_id
    with world.desk("Bram Geerts") as work:
        roles.give(work, RoleData("Sofie Aerts", "sofie@dijleland.example", Role.ADMINISTRATOR, hub))
        roles.take_away(work, role_of(world, "Bram Geerts"))
    with world.desk() as work:
        assert desk.asker_for(work, world["Bram Geerts"]) is None


def test_of_two_administrators_who_end_each_other_one_stays(world: World) -> None:
    hub = row(world, Membership, role_of(world, "Bram Geerts")).hub_id
    with world.desk("Bram Geerts") as work:
        sofie = roles.give(work, RoleData("Sofie Aerts", "sofie@dijleland.example", Role.ADMINISTRATOR, hub))
    world.ids["Sofie Aerts"] = sofie.person_id
    theirs = {"Bram Geerts": sofie.id, "Sofie Aerts": role_of(world, "Bram Geerts")}
    ready, refused = threading.Barrier(2, timeout=PATIENCE), []

    def ends(by: str) -> None:
        try:
            with world.desk(by) as work:
                ready.wait()
                roles.take_away(work, theirs[by])
        except (Refused, NotFound) as problem:
            refused.append(problem)

    both = [threading.Thread(target=ends, args=(who,)) for who in theirs]
    for one in both:
        one.start()
    for one in both:
        one.join(timeout=PATIENCE)
    assert len(refused) == 1


def test_nobody_gives_roles_beyond_its_own_hub(world: World) -> None:
    with pytest.raises(Invalid, match="Kies de organisatie"):
        give(world, Role.PARTNER, "Meldpunt Schelderand")
    with world.desk() as work:
        other = work.session.exec(select(Membership.hub_id).where(Membership.person_id == world["Wim Peeters"])).one()
    with pytest.raises(Invalid, match="Kies het meldpunt"), world.desk("Bram Geerts") as work:
        roles.give(work, RoleData("Sofie Aerts", "s@a.example", Role.COORDINATOR, other))
    with pytest.raises(NotFound), world.desk("Bram Geerts") as work:
        roles.take_away(work, role_of(world, "Wim Peeters"))
    for who in ("Hilde Verbist", "Nadia Pauwels", "Lotte Wouters", "Els Dierckx"):
        with pytest.raises(NotAllowed):
            give(world, Role.PARTNER, "Kompas NAFT", by=who)


def test_the_address_of_somebody_who_works_elsewhere_too_is_left_alone(world: World) -> None:
    with world.desk() as work:
        other = work.session.exec(select(Membership.hub_id).where(Membership.person_id == world["Wim Peeters"])).one()
        desk.add_person(work, "Karim Haddou", "karim@dijleland.example", Role.DUTY_DESK, hub_id=other)
    with pytest.raises(Refused, match="ook voor een ander meldpunt"), world.desk("Bram Geerts") as work:
        roles.change_person(work, world["Karim Haddou"], "Karim Haddou", "bram+k@dijleland.example", "")
    with pytest.raises(NotFound), world.desk("Bram Geerts") as work:
        roles.change_person(work, world["Wim Peeters"], "Wim", "w@a.example", "")


def test_a_changed_address_is_told_to_the_old_one_and_ends_sessions(world: World) -> None:
    with world.desk("Bram Geerts") as work:
        roles.change_person(work, world["Karim Haddou"], "Karim Haddou", "Karim.H@dijleland.example", "015 00 00 01")
    person = row(world, Person, world["Karim Haddou"])
    assert (person.email, person.sign_out_epoch) == ("karim.h@dijleland.example", 1)
    assert [one.kind for one in letters_to(world, "karim@dijleland.example")] == ["address_changed"]
    assert [one.kind for one in letters_to(world, "karim.h@dijleland.example")] == ["role_given"]
    with pytest.raises(Invalid, match="Iemand anders heeft dit"), world.desk("Bram Geerts") as work:
        roles.change_person(work, world["Karim Haddou"], "Karim", "hilde@dijleland.example", "")


def test_nobody_joins_an_organisation_that_has_ended(world: World) -> None:
    with world.desk() as work:
        work.session.get_one(Organisation, world["Buddyhuis"]).ended_on = work.now.date()
    with pytest.raises(Invalid, match="is gestopt"):
        give(world, Role.PARTNER, "Buddyhuis")
