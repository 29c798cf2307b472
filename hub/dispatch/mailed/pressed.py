"""What was done behind a mailed link in this browser: its button pressed, before cards are shown, or its question
answered, before the rest of the letter is."""

from uuid import UUID, uuid5

from litestar import Request
from litestar.datastructures import Cookie

from hub import cookies
from hub.links import Link
from hub.tokens import browser_mark, hash_of, is_browser_mark
from hub.web import store_of

A_MORNING = 4 * 3600  # how long a browser that pressed the button reads on, in seconds


def pressed(request: Request, link: Link, token: str) -> bool:
    said = cookies.said(request, _name(token))
    return is_browser_mark(store_of(request).settings.secret_keys, link.id, said)


def cookie(request: Request, link: Link, token: str) -> Cookie:
    settings = store_of(request).settings
    return cookies.kept(settings, _name(token), browser_mark(settings.secret_keys, link.id), A_MORNING)


def answered(request: Request, link: Link, token: str) -> bool:
    """Whether somebody answered by this link in this browser a while ago; whoever was sent the link on did not."""
    said = cookies.said(request, _name(token, "answer"))
    return is_browser_mark(store_of(request).settings.secret_keys, _answered(link), said)


def answered_cookie(request: Request, link: Link, token: str) -> Cookie:
    settings = store_of(request).settings
    mark = browser_mark(settings.secret_keys, _answered(link))
    return cookies.kept(settings, _name(token, "answer"), mark, A_MORNING)


def _answered(link: Link) -> UUID:
    """Another mark than the one for a press."""
    return uuid5(link.id, "answered")


def _name(token: str, did: str = "table") -> str:
    return f"hub_{did}_{hash_of(token)[:16]}"
