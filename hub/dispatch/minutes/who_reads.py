"""Who reads the minutes of a session: the desk, who led it or reports it, and whoever sat there, each its own part."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from hub import links
from hub.asker import Asker, AskerKind, Role, Seat
from hub.clock import brussels_date
from hub.dispatch.mailed.receivers import team_seat
from hub.dispatch.minutes.minutes_tables import Minutes, Reading
from hub.dispatch.sessions.kinds import Coming
from hub.dispatch.sessions.tables import Attendance
from hub.dispatch.table_tables import Session, TableSeat
from hub.partners.tables import Organisation
from hub.people.rights import Right, require
from hub.people.tables import Membership, Person
from hub.problems import NotAllowed, NotFound
from hub.store import Work
from hub.wording import _

OF_PARTNER = (Role.PARTNER, Role.REFERRER)


@dataclass(frozen=True)
class Reader:
    """`whole`: of the hub's desk, so every case; `writes`: chair, reporter or coordinator; `own`: for which partners it
    sat there, in its `seats` with the secrecy that binds it."""

    whole: bool
    writes: bool
    own: frozenset[UUID] = frozenset()
    attendance_id: UUID | None = None
    seats: tuple[Seat, ...] = ()

    @property
    def sat_there(self) -> bool:
        return self.attendance_id is not None


def session_of(work: Work, session_id: UUID) -> Session:
    session = work.session.get(Session, session_id)
    if session is None or session.cancelled_at:
        raise NotFound
    return session


def reader_of(work: Work, session: Session) -> Reader:
    """NotFound for an outsider, NotAllowed for who has a seat and was not there."""
    asker = work.asker
    coordinator = asker.has(Role.COORDINATOR, session.hub_id)
    of_desk = coordinator or session.hub_id in asker.hubs_as(Role.DUTY_DESK)
    leads = asker.person_id is not None and asker.person_id in (session.chair_id, session.reporter_id)
    at = asker.organisations_as(*OF_PARTNER)
    leads_for = leading_for(work, session) if leads and not of_desk else frozenset()
    if leads and not (of_desk or session.hub_id in asker.hubs_as(Role.STEERING)):  # who left leads nothing any more
        leads = bool(leads_for)
    present = work.session.exec(
        select(Attendance).where(Attendance.session_id == session.id, Attendance.state == Coming.PRESENT)
    ).all()
    rows = [
        row for row in present
        if (row.person_id and row.person_id == asker.person_id and _still_there(row, asker, session))
        or (row.person_id is None and row.organisation_id in at)
    ]  # fmt: skip
    own = frozenset(row.organisation_id for row in rows if row.organisation_id)
    named = next((row.id for row in rows if row.person_id), None)
    if leads and not of_desk:
        own |= leads_for
    if coordinator or leads or rows:
        whole = coordinator or (of_desk and bool(leads or rows))
        return Reader(whole, coordinator or leads, own, named or next((row.id for row in rows), None), asker.seats)
    require(asker, Right.SEE_BOARD, session.hub_id)
    if not at & _seated(work, session):
        raise NotFound
    raise NotAllowed(_("Alleen wie aan tafel zat, leest het verslag."))


def leading_for(work: Work, session: Session) -> frozenset[UUID]:
    """The seated partners for which whoever asks leads or reports: of which it was on the day of the session, and is
    still. Who moved to another partner at this table since then does not take that along."""
    at = work.asker.organisations_as(*OF_PARTNER)
    then = select(Membership.organisation_id).where(
        Membership.person_id == work.asker.person_id, col(Membership.until).is_(None),
        col(Membership.role).in_(OF_PARTNER), Membership.since <= brussels_date(session.at),
    )  # fmt: skip
    sat = select(Attendance.organisation_id).where(
        Attendance.session_id == session.id, Attendance.person_id == work.asker.person_id
    )
    return at & _seated(work, session) & {*work.session.exec(then).all(), *work.session.exec(sat).all()}


def must_write(work: Work, session: Session) -> Reader:
    """The chair, the reporter or a coordinator."""
    reader = reader_of(work, session)
    if not reader.writes:
        raise NotAllowed(_("Het verslag wordt geschreven door de voorzitter, de verslaggever of de coördinator."))
    return reader


def by_link(work: Work, token: str) -> tuple[Reading, Minutes, Session, Reader]:
    """What the link of a letter opens: the part of whoever sat there, and nothing more. From here on it is the asker.

    NotFound when the link ended, or when that person is not there any more.
    """
    link = links.open_link(work, token, links.Purpose.MINUTES)
    reading = work.session.get(Reading, link.noun_id)
    row = work.session.get(Attendance, reading.attendance_id) if reading else None
    seats = _seats_of(work, reading) if reading else ()
    if reading is None or row is None or row.state != Coming.PRESENT or not seats:
        raise NotFound(_("Deze link werkt niet meer. Vraag een nieuwe aan het meldpunt."))
    minutes = work.session.get_one(Minutes, reading.minutes_id)
    work.asker = Asker(AskerKind.LINK, link_id=link.id)
    own = frozenset({reading.organisation_id}) if reading.organisation_id else frozenset()
    session = session_of(work, minutes.session_id)
    # Without an account nobody reads as the desk: who is of it signs in for the rest.
    return reading, minutes, session, Reader(False, False, own, row.id, seats)


def still_reads(work: Work, reading: Reading) -> bool:
    """Whether whoever was sent it is still there to read it."""
    row = work.session.get(Attendance, reading.attendance_id)
    return row is not None and row.state == Coming.PRESENT and bool(_seats_of(work, reading))


def _still_there(row: Attendance, asker: Asker, session: Session) -> bool:
    """Whoever sat there for an organisation reads on for as long as it is of it."""
    if row.organisation_id is None:
        return bool(asker.hubs_as(Role.COORDINATOR, Role.DUTY_DESK, Role.STEERING) & {session.hub_id})
    return row.organisation_id in asker.organisations_as(*OF_PARTNER)


def _seats_of(work: Work, reading: Reading) -> tuple[Seat, ...]:
    """In which roles the holder of a link reads there now; none for who left, or whose organisation stopped."""
    place = work.session.get_one(Organisation, reading.organisation_id) if reading.organisation_id else None
    if place and place.ended_on:
        return ()
    if reading.person_id is None:
        return (team_seat(place),) if place else ()
    roles = select(Membership).where(Membership.person_id == reading.person_id, col(Membership.until).is_(None))
    roles = roles.where(Membership.organisation_id == place.id if place else Membership.hub_id == reading.hub_id)
    left = work.session.get_one(Person, reading.person_id).left_at
    return () if left else tuple(
        Seat(Role(one.role), hub_id=one.hub_id, organisation_id=one.organisation_id, secrecy=one.secrecy)
        for one in work.session.exec(roles).all()
    )  # fmt: skip


def _seated(work: Work, session: Session) -> frozenset[UUID]:
    return frozenset(
        work.session.exec(select(TableSeat.organisation_id).where(TableSeat.table_id == session.table_id)).all()
    )
