"""A school is found by pieces of its name, its municipality or its street; several sites may bear one name."""

from typing import Any

import pytest
from sqlmodel import select

from hub.asker import Role
from hub.home.first_start import add_person_at
from hub.partners import finder, organisations
from hub.partners.finder import REFERRERS, SCHOOLS
from hub.partners.organisations import OrganisationData
from hub.partners.tables import Organisation, OrganisationKind
from hub.people.tables import Membership
from hub.problems import Invalid, NotFound, Refused
from tests.cast import World
from tests.desk.test_keep_hubs import hub_id
from tests.referrals import refer
from tests.schools import add_sites
from tools.noting import noted

NORTH = "Sint-Jansatheneum Noord, Kerkstraat 12, 2800 Mechelen"


def found(world: World, typed: str, kinds: tuple[OrganisationKind, ...] = SCHOOLS) -> list[str]:
    with world.desk() as work:
        return [finder.in_full(one) for one in finder.find(work, typed, kinds)[0]]


@pytest.mark.parametrize(
    "typed",
    ["sint-jan noord mech", "SINT JANS noord mechelen", "noord kerkstr", "st.-jansath kerk", "noord 2800",
     "sintjan noord mechlen", "Sint-Jansateneum kerkstraat"],
)  # fmt: skip
def test_a_piece_of_the_name_and_of_the_place_or_street_is_enough_and_slips_are_forgiven(
    world: World, typed: str
) -> None:
    add_sites(world)
    assert found(world, typed)[0] == NORTH


def test_both_sites_of_one_name_are_shown_each_with_its_street_and_place(world: World) -> None:
    add_sites(world)
    assert found(world, "sint-jansatheneum noord") == [
        NORTH, "Sint-Jansatheneum Noord, Stationslei 3, 2830 Willebroek"
    ]  # fmt: skip
    assert found(world, "s") == found(world, "") == found(world, "zwemclub") == found(world, "100%") == []


def test_what_has_stopped_and_what_is_no_school_is_not_found(world: World) -> None:
    noord, _willebroek, *_more = add_sites(world)
    assert found(world, "brug") == []
    assert found(world, "brug", REFERRERS) == ["CLB De Brug (demo), Mechelen"]
    assert found(world, "kompas", REFERRERS) == []
    with world.desk("Bram Geerts") as work:
        organisations.end(work, noord)
    assert NORTH not in found(world, "sint-jansatheneum noord")


@pytest.mark.parametrize("typed", ["sint-jan noord mech", "sintjan noord mechlen"])
def test_among_many_sites_one_is_found_by_an_index(world: World, typed: str) -> None:
    add_sites(world)
    with noted(world.store.engine) as told:
        assert found(world, typed)
    asked, values = next(one for one in reversed(told) if "organisation" in one[0])
    with world.desk() as work:
        driver: Any = work.session.connection().connection.driver_connection
        driver.execute("SET LOCAL enable_seqscan = off")
        plan = "\n".join(line for (line,) in driver.execute(f"EXPLAIN {asked}", values).fetchall())
    assert "Bitmap Index Scan" in plan, plan


def test_the_chosen_site_is_the_one_of_the_referral_and_its_municipality_counts(world: World) -> None:
    _noord, willebroek, *_more = add_sites(world)
    case = world.case(refer(world, school_name="Sint-Jansatheneum Noord, Stationslei 3, 2830 Willebroek"))
    assert (case.school_name, case.school_organisation_id, case.school_nis) == (
        "Sint-Jansatheneum Noord", willebroek, "12040"
    )  # fmt: skip
    vague = world.case(refer(world, school_name="sint-jansatheneum noord"))
    assert (vague.school_name, vague.school_organisation_id) == ("sint-jansatheneum noord", None)


def test_a_school_that_is_chosen_as_the_place_where_one_works_gives_no_rights(world: World) -> None:
    add_sites(world)
    case = world.case(refer(world, referrer_organisation=NORTH))
    assert (case.referrer_organisation, case.referrer_organisation_id) == ("Sint-Jansatheneum Noord", None)


def test_two_schools_may_bear_one_name_in_two_places_and_no_two_partners_may(world: World) -> None:
    with world.desk("Bram Geerts") as work:
        organisations.add(work, hub_id(world, 0), OrganisationData("De Linde", "school", "2800"))
        organisations.add(work, hub_id(world, 0), OrganisationData("De Linde", "school", "2500"))
    for data in (OrganisationData("de linde", "school", "2800"), OrganisationData("Kompas NAFT", "welfare", "2500")):
        with pytest.raises(Invalid, match="met deze naam"), world.desk("Bram Geerts") as work:
            organisations.add(work, hub_id(world, 0), data)
    with world.desk() as work:
        work.session.add(Organisation(
            name="Kompas NAFT", sort_key="kompas naft", kind="naft", kept_by=world["dijleland"], created_at=work.now
        ))  # fmt: skip
        with pytest.raises(Refused):
            work.flush()
        work.session.rollback()


def test_a_school_that_moves_is_found_in_its_new_place(world: World) -> None:
    (noord, *_more) = add_sites(world)
    with world.desk("Bram Geerts") as work:
        organisations.change(work, noord, OrganisationData("Sint-Jansatheneum Noord", "school", "2500"))
    assert found(world, "sint-jans noord lier") == ["Sint-Jansatheneum Noord, Kerkstraat 12, 2800 Lier"]


def test_a_role_at_one_of_several_sites_is_given_by_its_name_in_full(world: World) -> None:
    noord, *_more = add_sites(world)
    with pytest.raises(NotFound, match="several organisations") as told, world.desk() as work:
        add_person_at(work, "An Maes", "an@noord.example", Role.REFERRER, None, "Sint-Jansatheneum Noord")
    assert NORTH in str(told.value.sentence)
    with world.desk() as work:
        add_person_at(work, "An Maes", "an@noord.example", Role.REFERRER, None, NORTH)
    with world.desk() as work:
        assert work.session.exec(select(Membership).where(Membership.organisation_id == noord)).one()
