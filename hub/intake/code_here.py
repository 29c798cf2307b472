"""Which browser reads behind a personal link: the code that it asked for, and the cookie that it keeps."""

import dataclasses
from typing import TypeVar

from litestar import Request
from litestar.response import Redirect

from hub import links
from hub.dispatch.tables import Referral
from hub.intake import form_view, opened, reading
from hub.intake.holder import Holder
from hub.links import Link, Purpose
from hub.store import Work
from hub.tokens import random_token
from hub.web import Page, show
from hub.wording import N_, _

FIELD = "code"
Answer = TypeVar("Answer", Page, Redirect)
WRONG_CODE = N_("Deze code klopt niet, of ze werkt niet meer. Kijk na, of vraag een nieuwe code.")
TOO_MANY_CODES = N_("Er zijn net al veel codes gemaild. Kijk in je mailbox, of probeer het later opnieuw.")


def reads(request: Request, work: Work, link: Link, token: str) -> bool:
    """Whether a code was entered here, or the very form was sent from here: who typed it may read it for a day."""
    referral = work.session.get(Referral, link.referral_id) if link.purpose == Purpose.REFERRAL else None
    if referral is None:
        return False
    sent_here = form_view.may_see_again(request, referral.form_key)
    return sent_here or reading.is_open(work, link, opened.mark_of(request, token))


def mark_of(request: Request) -> str:
    return opened.mark_of(request, request.path_params["token"])


def refused(request: Request) -> str:
    """Why no code was taken or mailed with this request; "" when nothing went wrong."""
    said: str = getattr(request.state, "refused", "")
    return said


def ask(request: Request, work: Work, own: Holder) -> None:
    """Mail a code for this browser; what could not be done is said on the page."""
    browser = mark_of(request) or random_token()
    if reading.ask(work, own, browser):
        request.state.mark = browser
    else:
        request.state.refused = _(TOO_MANY_CODES)


def entered(request: Request, work: Work, own: Holder, typed: str) -> Holder | None:
    """Who reads from now on with this code; None when it is not the one, and the page says so."""
    opens = reading.enter(work, own, mark_of(request), typed)
    if opens is None:
        request.state.refused = _(WRONG_CODE)
        return None
    request.state.mark = links.token_of(work, opens)
    return dataclasses.replace(own, reads=True)


def is_asked(request: Request, work: Work, own: Holder) -> bool:
    """Whether a code can be typed in this browser, also when it was asked just now."""
    if own.link is None or own.reads:
        return False
    return reading.is_asked(work, own.link, getattr(request.state, "mark", "") or mark_of(request))


def marked(request: Request, answer: Answer) -> Answer:
    """What this request made of this browser: one that asked for a code, or one that reads for a morning."""
    mark = getattr(request.state, "mark", None)
    if mark:
        answer.set_cookie(opened.cookie(request, request.path_params["token"], mark))
    return answer


def over(request: Request, here: str, *, withdrawn: bool = False, mailed: bool = False, status: int = 200) -> Page:
    """A link that does not work, or not any more: an outsider cannot tell which."""
    return show(request, "intake/link_over.html", status=status, here=here, withdrawn=withdrawn, mailed=mailed)
