"""An administrator keeps organisations and their offers; what is used is ended, never deleted."""

from typing import Any
from uuid import UUID

import pytest
from sqlmodel import SQLModel, select

from hub.asker import Role
from hub.columns import table_of
from hub.dispatch.board_sight import board
from hub.dispatch.seating import round_of
from hub.dispatch.table_tables import TableSeat
from hub.dispatch.tables import Referral
from hub.home import endings
from hub.partners import offer_desk, organisations, sight
from hub.partners.offer_desk import OfferData
from hub.partners.organisations import OrganisationData
from hub.partners.tables import HubPartner, Offer, Organisation
from hub.people.desk import add_person
from hub.people.tables import Membership
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from tests.cast import World
from tests.desk.test_keep_hubs import hub_id
from tests.tables import on_table, row, running


def added(world: World, name: str = "De Werf", kind: str = "welfare", **more: Any) -> UUID:
    with world.desk("Bram Geerts") as work:
        return organisations.add(work, hub_id(world, 0), OrganisationData(name, kind, **more)).id


def offer_id(world: World, name: str) -> UUID:
    with world.desk() as work:
        return world.offer(work, name).id


def test_a_partner_works_with_the_hub_at_once_and_a_school_does_not(world: World) -> None:
    werf, school = added(world, place="2800"), added(world, "Basisschool De Zon (demo)", "school")
    assert row(world, Organisation, werf).nis == "12025"
    with world.desk() as work:
        assert work.session.get(HubPartner, (hub_id(world, 0), werf))
        assert not work.session.get(HubPartner, (hub_id(world, 0), school))


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (OrganisationData("", "naft"), "name"),
        (OrganisationData("kompas naft", "naft"), "name"),
        (OrganisationData("De Werf", "hub"), "kind"),
        (OrganisationData("De Werf", "naft", place="Nergenshuizen"), "place"),
        (OrganisationData("De Werf", "naft", email="werf"), "email"),
        (OrganisationData("85.07.30-033.28", "naft"), "name"),
    ],
)
def test_what_cannot_be_an_organisation_is_told_per_field(world: World, data: OrganisationData, field: str) -> None:
    with pytest.raises(Invalid) as wrong, world.desk("Bram Geerts") as work:
        organisations.add(work, hub_id(world, 0), data)
    assert set(wrong.value.errors) == {field}


def test_only_the_hub_that_keeps_an_organisation_changes_it(world: World) -> None:
    data = OrganisationData("Kompas", "naft")
    with pytest.raises(NotFound), world.desk("Bram Geerts") as work:
        organisations.change(work, world["Meldpunt Schelderand"], data)
    with pytest.raises(NotAllowed), world.desk("Hilde Verbist") as work:
        organisations.change(work, world["Kompas NAFT"], data)
    with world.desk("Bram Geerts") as work:
        organisations.change(work, world["Kompas NAFT"], data)
    assert row(world, Organisation, world["Kompas NAFT"]).name == "Kompas"


def test_an_unused_organisation_can_go_and_a_used_one_says_why_not(world: World) -> None:
    werf = added(world)
    with world.desk("Bram Geerts") as work:
        organisations.remove(work, werf)
        assert work.session.get(Organisation, werf) is None
    with (
        pytest.raises(Refused, match="aanbod, een zetel aan een tafel en mensen met een rol, nu of vroeger"),
        world.desk("Bram Geerts") as work,
    ):
        organisations.remove(work, world["Springplank"])


def test_each_table_that_names_an_organisation_has_words_for_why_it_stays() -> None:
    names = {
        table.name
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if column.references(table_of(Organisation).c.id)
    }
    assert names - set(organisations.USED_AS) == {"hub_partner"}, "those go with it"


def test_an_organisation_that_ends_gives_everything_back(world: World) -> None:
    with world.desk("Bram Geerts") as work:
        endings.end_organisation(work, world["Springplank"])
    with world.desk() as work:
        assert not work.session.exec(
            select(Offer).where(Offer.organisation_id == world["Springplank"], Offer.active)
        ).all()
        assert not work.session.exec(select(TableSeat).where(TableSeat.organisation_id == world["Springplank"])).all()
        (tom,) = work.session.exec(select(Membership).where(Membership.organisation_id == world["Springplank"]))
        assert tom.until
    with pytest.raises(Refused, match="al gestopt"), world.desk("Bram Geerts") as work:
        endings.end_organisation(work, world["Springplank"])
    with world.desk("Bram Geerts") as work:
        organisations.take_back(work, world["Springplank"])
    assert row(world, Organisation, world["Springplank"]).ended_on is None


def test_an_organisation_with_a_running_track_first_ends_that(world: World) -> None:
    running(world)
    with pytest.raises(Refused, match="Er loopt nog 1 traject"), world.desk("Bram Geerts") as work:
        endings.end_organisation(work, world["Kompas NAFT"])


def test_a_new_offer_is_one_that_the_table_sees(world: World) -> None:
    with world.desk("Bram Geerts") as work:
        offer_desk.add(
            work, world["Buddyhuis"],
            OfferData("Samen koken", "Elke woensdag.", "12", "17", ("311",), ("12025",), "10", "20", "3"),
        )  # fmt: skip
    case = on_table(world)
    with world.desk("Hilde Verbist") as work:
        sitting = round_of(work, work.session.get_one(Referral, case))
        assert sitting
        (seen,) = board(work, sitting.session.id).cases
        fits = {offer.name: found.verdict for offer, _one, found in seen.fits}
    assert fits["Samen koken"] == "fits"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Een buddy"}, "name"),
        ({"age_from": "19"}, "age_to"),
        ({"age_to": "veel"}, "age_to"),
        ({"structures": ("999",)}, "structures"),
        ({"area": ("00000",)}, "area"),
        ({"weeks": "0"}, "weeks"),
        ({"places": "-1"}, "places"),
    ],
)
def test_what_cannot_be_an_offer_is_told_per_field(world: World, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as wrong, world.desk("Bram Geerts") as work:
        offer_desk.add(work, world["Buddyhuis"], OfferData(**{"name": "Nieuw", **changes}))
    assert set(wrong.value.errors) == {field}


def test_a_changed_target_leaves_places_in_use_alone(world: World) -> None:
    running(world)
    short = offer_id(world, "Kort traject")
    with pytest.raises(Invalid, match="al 1 plaats in gebruik"), world.desk("Bram Geerts") as work:
        offer_desk.change(work, short, OfferData("Kort traject", places="0"))
    with world.desk("Bram Geerts") as work:
        offer_desk.change(work, short, OfferData("Kort traject", age_from="15", places="2", is_naft=True))
        offer_desk.end(work, short)
    offer = row(world, Offer, short)
    assert (offer.age_from, offer.taken, offer.places, offer.active) == (15, 1, 2, False)


def test_schools_have_no_offer(world: World) -> None:
    with pytest.raises(Refused, match="heeft geen aanbod"), world.desk("Bram Geerts") as work:
        offer_desk.add(work, world["CLB De Brug (demo)"], OfferData("Gesprek"))


def test_the_neighbour_works_with_our_partner_without_keeping_it(world: World) -> None:

    with world.desk() as work:
        ann = add_person(work, "Ann Claes", "ann@schelderand.example", Role.ADMINISTRATOR, hub_id=hub_id(world, 1))
        world.ids["Ann Claes"] = ann.id
    with world.desk("Ann Claes") as work:
        organisations.work_with(work, hub_id(world, 1), world["Springplank"])
        assert work.session.get(HubPartner, (hub_id(world, 1), world["Springplank"]))
        assert world["Springplank"] not in sight.keeps(work)
    with pytest.raises(NotFound), world.desk("Ann Claes") as work:
        offer_desk.end(work, offer_id(world, "Carrousel"))
    with pytest.raises(Refused, match="neemt er geen op"), world.desk("Ann Claes") as work:
        organisations.work_with(work, hub_id(world, 1), world["CLB De Brug (demo)"])
