"""Behind the link of a letter that asks whether there is help: three answers. Opening it changes nothing."""

from typing import Any

from litestar import Request, get, post
from litestar.response import Redirect

from hub import by_link, rates
from hub.by_link import Back
from hub.clock import brussels_date
from hub.dispatch.feedback import answering
from hub.dispatch.feedback.helping import SAYS_WORDS, Says
from hub.form_tokens import SHOWS_AGAIN
from hub.problems import TooOften
from hub.store import Work
from hub.web import FormBody, Page, Typed, one, show
from hub.wording import N_, _

PLACE = "/antwoord/hulp/{token:str}"
OFTEN = "20/day"
TOO_OFTEN = N_("Je antwoordde vandaag al heel vaak. Verandert er nog iets? Bel ons dan.")
STOP = "stop"
NEWS = "berichten"  # how the page is opened from a letter that only tells


@get(PLACE, sync_to_thread=True)
def asked_page(request: Request, token: str) -> Page:
    return by_link.opened(request, token, _page)


@post(PLACE, sync_to_thread=True, opt=SHOWS_AGAIN)
def answer(request: Request, token: str, data: FormBody) -> Page | Redirect:
    def take(work: Work) -> None:
        asked = answering.asked_by(work, token)
        which = str(asked.row.id if asked.row else asked.contact.id if asked.contact else "")
        if not rates.allows(work, OFTEN, "help answer", which):
            raise TooOften(_(TOO_OFTEN))
        if one(data, "answer") == STOP:
            answering.stop(work, token)
        else:
            answering.answer_by_link(work, token, one(data, "answer"), one(data, "words", at_most=20_000))

    return by_link.answered(request, token, data, take, _page)


def _page(request: Request, work: Work, token: str, back: Back) -> Page:
    asked = answering.asked_by(work, token)
    request.state.hub = asked.hub
    return show(
        request, "dispatch/feedback/help_answer.html", status=back.status, asked=asked, token=token,
        answers=[(str(code), _(words)) for code, words in SAYS_WORDS.items()], errors=back.errors,
        typed=Typed({name: one(back.typed, name) for name in ("answer", "words")}), said=back.said,
        news=NEWS in request.query_params, says=_(SAYS_WORDS[Says(asked.answered)]) if asked.answered else "",
        today=brussels_date(work.now),
    )  # fmt: skip


handlers: list[Any] = [asked_page, answer]
