"""The key under which a kept form goes on, for a page that was opened before its key changed."""

from uuid import UUID

from litestar import Request

from hub.intake import form_sight, opened, unsent
from hub.problems import NotFound
from hub.store import Work


def key_now(request: Request, work: Work, key: UUID, through: str) -> UUID:
    """The same key, or that of the form behind the link by which the page came (`through`), while this link works in
    this browser and nothing was kept or sent under the old one."""
    if not through or unsent.of_form(work, key) or form_sight.sent_with(work, key):
        return key
    try:
        link, kept = unsent.open_link(work, through)
    except NotFound:
        return key
    return kept.form_key if opened.was_pressed(request, link, through) and not kept.referral_id else key
