"""Two addresses for machines: whether this process lives, and whether the hub does what it has to."""

from typing import Any

from litestar import Request, Response, get

from hub.clock import real_now
from hub.home.health import look
from hub.web import store_of


@get("/health", sync_to_thread=False)
def health() -> Response[str]:
    """This process answers; nothing else is asked, so that a slow database restarts no web server."""
    return Response("ok", media_type="text/plain")


@get("/ready", sync_to_thread=True)
def ready(request: Request) -> Response[dict[str, Any]]:
    """200 while this server can answer people, 503 without a database.

    A silent beat or a broker that is away is told under `late` and takes no web server out of service: the form,
    personal links and one-click answers go on without them.
    """
    seen = look(store_of(request), real_now())
    said = {"database": seen.database, "broker": seen.broker, **seen.ages, "late": list(seen.late)}
    return Response(said, status_code=200 if seen.database else 503)


handlers: list[Any] = [health, ready]
