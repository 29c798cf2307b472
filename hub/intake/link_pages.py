"""The referrer's own page, behind a mailed link or signed in: how it stands, questions to answer, files to add, what
is wrong. What was typed shows after a code. A form that stood open too long comes back with its words."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub import links, rates
from hub.asker import NOBODY, Asker, AskerKind
from hub.clock import brussels_date
from hub.dispatch.appointments import WAY_WORDS
from hub.dispatch.watch import Party
from hub.form_tokens import SHOWS_AGAIN, is_stale
from hub.intake import (
    additions,
    code_here,
    form_view,
    helped,
    holder,
    opened,
    quota,
    reading,
    section_form,
    sight,
    taken_over,
    uploads,
)
from hub.intake.chosen import chosen_files
from hub.intake.form_pages import MOST_AT_ONCE, Multipart
from hub.intake.holder import Holder, is_confirmed
from hub.intake.questions import BY_SLUG
from hub.links import Purpose
from hub.problems import Invalid, NotFound, TooOften
from hub.store import Work
from hub.web import STALE, Form, FormBody, Page, begin, must_be_signed_in, one, see_other, show, store_of, visitor_of
from hub.wording import N_, _

# The same pages by two ways in: whoever holds the link, and whoever signed in with the referral's own address.
BY_LINK, SIGNED_IN = "/mijn-aanmelding/{token:str}", "/mijn-aanmeldingen/{referral_id:uuid}"
# In a form that comes back where the button was not pressed (any more): whoever sends it again presses it.
THIS_IS_ME = "dit-ben-ik"
MOST_TOLD = "20/hour"
WAITS_FOR = {
    Party.COORDINATOR: N_("Het meldpunt is aan zet."),
    Party.REFERRER: N_("We wachten op jouw antwoord."),
    Party.PARTNER: N_("Een partner is aan zet."),
}
DONE = {
    "gemaild": N_("Kijk in je mailbox: je code is onderweg."),
    "bevestigd": N_("Bedankt. Je ziet nu alles van je aanmelding."),
    "bewaard": N_("Bewaard. Het meldpunt leest wat je aanvulde."),
    "niets": N_("Je vulde niets nieuws in. Er is niets veranderd."),
    "gemeld": N_("Bedankt. Het meldpunt leest je bericht en kijkt het na."),
    "beantwoord": N_("Bedankt voor je antwoord."),
    "geholpen": N_("Bedankt. Het meldpunt leest je antwoord. Je kan het hier altijd veranderen."),
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
        yield work, holder.by_link(work, link, reads=code_here.reads(request, work, link, token))


@by_both(get)
def own_page(request: Request) -> Page | Redirect:
    try:
        with held(request) as (work, own):
            return own_again(request, work, own)
    except NotFound:
        over = _taken_over(request)
        if over:
            return over
        if "token" not in request.path_params:
            raise
        return code_here.over(request, here(request), status=404)


def _taken_over(request: Request) -> Page | None:
    """What stands here once the CLB took the referral over; None where it did not."""
    token = request.path_params.get("token")
    with begin(request, NOBODY if token else None) as work:
        if token is None:
            must_be_signed_in(work)
        found = taken_over.by_link(work, token) if token else taken_over.signed_in(
            work, request.path_params["referral_id"], holder.referrer(work).email
        )  # fmt: skip
        if found is None:
            return None
        request.state.hub = found.hub
        return show(request, "intake/taken_over.html", over=found, today=brussels_date(work.now))


def writer(request: Request, work: Work, own: Holder, data: Form, *, stale: bool) -> Holder | None:
    """Who may write now what this form holds; None when it is to be shown again: it stood open too long, or this
    browser does not read here (any more). Then a code is mailed, and comes back with the same form."""
    if stale:
        return None
    if own.colleague or is_confirmed(own, sight.case_of(work, own)):
        return own
    if own.link is None:
        return _pressed(work, own) if one(data, THIS_IS_ME) else None
    if typed := one(data, code_here.FIELD, at_most=40):
        return code_here.entered(request, work, own, typed)
    if not reading.is_asked(work, own.link, code_here.mark_of(request)):
        code_here.ask(request, work, own)
    return None


def _pressed(work: Work, own: Holder) -> Holder:
    additions.confirm_referrer(work, own)
    return replace(own, reads=True)


def count_told(work: Work, own: Holder) -> None:
    """Counts something that was good to be told, once it is stored. TooOften when it is not taken now."""
    if not rates.allows(work, MOST_TOLD, "own page", str(own.referral_id)):
        raise TooOften(_("Je schreef het laatste uur al veel. Wacht even en verstuur dit dan opnieuw, of bel ons."))


@by_both(post, opt=SHOWS_AGAIN)
def confirm(request: Request) -> Page | Redirect:
    """A button, since mail scanners open links. Behind a link it mails a code; whoever signed in says to be the one."""
    stale = is_stale(request)
    with held(request) as (work, own):
        if stale:
            return own_again(request, work, own, again=True)
        if own.link is None:
            _pressed(work, own)
        elif not own.reads:
            code_here.ask(request, work, own)
        if code_here.refused(request):
            return own_again(request, work, own, status=429)
    return done_with(request, "bevestigd" if own.link is None or own.reads else "gemaild")


@post(BY_LINK + "/vergeet", sync_to_thread=True, status_code=200, opt=SHOWS_AGAIN)
def forget_browser(request: Request) -> Page | Redirect:
    """ "Klaar": whoever uses this computer next needs a code."""
    if is_stale(request):
        with held(request) as (work, own):
            return own_again(request, work, own, again=True)
    with held(request) as (work, own):
        if own.link:
            reading.close(work, own.link, code_here.mark_of(request))
    answer = done_with(request, "vergeten")
    answer.set_cookie(opened.cookie(request, request.path_params["token"], ""))
    # Else the form itself would lead the next one there, by the receipt of what was sent here.
    form_view.forget(request, answer)
    return answer


@by_both(post, "/klopt-niet", opt=SHOWS_AGAIN)
def tell_wrong(request: Request, data: FormBody) -> Page | Redirect:
    text, stale = one(data, "wrong", at_most=20_000), is_stale(request)
    try:
        with held(request) as (work, own):
            # To write needs no reading; the desk sees that no code was entered.
            who = own if own.link and not stale else writer(request, work, own, data, stale=stale)
            if who is None:
                return own_again(request, work, own, typed={"wrong": text}, again=True)
            try:
                additions.tell_wrong(work, who, text)
            except Invalid as invalid:
                return own_again(request, work, who, errors=invalid.errors, typed={"wrong": text})
            count_told(work, own)
    except TooOften as late:
        with held(request) as (work, own):
            return own_again(request, work, own, errors={"wrong": late.sentence}, typed={"wrong": text}, status=429)
    return done_with(request, "gemeld")


@by_both(post, "/antwoord/{question_id:uuid}", opt=SHOWS_AGAIN)
def answer_here(request: Request, question_id: UUID, data: FormBody) -> Page | Redirect:
    name = f"answer-{question_id}"
    text, stale = one(data, name, at_most=20_000), is_stale(request)
    with held(request) as (work, own):
        if (who := writer(request, work, own, data, stale=stale)) is None:
            return own_again(request, work, own, typed={name: text}, again=True)
        try:
            additions.answer_question(work, who, text, question_id)
        except Invalid as invalid:
            return own_again(request, work, who, errors={name: invalid.sentence}, typed={name: text})
    return done_with(request, "beantwoord")


@by_both(post, "/bijlagen", request_max_body_size=MOST_AT_ONCE, opt=SHOWS_AGAIN)
def add_files(request: Request, data: Multipart) -> Page | Redirect:
    if is_stale(request):
        with held(request) as (work, own):
            errors = {"files": _("Kies je bijlagen opnieuw: we bewaarden ze niet.")}
            return own_again(request, work, own, errors=errors, again=True)
    settings = store_of(request).settings
    chosen, room = chosen_files(data, settings.clamd_url), quota.room_for(settings.redis_url, visitor_of(request))
    with held(request) as (work, own):
        refused = [*chosen.refused, *additions.add_papers(work, own, chosen.taken, room)]
        if not chosen.taken and not refused:
            refused.append(_("Kies eerst een bestand."))
        if refused:
            return own_again(request, work, own, errors={"files": " ".join(refused)})
    return done_with(request, "bijlagen")


def own_again(
    request: Request,
    work: Work,
    own: Holder,
    *,
    errors: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
    again: bool = False,
    status: int = 0,
) -> Page:
    """The own page; `again` when a form came too late and stands there with its words, not stored yet."""
    page = sight.own_page(work, own)
    request.state.hub = page.hub
    refused = code_here.refused(request)
    errors = {code_here.FIELD: refused, **(errors or {})} if refused else errors
    unsent = next(((name, text) for name, text in (typed or {}).items() if text), None) if again else None
    waits = WAITS_FOR.get(Party(page.waits_for)) if page.waits_for else None
    done = DONE.get(request.query_params.get("ok", "")) if not errors else None
    answer = show(
        request, "intake/own.html", status=status or (422 if errors or again else 200), own=page, here=here(request),
        errors=errors or {},
        typed=typed or {}, forget=_arrived(request, page), done=_(done) if done else "",
        waits_for=_(waits) if waits else "", helped_words=helped.choices(),
        sizes=uploads.size_words, words=_, way_words=WAY_WORDS, late=page.due is not None and page.due < work.now,
        left_out=section_form.left_out_at(request.query_params),
        by_link=own.link is not None, link_ends=own.link.expires_at if own.link else None,
        link_mailed=own.link is not None and own.link.browser_hash is None,
        stale=_(STALE) if is_stale(request) else "", unsent=unsent, this_is_me=THIS_IS_ME, sent_to=request.url.path,
        code_asked=code_here.is_asked(request, work, own),
    )  # fmt: skip
    return code_here.marked(request, answer)


def here(request: Request) -> str:
    """The address of the referral's own page, by the way in that was taken."""
    token = request.path_params.get("token")
    return f"/mijn-aanmelding/{token}" if token else f"/mijn-aanmeldingen/{request.path_params['referral_id']}"


def done_with(request: Request, what: str, slug: str = "", rest: str = "") -> Redirect:
    """Back to the page; what happened travels in the address, so that it works without a session."""
    answer = see_other(f"{here(request)}?ok={what}" + (f"&deel={slug}{rest}" if slug else ""))
    return code_here.marked(request, answer)


def _arrived(request: Request, page: sight.OwnPage) -> list[str]:
    """The names under which a browser kept words that have arrived here, to be forgotten there."""
    asked = request.query_params
    kept = [f"antwoord-{question.id}" for question in page.questions if question.answered_at]
    if asked.get("ok") == "gemeld":
        kept.append(f"klopt-niet-{page.number}")
    if asked.get("ok") == "geholpen":
        kept.append(f"geholpen-{page.number}")
    if asked.get("ok") in ("bewaard", "niets") and asked.get("deel") in BY_SLUG:
        kept.append(f"vul-aan-{page.number}-{asked['deel']}")
    return kept


handlers = [*own_page, *confirm, forget_browser, *tell_wrong, *answer_here, *add_files]
