"""The minutes as one reader sees them: each case as far as it could be read at the table, and may be read now."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from hub import ledger
from hub.clock import brussels_date
from hub.dispatch.minutes import words
from hub.dispatch.minutes.beginning import latest
from hub.dispatch.minutes.bringing import brought_at
from hub.dispatch.minutes.knowing import READ, Known, known_of
from hub.dispatch.minutes.minutes import MinutesMove, MinutesState, Standing, may_be_made
from hub.dispatch.minutes.minutes_tables import Brought, Minutes, MinutesAgreement, MinutesPoint, Reading
from hub.dispatch.minutes.parts import SENT, Part, cases_in, part_of
from hub.dispatch.minutes.there import there_at
from hub.dispatch.minutes.who_reads import Reader, by_link, reader_of, session_of
from hub.dispatch.minutes.writing import standing_of
from hub.dispatch.sharing.gate import Gets
from hub.dispatch.table_tables import AgendaItem, DispatchTable, Session
from hub.dispatch.whose_words import Veil, veil_by_case, veiled_all
from hub.hubs import Hub
from hub.people.tables import Person
from hub.store import Work


@dataclass(frozen=True)
class Agreed:
    what: str
    owner: str
    due_on: date


@dataclass(frozen=True)
class PointSeen:
    """One case, or what was said of none. Of a `hidden` one nothing is left; of a `limited` one only the outcome."""

    number: int  # on the agenda; 0 for what was said of no case
    item_id: UUID | None
    called: str = ""
    reference: str = ""
    reason: str = ""
    hidden: bool = False
    limited: bool = False
    outcome: str = ""
    lines: Sequence[str] = ()  # who takes it up, who does not, who did not answer
    remark: str = ""
    edition: int = 0
    agreements: Sequence[Agreed] = ()
    brought: Sequence[Mapping[str, str]] = ()  # in the minutes
    own: Sequence[tuple[Brought, str]] = ()  # of the reader's partners, or typed by the reader
    waits: Sequence[tuple[str, bool]] = ()  # for a writer: of which partner something waits, and whether it said no
    may_bring: Sequence[str] = ()  # ids of the partners for whom this reader may write something
    referral_id: UUID | None = None  # for the desk
    places: Sequence[str] = ()  # ids of all its places on that agenda


@dataclass(frozen=True)
class MinutesSeen:
    session: Session
    table: DispatchTable
    hub: Hub
    reader: Reader
    minutes: Minutes | None  # the version that is shown
    newest: Minutes | None
    versions: Sequence[Minutes]  # which this reader may open, the newest first
    standing: Standing | None
    moves: Sequence[MinutesMove]
    there: Mapping[str, Any]
    points: Sequence[PointSeen]
    general: PointSeen
    readings: Sequence[tuple[Reading, str]] = ()  # for a writer: who read it
    corrections: Mapping[UUID, str] = field(default_factory=dict)  # by reading: of cases that this reader reads
    earlier: Mapping[UUID, Sequence[tuple[str, str]]] = field(default_factory=dict)  # the same: what was settled before
    mine: Reading | None = None
    approved_by: str = ""

    @property
    def draft(self) -> bool:
        return self.minutes is not None and self.minutes.state == MinutesState.DRAFT

    @property
    def shown(self) -> bool:
        """Whether this reader reads the text, or only that there will be one."""
        return self.minutes is not None and (self.reader.writes or self.reader.whole or self.minutes.state in SENT)


@dataclass(frozen=True)
class _Given:
    """What was read for all points at once."""

    part: Part
    today: date
    sat_on: date
    agreements: Mapping[UUID, Sequence[MinutesAgreement]]
    brought: Mapping[UUID, Sequence[tuple[Brought, str]]]
    there: Sequence[str]
    may_bring: bool
    veils: dict[UUID, Veil] = field(default_factory=dict)


def minutes_of(work: Work, session_id: UUID, version: int | None = None, *, act: str = "minutes.look") -> MinutesSeen:
    """The minutes of a session for whoever may read them; each look at what was written is recorded."""
    session = session_of(work, session_id)
    return _seen(work, session, reader_of(work, session), version, act)


def behind_link(work: Work, token: str, *, act: str = "minutes.look") -> MinutesSeen:
    """The same behind the link of a letter: the version that was sent, or what followed it. Without an `act` it is no
    look: nobody pressed the button yet."""
    _reading, _minutes, session, reader = by_link(work, token)
    return _seen(work, session, reader, None, act)


def told_at(work: Work, session_id: UUID) -> list[PointSeen]:
    """What became of each case of a session, in the words and under the numbers of its minutes, without what was typed
    there."""
    session = session_of(work, session_id)
    reader, newest = reader_of(work, session), latest(work, session.id)
    kept = newest is not None and newest.state != MinutesState.NONE
    known = cases_in(work, session, newest) if newest and kept else known_of(work, session)
    given = _Given(
        part_of(work, session, reader, known), brussels_date(work.now), brussels_date(session.at), {}, {}, (), False
    )
    return [_point(work, given, n, one, None) for n, one in enumerate(known, start=1)]


def _seen(work: Work, session: Session, reader: Reader, version: int | None, act: str) -> MinutesSeen:
    everything = work.session.exec(
        select(Minutes).where(Minutes.session_id == session.id).order_by(col(Minutes.version).desc())
    ).all()
    newest = everything[0] if everything else None
    all_of_it = reader.writes or reader.whole
    open_to = [one for one in everything if all_of_it or one.state in SENT]
    shown = next((one for one in open_to if version is None or one.version == version), None) or newest
    table, hub = work.session.get_one(DispatchTable, session.table_id), work.session.get_one(Hub, session.hub_id)
    standing = standing_of(work, session, newest) if newest else None
    readings, mine = _readings(work, shown, reader) if shown else ((), None)
    seen = MinutesSeen(
        session=session, table=table, hub=hub, reader=reader, minutes=shown, newest=newest, versions=open_to,
        standing=standing,
        moves=may_be_made(standing, brussels_date(work.now)) if standing and reader.writes and shown == newest else (),
        there={}, points=(), general=PointSeen(0, None), readings=readings if all_of_it else (), mine=mine,
        approved_by=_name(work, shown.approved_by) if shown and shown.approved_by else "",
    )  # fmt: skip
    if shown is None or shown.state == MinutesState.NONE:
        return seen
    points, general = _points(work, session, reader, shown, may_bring=newest is shown)
    if seen.shown and act:
        ledger.write(work, act, "minutes", shown.id, hub_id=session.hub_id, session=session.id, version=shown.version)
    there = shown.there if shown.there is not None else there_at(work, session)
    there = {**there, "guests": _guests(there["guests"], points, reader)}
    asked, earlier = _corrections(work, [*(row for row, _name in seen.readings), *([mine] if mine else [])], points)
    return MinutesSeen(
        **{
            **seen.__dict__, "points": points, "general": general, "there": there, "corrections": asked,
            "earlier": earlier,
        }
    )  # fmt: skip


def _guests(guests: Sequence[dict[str, Any]], points: Sequence[PointSeen], reader: Reader) -> list[dict[str, Any]]:
    """Who came for one point is named to who was at that point, and to the desk."""
    read = [one for one in points if not one.hidden and not one.limited]
    at = {place: one.number for one in read for place in (str(one.item_id), *one.places)}
    # Minutes that were kept before this was written down know of points only.
    seen = (one for one in guests if not one.get("only", one["item"]) or one["item"] in at or reader.whole)
    return [{**one, "point": at.get(one["item"], 0)} for one in seen]


def _corrections(
    work: Work, readings: Sequence[Reading], points: Sequence[PointSeen]
) -> tuple[dict[UUID, str], dict[UUID, list[tuple[str, str]]]]:
    """What was asked to correct, and what was asked before with its answer, with initials; nothing of a case that this
    reader does not read."""
    asked = [row for row in readings if row.correction]
    read = {str(one.item_id or "") for one in points if not one.hidden and not one.limited} | {""}
    items = select(AgendaItem.referral_id).where(col(AgendaItem.id).in_([one.item_id for one in points]))
    veil = veiled_all(work, work.session.exec(items).all()) if asked else str
    now = {row.id: veil(row.correction) for row in asked if str(row.item_id or "") in read}
    before = {
        row.id: [(veil(one["correction"]), one["answer"]) for one in row.earlier if one["item"] in read]
        for row in asked
        if row.earlier
    }
    return now, before


def _points(
    work: Work, session: Session, reader: Reader, minutes: Minutes, *, may_bring: bool
) -> tuple[list[PointSeen], PointSeen]:  # fmt: skip
    rows = work.session.exec(select(MinutesPoint).where(MinutesPoint.minutes_id == minutes.id)).all()
    by_item = {row.item_id: row for row in rows}
    known = cases_in(work, session, minutes, rows)
    agreements: dict[UUID, list[MinutesAgreement]] = defaultdict(list)
    for one in work.session.exec(
        select(MinutesAgreement)
        .where(col(MinutesAgreement.point_id).in_([row.id for row in rows]))
        .order_by(col(MinutesAgreement.position))
    ).all():
        agreements[one.point_id].append(one)
    brought: dict[UUID, list[tuple[Brought, str]]] = defaultdict(list)
    for line in brought_at(work, session.id):
        brought[line[0].item_id].append(line)
    there = there_at(work, session) if may_bring and minutes.state != MinutesState.APPROVED else {"lines": []}
    given = _Given(
        part_of(work, session, reader, known), brussels_date(work.now), brussels_date(session.at), agreements, brought,
        [line["id"] for line in there["lines"] if line["state"] == "present" and line["id"]],
        may_bring and minutes.state in (MinutesState.DRAFT, MinutesState.READING),
    )  # fmt: skip
    points = [_point(work, given, n, one, by_item.get(one.item_id)) for n, one in enumerate(known, start=1)]
    none, veil = by_item.get(None), veiled_all(work, [one.referral_id for one in known])
    general = PointSeen(
        0, None, remark=veil(none.remark) if none else "", edition=none.edition if none else 0,
        agreements=[Agreed(veil(one.what), veil(one.owner), one.due_on) for one in agreements[none.id]] if none else (),
    )  # fmt: skip
    return points, general


def _point(work: Work, given: _Given, number: int, known: Known, row: MinutesPoint | None) -> PointSeen:
    reader, said = given.part.reader, known.said
    gets = given.part.gets(known)
    if gets == Gets.NOTHING:
        return PointSeen(number, known.item_id, hidden=True)
    kept = [
        Agreed(_veiled(work, given, known, one.what), _veiled(work, given, known, one.owner), one.due_on)
        for one in (given.agreements.get(row.id, ()) if row else ())
    ]
    limited = gets not in READ
    lines = [*words.running_words(said), *(words.claim_words(one, given.today) for one in said["claims"])]
    later = words.decided_later(said, given.sat_on, given.today)
    outcome = " ".join(part for part in (words.outcome_words(said, given.today), later) if part)
    if limited:
        return PointSeen(
            number, known.item_id, reference=said["number"], limited=True, outcome=outcome, lines=lines,
            agreements=kept,
        )  # fmt: skip
    lines += words.decline_words(said, lambda one: reader.whole or one in reader.own)
    lines += words.silent_words(said) if reader.whole else []
    all_brought = given.brought.get(known.item_id, ())
    may = [one for one in given.there if said["gets"].get(one) in READ] if given.may_bring else []
    return PointSeen(
        number, known.item_id, called=said["initials"] or said["number"], reference=said["number"],
        reason=words.reason_words(said), outcome=outcome, lines=lines,
        remark=_veiled(work, given, known, row.remark if row else ""), edition=row.edition if row else 0,
        agreements=kept, brought=_brought(work, given, known, row, all_brought),
        referral_id=known.referral_id if reader.whole else None, places=said.get("places", ()),
        own=[
            line for line in all_brought
            if line[0].organisation_id in reader.own or (line[0].written_by and line[0].written_by == _who(work))
        ],
        waits=[(name, one.permitted is False) for one, name in all_brought if reader.writes and not one.permitted],
        may_bring=may if reader.writes else [one for one in may if UUID(one) in reader.own],
    )  # fmt: skip


def _brought(
    work: Work, given: _Given, known: Known, row: MinutesPoint | None, lines: Sequence[tuple[Brought, str]]
) -> Sequence[Mapping[str, str]]:  # fmt: skip
    if row is not None and row.brought is not None:
        return list(row.brought["lines"])
    return [
        {"partner": name, "text": _veiled(work, given, known, one.text)} for one, name in lines if one.permitted
    ]  # fmt: skip


def _veiled(work: Work, given: _Given, known: Known, text: str) -> str:
    """With initials for names, whoever wrote it: a partner that reports does not know them."""
    if not text:
        return text
    if known.referral_id not in given.veils:
        given.veils[known.referral_id] = veil_by_case(work, known.referral_id)
    return given.veils[known.referral_id](text)


def _readings(work: Work, minutes: Minutes, reader: Reader) -> tuple[list[tuple[Reading, str]], Reading | None]:
    rows = work.session.execute(
        select(Reading, Person.name)
        .outerjoin(Person, col(Person.id) == col(Reading.person_id))
        .where(Reading.minutes_id == minutes.id)
        .order_by(col(Person.sort_key))
    ).all()
    mine = next((row[0] for row in rows if row[0].attendance_id == reader.attendance_id), None)
    return [(row[0], row[1] or "") for row in rows], mine


def _name(work: Work, person_id: UUID) -> str:
    person = work.session.get(Person, person_id)
    return person.name if person else ""


def _who(work: Work) -> UUID | None:
    return work.asker.person_id
