"""An answer to an invitation from a mailed link: nobody signs in, and opening the link changes nothing."""

from typing import Any

from litestar import Request, get, post
from litestar.response import Redirect

from hub import by_link, rates
from hub.by_link import Back
from hub.clock import brussels_date
from hub.dispatch.sessions.answering import Deputy, answer_by_link
from hub.dispatch.sessions.invited import invitation_by
from hub.form_tokens import SHOWS_AGAIN
from hub.problems import TooOften
from hub.store import Work
from hub.web import Form, FormBody, Page, Typed, id_in, one, show
from hub.wording import _

PLACE = "/antwoord/zitting/{token:str}"
# Each change of mind may write to a colleague that the session is on, or off.
OFTEN = "20/day"


@get(PLACE, sync_to_thread=True)
def invited_page(request: Request, token: str) -> Page:
    """When and where, and two buttons; after an answer, what was answered."""
    return by_link.opened(request, token, _page)


@post(PLACE, sync_to_thread=True, opt=SHOWS_AGAIN)
def answer(request: Request, token: str, data: FormBody) -> Page | Redirect:

    def take(work: Work) -> None:
        row = invitation_by(work, token).row
        if not rates.allows(work, OFTEN, "session answer", str(row.id)):
            raise TooOften(_("Je antwoordde vandaag al heel vaak. Verandert er nog iets? Bel ons dan."))
        answer_by_link(work, token, one(data, "coming"), deputy_in(data))

    return by_link.answered(request, token, data, take, _page)


def deputy_in(data: Form) -> Deputy:
    return Deputy(id_in(data, "deputy"), one(data, "deputy_name", at_most=500))


def _page(request: Request, work: Work, token: str, back: Back) -> Page:
    seen = invitation_by(work, token)
    request.state.hub = seen.hub
    return show(
        request, "dispatch/sessions/answer.html", status=back.status, seen=seen, row=seen.row, session=seen.session,
        token=token, typed=Typed(back.typed or {"deputy": str(seen.usual or "")}), errors=back.errors, said=back.said,
        colleagues=[(str(key), name) for key, name in seen.colleagues.items()], today=brussels_date(work.now),
    )  # fmt: skip


handlers: list[Any] = [invited_page, answer]
