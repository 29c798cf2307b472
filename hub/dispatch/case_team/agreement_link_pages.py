"""Behind the link of a letter about an agreement: what was agreed, and three answers. Opening it changes nothing."""

from typing import Any

from litestar import Request, get, post
from litestar.response import Redirect

from hub import rates
from hub.asker import NOBODY
from hub.clock import brussels_date
from hub.dispatch.case_team import reporting
from hub.form_tokens import SHOWS_AGAIN, is_stale
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import STALE, Form, FormBody, Page, Typed, begin, day_in, one, see_other, show, store_of
from hub.wording import N_, _

PLACE = "/antwoord/afspraak/{token:str}"
# Each word may write to a colleague of the desk, and put a day further.
OFTEN = "20/day"
TOO_OFTEN = N_("Je antwoordde vandaag al heel vaak. Verandert er nog iets? Bel ons dan.")


@get(PLACE, sync_to_thread=True)
def asked_page(request: Request, token: str) -> Page:
    with begin(request, NOBODY) as work:
        return _page(request, work, token)


@post(PLACE, sync_to_thread=True, opt=SHOWS_AGAIN)
def answer(request: Request, token: str, data: FormBody) -> Page | Redirect:
    if is_stale(request):
        with begin(request, NOBODY) as work:
            return _page(request, work, token, status=422, typed=data, stale=_(STALE))
    try:
        with begin(request, NOBODY) as work:
            row = reporting.asked_by(work, token).row
            if not rates.within(store_of(request).settings.redis_url, OFTEN, "agreement answer", str(row.id)):
                return _page(request, work, token, status=429, typed=data, stale=_(TOO_OFTEN))
            reporting.answer_by_link(work, token, one(data, "answer"), one(data, "note"), day_in(data, "day"))
    except Invalid as wrong:
        with begin(request, NOBODY) as work:
            return _page(request, work, token, status=422, typed=data, errors=wrong.errors)
    except Refused:  # the page says itself that it is over
        pass
    return see_other(f"/antwoord/afspraak/{token}")


def _page(
    request: Request, work: Work, token: str, *, status: int = 200, typed: Form | None = None,
    errors: dict[str, str] | None = None, stale: str = "",
) -> Page:  # fmt: skip
    asked = reporting.asked_by(work, token)
    request.state.hub = asked.hub
    return show(
        request, "dispatch/case_team/agreement_answer.html", status=status, asked=asked, token=token,
        errors=errors or {}, typed=Typed({name: one(typed or {}, name) for name in ("answer", "note", "day")}),
        today=brussels_date(work.now), stale=stale,
    )  # fmt: skip


handlers: list[Any] = [asked_page, answer]
