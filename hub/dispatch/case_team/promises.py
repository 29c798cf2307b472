"""What was promised around a case besides its stage and tracks, as the radar wants it: each with its day."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from hub.dispatch.case_team.agreed import Owner, Rung
from hub.dispatch.case_team.meeting_tables import ClientMeeting
from hub.dispatch.case_team.tables import CaseDirection, PlanAgreement
from hub.dispatch.summer.tables import SummerKeep
from hub.dispatch.watch import Party, Watch, Why
from hub.lookups import Lookup
from hub.store import Work

A = PlanAgreement
_WITH_PARTNER = sa.and_(col(A.owner) == Owner.PARTNER, col(A.rung) < Rung.COORDINATOR)
NOBODY = sa.cast(sa.null(), sa.Uuid())


def _promised(table: Any, why: Why, organisation: Any = NOBODY) -> Any:
    return sa.select(
        col(table.referral_id).label("referral_id"),
        col(table.due_at).label("due_at"),
        sa.literal(str(why)).label("why"),
        organisation.label("organisation_id"),
    ).where(col(table.due_at).is_not(None))


# (case, due_at, why, organisation): every open promise of any case.
PROMISES: Any = sa.union_all(
    _promised(A, Why.AGREEMENT, sa.case((_WITH_PARTNER, col(A.organisation_id)), else_=NOBODY)),
    _promised(ClientMeeting, Why.CLIENT_MEETING),
    _promised(CaseDirection, Why.DIRECTION),
    _promised(SummerKeep, Why.SUMMER, col(SummerKeep.organisation_id)),
)
_ALL = PROMISES.subquery("promise")
FIRST: Any = sa.select(_ALL).order_by(_ALL.c.due_at, _ALL.c.why, _ALL.c.organisation_id).limit(1)
_OF_CASE = Lookup(FIRST.where(_ALL.c.referral_id == sa.bindparam("case", type_=sa.Uuid())))


def first_promise(work: Work, referral_id: UUID) -> Watch | None:
    """The one whose day comes first; None without any."""
    row = next(iter(_OF_CASE.ask(work.session, case=referral_id)), None)
    return as_watch(row.due_at, row.why, row.organisation_id) if row else None


def as_watch(due_at: Any, why: str, organisation_id: UUID | None) -> Watch:
    return Watch(Party.PARTNER if organisation_id else Party.COORDINATOR, due_at, Why(why), organisation_id)
