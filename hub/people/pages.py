"""Pages to sign in and out."""

from litestar import Request, get, post
from litestar.response import Redirect

from hub import cookies, wanted
from hub.asker import NOBODY, Asker
from hub.form_tokens import SHOWS_AGAIN, is_stale
from hub.links import LIFETIME, Purpose
from hub.people import asking, desk
from hub.people.sessions import signed_in
from hub.people.tables import Person
from hub.problems import NotFound
from hub.store import Work
from hub.tokens import random_token
from hub.web import STALE, FormBody, Page, begin, one, see_other, show, store_of, visitor_of
from hub.wording import N_, _

BROWSER = "hub_browser"
KNOWN_FOR = 90 * 86400
WANTED = "hub_wanted"
AS_LONG_AS_A_LINK = int(LIFETIME[Purpose.SIGN_IN].total_seconds())
MANY_CODES = N_("Er werden hier net veel codes getypt. Wacht een kwartier, of open de link in je e-mail.")
WRONG_CODE = N_("Deze code klopt niet, of ze werkt niet meer. Kijk na, of vraag een nieuwe link en code.")


def load_asker(work: Work, request: Request) -> Asker:
    """Who is signed in on this request, as the database knows that person now."""
    who = signed_in(request.scope)
    if who is None:
        return NOBODY
    asker = desk.asker_for(work, *who)
    if asker is None:
        request.clear_session()
        return NOBODY
    return asker


@get("/inloggen", sync_to_thread=True)
def sign_in_page(request: Request) -> Page | Redirect:
    """`next` is the page that was wanted, when there was one."""
    where = wanted.own_path(request.query_params.get("next", ""))
    with begin(request) as work:
        if work.asker.person_id:
            return see_other(where or "/")
        return _sign_in(request, where=where)


@post("/inloggen", sync_to_thread=True, opt=SHOWS_AGAIN)
def ask_link(request: Request, data: FormBody) -> Page:
    email, where = one(data, "email", at_most=200).lower(), wanted.own_path(one(data, "next", at_most=1000))
    if is_stale(request):
        return _sign_in(request, status=422, email=email, stale=_(STALE), where=where)
    if "@" not in email:
        said = _("Vul je e-mailadres in, zoals naam@school.be.")
        return _sign_in(request, status=422, email=email, said=said, where=where)
    browser = cookies.said(request, BROWSER) or random_token()
    with begin(request) as work:
        allowed = _may_ask(request, work, email, browser)
        if allowed:
            desk.request_link(work, email, browser, None)
    if not allowed:
        said = _("Er zijn net veel links gevraagd. Wacht een kwartier en probeer opnieuw.")
        return _sign_in(request, status=429, email=email, said=said, where=where)
    page = _link_sent(request, email, where)
    _remember(request, page, BROWSER, browser, KNOWN_FOR)
    _remember(request, page, WANTED, wanted.write(where), AS_LONG_AS_A_LINK if where else 0)
    return page


def _link_sent(request: Request, email: str, where: str, *, said: str = "", stale: str = "", status: int = 200) -> Page:
    """The same words for a known and an unknown address, and the field for the code."""
    return show(
        request, "people/link_sent.html", status=status, email=email, again=wanted.to_sign_in(where),
        errors={"code": said} if said else {}, stale=stale,
    )  # fmt: skip


@post("/inloggen/code", sync_to_thread=True, opt=SHOWS_AGAIN)
def type_code(request: Request, data: FormBody) -> Page | Redirect:
    """The code of the letter, typed in the browser that asked for it."""
    email, where = one(data, "email", at_most=200).lower(), _wanted_before(request)
    if is_stale(request):
        return _link_sent(request, email, where, stale=_(STALE), status=422)
    if not asking.may_type_here(store_of(request).settings.redis_url, visitor_of(request)):
        return _link_sent(request, email, where, said=_(MANY_CODES), status=429)
    with begin(request) as work:
        person = desk.sign_in_by_code(work, one(data, "code", at_most=40), cookies.said(request, BROWSER))
    if person is None:
        return _link_sent(request, email, where, said=_(WRONG_CODE), status=422)
    return _welcomed(request, person)


def _welcomed(request: Request, person: Person) -> Redirect:
    """To the page that was wanted, in a session of one's own."""
    welcome(request, person)
    there = see_other(_wanted_before(request) or "/")
    _remember(request, there, WANTED, "", 0)
    return there


def _may_ask(request: Request, work: Work, email: str, browser: str) -> bool:
    redis_url = store_of(request).settings.redis_url
    if cookies.said(request, BROWSER) and desk.signed_in_before(work, email, browser):
        return asking.may_ask_again(redis_url, email, browser)
    return asking.may_ask(redis_url, email, visitor_of(request))


@get("/inloggen/{token:str}", sync_to_thread=True)
def confirm_page(request: Request, token: str) -> Page:
    """Only shows a button: mail scanners open links, and must not use them up."""
    with begin(request) as work:
        try:
            desk.open_sign_in(work, token, cookies.said(request, BROWSER))
        except NotFound as gone:
            return _sign_in(request, status=404, stale=gone.sentence, where=_wanted_before(request))
    return show(request, "people/confirm.html", token=token, stale="")


@post("/inloggen/{token:str}", sync_to_thread=True, opt=SHOWS_AGAIN)
def confirm(request: Request, token: str) -> Redirect | Page:
    if is_stale(request):
        return show(request, "people/confirm.html", status=422, token=token, stale=_(STALE))
    try:
        with begin(request) as work:
            person = desk.sign_in(work, token, cookies.said(request, BROWSER))
    except NotFound as gone:
        return _sign_in(request, status=404, stale=gone.sentence, where=_wanted_before(request))
    return _welcomed(request, person)


def _sign_in(
    request: Request, *, status: int = 200, email: str = "", said: str = "", stale: str = "", where: str = ""
) -> Page:
    errors = {"email": said} if said else {}
    return show(request, "people/sign_in.html", status=status, email=email, errors=errors, where=where, stale=stale)


def _wanted_before(request: Request) -> str:
    """The page that was wanted when this browser asked for a link; read again with the same distrust."""
    return wanted.read(cookies.said(request, WANTED))


def _remember(request: Request, answer: Page | Redirect, name: str, value: str, seconds: int) -> None:
    """A cookie for so many seconds; 0 takes it away."""
    answer.set_cookie(cookies.kept(store_of(request).settings, name, value, seconds))


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
    request.set_session({"flash": [["done", _("Je bent overal uitgelogd.")]]})  # and nothing else of it
    return see_other("/")


def welcome(request: Request, person: Person) -> None:
    """Begin a session for this person; the backend gives it an id of its own."""
    request.set_session({"person": str(person.id), "epoch": person.sign_out_epoch})


handlers = [sign_in_page, ask_link, type_code, confirm_page, confirm, sign_out, sign_out_everywhere]
