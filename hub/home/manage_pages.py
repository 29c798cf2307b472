"""The administrator's room: what is set up, the hubs themselves, and ending an organisation."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub import places
from hub.clock import brussels_date
from hub.dispatch.sessions.typed import WEEKDAYS
from hub.home import endings, hub_setup
from hub.home.case_doing import day_in
from hub.home.hub_setup import HubData
from hub.home.setup_sight import setups
from hub.home.watching import given_up, plain
from hub.hubs import in_crisis
from hub.people.rights import Right, require
from hub.problems import Invalid, NotFound
from hub.store import Work
from hub.web import (
    Form,
    FormBody,
    Page,
    Typed,
    begin,
    flash,
    kept_in_session,
    many,
    must_be_signed_in,
    one,
    pressed,
    see_other,
    show,
    store_of,
)
from hub.wording import _, _n, sort_key

CRISIS = ("crisis_from", "crisis_until")
FIELDS = ("name", "number_prefix", "email", "phone", "reading_hours", "turn_to")


@get("/beheer", sync_to_thread=True)
def overview(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        ready, another, left = setups(work), hub_setup.may_make_hub(work), len(given_up.waiting(work))
    tasks = plain.to_look_at(plain.lines(plain.seen_now(store_of(request)))) + left
    kept_in_session(request, "tasks_seen", tasks)
    still = _n("%(num)s ding om na te kijken", "%(num)s dingen om na te kijken", tasks) if tasks else ""
    return show(request, "beheer/overview.html", setups=ready, may_make_hub=another, still=still)


@get("/beheer/meldpunten/nieuw", sync_to_thread=True)
def new_hub(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _new_page(request, work)


@post("/beheer/meldpunten/nieuw", sync_to_thread=True)
def make_hub(request: Request, data: FormBody) -> Page | Redirect:
    try:
        with begin(request) as work:
            made = hub_setup.open_hub(work, _typed(data), one(data, "inbox"))
    except Invalid as wrong:
        with begin(request) as work:
            return _new_page(request, work, typed=data, errors=wrong.errors)
    flash(request, "done", _("%(hub)s is er. Jij bent de eerste beheerder.", hub=made.name))
    return see_other("/beheer")


@get("/beheer/meldpunten/{hub_id:uuid}", sync_to_thread=True)
def hub_page(request: Request, hub_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _hub_page(request, work, hub_id)


@post("/beheer/meldpunten/{hub_id:uuid}", sync_to_thread=True)
def change_hub(request: Request, hub_id: UUID, data: FormBody) -> Page | Redirect:
    def act(work: Work) -> str:
        hub_setup.change_hub(work, hub_id, _typed(data))
        return _("Bewaard.")

    return _saved(request, hub_id, data, act)


@post("/beheer/meldpunten/{hub_id:uuid}/basisonderwijs", sync_to_thread=True)
def set_levels(request: Request, hub_id: UUID, data: FormBody) -> Page | Redirect:
    """Whether the form takes children from primary education."""
    primary, turn_to = one(data, "primary_education") == "1", one(data, "primary_turn_to", at_most=2000)

    def act(work: Work) -> str:
        hub_setup.set_levels(work, hub_id, primary=primary, turn_to=turn_to)
        return _("Bewaard.")

    return _saved(request, hub_id, data, act, "#basisonderwijs")


@post("/beheer/meldpunten/{hub_id:uuid}/weekbrief", sync_to_thread=True)
def set_weekly_day(request: Request, hub_id: UUID, data: FormBody) -> Page | Redirect:
    """On which day partners get their letter of the week."""
    said = one(data, "weekly_day")

    def act(work: Work) -> str:
        hub_setup.set_weekly_day(work, hub_id, int(said) if len(said) == 1 and said in "01234" else -1)
        return _("Bewaard.")

    return _saved(request, hub_id, data, act, "#weekbrief")


@post("/beheer/meldpunten/{hub_id:uuid}/crisismodus", sync_to_thread=True)
def set_crisis(request: Request, hub_id: UUID, data: FormBody) -> Page | Redirect:
    """The days between which the hub is in crisis mode; without days it is not."""

    def act(work: Work) -> str:
        if wrong_days := {at: _("Kies een dag.") for at in CRISIS if one(data, at) and day_in(data, at) is None}:
            raise Invalid(wrong_days)
        hub = hub_setup.set_crisis(work, hub_id, *(day_in(data, at) for at in CRISIS))
        return _("De crisismodus is ingesteld.") if hub.crisis_from else _("Er is geen crisismodus.")

    return _saved(request, hub_id, data, act, "#crisismodus")


@post("/beheer/meldpunten/{hub_id:uuid}/adressen", sync_to_thread=True)
def add_inbox(request: Request, hub_id: UUID, data: FormBody) -> Page | Redirect:
    def act(work: Work) -> str:
        hub_setup.add_inbox(work, hub_id, one(data, "inbox"))
        return _("Het adres hoort nu bij dit meldpunt.")

    return _saved(request, hub_id, data, act, "#adressen")


@post("/beheer/meldpunten/{hub_id:uuid}/adressen/weg", sync_to_thread=True)
def drop_inbox(request: Request, hub_id: UUID, data: FormBody) -> Redirect:
    pressed(
        request, lambda work: hub_setup.drop_inbox(work, hub_id, one(data, "address")),
        _("Het adres hoort niet meer bij dit meldpunt."),
    )  # fmt: skip
    return see_other(f"/beheer/meldpunten/{hub_id}#adressen")


@post("/beheer/meldpunten/{hub_id:uuid}/gemeenten", sync_to_thread=True)
def add_municipalities(request: Request, hub_id: UUID, data: FormBody) -> Page | Redirect:
    def act(work: Work) -> str:
        count = hub_setup.add_municipalities(work, hub_id, many(data, "nis"))
        return _n("%(num)s gemeente is erbij.", "%(num)s gemeenten zijn erbij.", count)

    return _saved(request, hub_id, data, act, "#gemeenten")


@post("/beheer/meldpunten/{hub_id:uuid}/gemeenten/{nis:str}", sync_to_thread=True)
def set_stage(request: Request, hub_id: UUID, nis: str, data: FormBody) -> Redirect:
    pressed(request, lambda work: hub_setup.set_stage(work, hub_id, nis, one(data, "stage")), _("Bewaard."))
    return see_other(f"/beheer/meldpunten/{hub_id}#gemeenten")


@post("/beheer/meldpunten/{hub_id:uuid}/gemeenten/{nis:str}/weg", sync_to_thread=True)
def drop_municipality(request: Request, hub_id: UUID, nis: str) -> Redirect:
    with begin(request) as work:
        hub_setup.drop_municipality(work, hub_id, nis)
    gone = places.municipality(nis).name_nl
    flash(request, "done", _("%(place)s hoort niet meer bij het werkingsgebied.", place=gone))
    return see_other(f"/beheer/meldpunten/{hub_id}#gemeenten")


@post("/beheer/organisaties/{organisation_id:uuid}/stop", sync_to_thread=True)
def end_organisation(request: Request, organisation_id: UUID) -> Redirect:
    pressed(
        request, lambda work: endings.end_organisation(work, organisation_id).name,
        lambda name: _("%(name)s is gestopt. Aanbod, zetels en rollen zijn mee gestopt.", name=name),
    )  # fmt: skip
    return see_other(f"/beheer/organisaties/{organisation_id}")


def _new_page(request: Request, work: Work, typed: Form | None = None, errors: dict[str, str] | None = None) -> Page:
    require(work.asker, Right.MAKE_HUB)
    if not hub_setup.may_make_hub(work):
        raise NotFound
    return show(
        request, "beheer/hub_new.html", status=422 if errors else 200, typed=Typed(typed or {}), errors=errors or {}
    )  # fmt: skip


def _saved(request: Request, hub_id: UUID, data: Form, act: Callable[[Work], str], at: str = "") -> Page | Redirect:
    """The page at the part that was changed, with what `act` says was done; or what is wrong beside what was typed."""
    try:
        with begin(request) as work:
            said = act(work)
    except Invalid as wrong:
        with begin(request) as work:
            return _hub_page(request, work, hub_id, status=422, typed=data, errors=wrong.errors)
    flash(request, "done", said)
    return see_other(f"/beheer/meldpunten/{hub_id}{at}")


def _hub_page(
    request: Request,
    work: Work,
    hub_id: UUID,
    *,
    status: int = 200,
    typed: Form | None = None,
    errors: dict[str, str] | None = None,
) -> Page:
    hub = hub_setup.take_hub(work, hub_id)
    served = {row.nis: row for row in hub_setup.municipalities_of(work, hub.id)}
    named = sorted(
        ((places.municipality(nis), row) for nis, row in served.items() if places.exists(nis)),
        key=lambda pair: sort_key(pair[0].name_nl),
    )
    sought = str(request.query_params.get("gemeente", ""))[:60].strip()
    found = [(place.nis, place.name_nl) for place in places.search(sought, limit=20) if place.nis not in served]
    kept = {field: getattr(hub, field) for field in FIELDS}
    crisis = {name: getattr(hub, name) for name in CRISIS}
    if typed is not None and "crisis_from" in typed:
        crisis = {name: one(typed, name) for name in crisis}
    levels = {"primary_education": "1" if hub.primary_education else "", "primary_turn_to": hub.primary_turn_to}
    if typed is not None and "primary_turn_to" in typed:
        levels = {name: one(typed, name) for name in levels}
    here = typed if typed is not None and "name" in typed else None
    return show(
        request, "beheer/hub.html", status=status, one=hub, typed=Typed(here or kept), errors=errors or {},
        inbox=one(typed or {}, "inbox"), inboxes=hub_setup.inboxes_of(work, hub.id), served=named,
        stages={code: _(word) for code, word in hub_setup.STAGES.items()}, sought=sought, found=found,
        crisis=crisis, levels=levels, in_crisis=in_crisis(hub, brussels_date(work.now)),
        weekdays=[(code, _(word)) for code, word in WEEKDAYS.items()],
        prefix_is_used=hub_setup.prefix_is_used(work, hub.id), attribution=places.ATTRIBUTION,
        public_url=work.store.settings.public_url.rstrip("/"),
    )  # fmt: skip


def _typed(data: Form) -> HubData:
    return HubData(**{field: one(data, field, at_most=1500) for field in FIELDS})


handlers: list[Any] = [
    overview, new_hub, make_hub, hub_page, change_hub, set_crisis, set_levels, set_weekly_day, add_inbox,
    drop_inbox, add_municipalities, set_stage, drop_municipality, end_organisation,
]  # fmt: skip
