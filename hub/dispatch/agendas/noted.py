"""For whom the chair noted an answer at the table, as against what partners said themselves."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.asker import Role
from hub.columns import table_of
from hub.dispatch.table_tables import Claim, ClaimState, Decline
from hub.dispatch.tables import Referral
from hub.lookups import Lookup
from hub.people.tables import Membership
from hub.store import Work


@dataclass(frozen=True)
class Noted:
    """The partners of which a claim that waits, or a decline, was noted by somebody else than its own people."""

    claims: frozenset[UUID] = frozenset()
    declines: frozenset[UUID] = frozenset()


_C, _D, _M = table_of(Claim), table_of(Decline), table_of(Membership)


def _by_another(answers: Any, who: Any) -> Any:
    its_own = sa.exists().where(
        _M.c.person_id == who, _M.c.organisation_id == answers.c.organisation_id, _M.c.role == Role.PARTNER.value
    )
    return (
        sa.select(sa.literal(answers.name, sa.Text()).label("what"), answers.c.organisation_id)
        .where(answers.c.referral_id == sa.bindparam("case", type_=sa.Uuid()))
        .where(answers.c.round == sa.bindparam("round"), who.is_not(None), ~its_own)
    )


_NOTED = Lookup(
    sa.union_all(_by_another(_C, _C.c.made_by).where(_C.c.state == ClaimState.MADE.value), _by_another(_D, _D.c.by))
)


def noted_for(work: Work, referral: Referral) -> Noted:
    """In the round in which the case is. Asks no right."""
    work.session.flush()
    rows = _NOTED.ask(work.session, case=referral.id, round=referral.round)
    of = {what: frozenset(row.organisation_id for row in rows if row.what == what) for what in (_C.name, _D.name)}
    return Noted(of[_C.name], of[_D.name])
