"""A browser without JavaScript for tests. Building the application costs more than most tests, so it is kept."""

import contextlib
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient

from hub.app import create_app
from hub.request_log import RequestLog
from hub.settings import Settings
from tests.databases import KeptStore

_idle: defaultdict[tuple[Any, ...], list[Litestar]] = defaultdict(list)


def token_in(client: TestClient) -> str:
    """The token that this browser got for its forms; "" before its first page."""
    return next((value for name, value in client.cookies.items() if name in ("hub_csrf", "__Host-hub_csrf")), "")


@contextlib.contextmanager
def browser(settings: Settings) -> Iterator[TestClient]:
    """A visitor of the hub with these settings, at its public address; two at a time never share an application."""
    idle = _idle[settings.redis_url, settings.public_url, settings.secret_keys, settings.demo]
    app = idle.pop() if idle else create_app(settings)
    app.state.store = KeptStore(settings, wake=app.state.store.wake)
    with TestClient(RequestLog(app), base_url=settings.public_url) as client:
        yield client
    idle.append(app)
