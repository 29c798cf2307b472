"""A table with people on its seats, and the session of 22 September to which they are invited."""

from uuid import UUID

from sqlmodel import col, select

from hub.asker import Role
from hub.dispatch.sessions import seats
from hub.dispatch.sessions.tables import Attendance
from hub.dispatch.table_tables import DispatchTable, Session
from hub.people.desk import add_person
from tests.cast import World
from tests.tables import rows

NADIA = "nadia@kompas.example"
SAM = "sam@kompas.example"


def seat_people(world: World) -> World:
    """Nadia sits for Kompas and Sam is her deputy; Tom sits for Springplank. Invitations leave a week before."""
    with world.desk() as work:
        world.ids["Sam Roels"] = add_person(
            work, "Sam Roels", SAM, Role.PARTNER, organisation_id=world["Kompas NAFT"]
        ).id  # fmt: skip
    with world.desk("Bram Geerts") as work:
        table = work.session.exec(select(DispatchTable).where(DispatchTable.hub_id == world["dijleland"])).one()
        table.invite_before = 7
        seats.seat_people(work, table.id, world["Kompas NAFT"], world["Nadia Pauwels"], world["Sam Roels"])
        seats.seat_people(work, table.id, world["Springplank"], world["Tom Claes"], None)
        world.ids["table"] = table.id
        world.ids["session"] = next(
            iter(work.session.exec(select(Session.id).where(Session.table_id == table.id).order_by(col(Session.at))))
        )
    return world


def of(world: World, who: str, session_id: UUID | None = None) -> Attendance:
    """What is known of this person's coming."""
    asked = session_id or world["session"]
    return next(
        one for one in rows(world, Attendance) if one.person_id == world[who] and one.session_id == asked
    )  # fmt: skip
