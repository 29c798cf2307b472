"""The page on which a coordinator says to be away, and who stands in; and what waits on whom one stands in for."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.clock import brussels_date
from hub.dispatch.watch import what_next
from hub.home.absence.waiting_on import cases_of
from hub.hubs import Hub, hubs_among
from hub.people.absence_desk import come_back, go_away
from hub.people.absence_sight import AtHub, at_hubs
from hub.people.rights import Right, require_any
from hub.problems import Invalid, NotFound
from hub.store import Work
from hub.web import (
    Errors,
    Form,
    FormBody,
    Page,
    Typed,
    begin,
    day_in,
    flash,
    id_in,
    must_be_signed_in,
    one,
    see_other,
    show,
)
from hub.wording import _, date_words

HERE = "/afwezig"
FIELDS = ("hub", "person", "first", "last", "deputy")


@get(HERE, sync_to_thread=True)
def absence_page(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work)


@post(HERE, sync_to_thread=True)
def note(request: Request, data: FormBody) -> Page | Redirect:
    with begin(request) as work:
        must_be_signed_in(work)
    try:
        with begin(request) as work:
            hub = id_in(data, "hub")
            if hub is None:
                raise NotFound
            row = go_away(
                work, hub, id_in(data, "person"), day_in(data, "first"), day_in(data, "last"), id_in(data, "deputy")
            )
            said = _("Bewaard. Na %(day)s komt alles vanzelf terug.", day=date_words(row.last))
    except Invalid as wrong:
        with begin(request) as work:
            return _page(request, work, data, wrong.errors)
    flash(request, "done", said)
    return see_other(HERE)


@post(HERE + "/{absence_id:uuid}/terug", sync_to_thread=True)
def back(request: Request, absence_id: UUID) -> Redirect:
    with begin(request) as work:
        must_be_signed_in(work)
        come_back(work, absence_id)
    flash(request, "done", _("Wat wachtte, is er weer voor wie terug is."))
    return see_other(HERE)


def _page(request: Request, work: Work, typed: Form | None = None, errors: dict[str, str] | None = None) -> Page:
    hubs = hubs_among(work.session, require_any(work.asker, Right.PLAN_ABSENCE))
    request.state.hub = hubs[0] if len(hubs) == 1 else None
    known = at_hubs(work, [hub.id for hub in hubs])
    again = {name: one(typed, name, at_most=60) for name in FIELDS} if typed is not None else {}
    return show(
        request, "home/absence.html", status=422 if errors else 200, errors=errors or {}, today=brussels_date(work.now),
        me=work.asker.person_id, right=Errors(), places=[_place(work, hub, known[hub.id], again) for hub in hubs],
        what_next=lambda line: what_next(line.next_why, line.stage, wanted=line.wanted),
    )  # fmt: skip


def _place(work: Work, hub: Hub, here: AtHub, again: dict[str, str]) -> dict[str, Any]:
    me = work.asker.person_id
    mine = again if again.get("hub") == str(hub.id) else {"person": str(me)}
    return {
        "hub": hub, "here": here, "typed": Typed(mine), "wrong": mine is again,
        "people": [(str(who.id), who.name) for who in here.there],
        "for_others": [(period, cases_of(work, hub.id, period.person.id))
                       for period in (here.stands_in_for(me) if me else ())],
    }  # fmt: skip


handlers: list[Any] = [absence_page, note, back]
