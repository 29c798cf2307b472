"""The sessions of a hub's tables: a table with a rhythm always has some ahead, on its weekday, in school weeks only."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlmodel import col, select

from hub import live
from hub.clock import BRUSSELS, brussels_date
from hub.dispatch.locks import hold_agenda, take_all
from hub.dispatch.sessions import rhythm
from hub.dispatch.sessions.kinds import TAKES_CASES
from hub.dispatch.table_tables import AgendaItem, AgendaState, DispatchTable, Session
from hub.problems import Refused
from hub.store import Work
from hub.wording import _

AHEAD = 4


def at_table(table: DispatchTable, day: date) -> datetime:
    """The moment at which the table sits on this day."""
    hour, _colon, minute = table.starts_at.partition(":")
    return datetime.combine(day, time(int(hour), int(minute or 0)), BRUSSELS)


def ensure_sessions(work: Work, hub_id: UUID, *, ahead: int = AHEAD) -> int:
    """See to it that each table of the hub sits on the next `ahead` days of its rhythm; returns how many were added.

    A day on which its session was cancelled or moved away stays free.
    """
    tables = work.session.exec(
        select(DispatchTable).where(DispatchTable.hub_id == hub_id, col(DispatchTable.ended_on).is_(None))
    ).all()
    return sum(_plan_ahead(work, table, ahead) for table in tables)


def _plan_ahead(work: Work, table: DispatchTable, ahead: int) -> int:
    pattern = rhythm.pattern_of(table)
    if pattern is None:
        return 0
    wanted = [at_table(table, day) for day in rhythm.ahead(pattern, brussels_date(work.now), ahead).days]
    known = set(work.session.exec(select(Session.at).where(Session.table_id == table.id, col(Session.at).in_(wanted))))
    new = [
        Session(
            hub_id=table.hub_id,
            table_id=table.id,
            at=at,
            lasts=table.lasts,
            place=table.place,
            video_link=table.video_link,
            chair_id=table.chair_id,
            reporter_id=table.reporter_id,
        ).model_dump()
        for at in wanted
        if at not in known
    ]
    if not new:
        return 0
    # Whoever plans at the same moment plans the same sessions.
    insert = postgresql.insert(Session).values(new).on_conflict_do_nothing()
    return len(work.session.execute(insert.returning(col(Session.id))).all())


def next_session(work: Work, hub_id: UUID, after: datetime, kind: str = TAKES_CASES) -> Session | None:
    """The first session of the hub's tables of this kind after this moment that is not closed; None when none is
    planned."""
    coming = (
        select(Session)
        .where(Session.hub_id == hub_id, Session.at > after, col(Session.closed_at).is_(None), _of_kind(kind))
        .order_by(col(Session.at), col(Session.id))
        .limit(1)
    )
    found = work.session.exec(coming).first()
    if found is None and ensure_sessions(work, hub_id):
        found = work.session.exec(coming).first()
    return found


def hold_session(work: Work, session: Session, also: Collection[UUID] = ()) -> Sequence[AgendaItem]:
    """Hold a session with all that stands on its agenda or is proposed for it, and these cases; returns the items.

    Refused when it was closed meanwhile, or when a case came onto it that we do not hold.
    """
    known = {item.referral_id for item in standing_on(work, session.id)}
    take_all(work, known | set(also))
    hold_agenda(work, session.hub_id)
    work.session.refresh(session)
    items = standing_on(work, session.id)
    if session.closed_at is not None:
        raise Refused(_("Deze zitting is afgesloten. Kies een volgende."))
    if any(item.referral_id not in known for item in items):
        raise Refused(_("Intussen veranderde er iets op de dagorde. Kijk hoe het nu staat."))
    return items


def standing_on(work: Work, session_id: UUID) -> Sequence[AgendaItem]:
    """What is still to be discussed there or is proposed for it, in the order of the cases."""
    return work.session.exec(
        select(AgendaItem)
        .where(AgendaItem.session_id == session_id)
        .where(col(AgendaItem.state).in_((AgendaState.ON_AGENDA, AgendaState.PROPOSED)))
        .order_by(col(AgendaItem.referral_id))
        .execution_options(populate_existing=True)
    ).all()


def sessions_ahead(work: Work, hub_id: UUID, kind: str = TAKES_CASES) -> Sequence[Session]:
    """What is still to come of the hub's tables of this kind, soonest first."""
    return work.session.exec(
        select(Session)
        .where(Session.hub_id == hub_id, Session.at > work.now, col(Session.closed_at).is_(None), _of_kind(kind))
        .order_by(col(Session.at), col(Session.id))
    ).all()


def _of_kind(kind: str) -> sa.ColumnElement[bool]:
    return col(Session.table_id).in_(sa.select(col(DispatchTable.id)).where(col(DispatchTable.kind) == kind))


def changed(work: Work, session_id: UUID) -> None:
    """Raise the session's version, and tell the screens that show it that there is something new."""
    hold_agenda(work, work.session.get_one(Session, session_id).hub_id)
    raised = sa.update(Session).where(col(Session.id) == session_id).values(version=Session.version + 1)
    live.tell(work, session_id, work.session.execute(raised.returning(col(Session.version))).scalar_one())
