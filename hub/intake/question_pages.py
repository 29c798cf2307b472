"""A question of the hub, answered behind a mailed link of its own without signing in."""

from litestar import Request, get, post
from litestar.response import Redirect

from hub.form_tokens import SHOWS_AGAIN, is_stale
from hub.intake import additions, sight
from hub.intake.holder import Holder
from hub.intake.link_pages import FormBody, held
from hub.links import Purpose
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import STALE, Page, one, see_other, show
from hub.wording import _


@get("/antwoord/vraag/{token:str}", sync_to_thread=True)
def question_page(request: Request, token: str) -> Page:
    with held(request, Purpose.QUESTION) as (work, own):
        return _question(request, work, own, token)


@post("/antwoord/vraag/{token:str}", sync_to_thread=True, status_code=200, opt=SHOWS_AGAIN)
def answer(request: Request, token: str, data: FormBody) -> Page | Redirect:
    text, stale = one(data, "answer", at_most=20_000), is_stale(request)
    try:
        with held(request, Purpose.QUESTION) as (work, own):
            if stale:
                return _question(request, work, own, token, errors={"answer": _(STALE)}, typed=text)
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


handlers = [question_page, answer]
