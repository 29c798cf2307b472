"""Asking for fresh links at a known address, and what is open behind the letter that comes."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.asker import NOBODY
from hub.dispatch.mailed import again, open_now
from hub.form_tokens import SHOWS_AGAIN, is_stale
from hub.web import STALE, FormBody, Page, begin, one, see_other, show, store_of, visitor_of
from hub.wording import _

ASK = "/antwoord/link-kwijt"
PLACE = "/antwoord/partner/{token:str}"


@get(ASK, sync_to_thread=True)
def ask_page(request: Request) -> Page:
    return _ask(request)


@post(ASK, sync_to_thread=True, opt=SHOWS_AGAIN)
def ask(request: Request, data: FormBody) -> Page:
    """The same words for a known and an unknown address."""
    email = one(data, "email", at_most=200).lower()
    if is_stale(request):
        return _ask(request, status=422, email=email, stale=_(STALE))
    if "@" not in email:
        return _ask(request, status=422, email=email, said=_("Vul je e-mailadres in, zoals naam@partner.be."))
    if not again.may_ask(store_of(request).settings.redis_url, email, visitor_of(request)):
        said = _("Er zijn net veel links gevraagd. Wacht een uur en probeer opnieuw, of bel het meldpunt.")
        return _ask(request, status=429, email=email, said=said)
    with begin(request, NOBODY) as work:
        again.ask(work, email)
    return show(request, "dispatch/mailed/again_sent.html", email=email)


def _ask(request: Request, *, status: int = 200, email: str = "", said: str = "", stale: str = "") -> Page:
    return show(
        request, "dispatch/mailed/again_ask.html", status=status, email=email, stale=stale,
        errors={"email": said} if said else {},
    )  # fmt: skip


@get(PLACE, sync_to_thread=True)
def open_page(request: Request, token: str) -> Page:
    """What is open, by number and initials. Nothing opens before a press."""
    return _open(request, token)


def _open(request: Request, token: str, *, status: int = 200, stale: str = "") -> Page:
    with begin(request, NOBODY) as work:
        holder = again.held_by(work, token)
        return show(
            request, "dispatch/mailed/again.html", status=status, holder=holder, stale=stale, token=token,
            things=open_now.things_of(work, holder),
        )  # fmt: skip


@post(PLACE + "/{slug:str}/{item_id:uuid}", sync_to_thread=True, opt=SHOWS_AGAIN)
def go(request: Request, token: str, slug: str, item_id: UUID) -> Page | Redirect:
    if is_stale(request):
        return _open(request, token, status=422, stale=_(STALE))
    with begin(request, NOBODY) as work:
        holder = again.held_by(work, token)
        return see_other(open_now.open_one(work, holder, slug, item_id))


@get(PLACE + "/{slug:str}/{item_id:uuid}", sync_to_thread=True)
def no_go(token: str, slug: str, item_id: UUID) -> Redirect:
    """Nothing opens by following a link."""
    return see_other(f"/antwoord/partner/{token}")


handlers: list[Any] = [ask_page, ask, open_page, go, no_go]
