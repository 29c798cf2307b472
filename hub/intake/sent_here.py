"""What this browser sent before: its receipt is shown again, and the same form makes no second referral."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.columns import Moment, table_of
from hub.dispatch.tables import Referral, Youngster
from hub.intake.sameness import Again, Said, compare
from hub.links import A_DAY, Link, Purpose
from hub.lookups import Lookup
from hub.store import Work
from hub.tokens import hash_of

# How long a page of the form says what was sent just before: long enough for Back, short for who sits there next.
JUST_NOW = timedelta(hours=1)
MOST = 50
BROWSERS = 4242003  # the first of two numbers of an advisory lock; the second one stands for the browser
_R, _Y, _L = table_of(Referral), table_of(Youngster), table_of(Link)
_SINCE = sa.bindparam("since", type_=Moment)
_HERE = (
    sa.select(_L.c.noun_id)
    .where(_L.c.purpose == Purpose.REFERRAL, _L.c.browser_hash == sa.bindparam("browser"), _L.c.created_at > _SINCE)
    .scalar_subquery()
)  # fmt: skip
# An array, for which the database knows an index also beside an OR.
_SENT_HERE = sa.and_(
    _R.c.id == sa.any_(sa.func.array(_HERE)), _R.c.submitted_at > _SINCE, _R.c.form_key.is_not(None)
)  # fmt: skip
_HELD = "SELECT pg_advisory_xact_lock(%s, hashtext(%s))"


def hold_browser(work: Work, browser: str) -> None:
    """One form of a browser at a time, so that what it sent and the files it kept are counted before the next."""
    work.session.connection().exec_driver_sql(_HELD, (BROWSERS, hash_of(browser)))


@dataclass(frozen=True)
class Sent:
    """A referral that came by a form, and what was said in it."""

    referral_id: UUID
    form_key: UUID
    said: Said


_WORDS = Lookup(
    sa.select(
        _R.c.id, _R.c.form_key, _R.c.story, _R.c.referrer_email, _R.c.main_reason, _R.c.subject_kind, _Y.c.first_name,
        _Y.c.last_name, _Y.c.birth_date,
    )
    .join_from(_R, _Y, _Y.c.id == _R.c.youngster_id, isouter=True)
    .where(sa.or_(_SENT_HERE, _R.c.form_key == sa.bindparam("form_key")))
    .order_by((_R.c.form_key == sa.bindparam("form_key")).desc(), _R.c.submitted_at.desc())
    .limit(MOST)
)  # fmt: skip


def before(work: Work, browser: str, form_key: UUID) -> list[Sent]:
    """What came of this very form, and what came by the form out of this browser within a day, newest first."""
    found = _WORDS.ask(work.session, form_key=form_key, **_asked(work, browser, A_DAY))
    return [Sent(row.id, row.form_key, _said(row)) for row in found]


def sent_with(sent: Sequence[Sent], form_key: UUID) -> Sent | None:
    """The one that came of this form."""
    return next((one for one in sent if one.form_key == form_key), None)


def same_as(sent: Sequence[Sent], now: Said, another_than: UUID | None) -> tuple[Again, Sent | None]:
    """Whether the same was sent before, and as which referral; the surest match counts.

    `another_than` is the key of the form of which somebody said that this one is about somebody else.
    """
    perhaps = None
    for one in sent:
        if one.form_key == another_than:
            continue
        found = compare(now, one.said)
        if found == Again.YES:
            return found, one
        if found == Again.PERHAPS:
            perhaps = perhaps or one
    return (Again.PERHAPS, perhaps) if perhaps else (Again.NO, None)


def sent_by(work: Work, browser: str, within: timedelta = A_DAY) -> Sequence[Referral]:
    """The referrals that came by the form out of this browser, newest first."""
    asked = _asked(work, browser, within)
    return work.session.execute(_REFERRALS, asked).scalars().all() if _SENT.ask(work.session, **asked) else ()


_SENT = Lookup(sa.select(_R.c.id).where(_SENT_HERE).limit(1))
_REFERRALS = select(Referral).where(_SENT_HERE).order_by(col(Referral.submitted_at).desc()).limit(MOST)


def sent_as(work: Work, browser: str, form_key: UUID) -> Referral | None:
    """The referral of this form, while this browser still knows that it sent it."""
    return next((one for one in sent_by(work, browser) if one.form_key == form_key), None)


def _asked(work: Work, browser: str, within: timedelta) -> dict[str, Any]:
    return {"browser": hash_of(browser), "since": work.now - within}


def _said(row: Any) -> Said:
    born = row.birth_date.isoformat() if row.birth_date else ""
    who = (row.first_name or "", row.last_name or "", born)
    return Said(who, row.story, row.referrer_email, row.main_reason or "", row.subject_kind)
