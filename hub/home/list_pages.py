"""The list of cases, narrowed by what stands in its address or by a view that somebody kept, and the forms of views."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub import places
from hub.clock import brussels_date
from hub.dispatch import sight
from hub.dispatch.case import STAGE_WORDS, Stage
from hub.dispatch.codes import FLAG_WORDS, SUBJECT_WORDS
from hub.home import case_lists, saved_views
from hub.home.case_lists import HOLDER_WORDS, LATE_WORDS, SHOW_WORDS, Wanted
from hub.home.saved_views import View
from hub.home.today_pages import hubs_of_desk, line_words
from hub.home.view_tables import SavedView
from hub.monitoring.radar import municipalities_on_radar
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import Form, FormBody, Page, Typed, begin, flash, id_in, must_be_signed_in, one, pressed, see_other, show
from hub.wording import _, sort_key

HERE = "/aanmeldingen"


@get(HERE, sync_to_thread=True)
def list_page(request: Request) -> Page:
    """`weergave` is a view that was kept; without it, or beside it, the address says to what the list is narrowed."""
    with begin(request) as work:
        must_be_signed_in(work)
        return _list(request, work, request.query_params)


def _list(
    request: Request, work: Work, asked: Mapping[str, str], *, typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Page:  # fmt: skip
    views = saved_views.views_of(work, asked.get("weergave", ""))
    wanted, chosen = Wanted.of(asked), views.chosen
    if chosen and not any(name in asked for name in case_lists.NAMES):
        wanted = chosen.wanted
    elif wanted == Wanted():
        chosen = None  # everything is no view
    page = case_lists.case_list(work, wanted, after=asked.get("na", ""), before=asked.get("voor", ""))
    hubs = hubs_of_desk(work)
    return show(
        request, "home/cases.html", status=422 if errors else 200, wanted=wanted, asked=wanted.as_asked(), page=page,
        title=chosen.name if chosen else _title(wanted), views=views, chosen=chosen, typed=Typed(typed or {}),
        errors=errors or {}, newer=_address(wanted, chosen, voor=page.newer),
        older=_address(wanted, chosen, na=page.older), hubs=[(str(hub.id), hub.name) for hub in hubs],
        choices=_choices(work, wanted), today=brussels_date(work.now), **line_words(request, work, hubs),
    )  # fmt: skip


def _choices(work: Work, wanted: Wanted) -> dict[str, list[tuple[str, str]]]:
    known = {*municipalities_on_radar(work, list(sight.desk_hubs(work))), *filter(None, [wanted.municipality])}
    homes = [(nis, places.name_of(nis)) for nis in known]
    tables: dict[str, Mapping[Any, str]] = {
        "stages": STAGE_WORDS, "flags": FLAG_WORDS, "shows": SHOW_WORDS, "kinds": SUBJECT_WORDS,
        "holders": HOLDER_WORDS, "lates": LATE_WORDS,
    }  # fmt: skip
    named = {name: [(str(code), _(words)) for code, words in table.items()] for name, table in tables.items()}
    return {**named, "homes": sorted(homes, key=lambda home: sort_key(home[1]))}


def _title(wanted: Wanted) -> str:
    if wanted.show in SHOW_WORDS:
        return _("Aanmeldingen: %(what)s", what=_(SHOW_WORDS[wanted.show]))
    if wanted.stage in set(Stage):
        return _("Aanmeldingen: %(what)s", what=_(STAGE_WORDS[Stage(wanted.stage)]))
    return _("Open aanmeldingen")


def _address(wanted: Wanted, chosen: View | None, **cursor: str | None) -> str | None:
    if not any(cursor.values()):
        return None
    asked = {} if chosen and chosen.wanted == wanted else wanted.as_asked()
    asked |= {"weergave": str(chosen.id)} if chosen else {}
    return f"{HERE}?" + urlencode({name: value for name, value in {**asked, **cursor}.items() if value})


def view_path(view_id: UUID) -> str:
    return f"{HERE}?weergave={view_id}"


@post("/weergaven", sync_to_thread=True)
def save_view(request: Request, data: FormBody) -> Page | Redirect:
    asked = {name: one(data, name, at_most=200) for name in case_lists.NAMES}

    def act(work: Work) -> SavedView:
        return saved_views.save(work, id_in(data, "hub"), one(data, "name"), asked, shared=bool(one(data, "shared")))

    return _kept(request, data, asked, act, _("De weergave is bewaard."))


@post("/weergaven/{view_id:uuid}", sync_to_thread=True)
def change_view(request: Request, view_id: UUID, data: FormBody) -> Page | Redirect:
    def act(work: Work) -> SavedView:
        return saved_views.change(work, view_id, one(data, "name"), shared=bool(one(data, "shared")))

    return _kept(request, data, {"weergave": str(view_id)}, act, _("De weergave is aangepast."))


@post("/weergaven/{view_id:uuid}/zoals-nu", sync_to_thread=True)
def narrow_view(request: Request, view_id: UUID, data: FormBody) -> Page | Redirect:
    """What is chosen now stands in the form; what the view held before, in the address of the button that undoes."""
    before = {name: request.query_params.get(name, "") for name in case_lists.NAMES}
    undone = any(before.values())
    asked = before if undone else {name: one(data, name, at_most=200) for name in case_lists.NAMES}

    def act(work: Work) -> SavedView:
        view, held = saved_views.narrow(work, view_id, asked)
        undo = f"/weergaven/{view_id}/zoals-nu?{urlencode(held.as_asked())}"
        said = _("De weergave is weer zoals ze was.") if undone else _("De weergave is aangepast.")
        flash(request, "done", said, undo="" if undone else undo)
        return view

    return _kept(request, data, {**asked, "weergave": str(view_id)}, act)


def _kept(
    request: Request, data: Form, asked: Mapping[str, str], act: Callable[[Work], SavedView], said: str = ""
) -> Page | Redirect:  # fmt: skip
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            view = act(work)
    except (Invalid, Refused) as problem:
        typed = {name: one(data, name) for name in ("name", "shared", "hub")}
        errors = problem.errors if isinstance(problem, Invalid) else {"name": problem.sentence}
        with begin(request) as work:
            return _list(request, work, asked, typed=typed, errors=errors)
    if said:
        flash(request, "done", said)
    return see_other(view_path(view.id))


@post("/weergaven/{view_id:uuid}/weg", sync_to_thread=True)
def delete_view(request: Request, view_id: UUID) -> Redirect:
    with begin(request) as work:
        must_be_signed_in(work)
        name = saved_views.delete(work, view_id).name
    flash(request, "done", _("De weergave %(name)s is verwijderd.", name=name), undo=f"/weergaven/{view_id}/terug")
    return see_other(HERE)


@post("/weergaven/{view_id:uuid}/terug", sync_to_thread=True)
def bring_view_back(request: Request, view_id: UUID) -> Redirect:
    back = pressed(
        request, lambda work: saved_views.delete(work, view_id, back=True), _("De weergave is terug.")
    )  # fmt: skip
    return see_other(view_path(view_id) if back else HERE)


handlers = [list_page, save_view, change_view, narrow_view, delete_view, bring_view_back]
