"""The referrer's own page, behind a mailed link or signed in: how it stands, questions to answer, files to add, what
is wrong."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, post
from litestar.datastructures import Cookie
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from hub import links
from hub.asker import NOBODY, Asker, AskerKind
from hub.dispatch.appointments import WAY_WORDS
from hub.dispatch.watch import Party
from hub.intake import additions, holder, quota, sight, uploads
from hub.intake.chosen import chosen_files
from hub.intake.form_pages import MOST_AT_ONCE, Multipart
from hub.intake.holder import Holder
from hub.intake.sections import BY_SLUG
from hub.links import Purpose
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.tokens import browser_mark, is_browser_mark
from hub.web import Form, Page, begin, must_be_signed_in, one, see_other, show, store_of, visitor_of
from hub.wording import N_, _

FormBody = Annotated[Form, Body(media_type=RequestEncodingType.URL_ENCODED)]
MARK, A_MORNING = "hub_opened", 4 * 3600  # a cookie, and how long it lasts (seconds)
# The same pages by two ways in: whoever holds the link, and whoever signed in with the referral's own address.
BY_LINK, SIGNED_IN = "/mijn-aanmelding/{token:str}", "/mijn-aanmeldingen/{referral_id:uuid}"
WAITS_FOR = {
    Party.COORDINATOR: N_("Het meldpunt is aan zet."),
    Party.REFERRER: N_("We wachten op jouw antwoord."),
    Party.PARTNER: N_("Een partner is aan zet."),
}
DONE = {
    "bevestigd": N_("Bedankt. Je ziet nu alles van je aanmelding."),
    "bewaard": N_("Bewaard. Het meldpunt leest wat je aanvulde."),
    "gemeld": N_("Bedankt. Het meldpunt leest je bericht en kijkt het na."),
    "beantwoord": N_("Bedankt voor je antwoord."),
    "bijlagen": N_("Je bijlagen zijn bewaard."),
    "vergeten": N_("Klaar. Deze computer toont je aanmelding niet meer."),
}


def by_both(verb: Any, rest: str = "", **more: Any) -> Callable[[Callable[..., Any]], list[Any]]:
    """A page by both ways in, as two handlers: one with two paths is taken to its thread twice."""
    options = {"sync_to_thread": True, "status_code": 200, **more}
    return lambda handler: [verb(way + rest, **options)(handler) for way in (BY_LINK, SIGNED_IN)]


@contextlib.contextmanager
def held(request: Request, purpose: Purpose = Purpose.REFERRAL) -> Iterator[tuple[Work, Holder]]:
    """A unit of work asked by the referrer of the referral that this address names.

    NotFound when a link does not work any more, or when the referral came with somebody else's address.
    """
    token = request.path_params.get("token")
    if token is None:
        with begin(request) as work:
            must_be_signed_in(work)
            yield work, holder.signed_in(work, request.path_params["referral_id"])
        return
    with begin(request, NOBODY) as work:
        link = links.open_link(work, token, purpose)
        work.asker = Asker(AskerKind.LINK, link_id=link.id)
        mark = request.cookies.get(MARK, "")
        pressed = is_browser_mark(work.store.settings.secret_keys, link.id, mark)
        yield work, holder.by_link(work, link, pressed=pressed)


@by_both(get)
def own_page(request: Request) -> Page | Redirect:
    with held(request) as (work, own):
        return _own(request, work, own)


@by_both(post)
def confirm(request: Request) -> Redirect:
    """A button, since mail scanners open links: who presses it is a person at that address."""
    with held(request) as (work, own):
        additions.confirm_referrer(work, own)
        answer = done_with(request, "bevestigd")
        if own.link:
            answer.set_cookie(_mark(request, browser_mark(work.store.settings.secret_keys, own.link.id), A_MORNING))
    return answer


@post(BY_LINK + "/vergeet", sync_to_thread=True, status_code=200)
def forget_browser(request: Request) -> Redirect:
    """ "Klaar": whoever uses this computer next has to press the button again."""
    answer = done_with(request, "vergeten")
    answer.set_cookie(_mark(request, "", 0))
    return answer


def _mark(request: Request, value: str, max_age: int) -> Cookie:
    """Of this one link: no other address of ours gets to see it."""
    tls = store_of(request).settings.public_url.startswith("https")
    return Cookie(
        MARK, value=value, path=here(request), max_age=max_age, httponly=True, secure=tls, samesite="lax"
    )  # fmt: skip


@by_both(post, "/klopt-niet")
def tell_wrong(request: Request, data: FormBody) -> Page | Redirect:
    text = one(data, "wrong", at_most=20_000)
    with held(request) as (work, own):
        try:
            additions.tell_wrong(work, own, text)
        except Invalid as invalid:
            return _own(request, work, own, errors=invalid.errors, typed={"wrong": text})
    return done_with(request, "gemeld")


@by_both(post, "/antwoord/{question_id:uuid}")
def answer_here(request: Request, question_id: UUID, data: FormBody) -> Page | Redirect:
    name = f"answer-{question_id}"
    text = one(data, name, at_most=20_000)
    with held(request) as (work, own):
        try:
            additions.answer_question(work, own, text, question_id)
        except Invalid as invalid:
            return _own(request, work, own, errors={name: invalid.sentence}, typed={name: text})
    return done_with(request, "beantwoord")


@by_both(post, "/bijlagen", request_max_body_size=MOST_AT_ONCE)
def add_files(request: Request, data: Multipart) -> Page | Redirect:
    taken, refused = chosen_files(data)
    room = quota.room_for(store_of(request).settings.redis_url, visitor_of(request))
    with held(request) as (work, own):
        refused += additions.add_papers(work, own, taken, room)
        if not taken and not refused:
            refused.append(_("Kies eerst een bestand."))
        if refused:
            return _own(request, work, own, errors={"files": " ".join(refused)})
    return done_with(request, "bijlagen")


def _own(
    request: Request,
    work: Work,
    own: Holder,
    *,
    errors: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
) -> Page:
    page = sight.own_page(work, own)
    request.state.hub = page.hub
    waits = WAITS_FOR.get(Party(page.waits_for)) if page.waits_for else None
    done = DONE.get(request.query_params.get("ok", "")) if not errors else None
    return show(
        request, "intake/own.html", status=422 if errors else 200, own=page, here=here(request), errors=errors or {},
        typed=typed or {}, forget=_arrived(request, page), done=_(done) if done else "",
        waits_for=_(waits) if waits else "", sizes=uploads.size_words, words=_, way_words=WAY_WORDS,
        forgets=own.link is not None,
    )  # fmt: skip


def here(request: Request) -> str:
    """The address of the referral's own page, by the way in that was taken."""
    token = request.path_params.get("token")
    return f"/mijn-aanmelding/{token}" if token else f"/mijn-aanmeldingen/{request.path_params['referral_id']}"


def done_with(request: Request, what: str, slug: str = "") -> Redirect:
    """Back to the page; what happened travels in the address, so that it works without a session."""
    return see_other(f"{here(request)}?ok={what}" + (f"&deel={slug}" if slug else ""))


def _arrived(request: Request, page: sight.OwnPage) -> list[str]:
    """The names under which a browser kept words that have arrived here, to be forgotten there."""
    asked = request.query_params
    kept = [f"antwoord-{question.id}" for question in page.questions if question.answered_at]
    if asked.get("ok") == "gemeld":
        kept.append(f"klopt-niet-{page.number}")
    if asked.get("ok") == "bewaard" and asked.get("deel") in BY_SLUG:
        kept.append(f"vul-aan-{page.number}-{asked['deel']}")
    return kept


# The hub's question, behind a link of its own


@get("/antwoord/vraag/{token:str}", sync_to_thread=True)
def question_page(request: Request, token: str) -> Page:
    with held(request, Purpose.QUESTION) as (work, own):
        return _question(request, work, own, token)


@post("/antwoord/vraag/{token:str}", sync_to_thread=True, status_code=200)
def answer(request: Request, token: str, data: FormBody) -> Page | Redirect:
    text = one(data, "answer", at_most=20_000)
    try:
        with held(request, Purpose.QUESTION) as (work, own):
            try:
                additions.answer_question(work, own, text)
            except Invalid as invalid:
                return _question(request, work, own, token, errors=invalid.errors, typed=text)
    except Refused as refused:
        # Somebody answered meanwhile; what was typed now stays on the screen, to be copied.
        with held(request, Purpose.QUESTION) as (work, own):
            return _question(request, work, own, token, errors={"answer": refused.sentence}, typed=text)
    return see_other(f"/antwoord/vraag/{token}")


def _question(
    request: Request, work: Work, own: Holder, token: str, *, errors: dict[str, str] | None = None, typed: str = ""
) -> Page:
    asked = sight.question_behind(work, own)
    request.state.hub = asked.hub
    return show(
        request, "intake/question.html", status=422 if errors else 200, asked=asked, question=asked.question,
        number=asked.number, token=token, errors=errors or {}, typed=typed,
    )  # fmt: skip


handlers = [*own_page, *confirm, forget_browser, *tell_wrong, *answer_here, *add_files, question_page, answer]
