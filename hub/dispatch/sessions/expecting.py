"""Who is expected at a session: who takes a seat there, who leads it, and the deputies of who excused itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.clock import brussels_date
from hub.dispatch.sessions import people_there
from hub.dispatch.sessions.kinds import Coming, TableKind
from hub.dispatch.sessions.tables import Attendance
from hub.dispatch.table_tables import DispatchTable, Session, TableSeat
from hub.lookups import Lookup
from hub.people.tables import Person
from hub.store import Work

# Whose seat reads what was agreed and comes to no session.
NOT_INVITED = "informed"


@dataclass(frozen=True)
class Wanted:
    """One who is expected: a person with an account, for the organisation of its seat or for the hub itself."""

    person_id: UUID
    organisation_id: UUID | None


def invite_day(session: Session, table: DispatchTable) -> date:
    """From which day on the calendars of those who are expected know of this session."""
    return session.invite_on or brussels_date(session.at) - timedelta(days=table.invite_before)


def wanted_at(work: Work, session: Session, table: DispatchTable) -> list[Wanted]:
    """Everybody with a place of its own, each once: seats first, then who leads and reports, then a steering group."""
    seats = seats_of(work, table.id)
    there = people_there.of_organisations(work, [seat.organisation_id for seat in seats])
    found = [
        Wanted(seat.person_id, seat.organisation_id)
        for seat in seats
        if seat.person_id and seat.level != NOT_INVITED and seat.person_id in there[seat.organisation_id]
    ]
    desk = people_there.of_desk(work, session.hub_id) if session.chair_id or session.reporter_id else {}
    found += [Wanted(one, None) for one in (session.chair_id, session.reporter_id) if one and one in desk]
    if table.kind == TableKind.STEERING:
        found += [Wanted(one, None) for one in people_there.of_steering(work, session.hub_id)]
    return list({one.person_id: one for one in reversed(found)}.values())[::-1]


def seats_of(work: Work, table_id: UUID) -> Sequence[TableSeat]:
    return work.session.exec(
        select(TableSeat).where(TableSeat.table_id == table_id).order_by(col(TableSeat.position))
    ).all()


_ROWS: Any = (
    sa.select(Attendance)
    .where(col(Attendance.session_id) == sa.bindparam("session", type_=sa.Uuid()))
    .order_by(col(Attendance.instead_of).is_not(None), col(Attendance.name), col(Attendance.id))
)
_SEEN = Lookup(_ROWS)


def rows_of(work: Work, session_id: UUID) -> list[Attendance]:
    """What is known of each, as it stands in the database now."""
    found = work.session.execute(_ROWS.execution_options(populate_existing=True), {"session": session_id})
    return list(found.scalars())


def seen_of(work: Work, session_id: UUID) -> list[Any]:
    """The same, for a page that only shows it."""
    return _SEEN.ask(work.session, session=session_id)


def is_deputy_now(row: Attendance, by_id: dict[UUID, Attendance]) -> bool:
    """Whether it stands in for somebody who is not there."""
    main = by_id.get(row.instead_of) if row.instead_of else None
    return main is not None and main.state in (Coming.EXCUSED, Coming.ABSENT)


def reachable(work: Work, rows: Sequence[Attendance]) -> dict[UUID, Person]:
    """The people of these rows to whom a letter can go."""
    ids = [row.person_id for row in rows if row.person_id]
    asked: Any = select(Person).where(col(Person.id).in_(ids), col(Person.left_at).is_(None))
    return {person.id: person for person in work.session.exec(asked).all()}
