"""Whether somebody comes to a session: said by a mailed link, from a calendar, on the page, or told to the desk."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlmodel import col, select

from hub import ledger, links
from hub.dispatch.locks import hold_agenda
from hub.dispatch.sessions import inviting, people_there
from hub.dispatch.sessions.expecting import rows_of
from hub.dispatch.sessions.kinds import AnsweredBy, Coming
from hub.dispatch.sessions.tables import Attendance
from hub.dispatch.sittings import changed
from hub.dispatch.table_tables import Session, TableSeat
from hub.faults import Faults
from hub.people.rights import Right, require
from hub.people.tables import Person
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.wording import _

# What calendars say (RFC 5545). Who is not sure yet has answered, and is still expected.
PARTSTATS = {"ACCEPTED": Coming.COMING, "DECLINED": Coming.EXCUSED, "TENTATIVE": Coming.INVITED}
# What the chair noted at the table itself.
NOTED = (Coming.PRESENT, Coming.ABSENT)
LONGEST_NAME = 120


@dataclass(frozen=True)
class Deputy:
    """Who comes in somebody's place: a colleague with an account, or a name. Neither: the deputy of the seat."""

    person_id: UUID | None = None
    name: str = ""


def answer_by_link(work: Work, token: str, coming: str, deputy: Deputy | None = None) -> Attendance:
    """One click behind the mailed link, which may be changed as long as the session is to come."""
    link = links.open_link(work, token, links.Purpose.SESSION)
    row = work.found(Attendance, link.noun_id)
    _answer(work, row, _said(coming), AnsweredBy.LINK, row.person_id, deputy)
    link.used_at = link.used_at or work.real
    return row


def answer_here(work: Work, session_id: UUID, coming: str, deputy: Deputy | None = None) -> Attendance:
    """The same by who is signed in. NotFound for who was not invited."""
    asker = work.asker.person_id
    row = work.session.exec(
        select(Attendance).where(Attendance.session_id == session_id, Attendance.person_id == asker)
    ).first()
    if asker is None or row is None:
        raise NotFound
    _answer(work, row, _said(coming), AnsweredBy.PAGE, asker, deputy)
    return row


def note_answer(work: Work, attendance_id: UUID, coming: str, deputy: Deputy | None = None) -> Attendance:
    """What somebody told the coordinator: by telephone, or in a mail that the hub could not read back."""
    row = work.found(Attendance, attendance_id)
    require(work.asker, Right.DECIDE, row.hub_id)
    _answer(work, row, _said(coming), AnsweredBy.DESK, work.asker.person_id, deputy)
    return row


class Reply(StrEnum):
    """What an answer from a calendar is to us."""

    OURS = "ours"  # to an invitation of ours, by who got it
    DOUBTFUL = "doubtful"  # to one of ours, by somebody else, too late or in words that we do not know
    STRANGE = "strange"  # to something that this hub never sent


def judge_reply(
    work: Work, hub_id: UUID, uid: str, partstat: str, attendee: str, sender: str, sequence: int | None
) -> tuple[Reply, UUID | None]:  # fmt: skip
    """Whose answer this is: that of the invitation with this UID, when the mail comes from the very address that was
    invited and answers in its name. Reads only; `sender` is "" where the mail server rejects it."""
    row = _of_uid(work, hub_id, uid)
    if row is None:
        return Reply.STRANGE, None
    session = work.session.get_one(Session, row.session_id)
    person = work.session.get(Person, row.person_id) if row.person_id else None
    address = person.email if person and not person.left_at else ""
    by_itself = bool(address) and attendee.lower() == address and sender.lower() == address
    late = (sequence or 0) < row.sequence - 1  # without a number it is the first one (RFC 5545)
    to_come = row.told and not session.closed_at and session.at > work.now and row.state not in NOTED
    if by_itself and not late and to_come and partstat in PARTSTATS:
        return Reply.OURS, row.id
    return Reply.DOUBTFUL, row.id


def answer_by_mail(work: Work, attendance_id: UUID, partstat: str) -> Attendance:
    """What `judge_reply` found to be ours is read back. Asks no right: that the mail came did."""
    row = work.found(Attendance, attendance_id)
    _answer(work, row, PARTSTATS[partstat], AnsweredBy.MAIL, row.person_id, None)
    return row


def _of_uid(work: Work, hub_id: UUID, uid: str) -> Attendance | None:
    try:
        row = work.session.get(Attendance, UUID(uid.strip()))
    except ValueError:
        return None
    return row if row and row.hub_id == hub_id else None


def _said(coming: str) -> Coming:
    if coming not in (Coming.COMING, Coming.EXCUSED):
        raise Invalid({"coming": _("Kies of je komt.")})
    return Coming(coming)


def _answer(work: Work, row: Attendance, said: Coming, how: AnsweredBy, by: UUID | None, deputy: Deputy | None) -> None:
    session = work.session.get_one(Session, row.session_id)
    hold_agenda(work, session.hub_id)
    work.session.refresh(session)
    work.session.refresh(row)
    if session.cancelled_at:
        raise Refused(_("Deze zitting gaat niet door. Je hoeft niets te doen."))
    if session.closed_at or session.at <= work.now:
        raise Refused(_("Deze zitting is voorbij."))
    if row.state in NOTED:
        raise Refused(_("De voorzitter heeft al genoteerd wie er was."))
    row.state, row.how, row.answered_at, row.answered_by = said, how, work.now, by
    work.session.flush()
    if said == Coming.EXCUSED:
        _stand_in(work, session, row, deputy or Deputy())
    inviting.tell(work, session)
    changed(work, session.id)
    ledger.write(
        work, "session.answer", "session", session.id, hub_id=session.hub_id, attendance=row.id, said=said, how=how
    )  # fmt: skip


def _stand_in(work: Work, session: Session, row: Attendance, deputy: Deputy) -> None:
    """The deputy gets a row of its own, which says in whose place it comes; one at a time."""
    if row.organisation_id is None:
        return
    person_id, name = _deputy_of(work, session, row, deputy)
    rows = rows_of(work, session.id)
    for other in rows:
        if other.instead_of == row.id and other.person_id != person_id:
            other.instead_of = None
    if person_id is None and not name:
        work.session.flush()
        return
    known = next((one for one in rows if _is(one, row.organisation_id, person_id, name)), None)
    if known is None:
        known = Attendance(
            hub_id=session.hub_id, session_id=session.id, organisation_id=row.organisation_id, person_id=person_id,
            name=name,
        )  # fmt: skip
        work.session.add(known)
    known.instead_of = row.id
    if person_id is None:  # nobody can ask who has no account: its colleague said so
        known.state, known.how, known.answered_at, known.answered_by = Coming.COMING, row.how, work.now, row.answered_by
    work.session.flush()


def _is(one: Attendance, organisation_id: UUID, person_id: UUID | None, name: str) -> bool:
    if person_id:
        return one.person_id == person_id
    return one.person_id is None and one.organisation_id == organisation_id and one.name == name


def _deputy_of(work: Work, session: Session, row: Attendance, deputy: Deputy) -> tuple[UUID | None, str]:
    """Who comes: whoever is named, else the deputy of the seat, when its own person excuses itself."""
    assert row.organisation_id is not None
    colleagues = people_there.of_organisation(work, row.organisation_id)
    if deputy.person_id:
        if deputy.person_id not in colleagues or deputy.person_id == row.person_id:
            raise Invalid({"deputy": _("Kies een collega van jullie organisatie.")})
        return deputy.person_id, ""
    if deputy.name:
        faults = Faults()
        name = faults.line("deputy_name", deputy.name, at_most=LONGEST_NAME)
        faults.tell()
        return None, name
    seat = work.session.exec(
        select(TableSeat).where(
            TableSeat.table_id == session.table_id, col(TableSeat.organisation_id) == row.organisation_id
        )
    ).first()
    usual = seat.deputy_id if seat and seat.person_id == row.person_id else None
    return (usual, "") if usual in colleagues else (None, "")
