"""An administrator keeps the hub: its name and letters, its inboxes, its municipalities; and makes a further hub."""

from uuid import UUID

import psycopg
import pytest
from sqlmodel import select

from hub.asker import Role
from hub.dispatch.table_tables import DispatchTable
from hub.home import hub_setup
from hub.home.hub_setup import HubData
from hub.hubs import Hub, inbox_of
from hub.ledger import Entry
from hub.partners.tables import Organisation
from hub.people.desk import add_person
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from hub.store import migrate
from tests.cast import World

NEW = HubData(name="Meldpunt Netevallei", number_prefix="nv", phone="014 00 00 00")


def open_netevallei(world: World, by: str = "Bram Geerts") -> Hub:
    with world.desk(by) as work:
        return hub_setup.open_hub(work, NEW, "aanmelden@netevallei.example")


def test_a_further_hub_can_work_at_once_and_its_maker_is_its_administrator(world: World) -> None:
    made = open_netevallei(world)
    assert (made.slug, made.number_prefix, made.position) == ("meldpunt-netevallei", "NV", 3)
    with world.desk("Bram Geerts") as work:
        assert inbox_of(work.session, made.id) == "aanmelden@netevallei.example"
        assert work.session.exec(select(DispatchTable.name).where(DispatchTable.hub_id == made.id)).all()
        own = work.session.exec(select(Organisation).where(Organisation.kept_by == made.id)).one()
        assert (own.kind, own.name) == ("hub", "Meldpunt Netevallei")
        hub_setup.add_municipalities(work, made.id, ["13011"])


@pytest.mark.parametrize(("who", "wrong"), [("Hilde Verbist", NotAllowed), ("Nadia Pauwels", NotAllowed)])
def test_nobody_else_makes_a_hub(world: World, who: str, wrong: type[Exception]) -> None:
    with pytest.raises(wrong):
        open_netevallei(world, who)


def test_the_administrator_of_a_later_hub_makes_no_hub_and_keeps_only_its_own(world: World) -> None:
    with world.desk() as work:
        person = add_person(work, "Ann Claes", "ann@schelderand.example", Role.ADMINISTRATOR, hub_id=hub_id(world, 1))
        world.ids["Ann Claes"] = person.id
    with pytest.raises(NotFound):
        open_netevallei(world, "Ann Claes")
    with pytest.raises(NotFound), world.desk("Ann Claes") as work:
        hub_setup.change_hub(work, hub_id(world, 0), NEW)


def hub_id(world: World, at: int) -> UUID:
    """The hub at this place: 0 is ours, 1 the neighbour."""
    with world.desk() as work:
        return work.session.exec(select(Hub.id).where(Hub.position == at + 1)).one()


def test_letters_stay_once_a_number_was_given(world: World) -> None:
    changed = HubData(name="Centraal Meldpunt Dijle", number_prefix="CMD", phone="015 11 22 33")
    with world.desk("Bram Geerts") as work:
        hub_setup.change_hub(work, hub_id(world, 0), changed)
    assert world.case(world.refer()).number.startswith("CMD-2026-")
    with pytest.raises(Invalid, match="Er zijn al nummers met CMD gegeven"), world.desk("Bram Geerts") as work:
        hub_setup.change_hub(work, hub_id(world, 0), HubData(name="Centraal Meldpunt Dijle", number_prefix="DM"))
    with world.desk() as work:
        assert work.session.exec(select(Organisation).where(Organisation.name == "Centraal Meldpunt Dijle")).one()
        assert work.session.exec(select(Entry).where(Entry.act == "hub.change")).one().detail == {}


@pytest.mark.parametrize(
    ("data", "inbox", "field"),
    [
        (HubData(name="", number_prefix="XX"), "a@b.example", "name"),
        (HubData(name="Nieuw", number_prefix="CM"), "a@b.example", "number_prefix"),
        (HubData(name="Nieuw", number_prefix="X1"), "a@b.example", "number_prefix"),
        (HubData(name="Nieuw", number_prefix="XX"), "aanmelden@dijleland.example", "inbox"),
        (HubData(name="Nieuw", number_prefix="XX"), "geen adres", "inbox"),
        (HubData(name="Kompas NAFT", number_prefix="XX"), "a@b.example", "name"),
        (HubData(name="Nieuw", number_prefix="XX", phone="85.07.30-033.28"), "a@b.example", "phone"),
        (HubData(name="Nieuw", number_prefix="XX", phone="vraag naar Hilde"), "a@b.example", "phone"),
        (HubData(name="Nieuw", number_prefix="XX", phone="15"), "a@b.example", "phone"),
    ],
)
def test_what_cannot_be_a_hub_is_told_per_field(world: World, data: HubData, inbox: str, field: str) -> None:
    with pytest.raises(Invalid) as wrong, world.desk("Bram Geerts") as work:
        hub_setup.open_hub(work, data, inbox)
    assert set(wrong.value.errors) == {field}


def test_a_hub_keeps_one_inbox_at_least(world: World) -> None:
    first = hub_id(world, 0)
    with pytest.raises(Refused, match="minstens één e-mailadres"), world.desk("Bram Geerts") as work:
        hub_setup.drop_inbox(work, first, "aanmelden@dijleland.example")
    with world.desk("Bram Geerts") as work:
        hub_setup.add_inbox(work, first, "Help@Dijleland.example")
        hub_setup.drop_inbox(work, first, "aanmelden@dijleland.example")
        assert [one.address for one in hub_setup.inboxes_of(work, first)] == ["help@dijleland.example"]


def test_municipalities_come_go_and_have_a_stage(world: World) -> None:
    first = hub_id(world, 0)
    with world.desk("Bram Geerts") as work:
        assert hub_setup.add_municipalities(work, first, ["13011", "12025"]) == 1
        hub_setup.set_stage(work, first, "13011", "in_talks")
        hub_setup.drop_municipality(work, first, "12002")
    with world.desk() as work:
        kept = {one.nis: one.stage for one in hub_setup.municipalities_of(work, first)}
    assert kept["13011"] == "in_talks"
    assert "12002" not in kept
    with pytest.raises(Invalid), world.desk("Bram Geerts") as work:
        hub_setup.add_municipalities(work, first, ["99999"])


def test_what_was_there_before_is_kept_by_the_first_hub_that_worked_with_it(empty_database: str) -> None:
    migrate(empty_database, "head")
    migrate(empty_database, "0002")
    address = empty_database.replace("+psycopg", "")
    with psycopg.connect(address) as connection:
        for position, name in ((1, "a"), (2, "b")):
            connection.execute(
                "INSERT INTO hub (id, position, slug, name, number_prefix, phone, email, reading_hours, created_at)"
                " VALUES (gen_random_uuid(), %s, %s, %s, %s, '', '', '', now())",
                (position, name, name, name),
            )
        for name in ("alleen b", "niemand"):
            connection.execute(
                "INSERT INTO organisation (id, name, sort_key, kind, email, phone, created_at)"
                " VALUES (gen_random_uuid(), %s, %s, 'naft', '', '', now())",
                (name, name),
            )
        connection.execute(
            "INSERT INTO hub_partner SELECT hub.id, organisation.id FROM hub, organisation"
            " WHERE hub.slug = 'b' AND organisation.name = 'alleen b'"
        )
    migrate(empty_database, "head")
    with psycopg.connect(address) as connection:
        kept = connection.execute(
            "SELECT o.name, h.slug FROM organisation o JOIN hub h ON h.id = o.kept_by ORDER BY o.name"
        ).fetchall()
    assert kept == [("alleen b", "b"), ("niemand", "a")]
