"""An answer to an invitation from a mailed link: nobody signs in, and opening the link changes nothing."""

from typing import Any

from litestar import Request, get, post
from litestar.response import Redirect

from hub import rates
from hub.asker import NOBODY
from hub.clock import brussels_date
from hub.dispatch.sessions.answering import Deputy, answer_by_link
from hub.dispatch.sessions.invited import invitation_by
from hub.form_tokens import SHOWS_AGAIN, is_stale
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import STALE, Form, FormBody, Page, Typed, begin, id_in, one, see_other, show, store_of
from hub.wording import N_, _

PLACE = "/antwoord/zitting/{token:str}"
# Each change of mind may write to a colleague that the session is on, or off.
OFTEN = "20/day"
TOO_OFTEN = N_("Je antwoordde vandaag al heel vaak. Verandert er nog iets? Bel ons dan.")


@get(PLACE, sync_to_thread=True)
def invited_page(request: Request, token: str) -> Page:
    """When and where, and two buttons; after an answer, what was answered."""
    with begin(request, NOBODY) as work:
        return _page(request, work, token)


@post(PLACE, sync_to_thread=True, opt=SHOWS_AGAIN)
def answer(request: Request, token: str, data: FormBody) -> Page | Redirect:
    if is_stale(request):
        with begin(request, NOBODY) as work:
            return _page(request, work, token, status=422, typed=data, stale=_(STALE))
    try:
        with begin(request, NOBODY) as work:
            row = invitation_by(work, token).row
            if not rates.within(store_of(request).settings.redis_url, OFTEN, "session answer", str(row.id)):
                return _page(request, work, token, status=429, typed=data, stale=_(TOO_OFTEN))
            answer_by_link(work, token, one(data, "coming"), deputy_in(data))
    except Invalid as wrong:
        with begin(request, NOBODY) as work:
            return _page(request, work, token, status=422, typed=data, errors=wrong.errors)
    except Refused:  # the page says itself how the session stands now
        pass
    return see_other(f"/antwoord/zitting/{token}")


def deputy_in(data: Form) -> Deputy:
    return Deputy(id_in(data, "deputy"), one(data, "deputy_name", at_most=500))


def _page(
    request: Request,
    work: Work,
    token: str,
    *,
    status: int = 200,
    typed: Form | None = None,
    errors: dict[str, str] | None = None,
    stale: str = "",
) -> Page:
    seen = invitation_by(work, token)
    request.state.hub = seen.hub
    return show(
        request, "dispatch/sessions/answer.html", status=status, seen=seen, row=seen.row, session=seen.session,
        token=token, typed=Typed(typed or {"deputy": str(seen.usual or "")}), errors=errors or {}, stale=stale,
        colleagues=[(str(key), name) for key, name in seen.colleagues.items()], today=brussels_date(work.now),
    )  # fmt: skip


handlers: list[Any] = [invited_page, answer]
