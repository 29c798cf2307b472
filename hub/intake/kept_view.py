"""What the page of the form says of one that was kept: its link, until when it is there, and with whom it is."""

from dataclasses import dataclass
from datetime import date, datetime

from hub import links
from hub.intake import kept_links, to_colleague, unsent
from hub.intake.tables import UnsentForm
from hub.intake.to_colleague import Passing
from hub.links import Link
from hub.problems import NotFound
from hub.store import Work


@dataclass(frozen=True)
class Kept:
    """A form that was kept and not sent: the link of who reads it, where that went, until when it is there, and as it
    was kept. `with_` is the colleague who goes on with it, `by` who passed it to the reader."""

    at: str
    token: str
    address: str
    mailed_to: str
    saved_at: datetime
    ends: date
    seen: str
    with_: str = ""
    by: str = ""
    passing: Passing | None = None
    shown: bool = False  # by the link that a browser was shown, and not by one that was mailed


def of(work: Work, kept: UnsentForm, token: str) -> Kept | None:
    """For who came by the link of this token; None where it is with a colleague and nobody knows whose page this is."""
    share = kept_links.share_of(work, kept)
    link = link_by(work, kept, token) or (None if share else kept_links.link_for_key(work, kept))
    if link is None:
        return None
    theirs = share is not None and link.noun_id == share.id
    return Kept(
        links.path(work, link), links.token_of(work, link), links.address(work, link),
        share.address if share and theirs else kept.mailed_to, kept.saved_at, kept_links.ends_on(kept),
        unsent.seen_of(kept), with_=share.name or share.address if share and not theirs else "",
        by=share.given_by if share and theirs else "",
        passing=None if theirs else to_colleague.offered(work, kept), shown=not kept_links.is_proof(link),
    )  # fmt: skip


def form_by(work: Work, token: str) -> UnsentForm | None:
    """What waits to be sent behind the link with this token."""
    try:
        kept = kept_links.open_link(work, token)[1] if token else None
    except NotFound:
        return None
    return kept if kept and not kept.referral_id else None


def link_by(work: Work, kept: UnsentForm, token: str) -> Link | None:
    """The link with this token, where it opens this form."""
    if not token:
        return None
    try:
        link, same = kept_links.open_link(work, token)
    except NotFound:
        return None
    return link if same.id == kept.id else None
