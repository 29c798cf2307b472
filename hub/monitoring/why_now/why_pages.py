"""The page that tells why a case is due when it is due."""

from typing import Any
from uuid import UUID

from litestar import Request, get

from hub.clock import brussels_date
from hub.dispatch.watch import what_next
from hub.hubs import Hub
from hub.monitoring.why_now.why_sight import why_now
from hub.web import Page, begin, must_be_signed_in, show


@get("/aanmeldingen/{referral_id:uuid}/waarom-nu", sync_to_thread=True)
def why_page(request: Request, referral_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        found = why_now(work, referral_id)
        case = found.referral
        request.state.hub = work.session.get_one(Hub, case.hub_id)
        return show(
            request, "monitoring/why_now.html", referral=case, running=found.running, first=found.first,
            today=brussels_date(work.now), why=what_next(case.next_why, case.stage, wanted=found.wanted),
        )  # fmt: skip


handlers: list[Any] = [why_page]
