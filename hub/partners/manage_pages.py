"""Pages of an administrator about organisations and their offers."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub import places
from hub.partners import audience, offer_desk, organisations, register_sight
from hub.partners.funding import FUNCTION_WORDS, Function
from hub.partners.offer_desk import OfferData
from hub.partners.organisations import CHOICES, KIND_WORDS, OrganisationData
from hub.partners.tables import Offer, Organisation, OrganisationKind
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.web import (
    Form,
    FormBody,
    Page,
    Typed,
    begin,
    flash,
    id_in,
    many,
    must_be_signed_in,
    one,
    pressed,
    see_other,
    show,
)
from hub.wording import _, sort_key

PLACE = "/beheer/organisaties"
FIELDS = ("name", "kind", "place", "email", "phone")
TARGET = ("name", "description", "age_from", "age_to", "weeks", "half_day_units", "places")


@get(PLACE, sync_to_thread=True)
def register(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        asked = request.query_params
        words, kind, ended = asked.get("zoek", "")[:100], asked.get("soort", ""), asked.get("toon") == "gestopt"
        return show(
            request, "beheer/organisations.html", words=words, kind=kind, ended=ended,
            hubs=register_sight.hubs_of(work),
            lines=register_sight.organisations(work, words, kind, ended=ended),
            elsewhere=register_sight.elsewhere(work, words), kind_words=_kinds(), kinds=list(_kinds().items()),
        )  # fmt: skip


@get(f"{PLACE}/nieuw", sync_to_thread=True)
def new(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _new_page(request, work, typed={"name": request.query_params.get("naam", "")[:100]})


@post(f"{PLACE}/nieuw", sync_to_thread=True)
def add(request: Request, data: FormBody) -> Page | Redirect:
    try:
        with begin(request) as work:
            hub_id = register_sight.hub_meant(work, id_in(data, "hub"))
            made = organisations.add(work, hub_id, _typed(data))
    except Invalid as wrong:
        with begin(request) as work:
            return _new_page(request, work, typed=data, errors=wrong.errors)
    flash(request, "done", _("%(name)s is toegevoegd.", name=made.name))
    return see_other(f"{PLACE}/{made.id}")


@get(f"{PLACE}/{{organisation_id:uuid}}", sync_to_thread=True)
def organisation_page(request: Request, organisation_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work, organisation_id)


@post(f"{PLACE}/{{organisation_id:uuid}}", sync_to_thread=True)
def change(request: Request, organisation_id: UUID, data: FormBody) -> Page | Redirect:
    try:
        with begin(request) as work:
            organisations.change(work, organisation_id, _typed(data))
    except Invalid as wrong:
        with begin(request) as work:
            return _page(request, work, organisation_id, status=422, typed=data, errors=wrong.errors)
    flash(request, "done", _("Bewaard."))
    return see_other(f"{PLACE}/{organisation_id}")


@post(f"{PLACE}/{{organisation_id:uuid}}/werk-samen", sync_to_thread=True)
def work_with(request: Request, organisation_id: UUID, data: FormBody) -> Redirect:
    hub_id = id_in(data, "hub")
    if hub_id is None:
        raise NotFound
    try:
        with begin(request) as work:
            name = organisations.work_with(work, hub_id, organisation_id).name
    except Refused as refusal:
        flash(request, "warning", refusal.sentence)
        return see_other(PLACE)
    flash(request, "done", _("%(name)s werkt nu ook met jullie. Geef ze een zetel aan de tafel.", name=name))
    return see_other(f"{PLACE}/{organisation_id}")


@post(f"{PLACE}/{{organisation_id:uuid}}/hervat", sync_to_thread=True)
def take_back(request: Request, organisation_id: UUID) -> Redirect:
    with begin(request) as work:
        name = organisations.take_back(work, organisation_id).name
    flash(request, "done", _("%(name)s doet weer mee. Geef opnieuw rollen, aanbod en een zetel.", name=name))
    return see_other(f"{PLACE}/{organisation_id}")


@post(f"{PLACE}/{{organisation_id:uuid}}/verwijder", sync_to_thread=True)
def remove(request: Request, organisation_id: UUID) -> Redirect:
    gone = pressed(
        request, lambda work: organisations.remove(work, organisation_id),
        lambda name: _("%(name)s is verwijderd.", name=name),
    )  # fmt: skip
    return see_other(PLACE if gone else f"{PLACE}/{organisation_id}")


@get(f"{PLACE}/{{organisation_id:uuid}}/aanbod/nieuw", sync_to_thread=True)
def new_offer(request: Request, organisation_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        partner = organisations.take(work, organisation_id)
        kept = {"age_from": "12", "age_to": "18", "is_naft": partner.kind == OrganisationKind.NAFT}
        return _offer_page(request, work, partner, None, kept)


@post(f"{PLACE}/{{organisation_id:uuid}}/aanbod/nieuw", sync_to_thread=True)
def add_offer(request: Request, organisation_id: UUID, data: FormBody) -> Page | Redirect:
    try:
        with begin(request) as work:
            name = offer_desk.add(work, organisation_id, _target(data)).name
    except (Invalid, Refused) as problem:
        with begin(request) as work:
            partner = organisations.take(work, organisation_id)
            return _offer_page(request, work, partner, None, data, problem)
    flash(request, "done", _("“%(offer)s” staat bij het aanbod.", offer=name))
    return see_other(f"{PLACE}/{organisation_id}#aanbod")


@get("/beheer/aanbod/{offer_id:uuid}", sync_to_thread=True)
def offer_page(request: Request, offer_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        offer, partner = offer_desk.take(work, offer_id)
        return _offer_page(request, work, partner, offer, offer.model_dump())


@post("/beheer/aanbod/{offer_id:uuid}", sync_to_thread=True)
def change_offer(request: Request, offer_id: UUID, data: FormBody) -> Page | Redirect:
    try:
        with begin(request) as work:
            partner_id = offer_desk.change(work, offer_id, _target(data)).organisation_id
    except (Invalid, Refused) as problem:
        with begin(request) as work:
            offer, partner = offer_desk.take(work, offer_id)
            return _offer_page(request, work, partner, offer, data, problem)
    flash(request, "done", _("Bewaard."))
    return see_other(f"{PLACE}/{partner_id}#aanbod")


@post("/beheer/aanbod/{offer_id:uuid}/stop", sync_to_thread=True)
def end_offer(request: Request, offer_id: UUID) -> Redirect:
    with begin(request) as work:
        offer = offer_desk.end(work, offer_id)
    flash(request, "done", _("“%(offer)s” is gestopt. Trajecten die lopen, gaan gewoon door.", offer=offer.name))
    return see_other(f"{PLACE}/{offer.organisation_id}#aanbod")


@post("/beheer/aanbod/{offer_id:uuid}/hervat", sync_to_thread=True)
def take_back_offer(request: Request, offer_id: UUID) -> Redirect:
    with begin(request) as work:
        offer, _partner = offer_desk.take(work, offer_id)
    pressed(request, lambda work: offer_desk.take_back(work, offer_id), _("“%(offer)s” loopt weer.", offer=offer.name))
    return see_other(f"{PLACE}/{offer.organisation_id}#aanbod")


def _new_page(request: Request, work: Work, *, typed: Form, errors: dict[str, str] | None = None) -> Page:
    hubs = register_sight.hubs_of(work)
    return show(
        request, "beheer/organisation_new.html", status=422 if errors else 200, typed=Typed(typed),
        errors=errors or {}, hubs=[(str(hub.id), hub.name) for hub in hubs], kinds=_choices(),
    )  # fmt: skip


def _page(
    request: Request,
    work: Work,
    organisation_id: UUID,
    *,
    status: int = 200,
    typed: Form | None = None,
    errors: dict[str, str] | None = None,
) -> Page:
    view = register_sight.organisation_of(work, organisation_id)
    found = view.organisation
    place = places.name_of(found.nis)
    kept = {"name": found.name, "kind": found.kind, "place": place, "email": found.email, "phone": found.phone}
    return show(
        request, "beheer/organisation.html", status=status, view=view, found=found, place=place,
        typed=Typed(typed or kept), errors=errors or {}, kinds=_choices(), kind_words=_kinds(), audience=audience,
        takes_up=found.kind in organisations.TAKES_UP, is_hub=found.kind == OrganisationKind.HUB,
    )  # fmt: skip


def _offer_page(
    request: Request, work: Work, partner: Organisation, offer: Offer | None, data: Form,
    problem: Invalid | Refused | None = None,
) -> Page:  # fmt: skip
    shown = {name: data.get(name, "") for name in TARGET} | {
        "structures": [str(code) for code in _listed(data, "structures")],
        "area": [str(code) for code in _listed(data, "area")], "is_naft": bool(data.get("is_naft")),
    }  # fmt: skip
    status = 200 if problem is None else 422 if isinstance(problem, Invalid) else 409
    return show(
        request, "beheer/offer.html", status=status, partner=partner, offer=offer, typed=Typed(shown),
        errors=problem.errors if isinstance(problem, Invalid) else {},
        refusal=problem.sentence if isinstance(problem, Refused) else "",
        levels=[(code, _(word)) for code, word in audience.LEVELS.items()],
        municipalities=_municipalities(work, shown["area"]),
        functions=[(str(code), _(word)) for code, word in FUNCTION_WORDS.items()],
    )  # fmt: skip


def _listed(data: Form, name: str) -> list[str]:
    return [code for code in many(data, name) if code]


def _municipalities(work: Work, chosen: list[str]) -> list[tuple[str, str]]:
    """Those of the hubs' areas, and those that were chosen before, by name."""
    known = {nis for nis in (*register_sight.areas_of(work), *chosen) if places.exists(nis)}
    named = [(nis, places.municipality(nis).name_nl) for nis in known]
    return sorted(named, key=lambda pair: sort_key(pair[1]))


def _kinds() -> dict[str, str]:
    return {str(kind): _(word) for kind, word in KIND_WORDS.items()}


def _choices() -> list[tuple[str, str]]:
    return [(str(kind), _(KIND_WORDS[kind])) for kind in CHOICES]


def _typed(data: Form) -> OrganisationData:
    return OrganisationData(**{field: one(data, field, at_most=500) for field in FIELDS})


def _target(data: Form) -> OfferData:
    return OfferData(
        **{field: one(data, field, at_most=3000) for field in TARGET}, structures=_listed(data, "structures"),
        area=_listed(data, "area"), is_naft=bool(one(data, "is_naft")),
        function=one(data, "function") or Function.DISPATCHING,
    )  # fmt: skip


handlers: list[Any] = [
    register, new, add, organisation_page, change, work_with, take_back, remove, new_offer, add_offer, offer_page,
    change_offer, end_offer, take_back_offer,
]  # fmt: skip
