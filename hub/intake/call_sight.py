"""Noted calls for who may see them: what waits for a place, and what became of the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.columns import table_of
from hub.dispatch import alarm
from hub.dispatch.codes import ReferrerKind
from hub.dispatch.tables import Referral
from hub.intake.call_tables import CallState, NotedCall, QuickAnswer
from hub.lookups import Lookup
from hub.partners import finder
from hub.partners.tables import OrganisationKind
from hub.people.rights import Right, may, require_any
from hub.people.tables import Person
from hub.problems import NotFound
from hub.store import Work
from hub.wording import N_, _

LONGEST_LINE = 120
LAST = 50
STATE_WORDS = {
    CallState.OPEN: N_("nog te plaatsen"),
    CallState.ON_CASE: N_("staat bij een aanmelding"),
    CallState.REFERRAL: N_("werd een aanmelding"),
    CallState.INFORMED: N_("informatie gegeven"),
    CallState.NOTHING: N_("niets te doen"),
}
C, A, P, R = table_of(NotedCall), table_of(QuickAnswer), table_of(Person), table_of(Referral)
HUBS: Any = sa.bindparam("hubs", expanding=True)


@dataclass(frozen=True)
class CallLine:
    id: UUID
    hub_id: UUID
    started_at: datetime
    caller: str
    said: str  # its beginning; "" once it stands with a case, which says who may read it
    state: str
    danger: str  # the signs in words, "" for none
    by: str
    referral_id: UUID | None
    number: str | None
    answer: str | None

    @property
    def words(self) -> str:
        return _(STATE_WORDS[CallState(self.state)])


def query(*where: Any) -> sa.Select[Any]:
    """The columns of a line, to narrow, order and limit; `read` makes lines of what comes back."""
    return (
        sa.select(
            C.c.id, C.c.hub_id, C.c.started_at, C.c.caller, C.c.said, C.c.state, C.c.danger, P.c.name.label("by"),
            C.c.referral_id, R.c.number, A.c.title.label("answer"),
        )
        .select_from(C)
        .outerjoin(P, P.c.id == C.c.by)
        .outerjoin(R, R.c.id == C.c.referral_id)
        .outerjoin(A, A.c.id == C.c.answer_id)
        .where(C.c.hub_id.in_(HUBS), *where)
    )  # fmt: skip


def read(work: Work, rows: Sequence[Any]) -> list[CallLine]:
    return [
        CallLine(
            row.id, row.hub_id, row.started_at, row.caller, "" if row.referral_id else _shortened(row.said), row.state,
            _danger(work, row), row.by or "", row.referral_id, row.number, row.answer,
        )
        for row in rows
    ]  # fmt: skip


def _danger(work: Work, row: Any) -> str:
    return alarm.words_of(row.danger) if row.danger and not row.referral_id else ""


def _shortened(said: str) -> str:
    line = " ".join(said.split())
    return line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE].rstrip() + "…"


OPEN = C.c.state == CallState.OPEN.value
DANGEROUS = C.c.danger != sa.literal_column("'{}'")
_LATEST = Lookup(query().order_by(C.c.state != CallState.OPEN.value, sa.desc(C.c.started_at), C.c.id).limit(LAST))


def latest(work: Work) -> list[CallLine]:
    """What waits first, then the calls of the asker's desks as they came, the last one first."""
    return read(work, _LATEST.ask(work.session, hubs=list(require_any(work.asker, Right.NOTE))))


def may_read(work: Work, call: NotedCall) -> bool:
    """Its words stand with its case once it has one."""
    return call.referral_id is None and may(work.asker, Right.NOTE, call.hub_id)


def answers_of(work: Work, hub_id: UUID) -> Sequence[QuickAnswer]:
    """The ready answers of a hub, in their order."""
    return work.session.exec(
        select(QuickAnswer)
        .where(QuickAnswer.hub_id == hub_id, col(QuickAnswer.ended_at).is_(None))
        .order_by(col(QuickAnswer.position), col(QuickAnswer.id))
    ).all()


_ONE = Lookup(query(C.c.id == sa.bindparam("call", type_=sa.Uuid())))


def one(work: Work, call_id: UUID) -> CallLine:
    """A call of the asker's desks."""
    rows = _ONE.ask(work.session, hubs=list(require_any(work.asker, Right.NOTE)), call=call_id)
    if not rows:
        raise NotFound
    return read(work, rows)[0]


_KINDS = {OrganisationKind.SCHOOL: ReferrerKind.SCHOOL, OrganisationKind.CLB: ReferrerKind.CLB}


def kind_of(work: Work, organisation: str) -> str:
    """Where a caller of this organisation works, as the form asks it; "" where nobody knows."""
    known = finder.called(work, organisation) if organisation else None
    if known is None:
        return ""
    return _KINDS.get(OrganisationKind(known.kind), ReferrerKind.WELFARE)
