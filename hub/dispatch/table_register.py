"""The tables of a hub as those who plan them see them: seats, sessions to come, and how many cases lie on each."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.dispatch.sessions.kinds import TAKES_CASES
from hub.dispatch.table_tables import AgendaItem, AgendaState, DispatchTable, Session, TableSeat
from hub.hubs import Hub, hubs_among
from hub.partners.tables import HubPartner, Organisation, OrganisationKind
from hub.people.rights import Right, may, require, require_any
from hub.problems import NotFound
from hub.store import Work

MOST = 200


@dataclass(frozen=True)
class SessionLine:
    session: Session
    cases: int  # on its agenda
    proposed: int = 0  # for it, until the coordinator decides

    @property
    def goes_along(self) -> int:
        """What moves with it to another day, or to the next session."""
        return self.cases + self.proposed


@dataclass(frozen=True)
class TableView:
    table: DispatchTable
    hub: Hub
    seats: Sequence[tuple[Organisation, TableSeat]]
    sessions: Sequence[SessionLine]
    manages: bool  # the asker may change the table and its seats, and not its sessions alone
    others: Sequence[Organisation] = ()  # partners of the hub without a seat


def tables(work: Work) -> list[tuple[Hub, list[TableView]]]:
    """Each hub of which the asker plans the sessions, with its tables; those that ended come last."""
    hubs = hubs_among(work.session, require_any(work.asker, Right.PLAN_SESSIONS))
    return [(hub, [_view(work, table, hub) for table in _of_hub(work, hub.id)]) for hub in hubs]


def table_of(work: Work, table_id: UUID) -> TableView:
    """One table with everything about it. NotFound for the people of another hub."""
    table = work.found(DispatchTable, table_id)
    require(work.asker, Right.PLAN_SESSIONS, table.hub_id)
    return _view(work, table, work.session.get_one(Hub, table.hub_id))


def session_of(work: Work, session_id: UUID) -> tuple[SessionLine, TableView]:
    """One session that is to come, with its table."""
    found = work.session.get(Session, session_id)
    if found is None or found.cancelled_at or found.closed_at:
        raise NotFound
    view = table_of(work, found.table_id)
    return _cases(work, [found])[0], view


def _of_hub(work: Work, hub_id: UUID) -> Sequence[DispatchTable]:
    return work.session.exec(
        select(DispatchTable)
        .where(DispatchTable.hub_id == hub_id)
        .order_by(col(DispatchTable.ended_on).is_not(None), col(DispatchTable.name))
    ).all()


def _view(work: Work, table: DispatchTable, hub: Hub) -> TableView:
    seats = work.session.exec(
        select(Organisation, TableSeat)
        .join(TableSeat, col(TableSeat.organisation_id) == col(Organisation.id))
        .where(TableSeat.table_id == table.id)
        .order_by(col(TableSeat.position), col(Organisation.sort_key))
    ).all()
    seated = {one.id for one, _seat in seats}
    partners = work.session.exec(
        select(Organisation)
        .join(HubPartner, col(HubPartner.organisation_id) == col(Organisation.id))
        .where(HubPartner.hub_id == hub.id, col(Organisation.ended_on).is_(None))
        .order_by(col(Organisation.sort_key))
    ).all()
    others = [one for one in (*partners, *_clbs(work, table)) if one.id not in seated]
    return TableView(
        table=table, hub=hub, seats=[(one, seat) for one, seat in seats], sessions=_sessions(work, table),
        manages=may(work.asker, Right.MANAGE, hub.id), others=others,
    )  # fmt: skip


def _clbs(work: Work, table: DispatchTable) -> Sequence[Organisation]:
    """At a table where nobody takes cases up the CLBs sit too."""
    if table.kind == TAKES_CASES:
        return ()
    clbs = select(Organisation).where(Organisation.kind == OrganisationKind.CLB, col(Organisation.ended_on).is_(None))
    return work.session.exec(clbs.order_by(col(Organisation.sort_key)).limit(MOST)).all()


def _sessions(work: Work, table: DispatchTable) -> list[SessionLine]:
    """Those that are not closed: the ones to come, and those that somebody forgot to close."""
    rows = work.session.exec(
        select(Session)
        .where(Session.table_id == table.id, col(Session.closed_at).is_(None))
        .order_by(col(Session.at), col(Session.id))
    ).all()
    return [line for line in _cases(work, rows) if line.session.at > work.now or line.goes_along]


def _cases(work: Work, sessions: Sequence[Session]) -> list[SessionLine]:
    rows = work.session.execute(
        sa.select(col(AgendaItem.session_id), col(AgendaItem.state), sa.func.count())
        .where(col(AgendaItem.session_id).in_([one.id for one in sessions]))
        .where(col(AgendaItem.state).in_((AgendaState.ON_AGENDA, AgendaState.PROPOSED)))
        .group_by(col(AgendaItem.session_id), col(AgendaItem.state))
    ).all()
    counted: dict[tuple[UUID, str], int] = {(row[0], row[1]): row[2] for row in rows}
    return [
        SessionLine(one, *(counted.get((one.id, state), 0) for state in (AgendaState.ON_AGENDA, AgendaState.PROPOSED)))
        for one in sessions
    ]
