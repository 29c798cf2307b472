"""What is new on a table that somebody looks at: a stream of its versions, and the pieces of a page that changed."""

from functools import partial
from typing import Any
from uuid import UUID

from litestar import Request, get
from litestar.concurrency import sync_to_thread
from litestar.response import ServerSentEvent

from hub import live
from hub.dispatch.board_sight import let_in
from hub.problems import NotFound
from hub.web import begin


@get("/tafel/{session_id:uuid}/live")
async def stream(request: Request, session_id: UUID) -> ServerSentEvent:
    """The version of the session now and each newer one; for who may see its board, asked again with each stream.

    Who does not ask for a stream gets the first word of it only.
    """
    read = partial(sync_to_thread, _version, request, session_id)
    who = await sync_to_thread(_who, request, session_id)  # who may not see it learns so before a stream begins
    if request.method == "HEAD" or "text/event-stream" not in request.headers.get("Accept", ""):
        return ServerSentEvent(live.first(read))
    return ServerSentEvent(live.versions(request.app.state.ear, session_id, who, read))


def _version(request: Request, session_id: UUID) -> int:
    with begin(request) as work:
        return let_in(work, session_id)[0].version


def _who(request: Request, session_id: UUID) -> UUID:
    with begin(request) as work:
        let_in(work, session_id)
        if work.asker.person_id is None:
            raise NotFound
        return work.asker.person_id


handlers: list[Any] = [stream]
