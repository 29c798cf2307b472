"""One invitation, as whoever got it sees it behind the mailed link: when, where, and what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlmodel import select

from hub import links
from hub.dispatch.sessions import people_there
from hub.dispatch.sessions.answering import NOTED
from hub.dispatch.sessions.expecting import seats_of
from hub.dispatch.sessions.tables import Attendance
from hub.dispatch.table_tables import DispatchTable, Session
from hub.hubs import Hub
from hub.partners.tables import Organisation
from hub.people.tables import Person
from hub.problems import NotFound
from hub.store import Work
from hub.wording import _

Stands = Literal["open", "cancelled", "over", "off"]


@dataclass(frozen=True)
class Invitation:
    row: Attendance
    session: Session
    table: DispatchTable
    hub: Hub
    name: str
    organisation: str  # "": of the hub itself
    stands: Stands  # whether it can be answered, and why not
    colleagues: Mapping[UUID, str]  # who may come in its place
    usual: UUID | None  # the deputy of the seat
    deputy: str  # who comes in its place now


def invitation_by(work: Work, token: str) -> Invitation:
    """The invitation of this link; one that was called off says so. NotFound for any other link."""
    link = links.that_was(work, token, links.Purpose.SESSION)
    row = work.session.get(Attendance, link.noun_id) if link and link.expires_at > work.real else None
    if row is None:
        raise NotFound(_("Deze link werkt niet meer. Vraag een nieuwe aan het meldpunt."))
    return _invitation(work, row)


def _invitation(work: Work, row: Attendance) -> Invitation:
    session = work.session.get_one(Session, row.session_id)
    person = work.session.get(Person, row.person_id) if row.person_id else None
    organisation = work.session.get(Organisation, row.organisation_id) if row.organisation_id else None
    colleagues = people_there.of_organisation(work, organisation.id) if organisation else {}
    seat = next(
        (one for one in seats_of(work, session.table_id) if organisation and one.organisation_id == organisation.id),
        None,
    )
    return Invitation(
        row=row, session=session, table=work.session.get_one(DispatchTable, session.table_id),
        hub=work.session.get_one(Hub, session.hub_id), name=person.name if person else row.name,
        organisation=organisation.name if organisation else "", stands=_stands(work, row, session),
        colleagues={key: name for key, name in colleagues.items() if key != row.person_id},
        usual=seat.deputy_id if seat and seat.person_id == row.person_id else None, deputy=_deputy(work, row),
    )  # fmt: skip


def _stands(work: Work, row: Attendance, session: Session) -> Stands:
    if session.cancelled_at:
        return "cancelled"
    if session.closed_at or session.at <= work.now or row.state in NOTED:
        return "over"
    return "open" if row.told else "off"


def _deputy(work: Work, row: Attendance) -> str:
    if row.state != "excused":
        return ""
    other = work.session.exec(
        select(Attendance).where(Attendance.session_id == row.session_id, Attendance.instead_of == row.id)
    ).first()
    if other is None:
        return ""
    person = work.session.get(Person, other.person_id) if other.person_id else None
    return person.name if person else other.name
