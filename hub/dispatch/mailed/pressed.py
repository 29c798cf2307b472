"""Whether the button of a mailed link was pressed in this browser: only then cards are shown behind it."""

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


def _name(token: str) -> str:
    return f"hub_table_{hash_of(token)[:16]}"
