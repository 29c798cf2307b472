"""An invitation to a client meeting behind its mailed link: when, where, who is there by capacity. Never the case."""

from typing import Any

from litestar import Request, get, post
from litestar.response import Redirect

from hub import rates
from hub.asker import NOBODY
from hub.clock import brussels_date
from hub.dispatch.case_team import meeting_answers
from hub.form_tokens import SHOWS_AGAIN, is_stale
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import STALE, FormBody, Page, begin, one, see_other, show, store_of
from hub.wording import N_, _

PLACE = "/antwoord/overleg/{token:str}"
OFTEN = "20/day"
TOO_OFTEN = N_("Je antwoordde vandaag al heel vaak. Verandert er nog iets? Bel ons dan.")


@get(PLACE, sync_to_thread=True)
def invited_page(request: Request, token: str) -> Page:
    with begin(request, NOBODY) as work:
        return _page(request, work, token)


@post(PLACE, sync_to_thread=True, opt=SHOWS_AGAIN)
def answer(request: Request, token: str, data: FormBody) -> Page | Redirect:
    if is_stale(request):
        with begin(request, NOBODY) as work:
            return _page(request, work, token, status=422, stale=_(STALE))
    try:
        with begin(request, NOBODY) as work:
            row = meeting_answers.invitation_by(work, token).row
            if not rates.within(store_of(request).settings.redis_url, OFTEN, "meeting answer", str(row.id)):
                return _page(request, work, token, status=429, stale=_(TOO_OFTEN))
            meeting_answers.answer_by_link(work, token, one(data, "coming"))
    except Invalid as wrong:
        with begin(request, NOBODY) as work:
            return _page(request, work, token, status=422, errors=wrong.errors)
    except Refused:  # the page says itself how it stands now
        pass
    return see_other(f"/antwoord/overleg/{token}")


def _page(
    request: Request, work: Work, token: str, *, status: int = 200, errors: dict[str, str] | None = None,
    stale: str = "",
) -> Page:  # fmt: skip
    seen = meeting_answers.invitation_by(work, token)
    request.state.hub = seen.hub
    return show(
        request, "dispatch/case_team/meeting_answer.html", status=status, seen=seen, token=token,
        errors=errors or {}, stale=stale, today=brussels_date(work.now),
    )  # fmt: skip


handlers: list[Any] = [invited_page, answer]
