"""The one-click answers of a CLB from a mailed link: nobody signs in, and opening the link changes nothing."""

from litestar import Request, get, post
from litestar.response import Redirect

from hub.asker import NOBODY
from hub.dispatch.clb_answering import answer, asked_by
from hub.dispatch.clb_view import given_in, shown
from hub.form_tokens import SHOWS_AGAIN, is_stale
from hub.problems import Invalid
from hub.web import STALE, FormBody, Page, begin, see_other
from hub.wording import _

HERE = "/antwoord/clb/{token:str}"


@get(HERE, sync_to_thread=True)
def asked_page(request: Request, token: str) -> Page:
    """About whom a CLB is asked, in initials, and its answers as buttons; after an answer, what happens now."""
    with begin(request, NOBODY) as work:
        return shown(request, work, asked_by(work, token))


@post(HERE, sync_to_thread=True, opt=SHOWS_AGAIN)
def answer_page(request: Request, token: str, data: FormBody) -> Page | Redirect:
    if is_stale(request):
        with begin(request, NOBODY) as work:
            return shown(request, work, asked_by(work, token), status=422, typed=data, stale=_(STALE))
    try:
        with begin(request, NOBODY) as work:
            answer(work, asked_by(work, token), given_in(data))
    except Invalid as wrong:
        with begin(request, NOBODY) as work:
            return shown(request, work, asked_by(work, token), status=422, typed=data, errors=wrong.errors)
    return see_other(f"/antwoord/clb/{token}")


handlers = [asked_page, answer_page]
