"""The links of a form that was kept: one that a browser was shown, one that was mailed, one of a colleague.

Whoever keeps a form may type anybody's address. So the link that a browser is shown is another one than the link that
is mailed, and as soon as somebody writes who proved the address, what a browser was shown opens nothing any more.
"""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger, letters, links, rates
from hub.clock import brussels_date
from hub.hubs import Hub
from hub.intake import form_keys, papers
from hub.intake.tables import UnsentForm, UnsentShare
from hub.links import Link, Purpose
from hub.people.tables import Person
from hub.problems import NotFound
from hub.rates import Limit
from hub.store import Work
from hub.wording import N_, _

# DOMAIN.md §6: drafts 30 days, counted from the last word.
LIVES = timedelta(days=30)
KEPT, ENDS, PASSED = "unsent", "unsent_ends", "unsent_passed"  # its letters
TAKEN_BACK = N_("%(name)s werkt hier zelf aan verder.")
WENT_ON = N_("%(name)s gaf dit formulier door aan een andere collega, die er nu aan verder werkt.")
THROWN_AWAY = N_("%(name)s gooide dit formulier weg.")
YOUR_WORDS = N_("Er is niets verstuurd. Hieronder staat wat jij typte: kopieer wat je nodig hebt.")
MAILED_AGAIN: tuple[str, ...] = ("3/hour", "6/day")  # to one address, whoever asks


def open_link(work: Work, token: str) -> tuple[Link, UnsentForm]:
    """The form behind this link, its own or that of a colleague; NotFound when it ran out or was thrown away, and for
    what a browser was shown once who has the address goes on."""
    link = links.open_link(work, token, Purpose.UNSENT)
    share = work.session.get(UnsentShare, link.noun_id)
    kept = work.session.get(UnsentForm, share.unsent_form_id if share else link.noun_id)
    if kept is None or (share and share.ended_at and not kept.referral_id) or (kept.proved_at and link.browser_hash):
        raise NotFound
    return link, kept


def went_on(work: Work, token: str) -> UnsentForm | None:
    """The form behind a link that a browser was shown, which goes on with who proved its address only."""
    link = links.that_was(work, token, Purpose.UNSENT) if token else None
    kept = work.session.get(UnsentForm, link.noun_id) if link and link.browser_hash else None
    return kept if kept and kept.proved_at else None


def goes_without(work: Work, token: str) -> str:
    """Why whoever opened it by this link does not go on with it any more, for a page that stood open; "" otherwise."""
    link = links.that_was(work, token, Purpose.UNSENT) if token else None
    share = work.session.get(UnsentShare, link.noun_id) if link else None
    kept = work.session.get(UnsentForm, share.unsent_form_id) if share and share.ended_at else None
    if share is None or kept is None or kept.referral_id:
        return ""
    why = THROWN_AWAY if not kept.typed else WENT_ON if share_of(work, kept) else TAKEN_BACK
    return f"{_(why, name=share.given_by)} {_(YOUR_WORDS)}"


def share_of(work: Work, kept: UnsentForm) -> UnsentShare | None:
    """With which colleague it is now."""
    asked = select(UnsentShare).where(UnsentShare.unsent_form_id == kept.id, col(UnsentShare.ended_at).is_(None))
    return work.session.exec(asked).first()


def mailed_of(work: Work, noun_id: UUID) -> Link | None:
    """What was mailed to who kept this form, or to the colleague of this share."""
    return _last(work, noun_id, col(Link.browser_hash).is_(None), col(Link.withdrawn_at).is_(None))


def shown_of(work: Work, kept: UnsentForm, *, over: bool = False) -> Link | None:
    """What the browser was shown in which it was kept; `over` also when that opens nothing any more."""
    live = [] if over else [col(Link.withdrawn_at).is_(None)]
    return _last(work, kept.id, col(Link.browser_hash).is_not(None), *live)


def key_for(link: Link, kept: UnsentForm) -> UUID | None:
    """The key of a page that is opened by this link. The browser that kept the form knows the one under which it lies,
    so a page that came by mail gets another one: should its link end, what is typed there is a form of its own."""
    return None if is_proof(link) else kept.form_key


def link_for_key(work: Work, kept: UnsentForm) -> Link | None:
    """The link of whoever holds the key of this form: who proved the address got another key than the browser had."""
    return mailed_of(work, kept.id) if kept.proved_at else shown_of(work, kept)


def is_proof(link: Link) -> bool:
    """Whether who opens this link has the address of its form, or is the colleague to whom that was passed."""
    return link.browser_hash is None


def new_shown(work: Work, kept: UnsentForm, browser_hash: str) -> Link:
    return links.make(work, Purpose.UNSENT, kept.id, hub_id=kept.hub_id, browser_hash=browser_hash)


def new_mailed(work: Work, kept: UnsentForm) -> Link:
    return links.make(work, Purpose.UNSENT, kept.id, hub_id=kept.hub_id)


def has_address(work: Work, address: str) -> bool:
    """Whether the asker signed in with it."""
    person = work.session.get(Person, work.asker.person_id) if work.asker.person_id and address else None
    return person is not None and person.email == address


def prove(work: Work, kept: UnsentForm) -> None:
    """Who has the address that the link was mailed to writes: neither the key of the form nor the link that a browser
    has without that opens it from now on. The form is held."""
    if kept.proved_at or kept.referral_id:
        return
    kept.proved_at = work.now
    _withdraw(work, kept, col(Link.browser_hash).is_not(None))
    another_key(work, kept)
    ledger.write(work, "unsent.prove", "unsent_form", kept.id, hub_id=kept.hub_id)


def to_another_address(work: Work, kept: UnsentForm, address: str) -> Link:
    """The link to be mailed to this address. Whoever had the one before reads nothing from now on, and what was proved
    of the old address says nothing of this one."""
    if kept.proved_at:
        _withdraw(work, kept)
        another_key(work, kept)
    elif kept.mailed_to:  # the browser that types goes on with what it was shown
        _withdraw(work, kept, col(Link.browser_hash).is_(None))
    kept.mailed_to, kept.proved_at = address, None
    link = new_mailed(work, kept)
    if has_address(work, address):
        prove(work, kept)
    work.session.add(kept)
    return link


def another_key(work: Work, kept: UnsentForm) -> None:
    """The key of the form changes; its files stay with it, and a page with the old one can be told where it went on."""
    kept.key_before, kept.form_key = kept.form_key, form_keys.fresh()
    work.session.add(kept)
    work.session.flush()
    papers.under_another_key(work, kept.key_before, kept.form_key)


def live_on(work: Work, kept: UnsentForm, until: datetime) -> None:
    """Each link to it that works goes on until then, also that of the colleague who has it."""
    share = share_of(work, kept)
    work.session.execute(
        sa.update(Link)
        .where(col(Link.noun_id).in_([kept.id, *([share.id] if share else [])]), col(Link.purpose) == Purpose.UNSENT)
        .where(col(Link.withdrawn_at).is_(None))
        .values(expires_at=until)
    )


def mail_again(work: Work, token: str) -> None:
    """The link once more to its address, for a browser that is told to go on there. Whoever asks learns nothing:
    neither whether there is a form, nor where the letter goes."""
    kept = went_on(work, token)
    if kept is None or kept.referral_id or not kept.mailed_to:
        return
    limits: list[Limit] = [(rate, ("unsent again", kept.mailed_to)) for rate in MAILED_AGAIN]
    if not rates.all_within(work.store.settings.redis_url, limits):
        return
    link = mailed_of(work, kept.id) or new_mailed(work, kept)
    link.expires_at = work.real + LIVES
    write_letter(work, kept, link, KEPT, f"unsent_again:{uuid4()}")
    ledger.write(work, "unsent.ask_link", "unsent_form", kept.id, hub_id=kept.hub_id)


def write_letter(work: Work, kept: UnsentForm, link: Link, kind: str, once_key: str, *, to: str = "") -> None:
    hub = work.session.get(Hub, kept.hub_id)
    letters.write(work, kind, to or kept.mailed_to, once_key=once_key, hub=hub, link=link, ends=ends_on(kept))


def ends_on(kept: UnsentForm) -> date:
    return brussels_date(kept.saved_at + LIVES)


def _last(work: Work, noun_id: UUID, *which: Any) -> Link | None:
    asked = select(Link).where(Link.noun_id == noun_id, Link.purpose == Purpose.UNSENT, *which)
    return work.session.exec(asked.order_by(col(Link.created_at).desc())).first()


def _withdraw(work: Work, kept: UnsentForm, *which: Any) -> None:
    work.session.flush()
    work.session.execute(
        sa.update(Link)
        .where(col(Link.noun_id) == kept.id, col(Link.purpose) == Purpose.UNSENT, col(Link.withdrawn_at).is_(None))
        .where(*which)
        .values(withdrawn_at=work.real)
    )
