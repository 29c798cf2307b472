"""Lists of mails for the desk: those to place, those with a national register number, and all that came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.intake.mail_shield import tells_of_shielded
from hub.intake.outcome import outcome_words, reason_words
from hub.intake.tables import MailOutcome, MailReferral, RawMail
from hub.people.rights import Right, hubs_where, may
from hub.store import Work
from hub.wording import _

PAGE, MOST = 50, 500
TO_PLACE = (col(RawMail.outcome) == MailOutcome.TO_PLACE, col(RawMail.settled_at).is_(None))
FLAGGED = (col(RawMail.national_numbers) > 0, col(RawMail.flag_settled_at).is_(None))


@dataclass(frozen=True)
class MailLine:
    """One mail in a list; `why` is its outcome's reason in words, `numbers` the cases that it is on."""

    id: UUID
    stored_at: datetime
    subject: str
    sender: str
    outcome: str | None
    why: str
    numbers: Sequence[str]
    placed: bool
    flagged: bool
    dangerous: bool = False
    went_to: str = ""  # the hub that it was passed on to

    @property
    def outcome_words(self) -> str:
        return outcome_words(self.outcome) if self.outcome else _("wordt nog gelezen")


def to_place(work: Work) -> Sequence[MailLine]:
    """Mails that wait for the desk, the oldest first: none may be forgotten below the newer ones."""
    return _asked(work, waiting())


def flagged(work: Work) -> Sequence[MailLine]:
    """Mails in which somebody wrote a national register number, until the desk has dealt with it."""
    return _asked(work, with_number())


def arrived(work: Work, *, before: datetime | None = None) -> Sequence[MailLine]:
    """All mails, the newest first, as the proof that each one has its outcome."""
    return _asked(work, _arrived(before is not None), before=before)


def counts(work: Work) -> tuple[int, int]:
    """How many mails are to place, and how many hold a national register number that nobody dealt with."""
    asked = {"hubs": list(hubs_where(work.asker, Right.TRIAGE))}
    to_see_to, flagged_ones = (work.session.execute(query, asked).scalar_one() for query in _COUNTS)
    return to_see_to, flagged_ones


# Each question is made once: making it takes longer than its answer.
HUBS: Any = sa.bindparam("hubs", expanding=True)
_COUNTS = [
    select(sa.func.count()).select_from(RawMail).where(col(RawMail.hub_id).in_(HUBS), *which)
    for which in (TO_PLACE, FLAGGED)
]


@cache
def waiting(*, dangerous: bool | None = None) -> Any:
    """The question for mails to place at HUBS; only those that speak of danger or that do not, or all: these first."""
    speaks = sa.func.cardinality(col(RawMail.danger)) > 0
    which = () if dangerous is None else (speaks if dangerous else ~speaks,)
    order = () if dangerous is not None else (sa.desc(speaks),)
    return _lines(*TO_PLACE, *which).order_by(*order, col(RawMail.stored_at)).limit(MOST)


@cache
def with_number() -> Any:
    """The question for mails at HUBS with a national register number that nobody dealt with."""
    return _lines(*FLAGGED).order_by(col(RawMail.stored_at)).limit(MOST)


@cache
def _arrived(older: bool) -> Any:
    before = (col(RawMail.stored_at) < sa.bindparam("before"),) if older else ()
    return _lines(*before).order_by(sa.desc(col(RawMail.stored_at))).limit(PAGE)


def _lines(*which: Any) -> Any:
    return (
        sa.select(
            *map(col, (RawMail.id, RawMail.stored_at, RawMail.subject, RawMail.from_name, RawMail.from_address)),
            *map(col, (RawMail.outcome, RawMail.outcome_reason, Referral.number, RawMail.settled_at)),
            *map(col, (RawMail.national_numbers, RawMail.flag_settled_at, RawMail.hub_id, RawMail.danger)),
            col(Hub.name).label("went_to"),
            tells_of_shielded().label("shielded"),
            _numbers_drawn().label("drawn"),
        )
        .select_from(RawMail)
        .outerjoin(Referral, col(Referral.id) == col(RawMail.referral_id))
        .outerjoin(Hub, col(Hub.id) == col(RawMail.passed_to_hub_id))
        .where(col(RawMail.hub_id).in_(HUBS), *which)
    )


def _asked(work: Work, query: Any, **values: Any) -> Sequence[MailLine]:
    hubs = list(hubs_where(work.asker, Right.TRIAGE))
    return read(work, work.session.execute(query, {"hubs": hubs, **values}).all())


def read(work: Work, rows: Sequence[Any]) -> list[MailLine]:
    """Lines of what these questions answer."""
    return [
        MailLine(
            id=one.id, stored_at=one.stored_at, subject=_subject(work, one),
            sender=one.from_name or one.from_address or _("onbekende afzender"), outcome=one.outcome,
            why=reason_words(one.outcome_reason), placed=one.settled_at is not None,
            dangerous=bool(one.danger) and one.settled_at is None and one.outcome == MailOutcome.TO_PLACE,
            flagged=one.national_numbers > 0 and one.flag_settled_at is None,
            went_to=one.went_to or "",
            numbers=sorted({*(one.drawn or ()), *([one.number] if one.number else [])}),
        )
        for one in rows
    ]  # fmt: skip


def _numbers_drawn() -> Any:
    """The numbers of all cases that were drawn from a mail; a mail may speak of several youngsters."""
    of_mail = aliased(Referral)
    return (
        select(sa.func.array_agg(of_mail.number))
        .join(MailReferral, col(MailReferral.referral_id) == col(of_mail.id))
        .where(col(MailReferral.raw_mail_id) == col(RawMail.id))
        .correlate(RawMail)
        .scalar_subquery()
    )


def _subject(work: Work, one: Any) -> str:
    if one.shielded and not may(work.asker, Right.SEE_RESTRICTED, one.hub_id):
        return _("afgeschermd")
    return one.subject or _("(zonder onderwerp)")
