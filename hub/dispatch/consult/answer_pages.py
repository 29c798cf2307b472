"""Where whoever is asked answers a consult: behind the mailed link, or signed in. And the lists of consults."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub import by_form, by_link, rates
from hub.by_form import FRESH
from hub.by_link import Back
from hub.clock import brussels_date
from hub.dispatch.case import STAGE_WORDS, Stage
from hub.dispatch.consult import answering, consult_sight
from hub.dispatch.consult.consult_sight import Asked
from hub.form_tokens import SHOWS_AGAIN
from hub.people.rights import Right, may, require
from hub.problems import Invalid
from hub.store import Work
from hub.web import Form, FormBody, Page, begin, flash, must_be_signed_in, one, show
from hub.wording import N_, _

# Each other answer writes in the time line of the case.
OFTEN = "20/day"
TOO_OFTEN = N_("Je antwoordde vandaag al heel vaak. Verandert er nog iets? Bel ons dan.")
THANKS = N_("Bedankt. Wie het vroeg, leest je antwoord.")
BY_LINK, LIST = "/antwoord/consult/{token:str}", "/consulten"
SIGNED_IN = LIST + "/{ask_id:uuid}"
DESK_STATES = (("open", N_("lopend")), ("answered", N_("beantwoord")), ("became", N_("werd een aanmelding")))
OWN_STATES = (("open", N_("nog te beantwoorden")), ("answered", N_("beantwoord")))


@get(BY_LINK, sync_to_thread=True)
def asked_page(request: Request, token: str) -> Page:
    """The question and a field; opening it changes nothing."""
    return by_link.opened(request, token, _linked)


@post(BY_LINK, sync_to_thread=True, status_code=200, opt=SHOWS_AGAIN)
def answer_by_link(request: Request, token: str, data: FormBody) -> Page | Redirect:
    def take(work: Work) -> None:
        _not_too_often(work, consult_sight.asked_by(work, token))
        text, sure = _answer(data)
        answering.answer_by_link(work, token, text, sure=sure)

    done = by_link.answered(request, token, data, take, _linked)
    if isinstance(done, Redirect):
        flash(request, "done", _(THANKS))
    return done


@get(SIGNED_IN, sync_to_thread=True)
def own_page(request: Request, ask_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, consult_sight.asked_of(work, ask_id), f"{LIST}/{ask_id}", FRESH)


@post(SIGNED_IN, sync_to_thread=True, status_code=200)
def answer_signed_in(request: Request, ask_id: UUID, data: FormBody) -> Page | Redirect:
    here = f"{LIST}/{ask_id}"

    def act(work: Work) -> None:
        _not_too_often(work, consult_sight.asked_of(work, ask_id))
        text, sure = _answer(data)
        answering.answer(work, ask_id, text, sure=sure)

    def drawn(request: Request, work: Work, back: Back) -> Page:
        return _page(request, consult_sight.asked_of(work, ask_id), here, back)

    return by_form.sent(request, data, act, drawn, _(THANKS), here)


@get(LIST, sync_to_thread=True)
def consults(request: Request) -> Page:
    """For a coordinator the consults of its hub; for everybody else what it was asked."""
    with begin(request) as work:
        must_be_signed_in(work)
        asked = request.query_params
        state, after, before = asked.get("toon", ""), asked.get("na", ""), asked.get("voor", "")
        desk = may(work.asker, Right.DECIDE)
        if desk:
            found = consult_sight.desk_list(work, state=state, after=after, before=before)
        else:
            _may_be_asked(work)
            answered = {"open": False, "answered": True}.get(state)
            found = consult_sight.own_list(work, answered=answered, after=after, before=before)
        states = DESK_STATES if desk else OWN_STATES
        return show(
            request, "dispatch/consult/list.html", desk=desk, page=found, state=state,
            states=[(code, _(word)) for code, word in states], today=brussels_date(work.now),
            stage_words=lambda stage: _(STAGE_WORDS[Stage(stage)]),
            newer=_address(state, voor=found.newer), older=_address(state, na=found.older),
        )  # fmt: skip


def _may_be_asked(work: Work) -> None:
    """Whoever works at an organisation that can be asked."""
    if not may(work.asker, Right.SEE_OWN):
        require(work.asker, Right.CLAIM)


def _address(state: str, **where: str | None) -> str | None:
    """Where the next or the previous page begins; None where there is none."""
    if not all(where.values()):
        return None
    return f"{LIST}?{urlencode({name: value for name, value in {'toon': state, **where}.items() if value})}"


def _answer(data: Form) -> tuple[str, bool]:
    return one(data, "answer", at_most=20_000), one(data, "sure") == "1"


def _not_too_often(work: Work, asked: Asked) -> None:
    if not rates.allows(work, OFTEN, "consult answer", str(asked.row.id)):
        raise Invalid({"answer": _(TOO_OFTEN)})


def _linked(request: Request, work: Work, token: str, back: Back) -> Page:
    return _page(request, consult_sight.asked_by(work, token), f"/antwoord/consult/{token}", back)


def _page(request: Request, asked: Asked, here: str, back: Back) -> Page:
    request.state.hub = asked.hub
    text, sure = _answer(back.typed)
    return show(
        request, "dispatch/consult/answer.html", status=back.status, asked=asked, here=here,
        text=text if back.typed else asked.row.answer, errors=back.errors, sure=sure, said=back.said,
    )  # fmt: skip


handlers: list[Any] = [asked_page, answer_by_link, consults, own_page, answer_signed_in]
