"""Where a case came from: the stored mail or the first referral out of which it was drawn, and its siblings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.columns import table_of
from hub.dispatch import same_words
from hub.dispatch.case import is_open
from hub.dispatch.codes import Channel
from hub.dispatch.identity import goes_by, is_nameless, youngster_of
from hub.dispatch.table_tables import TableCard
from hub.dispatch.tables import Referral, Youngster
from hub.intake.tables import MailReferral, RawMail
from hub.lookups import Lookup
from hub.store import Work

R = table_of(Referral)
Y = table_of(Youngster)
K = table_of(TableCard)


@dataclass(frozen=True)
class Sibling:
    """Another case out of the same mail, form or call; for the desk, so with initials only."""

    id: UUID
    number: str
    initials: str


def mail_of(work: Work, referral: Referral) -> RawMail | None:
    """The mail out of which this case was drawn; None when it came in another way."""
    return work.session.exec(
        select(RawMail)
        .join(MailReferral, col(MailReferral.raw_mail_id) == col(RawMail.id))
        .where(MailReferral.referral_id == referral.id)
    ).first()


def drawn_from(work: Work, mail_id: UUID) -> Sequence[Referral]:
    """The referrals that were drawn from a mail, in the order of their numbers."""
    return work.session.exec(
        select(Referral)
        .join(MailReferral, col(MailReferral.referral_id) == col(Referral.id))
        .where(MailReferral.raw_mail_id == mail_id)
        .order_by(col(Referral.number))
    ).all()


def all_of(work: Work, referral: Referral) -> Sequence[Referral]:
    """This case and those out of the same original, in the order of their numbers."""
    mail = mail_of(work, referral)
    if mail:
        return drawn_from(work, mail.id)
    first = referral.drawn_from_id or referral.id
    return work.session.exec(
        select(Referral)
        .where(sa.or_(col(Referral.id) == first, col(Referral.drawn_from_id) == first))
        .order_by(col(Referral.number))
    ).all()


# Made once: making it takes far longer than its answer. `first` is the case out of which the others were drawn.
CASE, FIRST = sa.bindparam("case", type_=sa.Uuid()), sa.bindparam("first", type_=sa.Uuid())
_ITS_MAIL = select(MailReferral.raw_mail_id).where(col(MailReferral.referral_id) == CASE)
_LINES = (
    sa.select(R.c.id, R.c.number, R.c.subject_kind, Y.c.first_name, Y.c.last_name, K.c.initials.label("on_card"))
    .outerjoin(Y, Y.c.id == R.c.youngster_id)
    .outerjoin(K, K.c.referral_id == R.c.id)
    .order_by(R.c.number)
)
_THE_CASE = Lookup(_LINES.where(R.c.id == CASE))
_SAME_WORDS = sa.union(
    select(MailReferral.referral_id).where(col(MailReferral.raw_mail_id).in_(_ITS_MAIL)),
    select(Referral.id).where(col(Referral.id) == FIRST),
    select(Referral.id).where(col(Referral.drawn_from_id) == FIRST),
).subquery()
_KIN = sa.union_all(
    sa.select(_SAME_WORDS.c.referral_id.label("id"), sa.false().label("double")),
    sa.select(R.c.id, sa.true().label("double")).where(R.c.double_of_id == CASE),
).subquery()
_BESIDE = Lookup(_LINES.add_columns(_KIN.c.double).join(_KIN, _KIN.c.id == R.c.id).where(R.c.id != CASE))


@dataclass(frozen=True)
class Kin:
    """The other cases out of the same original, and those that were made beside this one by mistake."""

    siblings: Sequence[Sibling]
    doubles: Sequence[Sibling]


def kin_of(work: Work, referral: Referral) -> Kin:
    """Both in one question."""
    rows = _BESIDE.ask(work.session, case=referral.id, first=referral.drawn_from_id or referral.id)
    return Kin([_sibling(row) for row in rows if not row.double], [_sibling(row) for row in rows if row.double])


def shares_words(work: Work, referral: Referral) -> bool:
    """Whether other cases came out of the same original, also one that another hub handed over."""
    if kin_of(work, referral).siblings:
        return True
    if referral.channel != Channel.HUB:
        return False
    here = sa.literal(referral.id, sa.Uuid())
    first = same_words.origins(here)
    its_mail = select(MailReferral.raw_mail_id).where(col(MailReferral.referral_id).in_(first))
    others = sa.or_(
        col(Referral.drawn_from_id).in_(first),
        col(Referral.id).in_(first),
        col(Referral.id).in_(select(MailReferral.referral_id).where(col(MailReferral.raw_mail_id).in_(its_mail))),
    )
    found = select(Referral.id).where(others, col(Referral.id).not_in(same_words.ways(here)))
    return work.session.exec(found.limit(1)).first() is not None


def _sibling(row: Any) -> Sibling:
    return Sibling(row.id, row.number, goes_by(row.first_name, row.last_name, row.subject_kind, row.on_card))


def goes_on_as(work: Work, referral: Referral) -> Sibling | None:
    """The case that goes on, of one that was made by mistake."""
    found = _THE_CASE.ask(work.session, case=referral.double_of_id) if referral.double_of_id else []
    return _sibling(found[0]) if found else None


def without_name(work: Work, referrals: Sequence[Referral]) -> Referral | None:
    """The first of these cases that is open and whose youngster nobody has named yet."""
    return next((one for one in referrals if is_open(one.stage) and is_nameless(youngster_of(work, one))), None)
