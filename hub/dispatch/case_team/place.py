"""Where the pages around one youngster stand: at the desk, and for who directs the case for a partner."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import litestar
from litestar import Request

from hub.dispatch.case_team import access
from hub.dispatch.identity import log_look
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.store import Work

DESK, TEAM = "/aanmeldingen", "/casusteams"


def get(path: str) -> Callable[[Any], list[Any]]:
    """A page, at both places."""
    return lambda shows: [litestar.get(at, sync_to_thread=True)(shows) for at in _both(path)]


def post(path: str) -> Callable[[Any], list[Any]]:
    """What a form of such a page asks for, at both places."""
    return lambda does: [litestar.post(at, sync_to_thread=True)(does) for at in _both(path)]


def of_case(request: Request, referral_id: UUID) -> str:
    """Where its pages stand for whoever asks here."""
    return f"{TEAM if _is_team(request) else DESK}/{referral_id}"


def read(request: Request, work: Work, referral_id: UUID, *, reading: bool = True) -> Referral:
    """The case of such a page, each time it is shown: for the desk, or for who directs it."""
    if _is_team(request):
        referral = access.direct_as(work, referral_id, reading=reading)
    else:
        referral = access.read_as(work, referral_id)
    request.state.hub = work.session.get_one(Hub, referral.hub_id)
    if request.method == "GET":
        log_look(work, referral)
    return referral


def shown(request: Request, referral: Referral) -> dict[str, Any]:
    """What each of its pages needs."""
    return {"referral": referral, "base": of_case(request, referral.id), "of_team": _is_team(request)}


def _both(path: str) -> list[str]:
    return [f"{where}/{{referral_id:uuid}}{path}" for where in (DESK, TEAM)]


def _is_team(request: Request) -> bool:
    return request.url.path.startswith(f"{TEAM}/")
