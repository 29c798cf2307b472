"""Mailed links: a row says what a link is for; its token is derived from the secret key and never stored."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from hmac import compare_digest
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, col, select

from hub import tokens
from hub.columns import Stored, key, moment, one_of
from hub.problems import NotFound
from hub.store import Work
from hub.wording import _


class Purpose(StrEnum):
    REFERRAL = "referral"  # the referrer's own page, may be opened again and again
    QUESTION = "question"  # answers one question of the hub
    TRACK = "track"  # a partner's one-click answer about one track
    CLB = "clb"  # a CLB's one-click answer about one referral
    CARRY_ON = "carry_on"  # a partner's answer whether it carries on without another one
    AGREEMENT = "agreement"  # how it goes with one agreement of a plan
    EXPERT = "expert"  # an expert reads one case without a name, and says what it thinks
    CONSULT = "consult"  # what somebody thinks of an anonymous question
    HELP = "help"  # whether there is help; and for the youngster's contact, to hear no more
    MEETING = "meeting"  # somebody's answer to one invitation to a client meeting
    SESSION = "session"  # somebody's answer to one invitation to a session
    TABLE = "table"  # a partner reads and answers what lies on the table
    PLACES = "places"  # a partner says whether its places are still right
    PARTNER = "partner"  # all that is open for a partner that lost its letters
    RULES = "rules"  # a partner reads the house rules and accepts them
    MINUTES = "minutes"  # who sat at a session reads its minutes
    UNSENT = "unsent"  # a form that was kept and not sent yet
    READING = "reading"  # reads behind one personal link, in one browser: its code is mailed and typed
    SIGN_IN = "sign_in"  # once, fifteen minutes, this browser


LIFETIME = {
    Purpose.REFERRAL: timedelta(days=180),  # counted again from each time that somebody reads there
    Purpose.QUESTION: timedelta(days=60),
    Purpose.TRACK: timedelta(days=60),
    Purpose.CLB: timedelta(days=60),
    Purpose.CARRY_ON: timedelta(days=60),
    Purpose.AGREEMENT: timedelta(days=60),
    Purpose.EXPERT: timedelta(days=60),
    Purpose.CONSULT: timedelta(days=60),
    Purpose.HELP: timedelta(days=180),
    Purpose.MEETING: timedelta(days=90),
    Purpose.SESSION: timedelta(days=90),
    Purpose.TABLE: timedelta(days=30),
    Purpose.PLACES: timedelta(days=30),
    Purpose.RULES: timedelta(days=60),
    Purpose.MINUTES: timedelta(days=60),
    Purpose.PARTNER: timedelta(days=1),
    Purpose.UNSENT: timedelta(days=30),
    Purpose.READING: timedelta(minutes=15),
    Purpose.SIGN_IN: timedelta(minutes=15),
}
# A referral's link that was shown in a browser and not mailed: whoever typed an address need not own it.
A_DAY = timedelta(days=1)
# After a case closed its referrer can still read for a while how it ended, and say that something is wrong.
AFTER_CLOSING = timedelta(days=60)
# How often a code may be typed wrong.
MOST_TRIES = 5
PATH = {
    Purpose.REFERRAL: "/mijn-aanmelding/",
    Purpose.QUESTION: "/antwoord/vraag/",
    Purpose.TRACK: "/antwoord/traject/",
    Purpose.CLB: "/antwoord/clb/",
    Purpose.CARRY_ON: "/antwoord/samen/",
    Purpose.AGREEMENT: "/antwoord/afspraak/",
    Purpose.EXPERT: "/antwoord/expertise/",
    Purpose.CONSULT: "/antwoord/consult/",
    Purpose.HELP: "/antwoord/hulp/",
    Purpose.MEETING: "/antwoord/overleg/",
    Purpose.SESSION: "/antwoord/zitting/",
    Purpose.TABLE: "/antwoord/tafel/",
    Purpose.PLACES: "/antwoord/aanbod/",
    Purpose.RULES: "/antwoord/reglement/",
    Purpose.MINUTES: "/antwoord/verslag/",
    Purpose.PARTNER: "/antwoord/partner/",
    Purpose.UNSENT: "/aanmelden/verder/",
    Purpose.SIGN_IN: "/inloggen/",
}


class Link(Stored, table=True):
    __tablename__ = "link"
    __table_args__ = (
        one_of("purpose", Purpose),
        sa.Index(
            "link_of_browser", "browser_hash", "created_at", postgresql_where=sa.text("browser_hash IS NOT NULL")
        ),
    )  # fmt: skip
    id: UUID = key()
    hub_id: UUID | None = Field(default=None, foreign_key="hub.id")
    purpose: str
    noun_id: UUID = Field(index=True)  # the referral, question (to a CLB too), track, invitation or person it is about
    referral_id: UUID | None = Field(default=None, index=True)
    person_id: UUID | None = None
    token_hash: str = Field(unique=True)
    key_id: str  # of the secret key that the token was derived from
    browser_hash: str | None = None
    created_at: datetime = moment()
    expires_at: datetime = moment()
    used_at: datetime | None = moment(nullable=True)
    withdrawn_at: datetime | None = moment(nullable=True)
    tries: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # codes that were typed for it

    @property
    def marker(self) -> str:
        """What a stored letter holds in place of the address; the postman fills in the real one."""
        return f"hub-link:{self.id}"

    @property
    def code_marker(self) -> str:
        """The same in place of the code."""
        return f"hub-code:{self.id}"


def make(
    work: Work,
    purpose: Purpose,
    noun_id: UUID,
    *,
    hub_id: UUID | None = None,
    referral_id: UUID | None = None,
    person_id: UUID | None = None,
    browser_hash: str | None = None,
) -> Link:
    link_id = uuid4()
    keys = work.store.settings.secret_keys
    link = Link(
        id=link_id,
        hub_id=hub_id,
        purpose=purpose,
        noun_id=noun_id,
        referral_id=referral_id,
        person_id=person_id,
        browser_hash=browser_hash,
        token_hash=tokens.hash_of(tokens.token_for(keys, link_id)),
        key_id=tokens.newest_key_id(keys),
        created_at=work.now,
        expires_at=work.real + (A_DAY if purpose == Purpose.REFERRAL and browser_hash else LIFETIME[purpose]),
    )
    work.session.add(link)
    return link


def open_link(work: Work, token: str, *purposes: Purpose) -> Link:
    """The live link with this token, or NotFound: unknown, expired and withdrawn look the same to an outsider."""
    found = work.session.exec(
        select(Link).where(col(Link.token_hash) == tokens.hash_of(token), col(Link.purpose).in_(purposes))
    ).first()
    if found is None or found.withdrawn_at or found.expires_at <= work.real:
        raise NotFound(_("Deze link werkt niet meer. Vraag een nieuwe aan het meldpunt."))
    return found


def that_was(work: Work, token: str, purpose: Purpose) -> Link | None:
    """The link with this token, whether it still works or not; None for a token that was never given."""
    return work.session.exec(
        select(Link).where(Link.token_hash == tokens.hash_of(token), Link.purpose == purpose)
    ).first()  # fmt: skip


def use_once(work: Work, link: Link) -> bool:
    """Mark the link as used; False for whoever comes second, the database decides."""
    done: Any = work.session.execute(
        sa.update(Link)
        .where(col(Link.id) == link.id, col(Link.used_at).is_(None), col(Link.withdrawn_at).is_(None))
        .values(used_at=work.real)
    )
    return bool(done.rowcount == 1)


def hold_on(work: Work, link: Link) -> None:
    """The days of a link are counted again from now on: somebody works with it."""
    link.expires_at = max(link.expires_at, work.real + LIFETIME[Purpose(link.purpose)])


def take_code(work: Work, waiting: Sequence[Link], typed: str) -> Link | None:
    """The one of these links whose code was typed, used from now on; None for a wrong, late or worn-out one.

    Each of them counts the try, also when the page around it is refused: so this returns and does not raise.
    """
    said = tokens.code_in(typed)
    for link in waiting if said else ():
        right = compare_digest(code_of(work, link), said)
        if _counts_try(work, link) and right and use_once(work, link):
            return link
    return None


def _counts_try(work: Work, link: Link) -> bool:
    done: Any = work.session.execute(
        sa.update(Link)
        .where(col(Link.id) == link.id, col(Link.tries) < MOST_TRIES, col(Link.used_at).is_(None))
        .where(col(Link.withdrawn_at).is_(None), col(Link.expires_at) > work.real)
        .values(tries=col(Link.tries) + 1)
    )
    return bool(done.rowcount == 1)


def waiting_in(work: Work, purpose: Purpose, browser: str, noun_id: UUID | None = None) -> Sequence[Link]:
    """What this browser asked for and did not use yet, the last one first: no more than three, for a letter may come
    after the next one was asked."""
    asked = select(Link).where(
        Link.purpose == purpose, Link.browser_hash == tokens.hash_of(browser), col(Link.used_at).is_(None),
        col(Link.withdrawn_at).is_(None), col(Link.expires_at) > work.real,
    )  # fmt: skip
    asked = asked.where(Link.noun_id == noun_id) if noun_id else asked
    return work.session.exec(asked.order_by(col(Link.created_at).desc()).limit(3)).all() if browser else ()


def withdraw(work: Work, noun_id: UUID, *purposes: Purpose) -> None:
    """Links to something that is over stop working."""
    work.session.execute(
        sa.update(Link)
        .where(col(Link.noun_id) == noun_id, col(Link.purpose).in_(purposes), col(Link.withdrawn_at).is_(None))
        .values(withdrawn_at=work.real)
    )


def withdraw_besides(work: Work, noun_id: UUID, purpose: Purpose, text: str) -> None:
    """The same of all links to something that do not stand in this text of a letter."""
    old = select(Link).where(Link.noun_id == noun_id, Link.purpose == purpose, col(Link.withdrawn_at).is_(None))
    for one in work.session.exec(old).all():
        if one.marker not in text:
            one.withdrawn_at = work.real


def expire(work: Work, noun_id: UUID, *purposes: Purpose) -> None:
    """Links to something end for whoever has them; a used one does not even show its answer any more."""
    work.session.execute(
        sa.update(Link)
        .where(col(Link.noun_id) == noun_id, col(Link.purpose).in_(purposes), col(Link.expires_at) > work.real)
        .values(expires_at=work.real)
    )


def end_by(work: Work, noun_id: UUID, purpose: Purpose, end: datetime) -> None:
    """Links to something that is over work until `end` at most."""
    work.session.execute(
        sa.update(Link)
        .where(col(Link.noun_id) == noun_id, col(Link.purpose) == purpose, col(Link.expires_at) > end)
        .values(expires_at=end)
    )


def address(work: Work, link: Link) -> str:
    """The full address of a link, made from the secret key at the moment that it is needed."""
    return work.store.settings.public_url.rstrip("/") + path(work, link)


def path(work: Work, link: Link) -> str:
    """The same without the name of this machine, to go there from a page of ours."""
    return PATH[Purpose(link.purpose)] + token_of(work, link)


def code_of(work: Work, link: Link) -> str:
    """The code of a link, made like its address at the moment that it is needed."""
    return tokens.typed_code(work.store.settings.secret_keys, link.id, link.key_id)


def token_of(work: Work, link: Link) -> str:
    return tokens.token_for(work.store.settings.secret_keys, link.id, link.key_id)
