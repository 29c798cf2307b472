"""Who sat there and did not read the minutes yet is reminded, once, shortly before the last day."""

from uuid import UUID

from hub import ledger
from hub.clock import brussels_date, quiet
from hub.dispatch.clockwork.reading import free_calendar
from hub.dispatch.minutes.circulating import write_to
from hub.dispatch.minutes.minutes import MinutesState
from hub.dispatch.minutes.minutes_tables import Minutes, Reading
from hub.dispatch.minutes.who_reads import still_reads
from hub.dispatch.table_tables import Session
from hub.store import Work


def remind(work: Work, reading_id: UUID) -> bool:
    """The letter once more; the first link goes on working. False when nothing is due any more, or at no hour to
    disturb people."""
    row = work.session.get_one(Reading, reading_id)
    minutes = work.held(Minutes, row.minutes_id)
    work.session.refresh(row)
    if row.due_at is None or row.due_at > work.now or quiet(work.now):
        return False
    if row.organisation_id and free_calendar(work, row.organisation_id).shut(brussels_date(work.now)):
        return False  # on the first day that it is open again, unless the reading is over then
    row.due_at = None
    work.session.add(row)
    over = minutes.read_until is None or brussels_date(work.now) > minutes.read_until
    if minutes.state != MinutesState.READING or over or not still_reads(work, row):
        return False
    session = work.session.get_one(Session, minutes.session_id)
    write_to(work, session, minutes, row, "minutes_to_read", again=True)
    row.reminded_at = work.now
    work.flush()
    ledger.write(
        work, "minutes.remind", "minutes", minutes.id, hub_id=minutes.hub_id, session=session.id, reading=row.id
    )
    return True
