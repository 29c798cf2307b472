"""A link to the table ends with what it was for, and opens for nobody who may not read."""

from datetime import timedelta

import pytest
from sqlmodel import select

from hub.asker import Role
from hub.clock import real_now
from hub.dispatch.mailed import reading
from hub.dispatch.sharing import recording
from hub.dispatch.sharing.gate import About, Whose
from hub.dispatch.sharing.recording import Typed
from hub.dispatch.table_tables import AgendaItem, Claim, Session, TableSeat
from hub.links import Link, Purpose
from hub.partners.tables import Organisation
from hub.people import memberships
from hub.people.desk import add_person
from hub.people.tables import Membership, Secrecy
from hub.problems import NotFound
from tests.cast import World, send
from tests.table_links import FRIDAY, NADIA, TOM, beat, letters, offer, opens, path_in
from tests.tables import on_table, put_on_table, rows, takes_up

ASKED = (About.SHARE, Whose.YOUNGSTER)


@pytest.mark.parametrize("what", ["left", "ended", "no seat", "not open", "ran out", "off"])
def test_the_link_ends_with_what_it_was_for(world: World, what: str) -> None:
    noor = on_table(world)
    beat(world, FRIDAY)
    path = path_in(world, letters(world, "table_agenda")[NADIA])
    ((item, session_id),) = ((one.id, one.session_id) for one in rows(world, AgendaItem))
    with world.client() as nadia:
        assert "N.E." in opens(nadia, path).text
        with world.desk() as work:
            session = work.session.get_one(Session, session_id)
            kompas = world["Kompas NAFT"]
            if what == "left":
                role = select(Membership).where(Membership.person_id == world["Nadia Pauwels"])
                memberships.end(work, work.session.exec(role).one())
            elif what == "ended":
                work.session.get_one(Organisation, kompas).ended_on = work.now.date()
            elif what == "no seat":
                seat = work.session.get_one(TableSeat, (session.table_id, kompas))
                work.session.delete(seat)
            elif what == "not open":
                work.asker = world.asker(work, "Hilde Verbist")
                recording.record(work, noor, Typed({ASKED: "no"}, reason="Wil het niet."))
            elif what == "ran out":
                for link in work.session.exec(select(Link).where(Link.purpose == Purpose.TABLE)):
                    link.expires_at = real_now() - timedelta(minutes=1)
            else:
                session.closed_at = session.cancelled_at = work.now
        page = nadia.get(path)
        pressed = send(nadia, f"{path}/{item}/opname", {"opname_offer": str(offer(world, "Kort traject"))})
    if what == "not open":
        assert "N.E." not in page.text
        assert "Deze vraag kunnen jullie nu niet lezen" in page.text, "nothing was decided"
        assert pressed.status_code == 303
    else:
        assert page.status_code == pressed.status_code == 404
    assert not rows(world, Claim)


def test_what_is_taken_back_on_a_card_is_what_was_taken_up_there(world: World) -> None:
    noor = on_table(world)
    sam = world.refer(first_name="Sam", last_name="Peeters")
    put_on_table(world, sam)
    takes_up(world, "Nadia Pauwels", noor, "Kort traject")
    other = takes_up(world, "Nadia Pauwels", sam, "Kort traject")
    beat(world, FRIDAY)
    path = path_in(world, letters(world, "table_agenda")[NADIA])
    item = next(one.id for one in rows(world, AgendaItem) if one.referral_id == noor)
    with world.client() as nadia:
        opens(nadia, path)
        assert send(nadia, f"{path}/{item}/intrekken", {"intrekken_claim": str(other)}).status_code == 404
    assert {one.state for one in rows(world, Claim)} == {"made"}, "one link answers for its own card"


def test_who_is_not_bound_reads_by_the_link_only_what_was_agreed(world: World) -> None:
    """Kompas was bound as a whole when that was recorded; somebody who is not came later."""
    noor = on_table(world)
    with world.desk() as work:
        role = work.session.exec(select(Membership).where(Membership.person_id == world["Nadia Pauwels"])).one()
        role.secrecy = Secrecy.DISCRETION
    with world.desk("Hilde Verbist") as work:
        recording.record(work, noor, Typed({ASKED: "not_asked"}, reason="Nog niet."))
    beat(world, FRIDAY)
    assert NADIA not in letters(world, "table_agenda")
    assert TOM in letters(world, "table_agenda")


def test_where_nobody_has_an_account_the_team_reads_until_somebody_has_one(world: World) -> None:
    on_table(world)
    with world.desk() as work:
        role = work.session.exec(select(Membership).where(Membership.person_id == world["Tom Claes"])).one()
        memberships.end(work, role)
    beat(world, FRIDAY)
    letter = letters(world, "table_agenda")["team@springplank.example"]
    path = path_in(world, letter)
    with world.client() as team:
        assert "N.E." in opens(team, path).text
    with world.desk() as work:
        add_person(work, "Rik", "rik@springplank.example", Role.PARTNER, organisation_id=world["Springplank"])
    with world.client() as team, world.desk() as work:
        assert team.get(path).status_code == 404
        with pytest.raises(NotFound):
            reading.asked_by(work, path.rsplit("/", 1)[1])
