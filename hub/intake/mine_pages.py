"""The home page of a referrer who signed in: what she referred, newest first, and what the hub asks of her."""

from urllib.parse import quote

from litestar import Request, get

from hub.clock import brussels_date
from hub.dispatch.case import Stage
from hub.dispatch.clb_answering import own_clbs
from hub.intake import holder, mine, taken_over
from hub.intake.way import step_word
from hub.web import Page, begin, must_be_signed_in, show

HERE = "/mijn-aanmeldingen"


@get(HERE, sync_to_thread=True)
def my_referrals(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        asked = request.query_params
        page = mine.lines(work, after=asked.get("na", ""), before=asked.get("voor", ""))
        first = page.newer is None
        return show(
            request, "intake/mine.html", page=page, asked=mine.asked(work) if first else [],
            waiting=mine.waiting(work) if first else [], here=HERE,
            over=taken_over.lines(work, holder.referrer(work).email) if first else [],
            email=holder.referrer(work).email, at_clb=bool(own_clbs(work)),
            today=brussels_date(work.now), step_word=step_word,
            state_of=lambda line: "rest" if line.stage == Stage.CLOSED else "waits" if line.questions else "course",
            newer=f"{HERE}?voor={quote(page.newer)}" if page.newer else None,
            older=f"{HERE}?na={quote(page.older)}" if page.older else None,
        )  # fmt: skip


handlers = [my_referrals]
