"""The one-click answers of a CLB from a mailed link: nobody signs in, and opening the link changes nothing."""

from litestar import Request, get, post
from litestar.response import Redirect

from hub import by_link
from hub.by_link import Back
from hub.dispatch.clb_answering import answer, asked_by
from hub.dispatch.clb_view import given_in, shown
from hub.form_tokens import SHOWS_AGAIN
from hub.store import Work
from hub.web import FormBody, Page

HERE = "/antwoord/clb/{token:str}"


@get(HERE, sync_to_thread=True)
def asked_page(request: Request, token: str) -> Page:
    """About whom a CLB is asked, in initials, and its answers as buttons; after an answer, what happens now."""
    return by_link.opened(request, token, _page)


@post(HERE, sync_to_thread=True, opt=SHOWS_AGAIN)
def answer_page(request: Request, token: str, data: FormBody) -> Page | Redirect:

    def take(work: Work) -> None:
        answer(work, asked_by(work, token), given_in(data))

    return by_link.answered(request, token, data, take, _page)


def _page(request: Request, work: Work, token: str, back: Back) -> Page:
    return shown(request, work, asked_by(work, token), back=back)


handlers = [asked_page, answer_page]
