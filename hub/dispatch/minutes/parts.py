"""Which part of the minutes each reads: of a case no more than at the table, and no more than the file allows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import select

from hub.dispatch.house_rules.rules_sight import must_accept
from hub.dispatch.minutes.knowing import READ, Known, gets_now, known_of
from hub.dispatch.minutes.minutes import MinutesState, most, sees
from hub.dispatch.minutes.minutes_tables import Minutes, MinutesPoint
from hub.dispatch.minutes.who_reads import Reader
from hub.dispatch.sharing.gate import Gets
from hub.dispatch.sharing.readers import bound_to_read
from hub.dispatch.table_tables import Session
from hub.problems import NotFound
from hub.store import Work

SENT = (MinutesState.READING, MinutesState.APPROVED)


@dataclass(frozen=True)
class Part:
    """What was looked up to tell a reader's part of some cases."""

    reader: Reader
    gates: Mapping[UUID, Any]  # by case, as the file stands now
    kept_out: frozenset[UUID]  # partners that did not accept the house rules

    def gets(self, known: Known) -> Gets:
        if self.reader.whole:
            return Gets.CARD
        takes = {UUID(one["id"]) for one in known.said["claims"] if one["confirmed"]}
        return most(self._of(known, one, takes) for one in self.reader.own)

    def reads(self, known: Known) -> bool:
        """More of it than the outcome."""
        return self.gets(known) in READ

    def _of(self, known: Known, organisation_id: UUID, takes: set[UUID]) -> Gets:
        """What its partner reads; the outcome alone for who is not bound by secrecy, unless sharing was agreed."""
        gets, gate = Gets(known.said["gets"].get(str(organisation_id), Gets.NOTHING)), self.gates[known.referral_id]
        if organisation_id not in takes:
            if organisation_id in self.kept_out:
                return Gets.NOTHING
            gets = sees(gets, gate.gets(organisation_id))
        return Gets.OUTCOME if gets in READ and not bound_to_read(self.reader.seats, gate, organisation_id) else gets


def part_of(work: Work, session: Session, reader: Reader, known: Sequence[Known]) -> Part:
    return Part(
        reader, gets_now(work, [one.referral_id for one in known]), must_accept(work, session.hub_id, reader.own)
    )


def cases_in(work: Work, session: Session, minutes: Minutes, rows: Sequence[MinutesPoint] | None = None) -> list[Known]:
    """The cases of this version: as they were written down, or as the hub knows them while nobody was sent it."""
    if minutes.state not in SENT and minutes.version == 1:
        return known_of(work, session)
    if rows is None:
        rows = work.session.exec(select(MinutesPoint).where(MinutesPoint.minutes_id == minutes.id)).all()
    kept = sorted((row for row in rows if row.said is not None), key=lambda row: row.position)
    return [Known(row.item_id, row.referral_id, row.said or {}) for row in kept if row.item_id and row.referral_id]


def must_read(work: Work, session: Session, minutes: Minutes, reader: Reader, item_id: UUID) -> None:
    """NotFound for a point of which this reader does not read the case."""
    if reader.whole:
        return
    known = next((one for one in cases_in(work, session, minutes) if one.item_id == item_id), None)
    if known is None or not part_of(work, session, reader, [known]).reads(known):
        raise NotFound
