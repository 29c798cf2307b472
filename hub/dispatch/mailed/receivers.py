"""To whom of a partner a letter about the table goes: to people, for a link behind it is personal."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from hub.asker import Role, Seat
from hub.dispatch.sessions.kinds import Coming
from hub.dispatch.sessions.tables import Attendance
from hub.dispatch.sharing.sharing_sight import BOUND_KINDS
from hub.dispatch.table_tables import Session, TableSeat
from hub.partners.tables import Organisation
from hub.people.tables import Membership, Person, Secrecy
from hub.store import Work

# Where nobody took the seat everybody of a small team is asked; of a large one whoever is there longest.
AT_MOST = 5


@dataclass(frozen=True)
class Receiver:
    """One address, with the seat of whoever reads there."""

    address: str
    seat: Seat
    person_id: UUID | None = None  # None: the team's own address
    name: str = ""
    comes: str = Coming.INVITED  # what was said of the coming of this person


def receivers_of(work: Work, session: Session, partner: Organisation) -> list[Receiver]:
    """Who takes its seat at this session, and who stands in; else its people; where nobody has an account its team."""
    people = _members(work, partner.id)
    if not people:
        return [Receiver(partner.email, team_seat(partner))] if partner.email else []
    coming = {
        row.person_id: row
        for row in work.session.exec(
            select(Attendance).where(
                Attendance.session_id == session.id, Attendance.organisation_id == partner.id,
                col(Attendance.person_id).is_not(None),
            )
        )
    }  # fmt: skip
    seat = work.session.get(TableSeat, (session.table_id, partner.id))
    seated = {seat.person_id} if seat and seat.person_id else set()
    there = seated | {one for one, row in coming.items() if row.instead_of or row.answered_at}
    chosen = [(person, role) for person, role in people if person.id in there] or people[:AT_MOST]
    return [
        Receiver(
            person.email, _seat(partner.id, role.secrecy), person.id, person.name,
            coming[person.id].state if person.id in coming else Coming.INVITED,
        )
        for person, role in chosen
    ]  # fmt: skip


def readers_of(work: Work, partner: Organisation) -> list[Receiver]:
    """Who answers for this partner outside a table: its people; where nobody has an account its team."""
    people = _members(work, partner.id)[:AT_MOST]
    if not people:
        return [Receiver(partner.email, team_seat(partner))] if partner.email else []
    return [Receiver(one.email, _seat(partner.id, role.secrecy), one.id, one.name) for one, role in people]


def whose(work: Work, organisation_id: UUID, address: str) -> UUID | None:
    """Who at this partner has this address; None for a team's, and for a stranger's."""
    people = _members(work, organisation_id)
    return next((one.id for one, _role in people if one.email.lower() == address.lower()), None)


def speaks(work: Work, organisation_id: UUID, person_id: UUID | None) -> bool:
    """Whether a link that was mailed to this person still speaks for this partner; one to a team does."""
    return person_id is None or any(one.id == person_id for one, _role in _members(work, organisation_id))


def seat_of(work: Work, partner: Organisation, person_id: UUID | None) -> Seat | None:
    """The seat of this person at this partner now; None for who left, and for a team of which somebody has an account
    by now."""
    people = _members(work, partner.id)
    if person_id is None:
        return None if people else team_seat(partner)
    return next((_seat(partner.id, role.secrecy) for person, role in people if person.id == person_id), None)


def team_seat(partner: Organisation) -> Seat:
    """Bound as its kind is, for nobody has an account of whom something else is known."""
    return _seat(partner.id, Secrecy.PROFESSIONAL if partner.kind in BOUND_KINDS else Secrecy.DISCRETION)


def _seat(organisation_id: UUID, secrecy: str) -> Seat:
    return Seat(Role.PARTNER, organisation_id=organisation_id, secrecy=secrecy)


def _members(work: Work, organisation_id: UUID) -> Sequence[tuple[Person, Membership]]:
    """Who is longest there first."""
    rows = work.session.exec(
        select(Person, Membership)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(Membership.organisation_id == organisation_id, Membership.role == Role.PARTNER)
        .where(col(Membership.until).is_(None), col(Person.left_at).is_(None))
        .order_by(col(Membership.since), col(Membership.id))
    ).all()
    return [(person, role) for person, role in rows]
