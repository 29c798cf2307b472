"""The pages of what went wrong: a refusal in the person's own words, and what somebody typed to copy it."""

import contextlib
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import structlog
from litestar import Request
from litestar.exceptions import HTTPException
from litestar.response import Redirect
from litestar.utils.scope.state import ScopeState
from sqlalchemy.exc import OperationalError

from hub import wanted
from hub.asker import NOBODY
from hub.each_request import speak_as_asked
from hub.form_tokens import from_elsewhere
from hub.problems import Invalid, NotAllowed, NotFound, NotSignedIn, Problem, Refused, TooOften
from hub.rendering import TEMPLATES
from hub.tokens import mask_token
from hub.web import READS, Page, many, see_other, show

log = structlog.get_logger()
# What a page sends along by itself.
_IDS = re.compile(r"[0-9a-fA-F-]{36}(?:\s+[0-9a-fA-F-]{36})*")
# Pages for whoever holds a link; there nobody signs in.
BY_LINK = ("/mijn-aanmelding/", "/antwoord/", "/inloggen/", "/aanmelden", "/demo")
LETTER_LINKS = ("/mijn-aanmelding/", "/antwoord/")
STATUS = {NotFound: 404, NotAllowed: 403, TooOften: 429, Refused: 409, Invalid: 422}


def problem_page(request: Request, problem: Problem) -> Page:
    """A refusal in the person's own words. A page that can show its form again does so before it comes to this."""
    if isinstance(problem, NotFound) and _was_signed_out(request):
        back = wanted.to_sign_in(_form_page(request))
        return show(request, "errors/signed_out.html", status=403, sign_in=back, typed=_sentences_in(request))
    status = next((code for kind, code in STATUS.items() if isinstance(problem, kind)), 400)
    return error_page(request, status, problem.sentence)


def _form_page(request: Request) -> str:
    """The page of ours that a form stands on. What sends the form may not be a page itself, but often lies below it."""
    page = ""
    with contextlib.suppress(ValueError):
        came_from = urlsplit(request.headers.get("Referer", ""))
        page = wanted.own_path(came_from.path) if came_from.netloc == request.url.netloc else ""
    return page or wanted.asked_for(request.url.path, "")


def _was_signed_out(request: Request) -> bool:
    """Whether somebody sent a form of a page for people with a role, and is nobody (any more)."""
    # Without an asker nobody was asked who it was: what was sent makes no sense, whoever sent it.
    nobody = getattr(request.state, "asker", None) == NOBODY
    return request.method == "POST" and nobody and not request.url.path.startswith(BY_LINK)


def _sentences_in(request: Request) -> list[str]:
    """What somebody wrote in a form that is not taken, to copy it: every value of more than one word. Words that
    another site sent along are not shown as somebody's own."""
    form = ScopeState.from_scope(request.scope).form
    if not isinstance(form, dict) or from_elsewhere(request):
        return []
    values = [value for name in form for value in many(form, name)]
    return [value for value in values if len(value.split()) > 1 and not _IDS.fullmatch(value.strip())]


def sign_in_first(request: Request, problem: NotSignedIn) -> Page | Redirect:
    """A page can be asked again after signing in; what was sent cannot, and there is nothing here for a stranger."""
    return see_other(wanted.SIGN_IN) if request.method in READS else problem_page(request, problem)


def http_page(request: Request, error: HTTPException) -> Page:
    # What no page of ours answers never came to `choose_language`.
    speak_as_asked(request)
    if error.status_code == 403 and "CSRF" in str(error.detail):
        return show(request, "errors/stale.html", status=403, typed=_sentences_in(request))
    return error_page(request, error.status_code, "")


def crash_page(request: Request, error: Exception) -> Page:
    if isinstance(error, OperationalError):
        log.error("the database is out of reach or too slow", path=mask_token(request.url.path))
        return error_page(request, 503, "")
    log.error("a page failed", path=mask_token(request.url.path), kind=type(error).__name__, exc_info=error)
    return error_page(request, 500, "")


def error_page(request: Request, status: int, sentence: str) -> Page:
    known = status if (TEMPLATES / f"errors/{status}.html").is_file() else 400 if status < 500 else 500
    by_link = request.url.path.startswith(LETTER_LINKS) and bool(sentence)
    return show(
        request, f"errors/{known}.html", status=status, reason=sentence, by_link=by_link,
        of_partner=by_link and request.url.path.startswith("/antwoord/"),
    )  # fmt: skip


ExceptionHandlers = dict[Any, Callable[[Request, Any], Page | Redirect]]
HANDLERS: ExceptionHandlers = {
    NotSignedIn: sign_in_first,
    Problem: problem_page,
    HTTPException: http_page,
    Exception: crash_page,
}
