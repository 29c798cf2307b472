"""The page of a table for a script that shows what is new: the same page without its frame, once for all who see it
alike."""

from typing import Any, Protocol
from uuid import UUID

from litestar import Request

from hub.dispatch.board_sight import let_in
from hub.dispatch.meeting.floor_view import ALONG
from hub.store import Work
from hub.web import Page, bare, show
from hub.wording import current_language

ASKED = "stukken"


class Draw(Protocol):
    """How a page is made of its template and values: `show`, or `bare` for its pieces."""

    def __call__(self, request: Request, template: str, /, *, status: int = 200, **values: Any) -> Page: ...


class Drawn(Protocol):
    def __call__(self, *, draw: Draw = show) -> Page: ...


def asked(request: Request, work: Work, session_id: UUID, page: Drawn, *, personal: bool = False) -> Page:
    """The page, or its pieces when a script asks for those.

    What of a board somebody sees follows from whether they lead it and which partners they are of: all with the same
    answer are given the same text. Of those who lead it each has one: the forms propose the chair itself. So has
    everybody of a `personal` page, which says of whoever looks whether they come.
    """
    if ASKED not in request.query_params:
        return page()
    session, chair, own = let_in(work, session_id)
    who = work.asker.person_id if chair or personal else own
    alike = (request.url.path, ALONG in request.query_params, session.version, chair, who, current_language())
    text = request.app.state.shared.text(alike, lambda: page(draw=bare).content)
    return Page(text, media_type="text/html")
