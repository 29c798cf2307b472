"""Who is there: noted by the chair in one click, or said by who sits there; guests for one point; who leads."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from hub import ledger
from hub.asker import Role
from hub.clock import brussels_date
from hub.dispatch.locks import hold_agenda
from hub.dispatch.sessions import inviting, people_there
from hub.dispatch.sessions.expecting import NOT_INVITED, is_deputy_now, rows_of, seats_of
from hub.dispatch.sessions.kinds import AnsweredBy, Coming
from hub.dispatch.sessions.tables import Attendance, Guest
from hub.dispatch.sittings import changed
from hub.dispatch.table_tables import AgendaItem, Session, TableSeat
from hub.faults import Faults
from hub.people.rights import Right, require
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.wording import _

MARKS = (Coming.PRESENT, Coming.EXCUSED, Coming.ABSENT)


@dataclass(frozen=True)
class Whom:
    """Whom the chair points at: a row that is known, else the seat of an organisation, with who took it if another."""

    attendance_id: UUID | None = None
    organisation_id: UUID | None = None
    person_id: UUID | None = None
    name: str = ""


def mark(work: Work, session_id: UUID, whom: Whom, state: str) -> Attendance:
    """Present, excused or absent; "" takes that back. Whoever took a seat in somebody's place is noted beside it."""
    session = _held(work, session_id)
    require(work.asker, Right.DECIDE, session.hub_id)
    if state and state not in MARKS:
        raise Invalid({"state": _("Kies aanwezig, verontschuldigd of afwezig.")})
    row = _row_for(work, session, whom)
    _note(work, session, row, Coming(state) if state else None)
    return row


def here(work: Work, session_id: UUID) -> Attendance:
    """ "Ik ben er", by who takes a seat or is of the desk; on the day of the session, until it is closed."""
    session = _held(work, session_id)
    person_id = work.asker.person_id
    rows = rows_of(work, session.id)
    own = next((row for row in rows if row.person_id == person_id), None) if person_id else None
    if own is None:
        own = _own_row(work, session, rows)
    if session.closed_at or brussels_date(session.at) != brussels_date(work.now):
        raise Refused(_("Dat kan op de dag van de zitting, tot ze afgesloten is."))
    _note(work, session, own, Coming.PRESENT)
    return own


def runs(work: Work, session: Session) -> None:
    """Who puts a case before the table or closes the session on its day is there by that: whoever leads it or was
    expected. What somebody noted at the session itself stays; for who holds its agenda."""
    person_id = work.asker.person_id
    if person_id is None or brussels_date(session.at) != brussels_date(work.now):
        return
    rows = rows_of(work, session.id)
    own = next((row for row in rows if row.person_id == person_id), None)
    if own is None and session.chair_id == person_id:
        own = _own_row(work, session, rows)
    if own and own.state != Coming.PRESENT and own.how != AnsweredBy.MEETING:
        _note(work, session, own, Coming.PRESENT)


def lead(work: Work, session_id: UUID, chair_id: UUID | None, reporter_id: UUID | None) -> Session:
    """Who takes the chair and who writes the minutes of this session; whoever is new there is invited."""
    session = _held(work, session_id)
    require(work.asker, Right.DECIDE, session.hub_id)
    known = may_lead(work, session)
    wrong = {
        field: _("Kies iemand van het meldpunt of van de tafel.")
        for field, one in (("chair", chair_id), ("reporter", reporter_id))
        if one and one not in known
    }
    if wrong:
        raise Invalid(wrong)
    session.chair_id, session.reporter_id = chair_id, reporter_id
    inviting.tell(work, session)
    changed(work, session.id)
    ledger.write(
        work, "session.lead", "session", session.id, hub_id=session.hub_id, chair=chair_id, reporter=reporter_id
    )  # fmt: skip
    return session


def may_lead(work: Work, session: Session) -> dict[UUID, str]:
    """The people of the desk, then whoever takes a seat at the table."""
    seated = [one for seat in seats_of(work, session.table_id) for one in (seat.person_id, seat.deputy_id) if one]
    return {**people_there.of_desk(work, session.hub_id), **people_there.names_of(work, seated)}


def add_guest(work: Work, session_id: UUID, name: str, capacity: str, item_id: UUID | None = None) -> Guest:
    """Somebody who joins for one point of the agenda, or for all of it."""
    session = _held(work, session_id)
    require(work.asker, Right.DECIDE, session.hub_id)
    faults = Faults()
    said = faults.line("guest_name", name, needed=_("Schrijf wie erbij komt."))
    role = faults.line("guest_capacity", capacity, needed=_("Schrijf in welke hoedanigheid."))
    item = work.session.get(AgendaItem, item_id) if item_id else None
    if item_id and (item is None or item.session_id != session.id):
        faults.say("guest_item", _("Dat punt staat niet meer op de dagorde."))
    faults.tell()
    guest = Guest(
        hub_id=session.hub_id, session_id=session.id, item_id=item_id, name=said, capacity=role,
        invited_by=work.asker.person_id, invited_at=work.now,
    )  # fmt: skip
    work.session.add(guest)
    _guest_done(work, session, guest, "session.guest")
    return guest


def mark_guest(work: Work, session_id: UUID, guest_id: UUID, *, present: bool | None) -> Guest:
    session, guest = _guest(work, session_id, guest_id)
    guest.present = present
    _guest_done(work, session, guest, "session.guest_mark")
    return guest


def drop_guest(work: Work, session_id: UUID, guest_id: UUID) -> None:
    session, guest = _guest(work, session_id, guest_id)
    if guest.expert_id:
        raise Refused(_("Trek de uitnodiging in op de pagina “Expertisetafel” van die aanmelding."))
    work.session.delete(guest)
    _guest_done(work, session, guest, "session.guest_off")


def _guest(work: Work, session_id: UUID, guest_id: UUID) -> tuple[Session, Guest]:
    session = _held(work, session_id)
    require(work.asker, Right.DECIDE, session.hub_id)
    guest = work.session.get(Guest, guest_id)
    if guest is None or guest.session_id != session.id:
        raise NotFound
    return session, guest


def _guest_done(work: Work, session: Session, guest: Guest, act: str) -> None:
    work.session.flush()
    changed(work, session.id)
    ledger.write(work, act, "session", session.id, hub_id=session.hub_id, guest=guest.id)


def _held(work: Work, session_id: UUID) -> Session:
    session = work.found(Session, session_id)
    hold_agenda(work, session.hub_id)
    work.session.refresh(session)
    if session.cancelled_at:
        raise Refused(_("Deze zitting gaat niet door. Je hoeft niets te doen."))
    return session


def _note(work: Work, session: Session, row: Attendance, state: Coming | None) -> None:
    if state is None:
        row.state, row.how, row.answered_at, row.answered_by = Coming.INVITED, None, None, None
    else:
        row.state, row.how, row.answered_at = state, AnsweredBy.MEETING, work.now
        row.answered_by = work.asker.person_id
    work.session.flush()
    changed(work, session.id)
    ledger.write(
        work, "session.attendance", "session", session.id, hub_id=session.hub_id, attendance=row.id,
        said=state or "none",
    )  # fmt: skip


def _row_for(work: Work, session: Session, whom: Whom) -> Attendance:
    rows = rows_of(work, session.id)
    if whom.attendance_id:
        known = next((row for row in rows if row.id == whom.attendance_id), None)
        if known is None:
            raise NotFound
        return known
    seat = _seat(work, session, whom.organisation_id)
    of_seat = [row for row in rows if row.organisation_id == seat.organisation_id]
    if whom.person_id or whom.name:
        return _somebody_else(work, session, seat, of_seat, whom)
    by_id = {row.id: row for row in rows}
    deputy = next((row for row in of_seat if is_deputy_now(row, by_id)), None)
    own = next((row for row in of_seat if row.person_id == seat.person_id), None)
    return deputy or own or _new(work, session, seat.organisation_id, seat.person_id)


def _somebody_else(
    work: Work, session: Session, seat: TableSeat, of_seat: list[Attendance], whom: Whom
) -> Attendance:  # fmt: skip
    """Another colleague, or somebody without an account, in the place of whoever takes the seat."""
    faults = Faults()
    typed = faults.line("who", whom.name)
    name = "" if whom.person_id else typed
    if whom.person_id and whom.person_id not in people_there.of_organisation(work, seat.organisation_id):
        faults.say("person", _("Kies iemand van deze organisatie."))
    faults.tell()
    row = next((one for one in of_seat if one.person_id == whom.person_id and one.name == name), None)
    row = row or _new(work, session, seat.organisation_id, whom.person_id, name)
    main = next((one for one in of_seat if seat.person_id and one.person_id == seat.person_id), None)
    if main and main.id != row.id and main.state != Coming.PRESENT:
        row.instead_of = main.id
        if main.state in (Coming.INVITED, Coming.COMING):
            _note(work, session, main, Coming.EXCUSED)
    return row


def _own_row(work: Work, session: Session, rows: list[Attendance]) -> Attendance:
    """For who signed in and was not invited by name: of an organisation with a seat, or of the desk of the hub."""
    asker = work.asker
    if asker.person_id is None:
        raise NotFound
    at = asker.organisations_as(Role.PARTNER, Role.REFERRER)
    seats = [one for one in seats_of(work, session.table_id) if one.organisation_id in at and one.level != NOT_INVITED]
    if seats:
        empty = next((r for r in rows if r.organisation_id == seats[0].organisation_id and _is_bare(r)), None)
        if empty:
            empty.person_id = asker.person_id
            return empty
        return _new(work, session, seats[0].organisation_id, asker.person_id)
    if session.hub_id in asker.hubs_as(Role.COORDINATOR, Role.DUTY_DESK):
        return _new(work, session, None, asker.person_id)
    raise NotFound


def _is_bare(row: Attendance) -> bool:
    """The seat as such, which the chair noted before anybody said who took it."""
    return row.person_id is None and not row.name


def _new(
    work: Work, session: Session, organisation_id: UUID | None, person_id: UUID | None, name: str = ""
) -> Attendance:  # fmt: skip
    row = Attendance(
        hub_id=session.hub_id, session_id=session.id, organisation_id=organisation_id, person_id=person_id, name=name
    )  # fmt: skip
    known = (
        work.session.exec(
            select(Attendance).where(
                Attendance.session_id == session.id, col(Attendance.person_id) == person_id
            )
        ).first()
        if person_id
        else work.session.exec(
            select(Attendance).where(
                Attendance.session_id == session.id, col(Attendance.organisation_id) == organisation_id,
                col(Attendance.person_id).is_(None), Attendance.name == name,
            )
        ).first()
    )  # fmt: skip
    if known:
        return known
    work.session.add(row)
    work.session.flush()
    return row


def _seat(work: Work, session: Session, organisation_id: UUID | None) -> TableSeat:
    seat = work.session.get(TableSeat, (session.table_id, organisation_id)) if organisation_id else None
    if seat is None:
        raise NotFound
    return seat
