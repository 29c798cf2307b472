"""The page with the network of one youngster: a drawing, the same as a list, and a form to put somebody in."""

from typing import Any
from uuid import UUID

from litestar import Request
from litestar.response import Redirect

from hub.by_form import FRESH, sent
from hub.by_link import Back
from hub.clock import brussels_date
from hub.dispatch.case_team import access, mapping, place, plan_view
from hub.dispatch.case_team.around import KNOWS_WORDS, NEAR_WORDS, RELATION_WORDS, TRUSTED_WORDS
from hub.dispatch.case_team.mapping import Typed
from hub.dispatch.proposing import partners_of
from hub.people.rights import Right, may
from hub.problems import NotFound, Refused
from hub.store import Work
from hub.web import Form, FormBody, Page, begin, flash, id_in, must_be_signed_in, one, pressed, see_other, show
from hub.web import Typed as Fields
from hub.wording import _

MEMBER = "/netwerk/{member_id:uuid}"
FIELDS = ("name", "relation", "role", "organisation", "near", "trusted", "knows", "why_not", "email", "phone")


@place.get("/netwerk")
def network_page(request: Request, referral_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work, referral_id)


@place.post("/netwerk")
def put_in(request: Request, referral_id: UUID, data: FormBody) -> Page | Redirect:
    return _keep(request, referral_id, None, data)


@place.get(MEMBER)
def member_page(request: Request, referral_id: UUID, member_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work, referral_id, member_id)


@place.post(MEMBER)
def change(request: Request, referral_id: UUID, member_id: UUID, data: FormBody) -> Page | Redirect:
    return _keep(request, referral_id, member_id, data)


@place.post(f"{MEMBER}/weg")
def take_out(request: Request, referral_id: UUID, member_id: UUID) -> Redirect:
    here = f"{place.of_case(request, referral_id)}/netwerk"
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            mapping.take_out(work, referral_id, member_id)
    except Refused as refusal:
        flash(request, "warning", refusal.sentence)
    else:
        flash(request, "done", _("Uit de tekening gehaald."), undo=f"{here}/{member_id}/terug")
    return see_other(here)


@place.post(f"{MEMBER}/terug")
def put_back(request: Request, referral_id: UUID, member_id: UUID) -> Redirect:
    pressed(request, lambda work: _back(work, referral_id, member_id), _("Staat weer in de tekening."))
    return see_other(f"{place.of_case(request, referral_id)}/netwerk")


def _back(work: Work, referral_id: UUID, member_id: UUID) -> None:
    must_be_signed_in(work)
    mapping.put_back(work, referral_id, member_id)


def _keep(request: Request, referral_id: UUID, member_id: UUID | None, data: Form) -> Page | Redirect:
    def act(work: Work) -> None:
        if member_id:
            mapping.change(work, referral_id, member_id, _typed(data))
        else:
            mapping.put_in(work, referral_id, _typed(data))

    return sent(
        request, data, act, lambda request, work, back: _page(request, work, referral_id, member_id, back),
        _("Bewaard."), f"{place.of_case(request, referral_id)}/netwerk",
    )  # fmt: skip


def _typed(data: Form) -> Typed:
    words = {name: one(data, name, at_most=500) for name in FIELDS if name != "organisation"}
    return Typed(**words, organisation_id=id_in(data, "organisation"))


def _page(request: Request, work: Work, referral_id: UUID, member_id: UUID | None = None, back: Back = FRESH) -> Page:
    referral = place.read(request, work, referral_id)
    network = plan_view.network_of(work, referral)
    keeps = access.keeps(work, referral, Right.COMPLETE)
    people = mapping.people_of(work, referral.id)
    own = {one.id for one in people if keeps and mapping.may_change(work, referral, one)}
    known = next((p for p in people if p.id == member_id), None)
    if member_id and known is None:
        raise NotFound
    if known:
        mapping.must_change(work, referral, known)
    fields: dict[str, Any] = {"near": "2", "trusted": "unknown", "knows": "not_yet"}
    if known:
        fields = {name: getattr(known, name) for name in FIELDS if name != "organisation"}
        fields |= {"near": str(known.near), "organisation": str(known.organisation_id or "")}
    if back.typed:
        fields = {name: one(back.typed, name, at_most=500) for name in FIELDS}
    return show(
        request, "dispatch/case_team/network.html", status=back.status, network=network, known=known, own=own,
        typed=Fields(fields), errors=back.errors, refused=back.said, keeps=keeps, today=brussels_date(work.now),
        decides=may(work.asker, Right.DECIDE, referral.hub_id), desk=access.of_partner(work, referral) is None,
        relations=[(str(code), _(words)) for code, words in RELATION_WORDS.items()],
        nears=[(str(int(code)), _(words)) for code, words in NEAR_WORDS.items()],
        trusts=[(str(code), _(words)) for code, words in TRUSTED_WORDS.items()],
        knowing=[(str(code), _(words)) for code, words in KNOWS_WORDS.items()],
        partners=[(str(p.id), p.name) for p in partners_of(work, referral.hub_id)],
        **place.shown(request, referral),
    )  # fmt: skip


handlers: list[Any] = [*network_page, *put_in, *member_page, *change, *take_out, *put_back]
