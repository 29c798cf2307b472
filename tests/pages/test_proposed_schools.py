"""A school or CLB that nobody knows never stops a referral: the administrator adds it, links it, or lets it be."""

import html
from typing import Any

from litestar.testing import TestClient
from sqlmodel import col, select

from hub.intake import completing, proposals
from hub.intake.desk_sections import BY_SLUG
from hub.intake.proposal_tables import NameDecision
from hub.intake.sections import School
from hub.partners.tables import Organisation
from tests.cast import World, send
from tests.referrals import refer
from tests.schools import add_sites

PLACE = "/beheer/organisaties/voorstellen"
NORTH = "Sint-Jansatheneum Noord, Kerkstraat 12, 2800 Mechelen"


def settle(world: World, client: TestClient, act: str, name: str, kind: str = "school", **more: str) -> str:
    data = {"hub": str(world["dijleland"]), "kind": kind, "name": name, "do": act, **more}
    page: Any = send(client, PLACE, data, follow_redirects=True)
    return html.unescape(page.text)


def take_back(world: World, client: TestClient) -> str:
    with world.desk() as work:
        last = work.session.exec(select(NameDecision).where(col(NameDecision.undone_at).is_(None))).one()
    return html.unescape(send(client, f"{PLACE}/{last.id}/terug", {}, follow_redirects=True).text)


def school_of(world: World, case: Any) -> tuple[str, Any, str | None]:
    found = world.case(case)
    return found.school_name, found.school_organisation_id, found.school_nis


def test_what_els_typed_is_proposed_with_who_and_where_and_known_names_are_not(world: World) -> None:
    case = world.case(refer(world, school_name="Zwemschool Zuid"))
    refer(world, school_name="zwemschool  zuid", first_name="Sam")
    refer(world, referrer_kind="clb", referrer_organisation="CLB Ver Weg", school_name="")
    with world.client("Bram Geerts") as client:
        page = html.unescape(client.get(PLACE).text)
        assert PLACE in client.get("/beheer/organisaties").text
    assert page.count(">Zwemschool Zuid</h2>") + page.count(">zwemschool zuid</h2>") == 1
    assert "voorgesteld door Els Dierckx" in page
    assert "en 1 andere" in page
    assert ">CLB Ver Weg</h2>" in page
    assert "Sint-Jansatheneum" not in page
    assert "Noor" not in page
    assert case.number


def test_a_linked_name_takes_its_referrals_along_and_undo_puts_them_back(world: World) -> None:
    noord, *_more = add_sites(world)
    case = refer(world, school_name="Sint-Jan van om de hoek")
    before = school_of(world, case)
    with world.client("Bram Geerts") as client:
        vague = settle(world, client, "link", before[0], organisation="sint-jansatheneum noord")
        assert f"Typ ze voluit: “{NORTH}”" in vague
        settle(world, client, "link", before[0], organisation=NORTH)
        assert school_of(world, case) == ("Sint-Jansatheneum Noord", noord, "12025")
        assert "is weer een voorstel" in take_back(world, client)
    assert school_of(world, case) == before


def test_a_name_that_was_linked_before_comes_back_with_that_school_filled_in(world: World) -> None:
    noord, *_more = add_sites(world)
    first = refer(world, school_name="Sint-Jan van om de hoek")
    with world.client("Bram Geerts") as client:
        assert NORTH not in html.unescape(client.get(PLACE).text)
        settle(world, client, "link", "Sint-Jan van om de hoek", organisation=NORTH)
        again = refer(world, school_name="sint-jan van om de hoek", first_name="Sam")
        page = html.unescape(client.get(PLACE).text)
        assert f"Vorige keer koppelde je deze naam aan {NORTH}." in page
        assert f'value="{NORTH}"' in page
        settle(world, client, "link", "sint-jan van om de hoek", organisation=NORTH)
        with world.desk("Bram Geerts") as work:
            assert [len(one.followed) for one in proposals.decisions(work)] == [1, 1]
    assert {school_of(world, case)[1] for case in (first, again)} == {noord}


def test_an_added_name_is_an_organisation_from_then_on_and_undo_takes_it_away(world: World) -> None:
    case = refer(world, school_name="Zwemschool Zuid")
    with world.client("Bram Geerts") as client:
        wrong = settle(world, client, "add", "Zwemschool Zuid", new_name="Zwemschool Zuid", place="Nergenshuizen")
        assert "We kennen deze gemeente niet" in wrong
        settle(world, client, "add", "Zwemschool Zuid", new_name="Zwemschool Zuid vzw", place="2500")
        name, school, nis = school_of(world, case)
        assert (name, nis) == ("Zwemschool Zuid vzw", "12021")
        take_back(world, client)
        assert school_of(world, case) == ("Zwemschool Zuid", None, None)
    with world.desk() as work:
        assert work.session.get(Organisation, school) is None


def test_what_is_left_as_it_is_does_not_come_back_until_that_is_undone(world: World) -> None:
    refer(world, school_name="Weet ik niet")
    with world.client("Bram Geerts") as client:
        assert ">Weet ik niet</h2>" not in settle(world, client, "dismiss", "Weet ik niet")
        refer(world, school_name="weet ik niet", first_name="Sam")
        assert ">weet ik niet</h2>" not in client.get(PLACE).text
        assert "is er niet meer" in settle(world, client, "dismiss", "Weet ik niet")
        assert "ik niet</h2>" in take_back(world, client)


def test_an_added_school_that_is_used_meanwhile_stays_with_the_reason(world: World) -> None:
    refer(world, school_name="Zwemschool Zuid")
    with world.client("Bram Geerts") as client:
        settle(world, client, "add", "Zwemschool Zuid", new_name="Zwemschool Zuid")
        later = refer(world, school_name="Zwemschool Zuid", first_name="Sam")
        assert "er zijn nog aanmeldingen" in take_back(world, client)
    assert school_of(world, later)[1]


def test_undo_leaves_what_the_desk_filled_in_since(world: World) -> None:
    noord, _willebroek, *_more = add_sites(world)
    case = refer(world, school_name="Zwemschool Zuid")
    with world.client("Bram Geerts") as client:
        settle(world, client, "link", "Zwemschool Zuid", organisation="Sint-Janscollege")
        with world.desk("Hilde Verbist") as work:
            completing.complete(work, case, BY_SLUG["school"], School(school_name=NORTH))
        take_back(world, client)
    assert school_of(world, case)[:2] == ("Sint-Jansatheneum Noord", noord)


def test_a_name_where_somebody_works_gives_nobody_rights(world: World) -> None:
    case = refer(world, referrer_kind="clb", referrer_organisation="CLB Ver Weg", school_name="")
    with world.desk("Bram Geerts") as work:
        proposals.link(work, world["dijleland"], "clb", "CLB Ver Weg", "CLB De Brug (demo)")
    found = world.case(case)
    assert (found.referrer_organisation, found.referrer_organisation_id) == ("CLB De Brug (demo)", None)
