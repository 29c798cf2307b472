"""One log line for each request, and an id that every other line about it carries, in the workers too."""

import re
import time
import uuid

import structlog
from litestar.datastructures import MutableScopeHeaders
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from hub import logs

log = structlog.get_logger()
HEADER = "X-Request-ID"
# A proxy may hand its own id on, so that its lines and ours can be laid side by side.
GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")
# Asked by machines every few seconds, or a file: nothing to look back at.
SILENT = ("/static", "/health", "/ready", "/metrics")


class RequestLog:
    """Around the whole application, so that a refusal of any layer has its line too.

    It names the page by its route and not by its address: addresses hold tokens and what people search for.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableScopeHeaders.from_message(message)[HEADER] = ident
            await send(message)

        ident = _given(scope) or uuid.uuid4().hex
        with bound_contextvars(request=ident):
            try:
                await self.app(scope, receive, answer)
            finally:
                if not scope["path"].startswith(SILENT):
                    took = round((time.perf_counter() - began) * 1000)
                    route = scope.get("path_template", "")
                    log.info("answered", method=scope.get("method", ""), route=route, status=status, milliseconds=took)


def current() -> str:
    """The id of the request that this thread works for; "" when it works for none."""
    return logs.request()


def _given(scope: Scope) -> str:
    said = next((value for name, value in scope["headers"] if name == HEADER.lower().encode()), b"")
    return said.decode("ascii", "replace") if GIVEN.fullmatch(said.decode("ascii", "replace")) else ""
