"""Minutes go round: sent as a link to who sat there, read, corrected, approved, and after that only a new version."""

from datetime import date
from uuid import UUID

from sqlmodel import col, select

from hub import ledger, letters, links
from hub.clock import at_nine, brussels_date
from hub.dispatch import alarm
from hub.dispatch.locks import take
from hub.dispatch.minutes import watching
from hub.dispatch.minutes.beginning import draft_until
from hub.dispatch.minutes.bringing import brought_now
from hub.dispatch.minutes.knowing import known_of
from hub.dispatch.minutes.minutes import LONGEST_READING, MinutesMove, MinutesState, remind_on, usual_last_day
from hub.dispatch.minutes.minutes_tables import Minutes, MinutesAgreement, MinutesPoint, Reading
from hub.dispatch.minutes.parts import must_read
from hub.dispatch.minutes.there import there_at
from hub.dispatch.minutes.who_reads import Reader, by_link, must_write, reader_of, session_of
from hub.dispatch.minutes.writing import case_at, held, next_state, no_names, point_of, without_names
from hub.dispatch.moves import clocks_of
from hub.dispatch.sessions.kinds import Coming
from hub.dispatch.sessions.tables import Attendance
from hub.dispatch.table_tables import DispatchTable, Session
from hub.dispatch.tables import Referral
from hub.dispatch.typed import clean
from hub.faults import Faults
from hub.hubs import Hub
from hub.links import Purpose
from hub.partners.tables import Organisation
from hub.people.tables import Person
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.wording import _

LONGEST = 1000


def send(work: Work, session_id: UUID, read_until: date | None = None) -> Minutes:
    """What the hub knows is written down as it stands now, and whoever sat there gets a link, with a day until which
    one can ask for a correction. What was agreed is watched from here on."""
    session = session_of(work, session_id)
    must_write(work, session)
    cases = watching.hold_cases(work, session)
    session, _reader, minutes = held(work, session_id)
    today = brussels_date(work.now)
    until = read_until or usual_last_day(clocks_of(work, session.hub_id), today)
    if not today <= until or (until - today).days > LONGEST_READING:
        raise Invalid({"read_until": _("Kies een dag in de komende twee maanden.")})
    state, there = next_state(work, session, minutes, MinutesMove.SEND), there_at(work, session)
    for position, one in enumerate(known_of(work, session), start=1):
        point = point_of(work, session, minutes, one.item_id)
        point.position, point.said = position, point.said or one.said
    point_of(work, session, minutes, None)
    minutes.state, minutes.there, minutes.read_until = state, there, until
    minutes.sent_at, minutes.times_sent = work.now, minutes.times_sent + 1
    work.flush()
    watching.keep(work, session, minutes, cases)
    rows = _readings(work, session, minutes)
    day = remind_on(until, today)
    for row in rows:
        write_to(work, session, minutes, row, "minutes_to_read")
        row.due_at = at_nine(day) if day and row.written and not row.read_at else None
    ledger.write(
        work, "minutes.send", "minutes", minutes.id, hub_id=minutes.hub_id, session=session.id, to=len(rows)
    )  # fmt: skip
    return minutes


def take_back(work: Work, session_id: UUID) -> Minutes:
    """It becomes a draft again; what was answered is forgotten, for it was about other words. Asked corrections stay in
    sight until the next sending."""
    session, _reader, minutes = held(work, session_id)
    minutes.late_on = draft_until(work, session)
    minutes.state = next_state(work, session, minutes, MinutesMove.TAKE_BACK)
    minutes.there = minutes.read_until = None
    if minutes.version == 1:
        for point in work.session.exec(select(MinutesPoint).where(MinutesPoint.minutes_id == minutes.id)).all():
            point.said = None
    for row in work.session.exec(select(Reading).where(Reading.minutes_id == minutes.id)).all():
        row.read_at = row.due_at = None
    work.flush()
    ledger.write(work, "minutes.take_back", "minutes", minutes.id, hub_id=minutes.hub_id, session=session.id)
    return minutes


def approve(work: Work, session_id: UUID) -> Minutes:
    """From here on it stands. Whoever sat there gets a link to it."""
    session, _reader, minutes = held(work, session_id)
    state = next_state(work, session, minutes, MinutesMove.APPROVE)
    for point in work.session.exec(select(MinutesPoint).where(MinutesPoint.minutes_id == minutes.id)).all():
        if point.item_id:
            point.brought = {"lines": brought_now(work, point.item_id)}
    minutes.state, minutes.approved_at, minutes.approved_by = state, work.now, work.asker.person_id
    work.flush()
    for row in work.session.exec(select(Reading).where(Reading.minutes_id == minutes.id)).all():
        row.due_at = None
        write_to(work, session, minutes, row, "minutes_approved")
    ledger.write(
        work, "minutes.approve", "minutes", minutes.id, hub_id=minutes.hub_id, session=session.id,
        version=minutes.version,
    )  # fmt: skip
    return minutes


def new_version(work: Work, session_id: UUID, reason: str) -> Minutes:
    """Something in the approved minutes is wrong: a draft of the next version, beside what stands. Invalid without a
    reason."""
    session, _reader, last = held(work, session_id)
    if last.state != MinutesState.APPROVED:
        raise Refused(_("Een nieuwe versie kan pas als het verslag goedgekeurd is."))
    why = clean("version_reason", reason, needed=_("Schrijf wat er niet klopt."), at_most=500)
    why = without_names(work, session, "version_reason", why)
    made = Minutes(
        hub_id=last.hub_id, session_id=session.id, version=last.version + 1, reason=why, begun_at=work.now,
        begun_by=work.asker.person_id, late_on=draft_until(work, session),
    )  # fmt: skip
    work.session.add(made)
    work.flush()
    for point in work.session.exec(select(MinutesPoint).where(MinutesPoint.minutes_id == last.id)).all():
        copy = MinutesPoint(
            hub_id=made.hub_id, minutes_id=made.id, item_id=point.item_id, referral_id=point.referral_id,
            remark=point.remark, position=point.position, said=point.said,
        )  # fmt: skip
        work.session.add(copy)
        work.session.flush()
        for one in work.session.exec(select(MinutesAgreement).where(MinutesAgreement.point_id == point.id)).all():
            work.session.add(
                MinutesAgreement(
                    point_id=copy.id, position=one.position, what=one.what, owner=one.owner, due_on=one.due_on,
                    organisation_id=one.organisation_id,
                )
            )  # fmt: skip
    work.flush()
    ledger.write(
        work, "minutes.new_version", "minutes", made.id, hub_id=made.hub_id, session=session.id, version=made.version
    )
    return made


def drop_version(work: Work, session_id: UUID) -> None:
    """A later version that went to nobody yet is thrown away; what was approved stands. Refused for any other."""
    session, _reader, minutes = held(work, session_id)
    if minutes.version == 1 or minutes.state != MinutesState.DRAFT or minutes.times_sent:
        raise Refused(_("Alleen een nieuwe versie die nog niet rondging, kan weg."))
    ledger.write(
        work, "minutes.drop_version", "minutes", minutes.id, hub_id=minutes.hub_id, session=session.id,
        version=minutes.version,
    )  # fmt: skip
    work.session.delete(minutes)
    work.flush()


def say(work: Work, session_id: UUID, correction: str | None, item_id: UUID | None = None) -> Reading:
    """Somebody who sat there and signed in has read it, or asks for a `correction`."""
    session = session_of(work, session_id)
    reader = reader_of(work, session)
    if not reader.sat_there:
        raise NotFound
    mine = select(Reading).join(Minutes, col(Minutes.id) == col(Reading.minutes_id))
    mine = mine.where(Reading.attendance_id == reader.attendance_id).order_by(col(Minutes.version).desc())
    row = work.session.exec(mine.limit(1)).first()
    if row is None:
        raise Refused(_("Er is nog geen verslag om te lezen."))
    return _say(work, session, row, reader, correction, item_id)


def say_by_link(work: Work, token: str, correction: str | None, item_id: UUID | None = None) -> Reading:
    reading, _minutes, session, reader = by_link(work, token)
    return _say(work, session, reading, reader, correction, item_id)


def settle(work: Work, session_id: UUID, reading_id: UUID, note: str) -> Reading:
    """A writer answers what somebody asked to correct; whoever asked reads the answer beside the minutes. NotFound for
    a case that this writer does not read."""
    asked = work.session.get(Reading, reading_id)
    referral = case_at(work, session_id, asked.item_id if asked else None)
    session, reader, minutes = held(work, session_id)
    row = work.session.get(Reading, reading_id, populate_existing=True)
    if row is None or row.minutes_id != minutes.id or not row.correction:
        raise NotFound
    if row.item_id:
        must_read(work, session, minutes, reader, row.item_id)
    faults = Faults()
    said = faults.text("settle", note, needed=_("Schrijf wat je ermee deed."), at_most=LONGEST)
    no_names(work, faults, [referral.id] if referral else [], {"settle": said})
    faults.tell()
    if referral:
        alarm.listen(work, referral, said)
    row.settled_at, row.settled_note = work.now, said
    if minutes.state != MinutesState.DRAFT:  # else the letter with which it goes round again tells of it
        write_to(work, session, minutes, row, "minutes_answered", again=True)
    work.flush()
    ledger.write(work, "minutes.settle", "minutes", minutes.id, hub_id=minutes.hub_id, session=session.id)
    return row


def _say(
    work: Work, session: Session, row: Reading, reader: Reader, correction: str | None, item_id: UUID | None
) -> Reading:  # fmt: skip
    about = _about(work, session, row, reader, item_id) if correction is not None and item_id else None
    minutes = work.held(Minutes, row.minutes_id)
    if minutes.state != MinutesState.READING:
        raise Refused(_("Dit verslag wordt nu niet gelezen. Kijk hoe het nu staat."))
    if correction is not None and minutes.read_until and brussels_date(work.now) > minutes.read_until:
        raise Refused(_("De leestijd is voorbij. Bel het meldpunt als er iets niet klopt."))
    if correction is not None:
        said = clean("correction", correction, needed=_("Schrijf wat er niet klopt."), at_most=LONGEST)
        if about:  # what is said of a case may speak of danger
            alarm.listen(work, about, said)
        if row.settled_at:  # another question stands beside what was answered
            row.earlier = [*(row.earlier or ()), _settled(row)]
        row.correction, row.item_id, row.asked_at, row.settled_at = said, item_id, work.now, None
        row.settled_note = ""
    row.due_at, row.read_at = None, work.now
    work.flush()
    ledger.write(
        work, "minutes.correction" if correction is not None else "minutes.read", "minutes", minutes.id,
        hub_id=minutes.hub_id, session=session.id, reading=row.id,
    )  # fmt: skip
    return row


def _settled(row: Reading) -> dict[str, str]:
    return {
        "correction": row.correction, "item": str(row.item_id or ""), "answer": row.settled_note,
        "asked": brussels_date(row.asked_at).isoformat() if row.asked_at else "",
    }  # fmt: skip


def _about(work: Work, session: Session, row: Reading, reader: Reader, item_id: UUID) -> Referral | None:
    """The case, held, of the point that somebody speaks of; NotFound where that reader does not see it."""
    point = point_of(work, session, work.session.get_one(Minutes, row.minutes_id), item_id, reader)
    return take(work, point.referral_id) if point.referral_id else None


def _readings(work: Work, session: Session, minutes: Minutes) -> list[Reading]:
    """One for each who sat there; what somebody asked before an earlier sending was answered with these words."""
    present = work.session.exec(
        select(Attendance).where(Attendance.session_id == session.id, Attendance.state == Coming.PRESENT)
    ).all()
    known = {
        row.attendance_id: row
        for row in work.session.exec(select(Reading).where(Reading.minutes_id == minutes.id)).all()
    }  # fmt: skip
    named = {one.organisation_id for one in present if one.person_id}
    there = {
        one.id for one in present
        if one.person_id or (one.organisation_id and one.organisation_id not in named)
    }  # fmt: skip
    for gone in set(known) - there:
        work.session.delete(known.pop(gone))
    for one in present:
        if one.id in there and one.id not in known:
            known[one.id] = Reading(
                hub_id=minutes.hub_id, minutes_id=minutes.id, attendance_id=one.id,
                organisation_id=one.organisation_id, person_id=one.person_id,
            )  # fmt: skip
            work.session.add(known[one.id])
    for row in known.values():
        row.settled_at = row.settled_at or (work.now if row.correction else None)
        if row.person_id and row.person_id == work.asker.person_id:
            row.due_at, row.read_at = None, work.now  # who sends it has read it
    work.flush()
    return list(known.values())


def _nth(row: Reading, kind: str, again: bool) -> str:
    return f":{len(row.earlier or ())}" if kind == "minutes_answered" else ":again" if again else ""


def write_to(
    work: Work, session: Session, minutes: Minutes, row: Reading, kind: str, *, again: bool = False
) -> None:  # fmt: skip
    """A letter with a link of its own; the links of before end, but for who is reminded or answered (`again`)."""
    person = work.session.get(Person, row.person_id) if row.person_id else None
    if row.person_id and row.person_id == work.asker.person_id:
        return
    team = work.session.get(Organisation, row.organisation_id) if row.organisation_id and person is None else None
    address = person.email if person and person.left_at is None else team.email if team else ""
    if not again:
        links.expire(work, row.id, Purpose.MINUTES)
    if not address:
        return
    link = links.make(work, Purpose.MINUTES, row.id, hub_id=minutes.hub_id, person_id=row.person_id)
    table = work.session.get_one(DispatchTable, session.table_id)
    row.written = True
    letters.write(
        work, kind, address, once_key=f"{kind}:{row.id}:{minutes.times_sent}{_nth(row, kind, again)}", link=link,
        hub=work.session.get_one(Hub, minutes.hub_id), name=person.name if person else "", table=table.name,
        sat_on=session.at, until=minutes.read_until, version=minutes.version,
        reason=minutes.reason if minutes.version > 1 else "", corrected=bool(row.correction), again=again,
        changed=minutes.times_sent > 1,
    )  # fmt: skip
