"""A partner's offers: how much room there is, and "still right" in one click."""

import re
from datetime import timedelta
from uuid import UUID

import pytest

from hub.clock import brussels_date, real_now
from hub.dispatch.board_sight import board
from hub.dispatch.seating import round_of
from hub.dispatch.tables import Referral
from hub.partners import desk
from hub.partners.tables import Offer
from hub.problems import Invalid, NotAllowed, NotFound
from tests.cast import World, send
from tests.tables import on_table, row, taken, takes_up


def offer_id(world: World, name: str) -> UUID:
    with world.desk() as work:
        return world.offer(work, name).id


def test_nadia_reads_whom_her_offers_serve_and_how_much_room_there_is(world: World) -> None:
    with world.client("Nadia Pauwels") as nadia:
        page = nadia.get("/aanbod").text
    assert "14 tot 18 jaar, secundair en duaal in een centrum" in page
    assert "6 van 6 vrij" in page
    assert "15 gemeenten" in page
    assert "Carrousel" not in page


def test_still_right_is_one_click(world: World) -> None:
    short = offer_id(world, "Kort traject")
    with world.desk() as work:
        work.session.get_one(Offer, short).capacity_on = brussels_date(real_now()) - timedelta(days=15)
    with world.client("Nadia Pauwels") as nadia:
        page = nadia.get("/partner").text
        assert f"/aanbod/{short}/klopt-nog" in page, "what was said long ago asks for a word on the home page"
        done = send(nadia, f"/aanbod/{short}/klopt-nog", {"back": "partner"})
        assert done.headers["location"] == "/partner"
        assert f"/aanbod/{short}/klopt-nog" not in nadia.get("/partner").text
    assert row(world, Offer, short).capacity_on == brussels_date(real_now())


def test_places_are_never_fewer_than_are_in_use(world: World) -> None:
    case = on_table(world)
    takes_up(world, "Nadia Pauwels", case, "Individuele begeleiding")
    guidance = offer_id(world, "Individuele begeleiding")
    with world.client("Nadia Pauwels") as nadia:
        page = send(nadia, f"/aanbod/{guidance}/plaatsen", {"capacity": "has_capacity", "places": "0"})
        assert page.status_code == 422
        assert "Er is al 1 plaats in gebruik." in page.text
        page = send(nadia, f"/aanbod/{guidance}/plaatsen", {"capacity": "has_capacity", "places": "veel"})
        assert (page.status_code, 'value="veel"' in page.text) == (422, True)
        done = send(nadia, f"/aanbod/{guidance}/plaatsen", {"capacity": "assess_first", "places": "9"})
        assert done.status_code == 303
    changed = row(world, Offer, guidance)
    assert (changed.capacity, changed.places, changed.taken) == ("assess_first", 9, 1)


def test_a_partner_that_stops_and_starts_counting_places_loses_none(world: World) -> None:
    guidance = offer_id(world, "Individuele begeleiding")
    with world.desk("Nadia Pauwels") as work:
        desk.set_capacity(work, guidance, "has_capacity", None)
    case = on_table(world)
    takes_up(world, "Nadia Pauwels", case, "Individuele begeleiding")
    assert taken(world, "Individuele begeleiding") == 1
    with world.desk("Nadia Pauwels") as work:
        desk.set_capacity(work, guidance, "has_capacity", 2)
    assert row(world, Offer, guidance).taken == 1


def test_what_a_partner_says_is_what_the_table_sees(world: World) -> None:
    case = on_table(world)
    with world.desk("Nadia Pauwels") as work:
        desk.set_capacity(work, offer_id(world, "Kort traject"), "none", 4)
    with world.desk("Hilde Verbist") as work:
        sitting = round_of(work, work.session.get_one(Referral, case))
        assert sitting
        (seen,) = board(work, sitting.session.id).cases
        fits = {offer.name: found for offer, _one, found in seen.fits}
    assert fits["Kort traject"].verdict == "not"
    assert fits["Individuele begeleiding"].verdict == "fits"


@pytest.mark.parametrize(("capacity", "places"), [("plenty", 3), ("has_capacity", -1), ("has_capacity", 5000)])
def test_nonsense_is_refused(world: World, capacity: str, places: int) -> None:
    with pytest.raises(Invalid), world.desk("Nadia Pauwels") as work:
        desk.set_capacity(work, offer_id(world, "Kort traject"), capacity, places)


def test_nobody_keeps_the_offers_of_another_partner(world: World) -> None:
    short = offer_id(world, "Kort traject")
    for who, wrong in (
        ("Tom Claes", NotFound), ("Els Dierckx", NotFound), ("Hilde Verbist", NotAllowed), ("Lotte Wouters", NotAllowed)
    ):  # fmt: skip
        with pytest.raises(wrong), world.desk(who) as work:
            desk.still_right(work, short)
    with world.client("Tom Claes") as tom:
        assert send(tom, f"/aanbod/{short}/plaatsen", {"capacity": "none"}).status_code == 404
    with world.client("Lotte Wouters") as lotte:
        assert lotte.get("/aanbod").status_code == 403
    with world.client() as visitor:
        assert visitor.get("/aanbod", follow_redirects=False).status_code == 303


def test_the_administrator_keeps_the_offers_of_the_hubs_partners(world: World) -> None:
    carrousel = offer_id(world, "Carrousel")
    with world.client("Bram Geerts") as bram:
        page = bram.get("/aanbod").text
        assert re.search(r"Carrousel\s*<small[^>]*>Springplank", page)
        assert send(bram, f"/aanbod/{carrousel}/klopt-nog", {}).status_code == 303
    assert row(world, Offer, carrousel).capacity_on == brussels_date(real_now())
