"""Who is expected at a session and who was there, for whoever sits at that table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.asker import Role
from hub.clock import brussels_date
from hub.dispatch.answering import ANSWERS
from hub.dispatch.clocks import ClockName, due_after
from hub.dispatch.expertise.tables import Expert
from hub.dispatch.moves import clocks_of
from hub.dispatch.sessions import people_there
from hub.dispatch.sessions.expecting import NOT_INVITED, is_deputy_now, seen_of
from hub.dispatch.sessions.kinds import TAKES_CASES, Coming
from hub.dispatch.sessions.tables import Attendance, Guest
from hub.dispatch.sessions.words import COMING_STATES, coming_words, how_words
from hub.dispatch.table_tables import AgendaItem, DispatchTable, Session, TableCard, TableSeat
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.lookups import Lookup
from hub.partners.tables import Organisation
from hub.problems import NotAllowed, NotFound
from hub.store import Work
from hub.wording import _


@dataclass(frozen=True)
class Line:
    """One who is expected or was there; `row` is None for a seat of which nothing is known yet."""

    organisation_id: UUID | None
    organisation: str
    level: str
    row: Attendance | None
    name: str
    instead_of: str
    state: str
    words: str
    look: str
    how: str
    own: bool
    answer_by: date | None  # until when a partner that was not there may answer

    @property
    def called(self) -> str:
        return self.name or self.organisation


@dataclass(frozen=True)
class Point:
    """A guest, and the point of the agenda that it comes for."""

    guest: Guest
    point: str  # "N.E. · CM-2026-00012"; "" for the whole session
    expert: Expert | None = None  # invited for one case that waits

    @property
    def of_all(self) -> bool:
        return not self.guest.item_id and not self.expert


@dataclass(frozen=True)
class Expected:
    session: Session
    table: DispatchTable
    hub: Hub
    chair: bool  # the asker notes who is there
    lines: Sequence[Line]
    guests: Sequence[Point]
    leads: Mapping[str, str]  # "chair" and "reporter": who
    own: Attendance | None
    may_say_here: bool

    @property
    def counted(self) -> dict[str, int]:
        found = dict.fromkeys(map(str, Coming), 0)
        for line in self.lines:
            found[line.state] += 1
        return found


def expected(
    work: Work, session_id: UUID, known: tuple[Session, DispatchTable, Hub] | None = None
) -> Expected:  # fmt: skip
    """For the coordinator and for whoever sits at that table; NotFound for everybody else. `known` is its session, for
    whoever read it in this moment."""
    found = known or work.session.execute(_WITH_TABLE, {"session": session_id}).first()
    if found is None:
        raise NotFound
    session, table, hub = found
    rows = seen_of(work, session.id)
    seats = _seats(work, table)
    chair, own = _let_in(work, session, rows, [seat for seat, _name in seats])
    names = people_there.names_of(work, _people(rows, [seat for seat, _name in seats], session))
    today = brussels_date(work.now)
    on_day = brussels_date(session.at) == today and session.closed_at is None
    return Expected(
        session=session, table=table, hub=hub, chair=chair, own=own,
        lines=_lines(work, session, table, rows, seats, names), guests=_guests(work, session, chair=chair),
        leads={
            field: names[one] for field, one in (("chair", session.chair_id), ("reporter", session.reporter_id)) if one
        },
        may_say_here=on_day and (own is None or own.state != Coming.PRESENT),
    )  # fmt: skip


_SESSION = sa.bindparam("session", type_=sa.Uuid())
_WITH_TABLE: Any = (
    sa.select(Session, DispatchTable, Hub)
    .join(DispatchTable, col(DispatchTable.id) == col(Session.table_id))
    .join(Hub, col(Hub.id) == col(Session.hub_id))
    .where(col(Session.id) == _SESSION, col(Session.cancelled_at).is_(None))
)
_SEATS = Lookup(
    sa.select(TableSeat, col(Organisation.name).label("called"))
    .join(Organisation, col(Organisation.id) == col(TableSeat.organisation_id))
    .where(col(TableSeat.table_id) == sa.bindparam("table"))
    .order_by(col(TableSeat.position), col(Organisation.sort_key))
)
_GUESTS = Lookup(
    sa.select(Guest).where(col(Guest.session_id) == _SESSION).order_by(col(Guest.invited_at), col(Guest.id))
)  # fmt: skip
_EXPERTS = Lookup(
    sa.select(Expert, col(Referral.number))
    .join(Referral, col(Referral.id) == col(Expert.referral_id))
    .where(col(Expert.id).in_(sa.bindparam("ids", expanding=True)))
)


def points_of(work: Work, session_id: UUID) -> list[tuple[str, str]]:
    """The points of the agenda a guest can come for, by initials and number."""
    rows = work.session.execute(
        select(AgendaItem.id, Referral.number, TableCard.initials)
        .join(Referral, col(Referral.id) == col(AgendaItem.referral_id))
        .outerjoin(TableCard, col(TableCard.referral_id) == col(AgendaItem.referral_id))
        .where(AgendaItem.session_id == session_id, col(AgendaItem.state).in_(("on_agenda", "done")))
        .order_by(col(AgendaItem.position))
    ).all()
    return [(str(row[0]), " · ".join(part for part in (row[2], row[1]) if part)) for row in rows]


def _seats(work: Work, table: DispatchTable) -> list[tuple[TableSeat, str]]:
    return [(row, row.called) for row in _SEATS.ask(work.session, table=table.id)]


def _let_in(
    work: Work, session: Session, rows: Sequence[Attendance], seats: Sequence[TableSeat]
) -> tuple[bool, Attendance | None]:  # fmt: skip
    person = work.asker.person_id
    own = next((row for row in rows if person and row.person_id == person), None)
    if work.asker.has(Role.COORDINATOR, session.hub_id):
        return True, own
    at = work.asker.organisations_as(Role.PARTNER, Role.REFERRER)
    levels = [seat.level for seat in seats if seat.organisation_id in at]
    if own and (own.told or own.state != Coming.INVITED):
        return False, own
    if not levels:
        raise NotFound
    if all(level == NOT_INVITED for level in levels):
        raise NotAllowed(_("Jullie zetel krijgt de afspraken van de tafel, niet de kaarten."))
    return False, own


def _people(rows: Sequence[Attendance], seats: Sequence[TableSeat], session: Session) -> set[UUID]:
    found = {row.person_id for row in rows} | {seat.person_id for seat in seats}
    return {one for one in (*found, session.chair_id, session.reporter_id) if one}


def _lines(
    work: Work,
    session: Session,
    table: DispatchTable,
    rows: Sequence[Attendance],
    seats: Sequence[tuple[TableSeat, str]],
    names: Mapping[UUID, str],
) -> list[Line]:
    by_id = {row.id: row for row in rows}
    shown = [row for row in rows if row.told or row.state != Coming.INVITED or is_deputy_now(row, by_id)]
    there = {row.organisation_id for row in shown if row.state == Coming.PRESENT}
    answer_by = _answer_by(work, session) if table.kind == TAKES_CASES else None

    def line(row: Attendance | None, seat: TableSeat | None, organisation: str, name: str) -> Line:
        state = row.state if row else Coming.INVITED
        main = by_id.get(row.instead_of) if row and row.instead_of else None
        waits = seat and seat.level == ANSWERS and seat.organisation_id not in there
        return Line(
            organisation_id=seat.organisation_id if seat else None, organisation=organisation,
            level=seat.level if seat else "", row=row, name=name, state=state,
            instead_of=names.get(main.person_id, "") if main and main.person_id else "",
            words=coming_words(state, answered=bool(row and row.answered_at), invited=bool(row and row.told)),
            look=COMING_STATES[Coming(state)], how=how_words(row.how) if row else "",
            own=bool(row and row.person_id and row.person_id == work.asker.person_id),
            answer_by=answer_by if waits and state in (Coming.EXCUSED, Coming.ABSENT) else None,
        )  # fmt: skip

    found: list[Line] = []
    for seat, organisation in seats:
        of_seat = [row for row in shown if row.organisation_id == seat.organisation_id]
        if not of_seat and seat.level != NOT_INVITED:
            found.append(line(None, seat, organisation, names.get(seat.person_id, "") if seat.person_id else ""))
        found += [line(row, seat, organisation, _name(row, names)) for row in of_seat]
    seated = {seat.organisation_id for seat, _organisation in seats}
    strays = [row for row in shown if row.organisation_id not in seated]
    others = {one.id: one.name for one in people_there.organisations_of(work, _organisations(strays))}
    return found + [
        line(row, None, others.get(row.organisation_id, "") if row.organisation_id else "", _name(row, names))
        for row in strays
    ]


def _organisations(rows: Sequence[Attendance]) -> set[UUID]:
    return {row.organisation_id for row in rows if row.organisation_id}


def _name(row: Attendance, names: Mapping[UUID, str]) -> str:
    return names.get(row.person_id, "") if row.person_id else row.name


def _answer_by(work: Work, session: Session) -> date:
    """Whoever was not there answers within the days that partners get after a session."""
    clocks = clocks_of(work, session.hub_id)
    return brussels_date(due_after(clocks, ClockName.PARTNER_ANSWER, session.closed_at or session.at))


def _guests(work: Work, session: Session, *, chair: bool) -> list[Point]:
    """Who comes for one point is named to who leads only: others read whose point it is in its minutes, or not."""
    guests = _GUESTS.ask(work.session, session=session.id)
    points = dict(points_of(work, session.id)) if any(guest.item_id for guest in guests) else {}
    ids = [guest.expert_id for guest in guests if guest.expert_id]
    experts = {one.id: (one, one.number) for one in (_EXPERTS.ask(work.session, ids=ids) if ids else ())}
    found = []
    for guest in guests:
        expert, number = experts.get(guest.expert_id, (None, "")) if guest.expert_id else (None, "")
        found.append(Point(guest, number or (points.get(str(guest.item_id), "") if guest.item_id else ""), expert))
    return [one for one in found if chair or one.of_all]
