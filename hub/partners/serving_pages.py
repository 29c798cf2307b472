"""The page on which a partner says what its offer serves and how."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.partners import audience, desk, serving_desk
from hub.partners.serving import KEPT
from hub.partners.serving_desk import ServingData
from hub.partners.tables import Offer, Organisation
from hub.problems import Invalid
from hub.store import Work
from hub.web import Form, FormBody, Page, Typed, begin, flash, many, must_be_signed_in, one, see_other, show
from hub.wording import _


@get("/aanbod/{offer_id:uuid}", sync_to_thread=True)
def serving_page(request: Request, offer_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        offer = desk.take_offer(work, offer_id)
        return _page(request, work, offer, offer.model_dump())


@post("/aanbod/{offer_id:uuid}", sync_to_thread=True)
def save(request: Request, offer_id: UUID, data: FormBody) -> Page | Redirect:
    lists = {name: [code for code in many(data, name) if code] for name in KEPT}
    typed = ServingData(lists, bool(one(data, "with_interpreter")), one(data, "waiting_weeks", at_most=10))
    try:
        with begin(request) as work:
            name = serving_desk.say(work, offer_id, typed).name
    except Invalid as wrong:
        with begin(request) as work:
            return _page(request, work, desk.take_offer(work, offer_id), {**data, **lists}, wrong.errors)
    flash(request, "done", _("Bewaard: “%(offer)s” klopt weer.", offer=name))
    return see_other("/aanbod")


def _page(
    request: Request, work: Work, offer: Offer, shown: Form, errors: dict[str, str] | None = None
) -> Page:  # fmt: skip
    choices = {name: [(code, _(word)) for code, word in table.items()] for name, table in KEPT.items()}
    return show(
        request, "partners/serving.html", status=422 if errors else 200, offer=offer, typed=Typed(shown),
        errors=errors or {}, choices=choices, audience=audience,
        partner=work.session.get_one(Organisation, offer.organisation_id).name,
    )  # fmt: skip


handlers: list[Any] = [serving_page, save]
