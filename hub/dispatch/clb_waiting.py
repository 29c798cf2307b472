"""What a CLB was asked and did not answer yet, for its workers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.columns import table_of
from hub.dispatch.clb import ASKING, ClbState
from hub.dispatch.clb_answering import own_clbs
from hub.dispatch.clb_tables import ClbQuestion
from hub.dispatch.identity import initials_of
from hub.dispatch.tables import Referral, Youngster
from hub.store import Work

Q, R, Y = table_of(ClbQuestion), table_of(Referral), table_of(Youngster)
# More at once are read in the list of all schools.
MOST = 20


@dataclass(frozen=True)
class Waits:
    """One case whose NAFT track waits for the agreement of the asker's CLB."""

    id: UUID
    number: str
    initials: str
    school: str
    asked_at: datetime


def waits(work: Work) -> tuple[list[Waits], int]:
    """The longest waiting cases, and how many wait in all; none for who works at no CLB."""
    clbs = own_clbs(work)
    if not clbs:
        return [], 0
    newest = newest_of_clbs(clbs)
    query: Any = (
        sa.select(
            R.c.id, R.c.number, R.c.subject_kind, R.c.school_name, Y.c.first_name, Y.c.last_name, newest.c.made_at,
            sa.func.count().over().label("all"),
        )
        .select_from(newest.join(R, R.c.id == newest.c.referral_id).outerjoin(Y, Y.c.id == R.c.youngster_id))
        .where(newest.c.clb_id.in_(clbs), newest.c.state == ClbState.ASKED, R.c.stage.in_(ASKING))
        .order_by(newest.c.made_at, R.c.id)
        .limit(MOST)
    )  # fmt: skip
    rows = list(work.session.execute(query))
    lines = [
        Waits(row.id, row.number, initials_of(row.first_name, row.last_name, row.subject_kind), row.school_name,
              row.made_at)
        for row in rows
    ]  # fmt: skip
    return lines, rows[0].all if rows else 0


def newest_of_clbs(clbs: Collection[UUID]) -> Any:
    """The newest question of each case about which one of these was ever asked: one that went to another CLB since is
    that one's."""
    about = sa.select(Q.c.referral_id).where(Q.c.clb_id.in_(clbs))
    return (
        sa.select(Q.c.referral_id, Q.c.clb_id, Q.c.state, Q.c.worker_name, Q.c.made_at, Q.c.answered_at)
        .distinct(Q.c.referral_id)
        .where(Q.c.referral_id.in_(about))
        .order_by(Q.c.referral_id, Q.c.made_at.desc(), Q.c.state == ClbState.WITHDRAWN)
        .subquery()
    )
