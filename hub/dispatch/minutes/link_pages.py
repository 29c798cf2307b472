"""Minutes behind the link of a letter: nobody signs in, and whoever presses the button reads, which is recorded."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from hub import links, rates
from hub.asker import NOBODY
from hub.clock import brussels_date
from hub.dispatch.mailed.pressed import cookie, pressed
from hub.dispatch.minutes import bringing, circulating, minutes_sight
from hub.dispatch.minutes.minutes_pages import pdf, words
from hub.form_tokens import SHOWS_AGAIN, is_stale
from hub.links import Purpose
from hub.problems import Invalid, NotFound, Refused, TooOften
from hub.store import Work
from hub.tokens import hash_of
from hub.web import STALE, Form, FormBody, Page, Typed, begin, id_in, one, see_other, show
from hub.wording import N_, _

PLACE = "/antwoord/verslag/{token:str}"
# Each word is kept and recorded, for each of the cases of a long session.
OFTEN = "100/day"
TOO_OFTEN = N_("Je antwoordde vandaag al heel vaak. Verandert er nog iets? Bel ons dan.")


@get(PLACE, sync_to_thread=True)
def page(request: Request, token: str) -> Page:
    """The part of whoever sat there, once somebody pressed the button: what looks into mails opens links too."""
    with begin(request, NOBODY) as work:
        return _page(request, work, token)


@get(f"{PLACE}/verslag.pdf", sync_to_thread=True)
def on_paper(request: Request, token: str) -> Response[bytes] | Redirect:
    with begin(request, NOBODY) as work:
        if minutes_sight.behind_link(work, token, act="").shown and not _pressed(request, work, token):
            return see_other(f"/antwoord/verslag/{token}")
        return pdf(work, minutes_sight.behind_link(work, token, act="minutes.print"))


@post(PLACE, sync_to_thread=True, opt=SHOWS_AGAIN)
def answer(request: Request, token: str, data: FormBody) -> Page | Redirect:
    """Read, a question to correct something, or whether what was brought may stand there."""
    if is_stale(request):
        with begin(request, NOBODY) as work:
            return _page(request, work, token, status=422, typed=data, wrong=_(STALE))
    try:
        with begin(request, NOBODY) as work:
            link = links.open_link(work, token, Purpose.MINUTES)
            if not rates.allows(work, OFTEN, "minutes answer", hash_of(token)):
                raise TooOften(_(TOO_OFTEN))
            _answer(work, token, data)
    except (Invalid, Refused) as problem:
        errors = problem.errors if isinstance(problem, Invalid) else {}
        prefix = one(data, "form", at_most=40)
        with begin(request, NOBODY) as work:
            return _page(
                request, work, token, status=422 if errors else 429 if isinstance(problem, TooOften) else 409,
                typed=data,
                errors={f"{prefix}{name}": said for name, said in errors.items()},
                wrong="" if errors else problem.sentence,
            )  # fmt: skip
    goes_on = see_other(f"/antwoord/verslag/{token}")
    goes_on.set_cookie(cookie(request, link, token))
    return goes_on


def _pressed(request: Request, work: Work, token: str) -> bool:
    return pressed(request, links.open_link(work, token, Purpose.MINUTES), token)


def _answer(work: Work, token: str, data: Form) -> None:
    said, brought_id, item = one(data, "said"), id_in(data, "brought"), id_in(data, "item")
    if said == "open":
        minutes_sight.behind_link(work, token, act="")
    elif said == "read":
        circulating.say_by_link(work, token, None)
    elif said == "correction":
        circulating.say_by_link(work, token, one(data, "correction"), item)
    elif brought_id and said in ("yes", "no"):
        bringing.permit_by_link(work, token, brought_id, yes=said == "yes")
    elif item and said in ("yes", "not_yet"):
        text = one(data, f"{one(data, 'form', at_most=40)}brought")
        bringing.bring_by_link(work, token, item, text, permitted=True if said == "yes" else None)
    else:
        raise NotFound


def _page(
    request: Request,
    work: Work,
    token: str,
    *,
    status: int = 200,
    typed: Form | None = None,
    errors: dict[str, str] | None = None,
    wrong: str = "",
) -> Page:
    seen = minutes_sight.behind_link(work, token, act="")
    reads = _pressed(request, work, token)
    if reads:
        seen = minutes_sight.behind_link(work, token)
    request.state.hub = seen.hub
    return show(
        request, "dispatch/minutes/behind_link.html", status=status, seen=seen, reads=reads, errors=errors or {},
        typed=Typed(typed or {}), refusal=wrong, today=brussels_date(work.now),
        base=f"/antwoord/verslag/{token}", **words(),
    )  # fmt: skip


handlers: list[Any] = [page, on_paper, answer]
