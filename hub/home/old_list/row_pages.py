"""Of a case that came out of the old list: the whole row it came from, and that somebody looked it over."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.dispatch import looking_over
from hub.home.old_list import sight
from hub.hubs import Hub
from hub.web import Page, begin, must_be_signed_in, pressed, see_other, show
from hub.wording import _

CASE = "/aanmeldingen/{referral_id:uuid}"


@get(f"{CASE}/oude-rij", sync_to_thread=True)
def no_row(referral_id: UUID) -> Redirect:
    """Names are never shown by following a link."""
    return see_other(f"/aanmeldingen/{referral_id}")


@post(f"{CASE}/oude-rij", sync_to_thread=True, status_code=200)
def row_page(request: Request, referral_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        values = sight.row_of_case(work, referral_id)
        request.state.hub = work.session.get_one(Hub, values["case"].hub_id)
        return show(request, "home/old_list/row.html", **values)


@post(f"{CASE}/nagekeken", sync_to_thread=True)
def looked_over(request: Request, referral_id: UUID) -> Redirect:
    with begin(request) as work:
        must_be_signed_in(work)
    pressed(
        request, lambda work: looking_over.look_over(work, referral_id),
        _("Nagekeken. De aanmelding volgt vanaf vandaag de gewone termijnen."),
    )  # fmt: skip
    return see_other(f"/aanmeldingen/{referral_id}")


handlers: list[Any] = [no_row, row_page, looked_over]
