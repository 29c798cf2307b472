"""What the page of the form says of one that was kept: its link, until when it is there, and with whom it is."""

from dataclasses import dataclass
from datetime import date, datetime

from hub import links
from hub.intake import to_colleague, unsent
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


def of(work: Work, kept: UnsentForm, token: str) -> Kept | None:
    """For who came by the link of this token; None where it is with a colleague and nobody knows whose page this is."""
    share = unsent.share_of(work, kept)
    link = _link(work, kept, token) or (None if share else unsent.link_of(work, kept))
    if link is None:
        return None
    theirs = share is not None and link.noun_id == share.id
    return Kept(
        links.path(work, link), links.token_of(work, link), links.address(work, link),
        share.address if share and theirs else kept.mailed_to, kept.saved_at, unsent.ends_on(kept),
        unsent.seen_of(kept), with_=share.name or share.address if share and not theirs else "",
        by=share.given_by if share and theirs else "",
        passing=None if theirs else to_colleague.offered(work, kept),
    )  # fmt: skip


def _link(work: Work, kept: UnsentForm, token: str) -> Link | None:
    if not token:
        return None
    try:
        link, same = unsent.open_link(work, token)
    except NotFound:
        return None
    return link if same.id == kept.id else None
