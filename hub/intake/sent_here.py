"""What this browser sent before: its receipt is shown again, and the same form makes no second referral."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.dispatch.tables import Referral, Youngster
from hub.hubs import Hub
from hub.intake.sameness import Again, Said, compare
from hub.links import A_DAY, Link, Purpose
from hub.store import Work
from hub.tokens import hash_of

# How long a page of the form says what was sent just before: long enough for Back, short for who sits there next.
JUST_NOW = timedelta(hours=1)
MOST = 50
BROWSERS = 4242003  # the first of two numbers of an advisory lock; the second one stands for the browser


def hold_browser(work: Work, browser: str) -> None:
    """One form of a browser at a time, so that what it sent and the files it kept are counted before the next."""
    work.session.execute(
        sa.text("SELECT pg_advisory_xact_lock(:browsers, hashtext(:hash))"),
        {"browsers": BROWSERS, "hash": hash_of(browser)},
    )


def sent_by(work: Work, browser: str, within: timedelta = A_DAY) -> Sequence[Referral]:
    """The referrals that came by the form out of this browser, newest first."""
    return work.session.exec(
        select(Referral)
        .join(Link, sa.text("link.noun_id = referral.id"))
        .where(Link.purpose == Purpose.REFERRAL, Link.browser_hash == hash_of(browser))
        # All hubs, named because the index on the day of submission begins with the hub.
        .where(col(Referral.hub_id).in_(select(Hub.id)), col(Referral.submitted_at) > work.now - within)
        .where(col(Referral.form_key).is_not(None))
        .order_by(col(Referral.submitted_at).desc())
        .limit(MOST)
    ).all()


def sent_as(work: Work, browser: str, form_key: UUID) -> Referral | None:
    """The referral of this form, while this browser still knows that it sent it."""
    return next((one for one in sent_by(work, browser) if one.form_key == form_key), None)


def same_as_before(work: Work, browser: str, now: Said, another_than: UUID | None) -> tuple[Again, Referral | None]:
    """Whether this browser sent the same within a day, and as which referral; the surest match counts.

    `another_than` is the key of the form of which somebody said that this one is about somebody else.
    """
    perhaps = None
    for referral in sent_by(work, browser):
        if referral.form_key == another_than:
            continue
        found = compare(now, said_before(work, referral))
        if found == Again.YES:
            return found, referral
        if found == Again.PERHAPS:
            perhaps = perhaps or referral
    return (Again.PERHAPS, perhaps) if perhaps else (Again.NO, None)


def said_before(work: Work, referral: Referral) -> Said:
    about = work.session.get(Youngster, referral.youngster_id) if referral.youngster_id else None
    born = about.birth_date.isoformat() if about and about.birth_date else ""
    who = (about.first_name, about.last_name, born) if about else ("", "", "")
    return Said(who, referral.story, referral.referrer_email, referral.main_reason or "", referral.subject_kind)
