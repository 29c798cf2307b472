"""The page of a partner's offers: whom they serve, how much room there is, and whether that is still right."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.clock import DayUnit, brussels_date
from hub.partners import audience, desk, sight
from hub.partners.capacity_words import CAPACITY_STATES, CAPACITY_WORDS
from hub.problems import Invalid
from hub.store import Work
from hub.web import Form, FormBody, Page, begin, flash, must_be_signed_in, one, see_other, show
from hub.wording import _


@get("/aanbod", sync_to_thread=True)
def offers(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work)


@post("/aanbod/{offer_id:uuid}/klopt-nog", sync_to_thread=True)
def still_right(request: Request, offer_id: UUID, data: FormBody) -> Redirect:
    with begin(request) as work:
        name = desk.still_right(work, offer_id).name
    flash(request, "done", _("Bedankt. “%(offer)s” klopt vandaag nog.", offer=name))
    return see_other("/partner" if one(data, "back") == "partner" else "/aanbod")


@post("/aanbod/{offer_id:uuid}/plaatsen", sync_to_thread=True)
def set_capacity(request: Request, offer_id: UUID, data: FormBody) -> Page | Redirect:
    try:
        with begin(request) as work:
            name = desk.set_capacity(work, offer_id, one(data, "capacity"), _places(data)).name
    except Invalid as wrong:
        with begin(request) as work:
            return _page(request, work, status=422, at=offer_id, typed=data, errors=wrong.errors)
    flash(request, "done", _("Bewaard: “%(offer)s” klopt weer.", offer=name))
    return see_other("/aanbod")


def _page(
    request: Request,
    work: Work,
    *,
    status: int = 200,
    at: UUID | None = None,
    typed: Form | None = None,
    errors: dict[str, str] | None = None,
) -> Page:
    rows = sight.offers_of(work)
    return show(
        request, "partners/offers.html", status=status, rows=rows, one_partner=sight.nameless(rows), at=at,
        typed={name: one(typed or {}, name) for name in ("capacity", "places")}, errors=errors or {},
        capacity_words={str(code): _(said) for code, said in CAPACITY_WORDS.items()},
        capacity_states=CAPACITY_STATES, audience=audience, serves=audience.serves, calendar=DayUnit.CALENDAR_DAYS,
        today=brussels_date(work.now),
    )  # fmt: skip


def _places(data: Form) -> int | None:
    text = one(data, "places", at_most=10)
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise Invalid({"places": _("Geef een getal, of laat het leeg.")})
    return int(text)


handlers: list[Any] = [offers, still_right, set_capacity]
