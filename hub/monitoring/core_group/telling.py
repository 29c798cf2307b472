"""The letter to a core group: once a week at most, and only when something newly waits longer than agreed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from hub import letters
from hub.asker import Role
from hub.clock import DayUnit, brussels_date
from hub.columns import table_of
from hub.dispatch.clockwork.reading import clocks_of
from hub.hubs import Hub, all_hubs
from hub.lookups import Lookup
from hub.monitoring.core_group.tables import CoreGroupWeek
from hub.monitoring.core_group.waiting import newly
from hub.monitoring.core_group.waiting_sight import waiting_at
from hub.monitoring.weekly import moment_of, monday_of
from hub.people.tables import Membership, Person
from hub.store import Work

LETTER = "core_group_waits"
M, P, W = table_of(Membership), table_of(Person), table_of(CoreGroupWeek)
_MEMBERS = Lookup(
    sa.select(P.c.id, P.c.name, P.c.email)
    .join(M, M.c.person_id == P.c.id)
    .where(M.c.hub_id == sa.bindparam("hub", type_=sa.Uuid()), M.c.role == Role.CORE_GROUP, M.c.until.is_(None))
    .order_by(P.c.sort_key, P.c.id)
)


def tell(work: Work) -> None:
    """Look once a week, on the morning of the hub's weekly letters, and write to its core group when there is news."""
    monday = monday_of(brussels_date(work.now))
    looked = set(work.session.scalars(sa.select(W.c.hub_id).where(W.c.week == monday)))
    for hub in all_hubs(work.session):
        members = _MEMBERS.ask(work.session, hub=hub.id)
        if not members or hub.id in looked:
            continue
        clocks = clocks_of(work, hub.id)
        at = moment_of(monday, hub.weekly_day, DayUnit.WORKING_DAYS, clocks.hub.shut)
        if at and at <= work.now:
            _look(work, hub, monday, waiting_at(work, hub.id, clocks), members)


def _look(work: Work, hub: Hub, monday: date, waits: dict[str, str], members: Sequence[Any]) -> None:
    """What waits now is new where it did not the time before; who looks first writes, also when two look at once."""
    last = sa.select(W.c.waits).where(W.c.hub_id == hub.id).order_by(W.c.week.desc()).limit(1)
    new = len(newly(waits, work.session.execute(last).scalar() or {}))
    row = {"hub_id": hub.id, "week": monday, "looked_at": work.now, "waits": waits, "new": new}
    first = insert(CoreGroupWeek).values(row).on_conflict_do_nothing().returning(W.c.hub_id)
    if work.session.execute(first).first() is None or not new:
        return
    for one in members:
        letters.write(
            work, LETTER, one.email, once_key=f"{LETTER}:{hub.id}:{monday.isoformat()}:{one.id}", hub=hub,
            name=one.name, new=new, waits=len(waits),
            page=work.store.settings.public_url.rstrip("/") + "/kerngroep",
        )  # fmt: skip
