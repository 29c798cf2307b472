"""Every fortnight a partner is asked by letter whether its places are still right, and says so by one click."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from hub import links
from hub.clock import brussels_date, parse_moment, real_now
from hub.dispatch.still_right import asking_desk
from hub.dispatch.still_right.asking import ask_now
from hub.dispatch.still_right.asking_tables import CapacityQuestion
from hub.letters import Letter
from hub.links import Link, Purpose
from hub.monitoring import capacity_follow_up
from hub.partners.tables import Offer
from tests.cast import World, send

MONDAY = parse_moment("2026-10-05T09:00")
LONG_AGO = date(2026, 9, 20)


@pytest.mark.parametrize(
    ("now", "said", "asked", "goes"),
    [
        ("2026-10-05T09:00", date(2026, 9, 20), None, True),
        ("2026-10-05T09:00", date(2026, 9, 21), None, False),  # fourteen days is not yet too long
        ("2026-10-05T06:30", date(2026, 9, 1), None, False),
        ("2026-10-04T10:00", date(2026, 9, 1), None, False),
        ("2026-11-11T10:00", date(2026, 9, 1), None, False),
        ("2026-10-05T09:00", date(2026, 9, 1), "2026-09-22T09:00", False),
        ("2026-10-06T09:00", date(2026, 9, 1), "2026-09-22T15:00", True),
    ],
)
def test_a_letter_goes_once_a_fortnight_about_what_is_stale_and_never_at_rest(
    now: str, said: date, asked: str | None, goes: bool
) -> None:
    assert ask_now(said, parse_moment(asked) if asked else None, 14, parse_moment(now)) is goes


def written(world: World) -> list[Letter]:
    with world.desk() as work:
        return list(work.session.exec(select(Letter).where(Letter.kind == "still_right")).all())


def days_of_offers(world: World, day: date) -> None:
    with world.desk() as work:
        for offer in work.session.exec(select(Offer)).all():
            offer.capacity_on = day


def asks(world: World, now: datetime) -> list[Any]:
    return list(capacity_follow_up.run(world.store, now))


def test_each_partner_gets_one_letter_however_often_the_clockwork_comes_by(world: World) -> None:
    days_of_offers(world, LONG_AGO)
    first = asks(world, MONDAY)
    assert {line["did"] for line in first} == {"asked_capacity"}
    assert str(world["Kompas NAFT"]) in {line["organisation"] for line in first}
    assert str(world["Centraal Meldpunt Dijleland"]) not in {line["organisation"] for line in first}
    assert asks(world, MONDAY + timedelta(hours=1)) == []
    assert asks(world, MONDAY + timedelta(days=10)) == []
    letters = written(world)
    assert len(letters) == len(first)
    kompas = next(letter for letter in letters if "Kompas NAFT" in letter.body)
    assert "Kort traject: heeft plaats, 9 van 9 vrij (opgegeven op " in kompas.body
    assert len(asks(world, MONDAY + timedelta(days=14))) == len(first), "nobody answered, so it is asked again"


def path_of(world: World) -> str:
    """The address in the last letter to Kompas."""
    with world.desk() as work:
        link = work.session.exec(
            select(Link)
            .join(CapacityQuestion, col(CapacityQuestion.id) == col(Link.noun_id))
            .where(Link.purpose == Purpose.PLACES, CapacityQuestion.organisation_id == world["Kompas NAFT"])
            .order_by(col(CapacityQuestion.asked_at).desc())
        ).first()
        assert link
        return links.path(work, link)


def test_the_link_opens_without_signing_in_and_one_press_says_that_all_is_right(world: World) -> None:
    today = brussels_date(real_now())
    days_of_offers(world, today - timedelta(days=20))
    with world.desk("Hilde Verbist", now=real_now()) as work:
        asking_desk.ask_again(work, world["Kompas NAFT"])
    path = path_of(world)
    with world.desk() as work:
        short, theirs = world.offer(work, "Kort traject").id, world.offer(work, "Carrousel").id
    with world.client() as visitor:
        page = visitor.get(path)
        assert page.status_code == 200
        assert "Alles klopt nog" in page.text
        assert "Carrousel" not in page.text, "another partner's"
        with world.desk() as work:
            assert work.session.get_one(Offer, short).capacity_on < today, "opening it says nothing"
        wrong = send(visitor, path, {"answer": str(short), "capacity": "has_capacity", "places": "veel"})
        assert (wrong.status_code, 'value="veel"' in wrong.text) == (422, True)
        assert send(visitor, path, {"answer": str(theirs), "capacity": "none", "places": ""}).status_code == 404
        done = send(visitor, path, {"answer": str(short), "capacity": "waiting_list", "places": "4"})
        assert done.headers["location"] == path
        assert send(visitor, path, {"answer": "alles"}).status_code == 303
        assert "Bedankt, alles klopt vandaag" in visitor.get(path).text
    with world.desk() as work:
        offer = work.session.get_one(Offer, short)
        assert (offer.capacity, offer.places, offer.capacity_on) == ("waiting_list", 4, today)
        assert work.session.get_one(Offer, theirs).capacity_on < today


def test_a_coordinator_sees_who_spoke_long_ago_and_asks_now_but_once_a_day(world: World) -> None:
    days_of_offers(world, brussels_date(real_now()) - timedelta(days=20))
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get("/tafel/plaatsen").text
        assert "Kompas NAFT" in page
        assert "We vroegen het nog niet." in page
        ask = f"/tafel/plaatsen/{world['Kompas NAFT']}/vraag"
        send(hilde, ask, {})
        page = hilde.get("/tafel/plaatsen").text
        assert "Kompas NAFT krijgt een e-mail" in page
        assert ask not in page
        send(hilde, ask, {})
        assert "kreeg vandaag al een e-mail" in hilde.get("/tafel/plaatsen").text
    assert len(written(world)) == 1


def test_a_later_letter_ends_the_link_of_the_one_before(world: World) -> None:
    days_of_offers(world, LONG_AGO)
    asks(world, MONDAY)
    before = path_of(world)
    asks(world, MONDAY + timedelta(days=14))
    with world.client() as visitor:
        assert visitor.get(before).status_code == 404
        assert visitor.get(path_of(world)).status_code == 200
