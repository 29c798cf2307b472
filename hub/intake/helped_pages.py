"""Where a referrer says on its own page whether it helped."""

from litestar import Request, post
from litestar.response import Redirect

from hub.form_tokens import SHOWS_AGAIN, is_stale
from hub.intake import helped
from hub.intake.link_pages import FormBody, by_both, count_told, done_with, held, own_again, writer
from hub.problems import Invalid, TooOften
from hub.web import Page, one


@by_both(post, "/geholpen", opt=SHOWS_AGAIN)
def say(request: Request, data: FormBody) -> Page | Redirect:
    stale = is_stale(request)
    typed = {"helped": one(data, "helped", at_most=10), "helped_words": one(data, "helped_words", at_most=20_000)}
    with held(request) as (work, own):
        if (who := writer(request, work, own, data, stale=stale)) is None:
            return own_again(request, work, own, typed={"helped_words": typed["helped_words"]}, again=True)
        try:
            count_told(work, own)
            helped.say(work, who, typed["helped"], typed["helped_words"])
        except Invalid as invalid:
            return own_again(request, work, who, errors=invalid.errors, typed=typed)
        except TooOften as late:
            return own_again(request, work, who, errors={"helped": late.sentence}, typed=typed, status=429)
    return done_with(request, "geholpen")


handlers = [*say]
