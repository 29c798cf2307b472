"""What somebody who leaves does at tables: seats, leading and reporting, and standing in for a colleague."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from hub.asker import Role
from hub.dispatch import guides
from hub.dispatch.sessions import inviting
from hub.dispatch.sessions.tables import Attendance
from hub.dispatch.table_tables import DispatchTable, Session, TableSeat
from hub.home.leaving_piece import Piece
from hub.people.tables import Membership
from hub.store import Work
from hub.wording import N_, _, moment_words

LEADS = {"chair_id": N_("Voorzitter"), "reporter_id": N_("Verslaggever")}
To = Mapping[str, UUID | None]


def pieces(work: Work, membership: Membership) -> list[Piece]:
    return [*_seats(work, membership), *_leads(work, membership), *_stand_ins(work, membership)]


def hand_on(work: Work, membership: Membership, to: To) -> set[UUID]:
    """Each to whom it was given; returns the tables of which the sessions to come have to be told anew.

    A seat that nobody takes goes as when a role ends by itself: a deputy moves up.
    """
    tables = {table.id for _seat, table in _held_seats(work, membership)}
    _hand_on_seats(work, membership, to)
    for row, table, field in _led(work, membership):
        setattr(row, field, to.get(_lead_slug(row, field)))
        tables.add(table.id)
    work.session.flush()
    for row, session in _standing_in(work, membership):
        _stand_in_anew(work, row, to.get(f"i-{row.id}"))
        tables.add(session.table_id)
    work.session.flush()
    return tables


def hubs(work: Work, membership: Membership) -> set[UUID]:
    """Whose agendas that touches."""
    tables = [table for _seat, table in _held_seats(work, membership)]
    tables += [table for _row, table, _field in _led(work, membership)]
    return {*(one.hub_id for one in tables), *(session.hub_id for _row, session in _standing_in(work, membership))}


def tell(work: Work, tables: Iterable[UUID]) -> None:
    """Whoever is expected no more hears it, whoever is new is invited."""
    for table_id in sorted(tables):
        inviting.tell_table(work, table_id)


def _held_seats(work: Work, membership: Membership) -> Sequence[tuple[TableSeat, DispatchTable]]:
    if membership.role != Role.PARTNER:
        return []
    person = membership.person_id
    return work.session.exec(
        select(TableSeat, DispatchTable)
        .join(DispatchTable, col(DispatchTable.id) == col(TableSeat.table_id))
        .where(TableSeat.organisation_id == membership.organisation_id, col(DispatchTable.ended_on).is_(None))
        .where((col(TableSeat.person_id) == person) | (col(TableSeat.deputy_id) == person))
        .order_by(col(TableSeat.table_id))
    ).all()


def _seats(work: Work, membership: Membership) -> list[Piece]:
    return [
        Piece(f"s-{table.id}", _("Zetel"), table.name, seat.deputy_id)
        if seat.person_id == membership.person_id
        else Piece(f"s-{table.id}", _("Vervanger"), table.name)
        for seat, table in _held_seats(work, membership)
    ]


def _hand_on_seats(work: Work, membership: Membership, to: To) -> None:
    for seat, table in _held_seats(work, membership):
        chosen = to.get(f"s-{table.id}")
        if chosen is None:
            continue
        if seat.person_id == membership.person_id:
            seat.person_id, seat.deputy_id = chosen, None if chosen == seat.deputy_id else seat.deputy_id
        elif chosen != seat.person_id:
            seat.deputy_id = chosen
        work.session.flush()


def _led(work: Work, membership: Membership) -> list[tuple[Any, DispatchTable, str]]:
    """Tables, and sessions to come, that this person leads or reports on: of the hub of a desk, or of tables where its
    partner sits. A session is named where its table would not say it."""
    running = select(DispatchTable).where(col(DispatchTable.ended_on).is_(None)).order_by(col(DispatchTable.id))
    if guides.goes_on(work, membership):
        return []
    if membership.role in guides.AT_DESK:
        running = running.where(DispatchTable.hub_id == membership.hub_id)
    elif membership.role == Role.PARTNER:
        seated = select(TableSeat.table_id).where(TableSeat.organisation_id == membership.organisation_id)
        running = running.where(col(DispatchTable.id).in_(seated))
    else:
        return []
    person = membership.person_id
    tables = work.session.exec(running).all()
    coming = work.session.exec(
        select(Session)
        .where(col(Session.table_id).in_([one.id for one in tables]), Session.at > work.now)
        .where(col(Session.closed_at).is_(None))
        .where((col(Session.chair_id) == person) | (col(Session.reporter_id) == person))
        .order_by(col(Session.at), col(Session.id))
    ).all()
    named = {one.id: one for one in tables}
    rows: list[tuple[Any, DispatchTable]] = [(one, one) for one in tables]
    rows += [(one, named[one.table_id]) for one in coming]
    return [(row, table, field) for row, table in rows for field in LEADS if getattr(row, field) == person]


def _lead_slug(row: Any, field: str) -> str:
    """Sessions of a table that this person leads go along with it."""
    return f"k-{field}-{row.id}"


def _leads(work: Work, membership: Membership) -> list[Piece]:
    return [
        Piece(
            _lead_slug(row, field), _(LEADS[field]),
            table.name if row is table else f"{table.name}, {moment_words(row.at)}",
        )
        for row, table, field in _led(work, membership)
    ]  # fmt: skip


def _standing_in(work: Work, membership: Membership) -> Sequence[tuple[Attendance, Session]]:
    """Sessions to come at which it stands in for a colleague."""
    if membership.role != Role.PARTNER:
        return []
    return work.session.exec(
        select(Attendance, Session)
        .join(Session, col(Session.id) == col(Attendance.session_id))
        .where(Attendance.person_id == membership.person_id, col(Attendance.instead_of).is_not(None))
        .where(Attendance.organisation_id == membership.organisation_id)
        .where(Session.at > work.now, col(Session.closed_at).is_(None))
        .order_by(col(Session.at), col(Session.id))
    ).all()


def _stand_ins(work: Work, membership: Membership) -> list[Piece]:
    return [
        Piece(f"i-{row.id}", _("Vervangt een collega"), _("zitting van %(when)s", when=moment_words(session.at)))
        for row, session in _standing_in(work, membership)
    ]


def _stand_in_anew(work: Work, row: Attendance, chosen: UUID | None) -> None:
    main, row.instead_of = row.instead_of, None
    work.session.flush()
    if chosen is None:
        return
    known = select(Attendance).where(Attendance.session_id == row.session_id, Attendance.person_id == chosen)
    other = work.session.exec(known).first()
    if other is None:
        other = Attendance(
            hub_id=row.hub_id, session_id=row.session_id, organisation_id=row.organisation_id, person_id=chosen
        )  # fmt: skip
        work.session.add(other)
    if other.id != main:
        other.instead_of = main
