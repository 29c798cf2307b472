"""Invitations: the calendar of each who is expected says what the session says, and hears when that changes.

One letter for each person and each change: a row keeps what its calendar was told last, so whoever asks twice sends
nothing twice, and whatever was missed goes with the next round.
"""

from collections.abc import Sequence
from datetime import UTC
from uuid import UUID

from sqlmodel import col, select

from hub import calendar_letters, ledger, letters, links
from hub.clock import brussels_date, quiet
from hub.dispatch.locks import hold_agenda
from hub.dispatch.sessions.expecting import (
    invite_day,
    is_deputy_now,
    reachable,
    rows_of,
    wanted_at,
)
from hub.dispatch.sessions.kinds import Coming
from hub.dispatch.sessions.tables import Attendance
from hub.dispatch.table_tables import DispatchTable, Session
from hub.hubs import Hub, inbox_of
from hub.people.tables import Person
from hub.store import Store, Work

# What was said of somebody's coming, before the session.
ANSWERS = (Coming.COMING, Coming.EXCUSED)


def tell(work: Work, session: Session) -> int:
    """Invite who is expected and does not know yet, say what changed, and call off where nobody is expected any more.

    Nothing before the day of its invitations, but for whoever was invited already. Returns how many letters it wrote.
    Asks no right: the change that brought it did.
    """
    work.session.flush()
    hold_agenda(work, session.hub_id)
    work.session.refresh(session)
    table = work.session.get_one(DispatchTable, session.table_id)
    rows = rows_of(work, session.id)
    knowing = [row for row in rows if row.told]
    if session.cancelled_at:
        return _call_off(work, session, table, knowing)
    if session.closed_at or session.at <= work.now:
        return 0
    if not knowing and invite_day(session, table) > brussels_date(work.now):
        return 0
    for row in knowing:
        if _is_moved(row, session):
            _forget_answer(row)
    expected = _expect(work, session, table, rows)
    gone = [row for row in rows if row not in expected]
    told = _call_off(work, session, table, [row for row in gone if row.told])
    for row in gone:
        if row.state in ANSWERS:
            _forget_answer(row)
    return told + _invite(work, session, table, expected)


def invite_due(work: Work, hub_id: UUID) -> int:
    """All sessions to come of the tables of a hub: whoever should know and does not, hears now."""
    coming = work.session.exec(
        select(Session)
        .where(Session.hub_id == hub_id, Session.at > work.now, col(Session.closed_at).is_(None))
        .order_by(col(Session.at), col(Session.id))
    ).all()
    return sum(tell(work, session) for session in coming)


def run(store: Store, hub_id: UUID) -> int:
    """The same in a transaction of its own; by night and on days off the invitations wait."""
    with store.begin() as work:
        return 0 if quiet(work.now) else invite_due(work, hub_id)


def tell_table(work: Work, table_id: UUID) -> int:
    """The same for the sessions of one table, after something changed about who sits there."""
    coming = work.session.exec(
        select(Session)
        .where(Session.table_id == table_id, Session.at > work.now, col(Session.closed_at).is_(None))
        .order_by(col(Session.at), col(Session.id))
    ).all()
    return sum(tell(work, session) for session in coming)


def take_off(work: Work, session: Session) -> int:
    """A session that its rhythm takes back: whoever was invited hears that it is off, before its row goes."""
    hold_agenda(work, session.hub_id)
    table = work.session.get_one(DispatchTable, session.table_id)
    return _call_off(work, session, table, [row for row in rows_of(work, session.id) if row.told], off=True)


def what_stands(session: Session) -> str:
    """What a calendar shows of a session; another text is worth a letter."""
    return "|".join((f"{session.at.astimezone(UTC):%Y-%m-%dT%H:%MZ}", str(session.lasts), place_words(session)))


def place_words(session: Session) -> str:
    """Where one goes, or where one clicks."""
    return " · ".join(part for part in (session.place, session.video_link) if part)


def uid_of(row: Attendance) -> str:
    """The name of one person's invitation in its calendar, which nobody else got."""
    return str(row.id)


def _expect(work: Work, session: Session, table: DispatchTable, rows: list[Attendance]) -> list[Attendance]:
    """A row for everybody who is expected; new ones are added to `rows`."""
    known = {row.person_id: row for row in rows if row.person_id}
    expected = []
    for one in wanted_at(work, session, table):
        row = known.get(one.person_id)
        if row is None:
            row = Attendance(
                hub_id=session.hub_id, session_id=session.id, organisation_id=one.organisation_id,
                person_id=one.person_id,
            )  # fmt: skip
            work.session.add(row)
            rows.append(row)
        row.organisation_id = one.organisation_id
        expected.append(row)
    work.session.flush()
    by_id = {row.id: row for row in rows}
    own = {row.id for row in expected}
    return expected + [row for row in rows if row.id not in own and is_deputy_now(row, by_id)]


def _invite(work: Work, session: Session, table: DispatchTable, expected: Sequence[Attendance]) -> int:
    stands, people = what_stands(session), reachable(work, expected)
    new = [row for row in expected if row.told != stands and row.person_id in people]
    for row in new:
        assert row.person_id is not None
        _write(work, session, table, row, people[row.person_id], moved=_is_moved(row, session))
        row.told = stands
    work.session.flush()
    return len(new)


def _is_moved(row: Attendance, session: Session) -> bool:
    """Whether its calendar shows another moment: what it answered was about that one."""
    return bool(row.told) and row.told.partition("|")[0] != what_stands(session).partition("|")[0]


def _forget_answer(row: Attendance) -> None:
    row.state, row.answered_at, row.answered_by, row.how = Coming.INVITED, None, None, None


def _write(
    work: Work, session: Session, table: DispatchTable, row: Attendance, person: Person, *, moved: bool
) -> None:  # fmt: skip
    link = links.make(work, links.Purpose.SESSION, row.id, hub_id=row.hub_id, person_id=person.id)
    link.expires_at = max(link.expires_at, session.at)
    main = work.session.get(Attendance, row.instead_of) if row.instead_of else None
    who = work.session.get(Person, main.person_id) if main and main.person_id else None
    hub = work.session.get_one(Hub, session.hub_id)
    letters.write(
        work, "session_invitation", person.email, once_key=f"session:{row.id}:{row.sequence}", first=True, hub=hub,
        link=link, name=person.name, table=table.name, at=session.at, lasts=session.lasts, place=session.place,
        video_link=session.video_link, moved=moved, changed=bool(row.told), instead_of=who.name if who else "",
        ics=_calendar(work, session, table, hub, row, person),
    )  # fmt: skip
    row.sequence += 1
    row.invited_at = work.now
    ledger.write(
        work, "session.invite", "session", session.id, hub_id=session.hub_id, attendance=row.id, moved=moved
    )  # fmt: skip


def _call_off(
    work: Work, session: Session, table: DispatchTable, rows: Sequence[Attendance], *, off: bool = False
) -> int:
    """These people are not expected, because the session is off or because somebody else comes."""
    people = reachable(work, rows)
    hub = work.session.get_one(Hub, session.hub_id)
    for row in rows:
        person = people.get(row.person_id) if row.person_id else None
        if person:
            letters.write(
                work, "session_cancelled", person.email, once_key=f"session:{row.id}:{row.sequence}", first=True,
                hub=hub, name=person.name, table=table.name, at=session.at, off=off or bool(session.cancelled_at),
                ics=_calendar(work, session, table, hub, row, person, "CANCEL"),
            )  # fmt: skip
            row.sequence += 1
        row.told = ""
        links.withdraw(work, row.id, links.Purpose.SESSION)
        ledger.write(
            work, "session.call_off", "session", session.id, hub_id=session.hub_id, attendance=row.id
        )  # fmt: skip
    work.session.flush()
    return len(people)


def _calendar(
    work: Work,
    session: Session,
    table: DispatchTable,
    hub: Hub,
    row: Attendance,
    person: Person,
    method: calendar_letters.Method = "REQUEST",
) -> str:
    return calendar_letters.invitation(
        uid_of(row), row.sequence, session.at, session.lasts, f"{table.name} · {hub.name}",
        place_words(session), _mailbox(work, session.hub_id), person.email, method, work.real, answers=True,
    )  # fmt: skip


def _mailbox(work: Work, hub_id: UUID) -> str:
    """The address of the hub that is read: an answer from a calendar goes there."""
    return inbox_of(work.session, hub_id) or work.store.settings.mail_from.rsplit("<", 1)[-1].rstrip(">")
