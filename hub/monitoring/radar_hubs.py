"""Whose radar a page shows: the hubs where the asker decides, and the one whose name stands above the page."""

from uuid import UUID

from litestar import Request

from hub.hubs import Hub, all_hubs
from hub.monitoring.radar import hubs_on_radar
from hub.store import Work


def hubs_of_page(request: Request, work: Work) -> dict[UUID, Hub]:
    """NotAllowed or NotFound for who decides at none."""
    ours = set(hubs_on_radar(work))
    known = {hub.id: hub for hub in all_hubs(work.session) if hub.id in ours}
    request.state.hub = next(iter(known.values())) if len(known) == 1 else None
    return known
