"""What came of a form, for the browser that sent it, and what whoever fills it in need not type again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import select

from hub import links
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.letters import Letter
from hub.links import Link, Purpose
from hub.problems import NotFound
from hub.store import Work
from hub.tokens import hash_of
from hub.web import Form


def sent_with(work: Work, form_key: UUID) -> Referral | None:
    """The referral that came of this form; the page has checked that the key is this browser's own."""
    return work.session.exec(select(Referral).where(Referral.form_key == form_key)).first()


@dataclass(frozen=True)
class Receipt:
    """What the page that thanks shows, to the browser that sent the form and to nobody else."""

    hub: Hub
    number: str
    email: str
    due: datetime | None
    address: str
    mailed: bool
    own_reference: str = ""
    straight: bool = False  # partners were asked by whoever sent it


def receipt(work: Work, form_key: UUID, browser: str) -> Receipt:
    referral = sent_with(work, form_key)
    link = referral and work.session.exec(
        select(Link).where(
            Link.noun_id == referral.id, Link.purpose == Purpose.REFERRAL, Link.browser_hash == hash_of(browser)
        )
    ).first()  # fmt: skip
    hub = referral and work.session.get(Hub, referral.hub_id)
    if not (referral and link and hub):
        raise NotFound
    mailed = work.session.exec(select(Letter.id).where(Letter.once_key == f"receipt:{referral.id}")).first()
    return Receipt(
        hub,
        referral.number,
        referral.referrer_email,
        None if referral.straight_to_partner else referral.next_due,
        links.address(work, link),
        mailed is not None,
        referral.own_reference,
        referral.straight_to_partner,
    )


def to_type_again(work: Work, sent: Referral, *, with_story: bool) -> Form:
    """What whoever sent this form need not type again to refer another one; who it was about is never filled in."""
    hub = work.session.get(Hub, sent.hub_id)
    names = ["referrer_name", "referrer_function", "referrer_organisation", "referrer_kind", "referrer_email"]
    names += ["referrer_phone", "clb_contact"]
    if with_story:
        names += ["main_reason", "story", "subject_kind", "school_name", "structure"]
    return {"hub": hub.slug if hub else "", **{name: getattr(sent, name) or "" for name in names}}
