"""The code behind a personal link, and a link that was forwarded by mistake: taken back, and sent anew."""

from litestar import Request, post
from litestar.response import Redirect

from hub.asker import NOBODY
from hub.dispatch import moves, referrer_links
from hub.form_tokens import SHOWS_AGAIN, is_stale
from hub.intake import code_here
from hub.intake.link_pages import BY_LINK, FormBody, done_with, held, here, own_again
from hub.web import Page, begin, one


@post(BY_LINK + "/code", sync_to_thread=True, status_code=200, opt=SHOWS_AGAIN)
def enter_code(request: Request, data: FormBody) -> Page | Redirect:
    stale = is_stale(request)
    with held(request) as (work, own):
        if stale:
            return own_again(request, work, own, again=True)
        if not own.reads and code_here.entered(request, work, own, one(data, code_here.FIELD, at_most=40)) is None:
            return own_again(request, work, own, status=422)
    return done_with(request, "bevestigd")


@post(BY_LINK + "/intrekken", sync_to_thread=True, status_code=200)
def take_back(request: Request) -> Page:
    """Whoever reads here forwarded the link by mistake: no link to this referral works any more."""
    with held(request) as (work, own):
        if not own.reads:
            return own_again(request, work, own, status=403)
        referrer_links.take_back(work, moves.take(work, own.referral_id))
    return code_here.over(request, here(request), withdrawn=True)


@post(BY_LINK + "/nieuwe-link", sync_to_thread=True, status_code=200)
def send_new(request: Request, token: str) -> Page:
    """Another link, to the address of the referral and to nobody else; the answer says nothing about either."""
    with begin(request, NOBODY) as work:
        referrer_links.send_new(work, token)
    return code_here.over(request, here(request), mailed=True)


handlers = [enter_code, take_back, send_new]
