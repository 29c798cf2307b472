"""Where whoever is asked answers a consult: behind the mailed link, or signed in. And the lists of consults."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub import rates
from hub.asker import NOBODY
from hub.clock import brussels_date
from hub.dispatch.case import STAGE_WORDS, Stage
from hub.dispatch.consult import answering, consult_sight
from hub.dispatch.consult.consult_sight import Asked
from hub.form_tokens import SHOWS_AGAIN, is_stale
from hub.people.rights import Right, may, require
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import STALE, Form, FormBody, Page, begin, flash, must_be_signed_in, one, see_other, show, store_of
from hub.wording import N_, _

# Each other answer writes in the time line of the case.
OFTEN = "20/day"
TOO_OFTEN = N_("Je antwoordde vandaag al heel vaak. Verandert er nog iets? Bel ons dan.")
BY_LINK, LIST = "/antwoord/consult/{token:str}", "/consulten"
SIGNED_IN = LIST + "/{ask_id:uuid}"
DESK_STATES = (("open", N_("lopend")), ("answered", N_("beantwoord")), ("became", N_("werd een aanmelding")))
OWN_STATES = (("open", N_("nog te beantwoorden")), ("answered", N_("beantwoord")))


@get(BY_LINK, sync_to_thread=True)
def asked_page(request: Request, token: str) -> Page:
    """The question and a field; opening it changes nothing."""
    with begin(request, NOBODY) as work:
        return _page(request, consult_sight.asked_by(work, token), f"/antwoord/consult/{token}")


@post(BY_LINK, sync_to_thread=True, status_code=200, opt=SHOWS_AGAIN)
def answer_by_link(request: Request, token: str, data: FormBody) -> Page | Redirect:
    def give(work: Work, text: str, sure: bool) -> None:
        answering.answer_by_link(work, token, text, sure=sure)

    def read(work: Work) -> Asked:
        return consult_sight.asked_by(work, token)

    return _answered(request, data, f"/antwoord/consult/{token}", read, give, signed_in=False)


@get(SIGNED_IN, sync_to_thread=True)
def own_page(request: Request, ask_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, consult_sight.asked_of(work, ask_id), f"{LIST}/{ask_id}")


@post(SIGNED_IN, sync_to_thread=True, status_code=200)
def answer_signed_in(request: Request, ask_id: UUID, data: FormBody) -> Page | Redirect:
    def give(work: Work, text: str, sure: bool) -> None:
        must_be_signed_in(work)
        answering.answer(work, ask_id, text, sure=sure)

    def read(work: Work) -> Asked:
        must_be_signed_in(work)
        return consult_sight.asked_of(work, ask_id)

    return _answered(request, data, f"{LIST}/{ask_id}", read, give, signed_in=True)


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


def _answered(
    request: Request, data: Form, here: str, read: Callable[[Work], Asked], give: Callable[[Work, str, bool], None],
    *, signed_in: bool,
) -> Page | Redirect:  # fmt: skip
    text, sure = one(data, "answer", at_most=20_000), one(data, "sure") == "1"
    who = () if signed_in else (NOBODY,)
    if not signed_in and is_stale(request):
        with begin(request, *who) as work:
            return _page(request, read(work), here, text, {}, sure=sure, stale=_(STALE))
    try:
        with begin(request, *who) as work:
            asked = str(read(work).row.id)
            if not rates.within(store_of(request).settings.redis_url, OFTEN, "consult answer", asked):
                raise Invalid({"answer": _(TOO_OFTEN)})
            give(work, text, sure)
    except Invalid as wrong:
        with begin(request, *who) as work:
            return _page(request, read(work), here, text, wrong.errors, sure=sure)
    except Refused:
        if signed_in:
            raise
    else:
        flash(request, "done", _("Bedankt. Wie het vroeg, leest je antwoord."))
    return see_other(here)


def _page(
    request: Request, asked: Asked, here: str, text: str | None = None, errors: dict[str, str] | None = None, *,
    sure: bool = False, stale: str = "",
) -> Page:  # fmt: skip
    request.state.hub = asked.hub
    return show(
        request, "dispatch/consult/answer.html", status=422 if errors or stale else 200, asked=asked, here=here,
        text=asked.row.answer if text is None else text, errors=errors or {}, sure=sure, stale=stale,
    )  # fmt: skip


handlers: list[Any] = [asked_page, answer_by_link, consults, own_page, answer_signed_in]
