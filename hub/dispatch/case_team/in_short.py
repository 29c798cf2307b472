"""What the page of a case says of its network and its plan, in one question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.columns import table_of
from hub.dispatch.case import Stage
from hub.dispatch.case_team.agreed import Stands
from hub.dispatch.case_team.around import Relation, Trusted
from hub.dispatch.case_team.direction import Directs
from hub.dispatch.case_team.meeting_tables import ClientMeeting
from hub.dispatch.case_team.tables import CaseDirection, NetworkPerson, PlanAgreement, TeamMember
from hub.dispatch.codes import SubjectKind
from hub.dispatch.tables import Referral
from hub.lookups import Lookup
from hub.people.tables import Person
from hub.store import Work

CASE = sa.bindparam("case", type_=sa.Uuid())
N, A = table_of(NetworkPerson), table_of(PlanAgreement)
M, D, T, P = table_of(ClientMeeting), table_of(CaseDirection), table_of(TeamMember), table_of(Person)
_THERE: Any = sa.and_(N.c.referral_id == CASE, N.c.removed_at.is_(None), N.c.relation != Relation.YOUNGSTER)
_OPEN: Any = sa.and_(A.c.referral_id == CASE, A.c.stands == Stands.OPEN)
_FIRST = sa.select(A.c.by, A.c.what).where(_OPEN).order_by(A.c.by, A.c.id).limit(1).subquery("first")
_SHORT = Lookup(
    sa.select(
        sa.select(sa.func.count()).select_from(N).where(_THERE).scalar_subquery().label("people"),
        sa.select(sa.func.array_agg(N.c.name)).where(_THERE, N.c.trusted == Trusted.YES).scalar_subquery()
        .label("trusted"),
        sa.select(sa.func.count()).select_from(A).where(_OPEN).scalar_subquery().label("open"),
        sa.exists().where(A.c.referral_id == CASE).label("agreed"),
        sa.select(sa.func.count()).select_from(A).where(_OPEN, A.c.stalled_at.is_not(None)).scalar_subquery()
        .label("stalled"),
        sa.select(_FIRST.c.by).scalar_subquery().label("next_by"),
        sa.select(_FIRST.c.what).scalar_subquery().label("next_what"),
        sa.select(M.c.at).where(M.c.referral_id == CASE, M.c.due_at.is_not(None)).scalar_subquery().label("meets_at"),
        sa.select(P.c.name)
        .join(D, D.c.person_id == P.c.id)
        .where(D.c.referral_id == CASE, D.c.state == Directs.DIRECTS)
        .scalar_subquery()
        .label("director"),
        sa.select(sa.func.count())
        .select_from(T)
        .where(T.c.referral_id == CASE, T.c.left_at.is_(None))
        .scalar_subquery()
        .label("team"),
    )
)  # fmt: skip


@dataclass(frozen=True)
class Short:
    people: int
    trusted: Sequence[str]
    open: int
    stalled: int
    next_by: date | None
    next_what: str
    meets_at: datetime | None = None
    director: str = ""
    team: int = 0
    agreed: bool = False  # something, open or not


def of_page(work: Work, referral: Referral) -> Short | None:
    """None where there is no youngster to stand around: in a concept, and for a question about nobody. As `short`."""
    nobody = referral.subject_kind == SubjectKind.QUESTION and referral.youngster_id is None
    return None if nobody or referral.stage == Stage.CONCEPT else short(work, referral.id)


def short(work: Work, referral_id: UUID) -> Short:
    """Asks no right, and veils no name."""
    (row,) = _SHORT.ask(work.session, case=referral_id)
    return Short(
        row.people,
        row.trusted or (),
        row.open,
        row.stalled,
        row.next_by,
        row.next_what or "",
        row.meets_at,
        row.director or "",
        row.team,
        agreed=row.agreed,
    )
