"""A session of 22 September of which there are minutes, and what is typed and mailed about them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from hub import links
from hub.clock import brussels_date, parse_moment, real_now
from hub.dispatch import agenda, claims, deciding
from hub.dispatch.case import Move
from hub.dispatch.minutes.minutes_tables import Reading
from hub.dispatch.sessions import attending
from hub.dispatch.sessions.attending import Whom
from hub.dispatch.sharing.sharing_tables import SharingGround
from hub.links import Link
from tests.cast import World, send
from tests.seated import seat_people
from tests.tables import SITTING, on_table, put_on_table, takes_up

HERE = {"Kompas NAFT": "present", "Springplank": "present", "Buddyhuis": "present", "JAC De Haven (demo)": "excused"}
WRITTEN = {"remark": "De school belt vrijdag.", "what_0": "Bellen met de school", "owner_0": "kompas naft"}


def sit(world: World) -> World:
    """On 22 September: Kompas took Noor up, Springplank did not; Sam waits; Yusuf of Buddyhuis reads no card of Noor,
    and nobody but Kompas one of Lina. Fien was excused."""
    seat_people(world)
    noor, sam, lina = on_table(world), world.refer(first_name="Sam", last_name="Janssens"), world.refer(
        first_name="Lina", last_name="Peeters"
    )  # fmt: skip
    put_on_table(world, sam)
    put_on_table(world, lina)
    world.ids |= {"Noor": noor, "Sam": sam, "Lina": lina}
    with world.desk() as work:
        for case, name, gets in ((noor, "Buddyhuis", "outcome"), *((lina, one, "nothing") for one in HERE)):
            row = work.session.get_one(SharingGround, (case, world[name]))
            row.gets = "card" if (case, name) == (lina, "Kompas NAFT") else gets
    with world.desk("Hilde Verbist", SITTING) as work:
        for name, state in HERE.items():
            who = world["Yusuf Aydin"] if name == "Buddyhuis" else None
            attending.mark(work, world["session"], Whom(organisation_id=world[name], person_id=who), state)
        attending.add_guest(work, world["session"], "Mia De Wit", "psycholoog")
    world.now = parse_moment(SITTING)
    claim = takes_up(world, "Nadia Pauwels", noor, "Kort traject", commitment="Twee keer per week.")
    with world.desk("Tom Claes") as work:
        claims.decline(work, noor, "staff")
    with world.desk("Hilde Verbist") as work:
        claims.confirm(work, claim, clb="Griet Somers")
        agenda.discuss(work, sam)
        deciding.park(work, sam, Move.WAIT, brussels_date(world.now) + timedelta(days=14))
        agenda.close_session(work, world["session"])
    return world


def base(world: World) -> str:
    return f"/tafel/{world['session']}/verslag"


def item(world: World, case: str) -> UUID:
    with world.desk() as work:
        asked = select(agenda.AgendaItem.id).where(agenda.AgendaItem.referral_id == world[case])
        return work.session.exec(asked).one()


def point(world: World, case: str, prefix: str, edition: int = 0, **typed: str) -> dict[str, str]:
    due = (brussels_date(real_now()) + timedelta(days=7)).isoformat()
    typed = {**WRITTEN, "due_0": due, **typed}
    fields = {f"{prefix}{name}": said for name, said in {**typed, "edition": str(edition)}.items()}
    return {**fields, "form": prefix, "item": str(item(world, case))}


def read_behind(browser: Any, here: str) -> str:
    """What stands behind a link to minutes, once its button was pressed."""
    send(browser, here, {"said": "open"}, get_first=here)
    return str(browser.get(here).text)


def link_of(world: World, who: str) -> str:
    """The newest link to the minutes that this person was sent."""
    with world.desk() as work:
        mine = select(Reading.id).where(Reading.person_id == world[who])
        asked = select(Link).where(col(Link.noun_id).in_(mine)).order_by(col(Link.expires_at).desc()).limit(1)
        return links.path(work, work.session.exec(asked).one())
