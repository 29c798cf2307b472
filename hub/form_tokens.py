"""The token in each form that changes something: without it nothing changes. A form of the front door that stood open
too long comes back filled in, with a fresh token."""

from typing import Any, cast

from litestar import Request
from litestar.enums import RequestEncodingType
from litestar.exceptions import PermissionDeniedException
from litestar.middleware.csrf import CSRFMiddleware, generate_csrf_token
from litestar.types import Receive, Scope, Send
from litestar.utils.scope.state import ScopeState

State = dict[str, Any]
# On a handler: it asks `is_stale` before anything else, and shows its form again when it is.
SHOWS_AGAIN = {"shows_again": True}
STALE, ASKED = "hub_stale_form", "hub_stale_asked"
READS = {"GET", "HEAD"}
FORMS = {RequestEncodingType.URL_ENCODED, RequestEncodingType.MULTI_PART}


class FormTokens(CSRFMiddleware):
    """Refuses what comes without the token of its page, as Litestar does, except that a handler with SHOWS_AGAIN gets
    the form and is told that it is stale. A form that another site sends is refused everywhere."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request: Request[Any, Any, Any] = scope["litestar_app"].request_class(scope=scope, receive=receive)
        if request.method in READS and self._is_of_another_hub(request):
            await self.app(scope, receive, self._with_fresh_token(scope, send))
            return
        if not _may_come_again(request):
            await super().__call__(scope, receive, send)
            return
        cookie = request.cookies.get(self.config.cookie_name, "")
        typed = (await request.form()).get("_csrf_token")
        state = ScopeState.from_scope(scope)
        if isinstance(typed, str) and self._csrf_tokens_match(typed, cookie):
            state.csrf_token = typed
            await self.app(scope, receive, send)
            return
        cast(State, scope)[STALE] = True
        if self._decode_csrf_token(cookie) is None:
            await self.app(scope, receive, self._with_fresh_token(scope, send))
            return
        state.csrf_token = cookie
        await self.app(scope, receive, self.create_send_wrapper(send=send, csrf_cookie=cookie, token=cookie))

    def _is_of_another_hub(self, request: Request[Any, Any, Any]) -> bool:
        """Whether the browser keeps a token that was made with another secret: cookies know no ports, and a hub that
        began anew has a new secret. With it no form would ever be taken."""
        cookie = request.cookies.get(self.config.cookie_name, "")
        return bool(cookie) and self._decode_csrf_token(cookie) is None

    def _with_fresh_token(self, scope: Scope, send: Send) -> Send:
        token = ScopeState.from_scope(scope).csrf_token = generate_csrf_token(self.config.secret)
        return self.create_send_wrapper(send=send, csrf_cookie=None, token=token)


def _may_come_again(request: Request[Any, Any, Any]) -> bool:
    handler = request.scope.get("route_handler")
    if request.method != "POST" or handler is None or not handler.opt.get("shows_again"):
        return False
    # What a page elsewhere sends is not a form of ours that stood open; and its answer must not change our cookie.
    return request.content_type[0] in FORMS and not from_elsewhere(request)


def from_elsewhere(request: Request[Any, Any, Any]) -> bool:
    """Whether a page of another site sent this, as far as the browser says."""
    return request.headers.get("sec-fetch-site", "") == "cross-site"


def is_stale(request: Request[Any, Any, Any]) -> bool:
    """Whether this form came without the token of its page: show it again, and change nothing."""
    cast(State, request.scope)[ASKED] = True
    return bool(request.scope.get(STALE))


def must_have_asked(request: Request[Any, Any, Any]) -> None:
    """Before the database is touched: a handler that forgot to ask gets what every stale form gets."""
    if request.scope.get(STALE) and not request.scope.get(ASKED):
        raise PermissionDeniedException("CSRF token verification failed")
