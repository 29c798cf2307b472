"""Two addresses for machines: whether this process lives, and whether the hub does what it has to."""

from dataclasses import asdict
from typing import Any

from litestar import Request, Response, get

from hub.clock import real_now
from hub.home.health import look
from hub.people.rights import Right, may
from hub.web import begin, store_of


@get("/health", sync_to_thread=False)
def health() -> Response[str]:
    """This process answers; nothing else is asked, so that a slow database restarts no web server."""
    return Response("ok", media_type="text/plain")


@get("/ready", sync_to_thread=True)
def ready(request: Request) -> Response[dict[str, Any]]:
    """200 while this server can answer people, 503 without a database.

    A silent beat or a broker that is away makes the hub not `well`, and takes no web server out of service: the form,
    personal links and one-click answers go on without them. What is the matter is for administrators (and `hub
    health`) alone: strangers get two yes or noes.
    """
    seen = look(store_of(request), real_now())
    said: dict[str, Any] = {"ready": seen.database, "well": not seen.late}
    if seen.database and _may_know(request):
        said |= asdict(seen)
    headers = {"Cache-Control": "no-store"}
    return Response(said, status_code=200 if seen.database else 503, headers=headers)


def _may_know(request: Request) -> bool:
    with begin(request) as work:
        return may(work.asker, Right.MANAGE)


handlers: list[Any] = [health, ready]
