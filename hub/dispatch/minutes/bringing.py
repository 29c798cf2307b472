"""What a partner brought about a case: typed by it or by the reporter, in the minutes only while it permits that."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from hub import ledger
from hub.dispatch import alarm
from hub.dispatch.locks import take
from hub.dispatch.minutes.beginning import begin, latest
from hub.dispatch.minutes.knowing import READ, known_of
from hub.dispatch.minutes.minutes import OPEN
from hub.dispatch.minutes.minutes_tables import Brought, Minutes
from hub.dispatch.minutes.parts import part_of
from hub.dispatch.minutes.who_reads import Reader, by_link, reader_of, session_of
from hub.dispatch.minutes.writing import no_names
from hub.dispatch.sessions.kinds import Coming
from hub.dispatch.sessions.tables import Attendance
from hub.dispatch.table_tables import AgendaItem, Session
from hub.dispatch.whose_words import veil_by_case
from hub.faults import Faults
from hub.partners.tables import Organisation
from hub.problems import NotFound, Refused
from hub.store import Work
from hub.wording import _

LONGEST = 1500


def bring(
    work: Work, session_id: UUID, item_id: UUID, organisation_id: UUID, text: str, *, permitted: bool | None = None
) -> Brought:
    """Keep what this partner brought. Its own people may permit it in the same breath; what a reporter typed or changed
    waits for them, and until then only they and who typed it read it.

    NotFound for a case that this partner could not read at the table, or a partner that was not there.
    """
    session = session_of(work, session_id)
    reader = reader_of(work, session)
    return _bring(work, session, reader, item_id, organisation_id, text, permitted)


def permit(work: Work, session_id: UUID, brought_id: UUID, *, yes: bool) -> Brought:
    """That partner alone says whether it stands in the minutes; until they are approved it can say otherwise."""
    session = session_of(work, session_id)
    return _permit(work, session, reader_of(work, session), brought_id, yes=yes)


def permit_by_link(work: Work, token: str, brought_id: UUID, *, yes: bool) -> Brought:
    _reading, _minutes, session, reader = by_link(work, token)
    return _permit(work, session, reader, brought_id, yes=yes)


def bring_by_link(
    work: Work, token: str, item_id: UUID, text: str, *, permitted: bool | None = None
) -> Brought:  # fmt: skip
    reading, _minutes, session, reader = by_link(work, token)
    if reading.organisation_id is None:
        raise NotFound
    return _bring(work, session, reader, item_id, reading.organisation_id, text, permitted)


def drop(work: Work, session_id: UUID, brought_id: UUID) -> None:
    """Its partner takes it away, or whoever typed it as long as nobody permitted it."""
    session = session_of(work, session_id)
    reader = reader_of(work, session)
    _open_minutes(work, session)
    row = _row(work, session, brought_id)
    typed_it = row.written_by is not None and row.written_by == work.asker.person_id and not row.permitted
    if row.organisation_id not in reader.own and not typed_it:
        raise NotFound
    work.session.delete(row)
    work.flush()
    _log(work, "minutes.bring_off", row)


def brought_now(work: Work, item_id: UUID) -> list[dict[str, Any]]:
    """What stands in the minutes at this point, without names."""
    rows = work.session.execute(
        select(Brought, Organisation.name)
        .join(Organisation, col(Organisation.id) == col(Brought.organisation_id))
        .where(Brought.item_id == item_id, col(Brought.permitted).is_(True))
        .order_by(col(Brought.written_at))
    ).all()
    veil = veil_by_case(work, rows[0][0].referral_id) if rows else str
    return [{"partner": name, "text": veil(row.text)} for row, name in rows]


def brought_at(work: Work, session_id: UUID) -> Sequence[tuple[Brought, str]]:
    """All that was brought at this session with its partner; whoever asks shows no more than each may read."""
    rows = work.session.execute(
        select(Brought, Organisation.name)
        .join(Organisation, col(Organisation.id) == col(Brought.organisation_id))
        .where(Brought.session_id == session_id)
        .order_by(col(Brought.written_at))
    ).all()
    return [(row[0], row[1]) for row in rows]


def _bring(
    work: Work, session: Session, reader: Reader, item_id: UUID, organisation_id: UUID, text: str,
    permitted: bool | None,
) -> Brought:  # fmt: skip
    own = organisation_id in reader.own
    if not own and not reader.writes:
        raise NotFound
    item = work.session.get(AgendaItem, item_id)
    if item is None or item.session_id != session.id:
        raise NotFound
    _could_read(work, session, reader, item, organisation_id)
    referral = take(work, item.referral_id)
    _open_minutes(work, session)
    faults = Faults()
    said = faults.text("brought", text, needed=_("Schrijf wat er ingebracht is."), at_most=LONGEST)
    no_names(work, faults, [referral.id], {"brought": said})
    faults.tell()
    row = work.session.exec(
        select(Brought)
        .where(Brought.item_id == item.id, Brought.organisation_id == organisation_id)
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        row = Brought(
            hub_id=session.hub_id, session_id=session.id, item_id=item.id, referral_id=referral.id,
            organisation_id=organisation_id, text=said, written_at=work.now,
        )  # fmt: skip
        work.session.add(row)
    elif not own and (row.written_by != work.asker.person_id or row.permitted is not None):
        raise Refused(_("Deze partner schreef of antwoordde zelf al. Vraag het aan de partner."))
    row.text, row.written_at, row.written_by = said, work.now, work.asker.person_id
    _answered(work, row, permitted if own else None)
    work.flush(clash=_("Iemand anders schreef hier net iets. Kijk hoe het nu staat."))
    alarm.listen(work, referral, said)
    _log(work, "minutes.bring", row)
    return row


def _permit(work: Work, session: Session, reader: Reader, brought_id: UUID, *, yes: bool) -> Brought:
    if not reader.own:
        raise NotFound
    _open_minutes(work, session)
    row = _row(work, session, brought_id)
    if row.organisation_id not in reader.own:
        raise NotFound
    _answered(work, row, yes)
    work.flush()
    _log(work, "minutes.permit", row, yes=yes)
    return row


def _answered(work: Work, row: Brought, permitted: bool | None) -> None:
    row.permitted = permitted
    row.said_at = work.now if permitted is not None else None
    row.said_by = work.asker.person_id if permitted is not None else None


def _row(work: Work, session: Session, brought_id: UUID) -> Brought:
    row = work.held(Brought, brought_id)
    if row.session_id != session.id:
        raise NotFound
    return row


def _open_minutes(work: Work, session: Session) -> None:
    """Refused once the minutes stand, or where none are kept. Before anybody began with them they begin now."""
    known = latest(work, session.id) or begin(work, session)
    if work.held(Minutes, known.id).state not in OPEN:
        raise Refused(_("Het verslag is goedgekeurd, of er komt er geen. Dit kan niet meer."))


def _could_read(work: Work, session: Session, reader: Reader, item: AgendaItem, organisation_id: UUID) -> None:
    there = select(Attendance.id).where(
        Attendance.session_id == session.id, Attendance.organisation_id == organisation_id,
        Attendance.state == Coming.PRESENT,
    )  # fmt: skip
    known = next((one for one in known_of(work, session) if one.item_id == item.id), None)
    if known is None or work.session.exec(there.limit(1)).first() is None:
        raise NotFound
    if known.said["gets"].get(str(organisation_id)) not in READ:
        raise NotFound
    if not part_of(work, session, reader, [known]).reads(known):
        raise NotFound


def _log(work: Work, act: str, row: Brought, **detail: Any) -> None:
    ledger.write(
        work, act, "minutes_brought", row.id, hub_id=row.hub_id, referral_id=row.referral_id, session=row.session_id,
        organisation=row.organisation_id, **detail,
    )  # fmt: skip
