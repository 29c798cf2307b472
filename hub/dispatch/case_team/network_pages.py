"""The page with the network of one youngster: a drawing, the same as a list, and a form to put somebody in."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.clock import brussels_date
from hub.dispatch.case_team import access, mapping, plan_view
from hub.dispatch.case_team.around import KNOWS_WORDS, NEAR_WORDS, RELATION_WORDS, TRUSTED_WORDS
from hub.dispatch.case_team.mapping import Typed
from hub.dispatch.identity import log_look
from hub.dispatch.proposing import partners_of
from hub.hubs import Hub
from hub.people.rights import Right, may
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.web import Form, FormBody, Page, begin, flash, id_in, must_be_signed_in, one, pressed, see_other, show
from hub.web import Typed as Fields
from hub.wording import _

PLACE = "/aanmeldingen/{referral_id:uuid}/netwerk"
FIELDS = ("name", "relation", "role", "organisation", "near", "trusted", "knows", "why_not", "email", "phone")


@get(PLACE, sync_to_thread=True)
def network_page(request: Request, referral_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        page = _page(request, work, referral_id)
        log_look(work, access.read_as(work, referral_id))
        return page


@post(PLACE, sync_to_thread=True)
def put_in(request: Request, referral_id: UUID, data: FormBody) -> Page | Redirect:
    return _keep(request, referral_id, None, data)


@get(f"{PLACE}/{{member_id:uuid}}", sync_to_thread=True)
def member_page(request: Request, referral_id: UUID, member_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        page = _page(request, work, referral_id, member_id)
        log_look(work, access.read_as(work, referral_id))
        return page


@post(f"{PLACE}/{{member_id:uuid}}", sync_to_thread=True)
def change(request: Request, referral_id: UUID, member_id: UUID, data: FormBody) -> Page | Redirect:
    return _keep(request, referral_id, member_id, data)


@post(f"{PLACE}/{{member_id:uuid}}/weg", sync_to_thread=True)
def take_out(request: Request, referral_id: UUID, member_id: UUID) -> Redirect:
    here = f"/aanmeldingen/{referral_id}/netwerk"
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            mapping.take_out(work, referral_id, member_id)
    except Refused as refusal:
        flash(request, "warning", refusal.sentence)
    else:
        flash(request, "done", _("Uit de tekening gehaald."), undo=f"{here}/{member_id}/terug")
    return see_other(here)


@post(f"{PLACE}/{{member_id:uuid}}/terug", sync_to_thread=True)
def put_back(request: Request, referral_id: UUID, member_id: UUID) -> Redirect:
    pressed(request, lambda work: _back(work, referral_id, member_id), _("Staat weer in de tekening."))
    return see_other(f"/aanmeldingen/{referral_id}/netwerk")


def _back(work: Work, referral_id: UUID, member_id: UUID) -> None:
    must_be_signed_in(work)
    mapping.put_back(work, referral_id, member_id)


def _keep(request: Request, referral_id: UUID, member_id: UUID | None, data: Form) -> Page | Redirect:
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            if member_id:
                mapping.change(work, referral_id, member_id, _typed(data))
            else:
                mapping.put_in(work, referral_id, _typed(data))
    except (Invalid, Refused) as problem:
        errors = problem.errors if isinstance(problem, Invalid) else {}
        with begin(request) as work:
            return _page(
                request, work, referral_id, member_id, typed=data, errors=errors,
                refused="" if errors else problem.sentence, status=422 if errors else 409,
            )  # fmt: skip
    flash(request, "done", _("Bewaard."))
    return see_other(f"/aanmeldingen/{referral_id}/netwerk")


def _typed(data: Form) -> Typed:
    words = {name: one(data, name, at_most=500) for name in FIELDS if name != "organisation"}
    return Typed(**words, organisation_id=id_in(data, "organisation"))


def _page(
    request: Request, work: Work, referral_id: UUID, member_id: UUID | None = None, *, typed: Form | None = None,
    errors: dict[str, str] | None = None, refused: str = "", status: int = 200,
) -> Page:  # fmt: skip
    referral = access.read_as(work, referral_id)
    request.state.hub = work.session.get_one(Hub, referral.hub_id)
    network = plan_view.network_of(work, referral)
    keeps = may(work.asker, Right.COMPLETE, referral.hub_id) and referral.stage not in access.NOT_OPEN
    known = next((p for p in mapping.people_of(work, referral.id) if p.id == member_id), None)
    if member_id and known is None:
        raise NotFound
    fields: dict[str, Any] = {"near": "2", "trusted": "unknown", "knows": "not_yet"}
    if known:
        fields = {name: getattr(known, name) for name in FIELDS if name != "organisation"}
        fields |= {"near": str(known.near), "organisation": str(known.organisation_id or "")}
    if typed:
        fields = {name: one(typed, name, at_most=500) for name in FIELDS}
    return show(
        request, "dispatch/case_team/network.html", status=status, referral=referral, network=network, known=known,
        typed=Fields(fields), errors=errors or {}, refused=refused, keeps=keeps, today=brussels_date(work.now),
        decides=may(work.asker, Right.DECIDE, referral.hub_id),
        relations=[(str(code), _(words)) for code, words in RELATION_WORDS.items()],
        nears=[(str(int(code)), _(words)) for code, words in NEAR_WORDS.items()],
        trusts=[(str(code), _(words)) for code, words in TRUSTED_WORDS.items()],
        knowing=[(str(code), _(words)) for code, words in KNOWS_WORDS.items()],
        partners=[(str(p.id), p.name) for p in partners_of(work, referral.hub_id)],
    )  # fmt: skip


handlers: list[Any] = [network_page, put_in, member_page, change, take_out, put_back]
