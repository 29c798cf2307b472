"""What a browser keeps of each mailed link that was opened in it: a cookie, for a morning.

Behind a personal link it says which reading is this browser's (hub.intake.reading). Behind a form that was kept and
not sent yet, it says that somebody pressed the button.
"""

from litestar import Request
from litestar.datastructures import Cookie

from hub import cookies
from hub.links import Link
from hub.store import Work
from hub.tokens import browser_mark, hash_of, is_browser_mark
from hub.web import store_of

MARK, A_MORNING = "hub_opened", 4 * 3600  # how long it lasts, in seconds


def mark_of(request: Request, token: str) -> str:
    """What this browser keeps of this link; "" for nothing, and for what was never one of ours."""
    said = cookies.said(request, _name(token))
    return said if said.isascii() and said.isprintable() else ""


def was_pressed(request: Request, link: Link, token: str) -> bool:
    said = cookies.said(request, _name(token))
    return is_browser_mark(store_of(request).settings.secret_keys, link.id, said)


def mark_for(work: Work, link: Link) -> str:
    """What the browser is given that pressed the button of this link."""
    return browser_mark(work.store.settings.secret_keys, link.id)


def cookie(request: Request, token: str, mark: str) -> Cookie:
    """Of this one link, as its name says: another one in this browser is left alone. A mark of "" takes it away."""
    return cookies.kept(store_of(request).settings, _name(token), mark, A_MORNING if mark else 0)


def _name(token: str) -> str:
    return f"{MARK}_{hash_of(token)[:16]}"
