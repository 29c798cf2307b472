"""The group of Vandaag for minutes: a late draft, a correction that was asked, a reading that is over."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.clock import brussels_date
from hub.columns import table_of
from hub.dispatch.minutes.minutes import MinutesState
from hub.dispatch.minutes.minutes_tables import Minutes, Reading
from hub.dispatch.table_tables import DispatchTable, Session
from hub.home.today_lines import HUBS, SHOWN, Group, Item
from hub.lookups import Lookup
from hub.store import Work
from hub.wording import _, ago, date_words

M, S, T, R = (table_of(one) for one in (Minutes, Session, DispatchTable, Reading))
_DAY: Any = sa.bindparam("day", type_=sa.Date())
_ASKED = sa.exists().where(R.c.minutes_id == M.c.id, R.c.correction != "", R.c.settled_at.is_(None))
_UNREAD = sa.exists().where(R.c.minutes_id == M.c.id, R.c.read_at.is_(None))
_WAIT = sa.or_(
    sa.and_(M.c.state == MinutesState.DRAFT, M.c.late_on < _DAY, S.c.closed_at.is_not(None)),
    sa.and_(M.c.state == MinutesState.READING, sa.or_(_ASKED, ~_UNREAD, M.c.read_until < _DAY)),
)
_OF = M.join(S, S.c.id == M.c.session_id).join(T, T.c.id == S.c.table_id)
_COUNT = sa.select(sa.func.count()).select_from(_OF).where(M.c.hub_id.in_(HUBS), _WAIT).scalar_subquery()
_WAITING = Lookup(
    sa.select(
        S.c.id,
        S.c.at,
        T.c.name,
        M.c.state,
        M.c.read_until,
        _ASKED.label("asked"),
        (~_UNREAD).label("all_read"),
        _COUNT.label("in_all"),
    )
    .select_from(_OF)
    .where(M.c.hub_id.in_(HUBS), _WAIT)
    .order_by(S.c.at, S.c.id)
    .limit(SHOWN)
)


def waiting(work: Work, hubs: list[UUID]) -> Group:
    """What the coordinator, or the reporter, still has to do about minutes."""
    today = brussels_date(work.now)
    rows = _WAITING.ask(work.session, hubs=hubs, day=today)
    items = [
        Item(
            "late" if row.state == MinutesState.DRAFT or row.asked else "waits", f"/tafel/{row.id}/verslag", row.name,
            _why(row), meta=date_words(row.at, today), late=ago(row.at, today), button=_("Open"),
        )
        for row in rows
    ]  # fmt: skip
    total = rows[0].in_all if rows else 0
    return Group("verslagen", _("Verslagen die op jou wachten"), "waits", items, total, "/verslagen")


def _why(row: Any) -> str:
    if row.state == MinutesState.DRAFT:
        return _("het verslag is nog een ontwerp")
    if row.asked:
        return _("iemand vroeg een verbetering van het verslag")
    return _("iedereen las het verslag: keur het goed") if row.all_read else _("de leestijd van het verslag is voorbij")
