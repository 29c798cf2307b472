"""The administrator's page of names that nobody knew: add, link, dismiss, undo."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.faults import Faults
from hub.hubs import Hub
from hub.intake import proposals
from hub.partners.organisations import OrganisationData
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.web import Form, FormBody, Page, Typed, begin, flash, id_in, must_be_signed_in, one, see_other, show
from hub.wording import N_, _

PLACE = "/beheer/organisaties/voorstellen"
DECIDED = {"added": N_("toegevoegd"), "linked": N_("gekoppeld"), "dismissed": N_("niet toegevoegd")}


@get(PLACE, sync_to_thread=True)
def proposals_page(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work)


@post(PLACE, sync_to_thread=True, status_code=200)
def decide(request: Request, data: FormBody) -> Page | Redirect:
    hub_id, kind, name = id_in(data, "hub"), one(data, "kind", at_most=20), one(data, "name", at_most=300)
    if hub_id is None:
        raise NotFound
    try:
        with begin(request) as work:
            _done(work, one(data, "do"), hub_id, kind, name, data)
    except Invalid as wrong:
        with begin(request) as work:
            return _page(request, work, at=(kind, name), typed=data, errors=wrong.errors)
    except Refused as refusal:
        flash(request, "warning", refusal.sentence)
        return see_other(PLACE)
    flash(request, "done", _("“%(name)s” is geregeld.", name=name))
    return see_other(PLACE)


@post(f"{PLACE}/{{decision_id:uuid}}/terug", sync_to_thread=True)
def undo(request: Request, decision_id: UUID) -> Redirect:
    try:
        with begin(request) as work:
            name = proposals.undo(work, decision_id).name
        flash(request, "done", _("“%(name)s” is weer een voorstel.", name=name))
    except Refused as refusal:
        flash(request, "warning", refusal.sentence)
    return see_other(PLACE)


def _done(work: Work, act: str, hub_id: UUID, kind: str, name: str, data: Form) -> None:
    if act == "add":
        new = OrganisationData(one(data, "new_name", at_most=300), kind, place=one(data, "place", at_most=100))
        proposals.add(work, hub_id, kind, name, new)
    elif act == "link":
        faults = Faults()
        meant = faults.line("organisation", one(data, "organisation", at_most=300))
        faults.tell()
        proposals.link(work, hub_id, kind, name, meant)
    elif act == "dismiss":
        proposals.dismiss(work, hub_id, kind, name)
    else:
        raise NotFound


def _page(
    request: Request,
    work: Work,
    at: tuple[str, str] = ("", ""),
    typed: Form | None = None,
    errors: dict[str, str] | None = None,
) -> Page:
    waiting = proposals.proposals(work)
    names = {one.hub_id: work.session.get_one(Hub, one.hub_id).name for one in waiting}
    return show(
        request, "beheer/proposals.html", status=422 if errors else 200, waiting=waiting, hub_names=names, at=at,
        typed=Typed(typed or {}), errors=errors or {}, decided=proposals.decisions(work),
        decided_words={code: _(word) for code, word in DECIDED.items()},
    )  # fmt: skip


handlers: list[Any] = [proposals_page, decide, undo]
