"""An invitation to a client meeting behind its mailed link: when, where, who is there by capacity. Never the case."""

from typing import Any

from litestar import Request, get, post
from litestar.response import Redirect

from hub import by_link, rates
from hub.by_link import Back
from hub.clock import brussels_date
from hub.dispatch.case_team import meeting_answers
from hub.form_tokens import SHOWS_AGAIN
from hub.problems import TooOften
from hub.store import Work
from hub.web import FormBody, Page, one, show
from hub.wording import N_, _

PLACE = "/antwoord/overleg/{token:str}"
OFTEN = "20/day"
TOO_OFTEN = N_("Je antwoordde vandaag al heel vaak. Verandert er nog iets? Bel ons dan.")


@get(PLACE, sync_to_thread=True)
def invited_page(request: Request, token: str) -> Page:
    return by_link.opened(request, token, _page)


@post(PLACE, sync_to_thread=True, opt=SHOWS_AGAIN)
def answer(request: Request, token: str, data: FormBody) -> Page | Redirect:
    def take(work: Work) -> None:
        row = meeting_answers.invitation_by(work, token).row
        if not rates.allows(work, OFTEN, "meeting answer", str(row.id)):
            raise TooOften(_(TOO_OFTEN))
        meeting_answers.answer_by_link(work, token, one(data, "coming"))

    return by_link.answered(request, token, data, take, _page)


def _page(request: Request, work: Work, token: str, back: Back) -> Page:
    seen = meeting_answers.invitation_by(work, token)
    request.state.hub = seen.hub
    return show(
        request, "dispatch/case_team/meeting_answer.html", status=back.status, seen=seen, token=token,
        errors=back.errors, said=back.said, today=brussels_date(work.now),
    )  # fmt: skip


handlers: list[Any] = [invited_page, answer]
