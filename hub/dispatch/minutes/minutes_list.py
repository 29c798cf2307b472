"""Which minutes somebody may read or has to see to: on the list of minutes, on Vandaag, and on a partner's home."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.asker import AskerKind, Role
from hub.clock import SchoolYear, brussels_date, school_year_of
from hub.dispatch.minutes.minutes import OPEN, MinutesState
from hub.dispatch.minutes.minutes_tables import Brought, Minutes, MinutesRule, Reading
from hub.dispatch.minutes.who_reads import OF_PARTNER
from hub.dispatch.sessions.kinds import Coming, TableKind
from hub.dispatch.sessions.tables import Attendance
from hub.dispatch.table_tables import DispatchTable, Session, TableSeat
from hub.hubs import Hub
from hub.lookups import Lookup
from hub.people.rights import Right, hubs_where
from hub.people.tables import Membership
from hub.problems import NotFound
from hub.store import Work

MANY = 60
MOST = 200  # sessions of one school year that one reads of


@dataclass(frozen=True)
class Row:
    """One session with its newest version that this asker may know of."""

    session_id: UUID
    at: datetime
    table: str
    hub: str
    state: str  # "" while nobody began
    version: int
    read_until: date | None
    reason: str


@dataclass(frozen=True)
class Rule:
    kind: str
    kept: bool
    reason: str


@dataclass(frozen=True)
class Listed:
    """One school year, the newest first."""

    year: SchoolYear
    rows: Sequence[Row]
    older: bool  # whether there is something of an earlier year
    rules: Sequence[tuple[Hub, Sequence[Rule]]]  # of the hubs of which the asker chooses that

    @property
    def months(self) -> list[tuple[date, list[Row]]]:
        """Each month of which there is something, by its first day."""
        first = groupby(self.rows, key=lambda row: brussels_date(row.at).replace(day=1))
        return [(day, list(rows)) for day, rows in first]


@dataclass(frozen=True)
class ToRead:
    session_id: UUID
    at: datetime
    table: str
    until: date | None


_NEWEST: Any = (
    sa.select(
        col(Minutes.session_id), col(Minutes.state), col(Minutes.version), col(Minutes.read_until), col(Minutes.reason)
    )
    .where(col(Minutes.session_id) == col(Session.id))
    .correlate(Session)
    .order_by(col(Minutes.version).desc())
    .limit(1)
)


def listed(work: Work, year: SchoolYear | None = None) -> Listed:
    """Of this school year, else of the present one: for coordinators their hub's, for others of the sessions where they
    sat, led or report. NotFound for who sits nowhere."""
    asker = work.asker
    if asker.kind != AskerKind.PERSON or not asker.seats:
        raise NotFound
    hubs = asker.hubs_as(Role.COORDINATOR)
    newest, year = _NEWEST.lateral("newest"), year or school_year_of(work.now)
    still = col(Attendance.organisation_id).in_(asker.organisations_as(*OF_PARTNER))
    in_person = (col(Attendance.person_id) == asker.person_id) & (col(Attendance.organisation_id).is_(None) | still)
    of_team = col(Attendance.person_id).is_(None) & still
    there = sa.select(col(Attendance.session_id)).where(col(Attendance.state) == Coming.PRESENT, in_person | of_team)
    leads = (col(Session.chair_id) == asker.person_id) | (col(Session.reporter_id) == asker.person_id)
    leads &= col(Session.hub_id).in_(asker.hubs_as(Role.DUTY_DESK, Role.STEERING)) | _of_a_seat_then(asker.person_id)
    mine = col(Session.hub_id).in_(hubs) | leads | col(Session.id).in_(there)
    mine &= col(Session.cancelled_at).is_(None)
    older = sa.select(sa.exists().where(mine, col(Session.at) < year.starts_at))
    rows = work.session.execute(
        sa.select(
            col(Session.id), col(Session.at), col(DispatchTable.name).label("table"), col(Hub.name).label("hub"),
            newest.c.state, newest.c.version, newest.c.read_until, newest.c.reason,
        )
        .join(DispatchTable, col(DispatchTable.id) == col(Session.table_id))
        .join(Hub, col(Hub.id) == col(Session.hub_id))
        .outerjoin(newest, sa.true())
        .where(mine, col(Session.at) >= year.starts_at, col(Session.at) <= min(work.now, year.ends_at))
        .order_by(col(Session.at).desc(), col(Session.id))
        .limit(MOST)
    )  # fmt: skip
    return Listed(
        year,
        [
            Row(row.id, row.at, row.table, row.hub, row.state or "", row.version or 0, row.read_until, row.reason or "")
            for row in rows
        ],
        bool(work.session.execute(older).scalar_one()),
        _rules(work),
    )


def _of_a_seat_then(person_id: UUID | None) -> Any:
    """Of a partner that has a seat there, since before the session: as `who_reads.leading_for`."""
    return (
        sa.exists()
        .where(col(Membership.person_id) == person_id, col(Membership.until).is_(None))
        .where(col(Membership.organisation_id) == col(TableSeat.organisation_id))
        .where(col(TableSeat.table_id) == col(Session.table_id))
        .where(col(Membership.since) <= sa.cast(sa.func.timezone("Europe/Brussels", col(Session.at)), sa.Date))
        .correlate(Session)
    )


def to_read(work: Work) -> list[ToRead]:
    """What whoever signed in, or its team, was sent and nobody said yet to have read."""
    own = list(work.asker.organisations_as(*OF_PARTNER))
    rows = _TO_READ.ask(work.session, person=work.asker.person_id, partners=own) if work.asker.person_id else ()
    return [ToRead(row.id, row.at, row.table, row.read_until) for row in rows]


def to_permit(work: Work, partners: Sequence[UUID]) -> list[ToRead]:
    """Sessions of which something that these partners brought waits for their permission."""
    rows = _TO_PERMIT.ask(work.session, partners=list(partners)) if partners else ()
    return [ToRead(row.id, row.at, row.table, row.read_until) for row in rows]


_PARTNERS: Any = sa.bindparam("partners", expanding=True)
_TO_READ = Lookup(
    sa.select(col(Session.id), col(Session.at), col(DispatchTable.name).label("table"), col(Minutes.read_until))
    .select_from(Reading)
    .join(Minutes, col(Minutes.id) == col(Reading.minutes_id))
    .join(Session, col(Session.id) == col(Minutes.session_id))
    .join(DispatchTable, col(DispatchTable.id) == col(Session.table_id))
    .where(
        (col(Reading.person_id) == sa.bindparam("person", type_=sa.Uuid()))
        | (col(Reading.person_id).is_(None) & col(Reading.organisation_id).in_(_PARTNERS))
    )
    .where(col(Reading.read_at).is_(None))
    .where(col(Minutes.state) == MinutesState.READING)
    .order_by(col(Minutes.read_until), col(Session.at))
    .limit(MANY)
)
_TO_PERMIT = Lookup(
    sa.select(
        col(Session.id), col(Session.at), col(DispatchTable.name).label("table"),
        sa.func.max(col(Minutes.read_until)).label("read_until"),
    )
    .select_from(Brought)
    .join(Session, col(Session.id) == col(Brought.session_id))
    .join(DispatchTable, col(DispatchTable.id) == col(Session.table_id))
    .join(Minutes, col(Minutes.session_id) == col(Session.id))
    .where(col(Brought.organisation_id).in_(_PARTNERS), col(Brought.permitted).is_(None))
    .where(col(Minutes.state).in_(OPEN))
    .group_by(col(Session.id), col(Session.at), col(DispatchTable.name))
    .order_by(col(Session.at))
    .limit(MANY)
)  # fmt: skip


def _rules(work: Work) -> list[tuple[Hub, Sequence[Rule]]]:
    mine = hubs_where(work.asker, Right.PLAN_SESSIONS)
    if not mine:
        return []
    hubs = work.session.exec(select(Hub).where(col(Hub.id).in_(mine)).order_by(col(Hub.position))).all()
    kept = {
        (one.hub_id, one.kind): one
        for one in work.session.exec(select(MinutesRule).where(col(MinutesRule.hub_id).in_(mine))).all()
    }
    return [(hub, [_rule(kept.get((hub.id, str(kind))), kind) for kind in TableKind]) for hub in hubs]


def _rule(row: MinutesRule | None, kind: TableKind) -> Rule:
    return Rule(str(kind), row.kept if row else True, row.reason if row else "")
