"""Behind the link of a letter about an agreement: what was agreed, and three answers. Opening it changes nothing."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub import by_link, links, rates
from hub.asker import NOBODY
from hub.by_link import Back
from hub.clock import brussels_date
from hub.dispatch.case_team import reporting
from hub.dispatch.mailed import weekly_rest
from hub.dispatch.mailed.pressed import answered, answered_cookie
from hub.form_tokens import SHOWS_AGAIN, is_stale
from hub.problems import NotFound, TooOften
from hub.store import Work
from hub.web import STALE, FormBody, Page, Typed, begin, day_in, one, see_other, show
from hub.wording import N_, _

PLACE = "/antwoord/afspraak/{token:str}"
ALSO = PLACE + "/ook/{item_id:uuid}"
# Each word may write to a colleague of the desk, and put a day further.
OFTEN = "20/day"
TOO_OFTEN = N_("Je antwoordde vandaag al heel vaak. Verandert er nog iets? Bel ons dan.")


@get(PLACE, sync_to_thread=True)
def asked_page(request: Request, token: str) -> Page:
    return by_link.opened(request, token, _page)


@post(PLACE, sync_to_thread=True, opt=SHOWS_AGAIN)
def answer(request: Request, token: str, data: FormBody) -> Page | Redirect:
    def take(work: Work) -> None:
        row = reporting.asked_by(work, token).row
        if not rates.allows(work, OFTEN, "agreement answer", str(row.id)):
            raise TooOften(_(TOO_OFTEN))
        reporting.answer_by_link(work, token, one(data, "answer"), one(data, "note"), day_in(data, "day"))

    back = by_link.answered(request, token, data, take, _page)
    if isinstance(back, Redirect):
        with begin(request, NOBODY) as work:
            back.set_cookie(answered_cookie(request, reporting.asked_by(work, token).link, token))
    return back


@post(ALSO, sync_to_thread=True, opt=SHOWS_AGAIN)
def also(request: Request, token: str, item_id: UUID) -> Page | Redirect:
    """On to something else in the letter of the week that asked this."""
    if is_stale(request):
        return by_link.opened(request, token, _page, Back(422, said=_(STALE)))
    with begin(request, NOBODY) as work:
        asked_by = reporting.asked_by(work, token).link
        if not answered(request, asked_by, token):
            raise NotFound
        return see_other(links.path(work, weekly_rest.open_one(work, asked_by, item_id)))


@get(ALSO, sync_to_thread=True)
def no_also(token: str, item_id: UUID) -> Redirect:
    """Nothing opens by following a link."""
    return see_other(f"/antwoord/afspraak/{token}")


def _page(request: Request, work: Work, token: str, back: Back) -> Page:
    asked = reporting.asked_by(work, token)
    request.state.hub = asked.hub
    goes_on = back.status == 200 and answered(request, asked.link, token)
    return show(
        request, "dispatch/case_team/agreement_answer.html", status=back.status, asked=asked, token=token,
        errors=back.errors, typed=Typed({name: one(back.typed, name) for name in ("answer", "note", "day")}),
        today=brussels_date(work.now), said=back.said,
        rest=weekly_rest.rest_of(work, asked.link) if goes_on else [],
    )  # fmt: skip


handlers: list[Any] = [asked_page, answer, also, no_also]
