"""Reading behind a personal link: a code mailed to the referrer opens it, in the browser that asked, for a morning."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from hub import letters, links, rates
from hub.dispatch import moves, referrer_links
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.intake.holder import Holder
from hub.links import Link, Purpose
from hub.rates import Limit
from hub.store import Work
from hub.tokens import code_in, hash_of

A_MORNING = timedelta(hours=4)
# Letters with a code to one referrer, and codes that are typed for one referral, right or wrong: of a million there
# are. Whoever has a link that was forwarded can neither fill the mailbox of the referrer nor guess.
LETTERS: tuple[str, ...] = ("5/hour", "15/day")
TYPED = "20/day"


def ask(work: Work, holder: Holder, browser: str) -> bool:
    """Mail a code to whoever referred; False when there were many just now, or when there is no address."""
    referral, link = work.found(Referral, holder.referral_id), holder.link
    limits: list[Limit] = [(rate, ("reading code", str(referral.id))) for rate in LETTERS]
    if link is None or not referral.referrer_email:
        return False
    if not rates.all_within(work.store.settings.redis_url, limits):
        return False
    code = links.make(
        work, Purpose.READING, link.id, hub_id=referral.hub_id, referral_id=referral.id, browser_hash=hash_of(browser)
    )
    letters.write(
        work, "code", referral.referrer_email, once_key=f"code:{code.id}", hub=work.session.get(Hub, referral.hub_id),
        referral_id=referral.id, reply_reference=referral.number, code=code, number=referral.number,
        own_reference=referral.own_reference, first=True,
    )  # fmt: skip
    moves.log(work, "referrer.ask_code", "link", link.id, referral)
    return True


def is_asked(work: Work, link: Link, browser: str) -> bool:
    """Whether a code that was asked in this browser can be typed."""
    return any(one.tries < links.MOST_TRIES for one in links.waiting_in(work, Purpose.READING, browser, link.id))


def enter(work: Work, holder: Holder, browser: str, typed: str) -> Link | None:
    """What was typed opens the link in this browser; None when it is not the code. A mailed code also shows that the
    address is the referrer's."""
    referral, link = moves.take(work, holder.referral_id), holder.link
    if (
        link is None
        or not code_in(typed)
        or not rates.within(work.store.settings.redis_url, TYPED, "typed code", str(referral.id))
    ):
        return None
    opened = links.take_code(work, links.waiting_in(work, Purpose.READING, browser, link.id), typed)
    if opened is None:
        return None
    opened.expires_at = work.real + A_MORNING
    referral.referrer_confirmed_at = referral.referrer_confirmed_at or work.now
    referrer_links.was_read(work, link, referral)
    work.session.flush()
    moves.log(work, "referrer.confirm", "link", link.id, referral)
    return opened


def is_open(work: Work, link: Link, mark: str) -> bool:
    """Whether this mark, out of the cookie of a browser, reads behind this link now."""
    if not mark:
        return False
    found = select(Link.id).where(
        Link.purpose == Purpose.READING, Link.noun_id == link.id, Link.token_hash == hash_of(mark),
        col(Link.used_at).is_not(None), col(Link.withdrawn_at).is_(None), col(Link.expires_at) > work.real,
    )  # fmt: skip
    return work.session.exec(found).first() is not None


def close(work: Work, link: Link, mark: str) -> None:
    """ "Klaar" in this browser: what its cookie held is worth nothing any more."""
    work.session.execute(
        sa.update(Link)
        .where(col(Link.purpose) == Purpose.READING, col(Link.noun_id) == link.id)
        .where(col(Link.token_hash) == hash_of(mark), col(Link.withdrawn_at).is_(None))
        .values(withdrawn_at=work.real)
    )
