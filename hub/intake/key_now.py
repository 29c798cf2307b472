"""How somebody comes to a form that was kept: by its key, by a link, or signed in with its address."""

import contextlib
from uuid import UUID

import sqlalchemy as sa
from litestar import Request
from sqlmodel import col, select

from hub import links
from hub.intake import form_view, kept_links, opened
from hub.intake.tables import UnsentForm
from hub.links import Link
from hub.lookups import Lookup
from hub.problems import NotFound, Refused
from hub.store import Work
from hub.tokens import hash_of
from hub.wording import N_, _

BY_MAIL = N_("Er is verder geschreven via de link in je e-mail. Open die link.")


class WentOn(Refused):
    """Only who proved the address goes on with this form. `token` is of the link that this browser had."""

    def __init__(self, token: str) -> None:
        super().__init__(_(BY_MAIL))
        self.token = token


def key_now(request: Request, work: Work, key: UUID, through: str) -> UUID:
    """The key under which the form goes on that this page fills in: `key` is the one in the page, `through` the token
    of the link by which it came. To be asked before anything of it is shown, kept or sent; from then on it is held,
    and where the asker proves the address only who does goes on with it.

    WentOn where that was done before, and this asker does not.
    """
    proof, kept = False, None
    if through:
        with contextlib.suppress(NotFound):  # withdrawn, or run out
            link, kept, _pressed = came(request, work, through, hold=True)
            proof = kept_links.is_proof(link)
    kept = kept or _of_key(request, work, key, hold=True)
    if kept is None:
        return key
    if proof or kept_links.has_address(work, kept.mailed_to):
        kept_links.prove(work, kept)
    return kept.form_key


def key_to_read(request: Request, work: Work, key: UUID) -> UUID:
    """The same for a page that only shows what was kept under this key."""
    kept = _of_key(request, work, key)
    return kept.form_key if kept else key


def came(request: Request, work: Work, token: str, *, hold: bool = False) -> tuple[Link, UnsentForm, bool]:
    """The link with this token, its form, and whether this browser opened it: somebody pressed the button here, or
    signed in with the address. Whoever is about to write wants to `hold` it. NotFound; WentOn as above."""
    try:
        link, kept = kept_links.open_link(work, token)
    except NotFound:
        went = kept_links.went_on(work, token)
        if went is None:
            raise
        if not kept_links.has_address(work, went.mailed_to):
            raise WentOn(token) from None
        return kept_links.mailed_of(work, went.id) or kept_links.new_mailed(work, went), went, True
    if hold:
        kept = work.held(UnsentForm, kept.id)
        if kept.proved_at and not kept_links.is_proof(link):  # in this very moment
            raise WentOn(token)
    return link, kept, opened.was_pressed(request, link, token)


_KEY = sa.bindparam("key", type_=sa.Uuid())
_KEPT = Lookup(
    sa.select(col(UnsentForm.id)).where(sa.or_(col(UnsentForm.form_key) == _KEY, col(UnsentForm.key_before) == _KEY))
)


def _of_key(request: Request, work: Work, key: UUID, *, hold: bool = False) -> UnsentForm | None:
    """The form with this key. The one that had it before: for who has its address, and for the browser that kept it as
    long as nobody proved another one."""
    if not _KEPT.ask(work.session, key=key):  # of hardly any form something was kept
        return None
    this = select(UnsentForm).where(sa.or_(col(UnsentForm.form_key) == key, col(UnsentForm.key_before) == key))
    if hold:
        this = this.with_for_update().execution_options(populate_existing=True)
    found = work.session.exec(this).all()
    now = next((one for one in found if one.form_key == key), None)
    was = next((one for one in found if one.key_before == key), None)
    if now or was is None or kept_links.has_address(work, was.mailed_to):
        return now or was
    shown = kept_links.shown_of(work, was, over=was.proved_at is not None)
    if was.proved_at:
        raise WentOn(links.token_of(work, shown) if shown else "")
    return was if shown and shown.browser_hash == hash_of(form_view.browser_of(request)) else None
