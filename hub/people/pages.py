"""Pages to sign in and out."""

import time
from typing import Annotated
from uuid import UUID

from litestar import Request, get, post
from litestar.datastructures import Cookie
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from hub.asker import NOBODY, Asker
from hub.people import asking, desk
from hub.people.tables import Person
from hub.problems import NotFound
from hub.store import Work
from hub.tokens import random_token
from hub.web import Form, Page, begin, flash, one, see_other, show, store_of, visitor_of
from hub.wording import _

FormBody = Annotated[Form, Body(media_type=RequestEncodingType.URL_ENCODED)]
BROWSER = "hub_browser"
KNOWN_FOR = 90 * 86400
# Writing a letter takes milliseconds longer than not writing one: in seconds, the time that both take.
ANSWERS_AFTER = 0.15


def load_asker(work: Work, request: Request) -> Asker:
    """Who is signed in on this request, as the database knows that person now."""
    session = request.scope.get("session") or {}
    if not isinstance(session, dict) or "person" not in session:
        return NOBODY
    asker = desk.asker_for(work, UUID(session["person"]), session.get("epoch"))
    if asker is None:
        request.clear_session()
        return NOBODY
    return asker


@get("/inloggen", sync_to_thread=True)
def sign_in_page(request: Request) -> Page:
    with begin(request):
        return show(request, "people/sign_in.html", email="", errors={})


@post("/inloggen", sync_to_thread=True)
def ask_link(request: Request, data: FormBody) -> Page:
    email = one(data, "email", at_most=200).lower()
    begun = time.monotonic()
    if "@" not in email:
        errors = {"email": _("Vul je e-mailadres in, zoals naam@school.be.")}
        return show(request, "people/sign_in.html", status=422, email=email, errors=errors)
    browser = request.cookies.get(BROWSER) or random_token()
    with begin(request) as work:
        allowed = _may_ask(request, work, email, browser)
        if allowed:
            desk.request_link(work, email, browser, None)
    time.sleep(max(0.0, ANSWERS_AFTER - (time.monotonic() - begun)))
    if not allowed:
        errors = {"email": _("Er zijn net veel links gevraagd. Wacht een kwartier en probeer opnieuw.")}
        return show(request, "people/sign_in.html", status=429, email=email, errors=errors)
    page = show(request, "people/link_sent.html", email=email)
    secure = store_of(request).settings.public_url.startswith("https")
    page.set_cookie(
        Cookie(BROWSER, value=browser, max_age=KNOWN_FOR, httponly=True, samesite="lax", secure=secure)
    )  # fmt: skip
    return page


def _may_ask(request: Request, work: Work, email: str, browser: str) -> bool:
    redis_url = store_of(request).settings.redis_url
    if BROWSER in request.cookies and desk.signed_in_before(work, email, browser):
        return asking.may_ask_again(redis_url, email, browser)
    return asking.may_ask(redis_url, email, visitor_of(request))


@get("/inloggen/{token:str}", sync_to_thread=True)
def confirm_page(request: Request, token: str) -> Page:
    """Only shows a button: mail scanners open links, and must not use them up."""
    with begin(request) as work:
        try:
            desk.open_sign_in(work, token, request.cookies.get(BROWSER, ""))
        except NotFound as gone:
            return show(request, "people/sign_in.html", status=404, email="", errors={"email": gone.sentence})
    return show(request, "people/confirm.html", token=token)


@post("/inloggen/{token:str}", sync_to_thread=True)
def confirm(request: Request, token: str) -> Redirect | Page:
    try:
        with begin(request) as work:
            person = desk.sign_in(work, token, request.cookies.get(BROWSER, ""))
    except NotFound as gone:
        return show(request, "people/sign_in.html", status=404, email="", errors={"email": gone.sentence})
    welcome(request, person)
    return see_other("/")


@post("/uitloggen", sync_to_thread=True)
def sign_out(request: Request) -> Redirect:
    request.clear_session()
    return see_other("/")


@post("/overal-uitloggen", sync_to_thread=True)
def sign_out_everywhere(request: Request) -> Redirect:
    with begin(request) as work:
        if work.asker.person_id is None:
            raise NotFound
        desk.sign_out_everywhere(work, work.asker.person_id)
    request.clear_session()
    return see_other("/")


def welcome(request: Request, person: Person) -> None:
    """Begin a session for this person; the backend gives it an id of its own."""
    request.set_session({"person": str(person.id), "epoch": person.sign_out_epoch})
    flash(request, "done", _("Welkom, %(name)s.", name=person.name))


handlers = [sign_in_page, ask_link, confirm_page, confirm, sign_out, sign_out_everywhere]
