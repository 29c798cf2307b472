"""The page of a table for a script that shows what is new: the same page without its frame, once for all who see it
alike."""

from collections.abc import Callable, Hashable
from functools import partial
from typing import Any, Protocol, TypeVar
from uuid import UUID

from litestar import Request
from litestar.concurrency import sync_to_thread
from litestar.response import Redirect

from hub.dispatch.board_sight import Board, Share, alone
from hub.dispatch.meeting.floor_view import ALONG
from hub.dispatch.meeting.looking import sees_alike
from hub.people.sessions import signed_in
from hub.web import Page, bare, show
from hub.wording import current_language

ASKED = "stukken"
Made = TypeVar("Made")


class Draw(Protocol):
    """How a page is made of its template and values: `show`, or `bare` for its pieces."""

    def __call__(self, request: Request, template: str, /, *, status: int = 200, **values: Any) -> Page: ...


class Drawn(Protocol):
    """A page of a session, under the rights of whoever is signed in."""

    def __call__(self, *, draw: Draw = show, share: Share = alone) -> Page | Redirect: ...


async def asked(
    request: Request, session_id: UUID, page: Drawn, *, own: Callable[[], str] | None = None
) -> Page | Redirect:  # fmt: skip
    """The page, or its pieces when a script asks for those.

    Everybody's rights are asked each time, for all at once who ask at one moment (looking.py). All who see the same are
    given the same text, and what is known of its cases is looked up once for all. `own` are the pieces that say
    something of whoever looks.
    """
    if ASKED not in request.query_params:
        return await sync_to_thread(page)
    who, state = signed_in(request.scope), request.app.state
    looks = await state.lookers.ask((session_id, who)) if who else None
    if looks is None:
        return await sync_to_thread(page, draw=bare)  # which says why not
    language = current_language()

    def known(what: str, make: Callable[[], Made], /) -> Made:
        once: Callable[..., Made] = state.shared.once
        return once((session_id, looks.version, language, what), make)

    alike = request.url.path, ALONG in request.query_params, looks.version, language
    text = await state.texts.once(alike, looks.who, partial(_made, request, partial(page, share=known)))
    return Page(text + await sync_to_thread(own) if own else text, media_type="text/html")


def _made(request: Request, page: Drawn) -> tuple[Hashable, str]:
    """The pieces, and whom they are for: as the rights were when they were made."""
    seen_by: Hashable = None

    def draw(request: Request, template: str, /, *, status: int = 200, **values: Any) -> Page:
        nonlocal seen_by
        board: Board = values["board"]
        seen_by = sees_alike(request.state.asker, board.hub.id, board.chair, board.own)
        return bare(request, template, status=status, **values)

    made = page(draw=draw)
    return seen_by, made.content
