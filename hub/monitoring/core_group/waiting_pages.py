"""The page of the core group: what waits on the hub itself longer than agreed."""

from typing import Any

from litestar import Request, get

from hub.clock import brussels_date
from hub.monitoring.core_group import waiting_sight
from hub.web import Page, begin, must_be_signed_in, show

HERE = "/kerngroep"


@get(HERE, sync_to_thread=True)
def core_group_page(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        hubs = waiting_sight.hubs_watched(work)
        request.state.hub = hubs[0] if len(hubs) == 1 else None
        return show(
            request, "monitoring/core_group.html", today=brussels_date(work.now),
            places=[waiting_sight.waits_of(work, hub) for hub in hubs],
        )  # fmt: skip


handlers: list[Any] = [core_group_page]
