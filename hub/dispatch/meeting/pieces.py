"""The page of a table for a script that shows what is new: the same page without its frame, once for all who see it
alike."""

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from litestar import Request

from hub.dispatch.board_sight import Share, alone, let_in
from hub.dispatch.meeting.floor_view import ALONG
from hub.store import Work
from hub.web import Page, bare, show
from hub.wording import current_language

ASKED = "stukken"


class Draw(Protocol):
    """How a page is made of its template and values: `show`, or `bare` for its pieces."""

    def __call__(self, request: Request, template: str, /, *, status: int = 200, **values: Any) -> Page: ...


class Drawn(Protocol):
    def __call__(self, *, draw: Draw = show, share: Share = alone) -> Page: ...


def asked(
    request: Request, work: Work, session_id: UUID, page: Drawn, *, own: Callable[[], str] | None = None
) -> Page:  # fmt: skip
    """The page, or its pieces when a script asks for those.

    What of a board somebody sees follows from whether they lead it, which partners they are of, and which secrecy binds
    them there: all with the same answer are given the same text, and what is known of its cases is looked up once for
    all. Of those who lead it each has a text: the forms propose the chair itself. `own` are the pieces that say
    something of whoever looks.
    """
    if ASKED not in request.query_params:
        return page()
    session, chair, partners = let_in(work, session_id)
    seats = frozenset(one for one in work.asker.seats if one.organisation_id in partners)
    who, once = work.asker.person_id if chair else seats, request.app.state.shared.once
    alike = (request.url.path, ALONG in request.query_params, session.version, chair, who, current_language())
    known = partial(once, (session_id, session.version, current_language()))
    text = once(alike, lambda: page(draw=bare, share=known).content)
    return Page(text + (own() if own else ""), media_type="text/html")
