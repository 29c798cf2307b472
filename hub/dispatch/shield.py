"""Cases with a restricted reason: what was told in them is for the coordinator alone (DOMAIN.md §4, GDPR art. 10)."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col, select

from hub.dispatch.codes import RESTRICTED
from hub.dispatch.same_words import origins
from hub.dispatch.tables import Referral
from hub.people.rights import Right, may, require
from hub.store import Work

# Which cases a mail made. The front door keeps that, and this room knows no more of it than these two columns.
DRAWN = sa.table("mail_referral", sa.column("raw_mail_id", sa.Uuid()), sa.column("referral_id", sa.Uuid()))


def is_shielded(referral: Referral) -> bool:
    """Whether its main reason or another one is restricted."""
    return bool(RESTRICTED & {referral.main_reason, *referral.other_reasons})


def shielded(case: Any = Referral) -> ColumnElement[bool]:
    """The same as a condition of a query, about this one of its cases."""
    restricted = sa.cast(sorted(RESTRICTED), ARRAY(sa.Text))
    return col(case.main_reason).in_(RESTRICTED) | col(case.other_reasons).op("&&")(restricted)


def out_of_the_same(case: Any, other: Any) -> ColumnElement[bool]:
    """As a condition: whether the other one is this case, or was drawn from the same first one."""
    first = sa.func.coalesce(col(case.drawn_from_id), col(case.id))
    return (col(other.id) == first) | (col(other.drawn_from_id) == first)


def shuts_out(work: Work, referral: Referral) -> bool:
    """Whether the asker, of the desk, may know that there is such a case and what was decided, not what was told."""
    return not may(work.asker, Right.SEE_RESTRICTED, referral.hub_id) and is_told_of(work, referral)


def must_read(work: Work, referral: Referral) -> None:
    """NotAllowed for whoever is shut out."""
    if shuts_out(work, referral):
        require(work.asker, Right.SEE_RESTRICTED, referral.hub_id)


def is_told_of(work: Work, referral: Referral) -> bool:
    """Whether it is shielded, or another case that the same words made is, also at a hub that handed it over: those
    are its words too."""
    if is_shielded(referral):
        return True
    first = origins(sa.literal(referral.id, sa.Uuid()))
    its_mail = sa.select(DRAWN.c.raw_mail_id).where(DRAWN.c.referral_id.in_(first))
    by_mail = sa.select(DRAWN.c.referral_id).where(DRAWN.c.raw_mail_id.in_(its_mail))
    family = (col(Referral.id).in_(first), col(Referral.drawn_from_id).in_(first), col(Referral.id).in_(by_mail))
    return work.session.exec(select(Referral.id).where(sa.or_(*family), shielded()).limit(1)).first() is not None
