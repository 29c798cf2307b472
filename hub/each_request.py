"""What happens around each request: its language, and what a browser may keep of its answer and do with it."""

from litestar import Request
from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.exceptions import HTTPException
from litestar.types import Message, Scope

from hub import cookies, wanted, wording
from hub.web import READS

LANGUAGE_COOKIE = "lang"


async def choose_language(request: Request) -> None:
    """Before each request. No page of ours has a NUL in its address."""
    if "\x00" in request.scope["path"] or b"%00" in request.scope["query_string"]:
        raise HTTPException(status_code=404)
    speak_as_asked(request)


def speak_as_asked(request: Request) -> None:
    """?lang= or the cookie decides; Dutch otherwise."""
    wording.speak(request.query_params.get("lang") or cookies.said(request, LANGUAGE_COOKIE) or "nl")


async def keep_nothing(message: Message, scope: Scope) -> None:
    """Before each answer: a page with people on it is kept nowhere; our own static files for a year."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    # What is not there now may be there in a minute.
    ours = scope["path"].startswith("/static/") and message["status"] < 400
    headers.setdefault("Cache-Control", "public, max-age=31536000, immutable" if ours else "no-store")


async def keep_language(message: Message, scope: Scope) -> None:
    """Before each answer, also one that leads elsewhere: the language that was asked for stays."""
    if message["type"] != "http.response.start" or b"lang=" not in scope.get("query_string", b""):
        return
    asked: str | None = Request(scope).query_params.get("lang")
    if asked not in wording.LANGUAGES:
        return
    kept = cookies.kept(scope["litestar_app"].state.store.settings, LANGUAGE_COOKIE, asked, 365 * 86400)
    MutableScopeHeaders.from_message(message).add("Set-Cookie", kept.to_header(header=""))


async def keep_wanted(message: Message, scope: Scope) -> None:
    """Before each answer: who is sent to sign in from a page comes back to that page afterwards."""
    if message["type"] != "http.response.start" or scope.get("method") not in READS:
        return
    headers = MutableScopeHeaders.from_message(message)
    # A script asks for a piece of a page, which is no place to come back to.
    if headers.get("location") == wanted.SIGN_IN and not Headers.from_scope(scope).get("hx-request"):
        where = wanted.asked_for(scope["path"], scope["query_string"].decode("latin-1"))
        headers["location"] = wanted.to_sign_in(where)


async def guard(message: Message, scope: Scope) -> None:
    """Before each answer, refusals and errors included: what a browser may do with a page of ours."""
    if message["type"] == "http.response.start":
        headers = MutableScopeHeaders.from_message(message)
        tls = cookies.behind_tls(scope["litestar_app"].state.store.settings)
        for name, value in safe_headers(tls=tls).items():
            headers.setdefault(name, value)


def safe_headers(*, tls: bool) -> dict[str, str]:
    headers = {
        "Content-Security-Policy": (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
            "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    if tls:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return headers
