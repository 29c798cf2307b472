"""The page of the desk about who works on one case: who directs it, and which partners are in its team."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.by_form import FRESH, sent
from hub.by_link import Back
from hub.clock import brussels_date
from hub.dispatch import cards
from hub.dispatch.case_team import access, directing, left, place, team_sight, teaming
from hub.dispatch.claim_rules import name_of
from hub.dispatch.proposing import partners_of
from hub.dispatch.sessions import people_there
from hub.dispatch.sharing.gate import GETS_WORDS
from hub.dispatch.sharing.sharing_sight import gate_of
from hub.partners.tables import Organisation
from hub.people.rights import Right, may
from hub.store import Work
from hub.web import FormBody, Page, begin, must_be_signed_in, one, show
from hub.wording import _

PLACE = "/aanmeldingen/{referral_id:uuid}/team"


@get(PLACE, sync_to_thread=True)
def team_page(request: Request, referral_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work, referral_id, FRESH)


@post(f"{PLACE}/casusregie", sync_to_thread=True)
def ask(request: Request, referral_id: UUID, data: FormBody) -> Page | Redirect:
    return _try(
        request, referral_id, _("Gevraagd. Wie het nu doet, gaat door tot de ander ja zegt."),
        lambda work: directing.ask(work, referral_id, one(data, "person")),
    )  # fmt: skip


@post(f"{PLACE}/casusregie/{{direction_id:uuid}}", sync_to_thread=True)
def answer(request: Request, referral_id: UUID, direction_id: UUID, data: FormBody) -> Page | Redirect:
    """Who was asked says yes or no, or the coordinator notes it; or she asks no more."""
    do = one(data, "do")

    def act(work: Work) -> None:
        referral = access.read_as(work, referral_id)
        if do == "stop":
            directing.stop(work, referral.id, direction_id)
        else:
            directing.of_case(work, direction_id, referral.id)
            directing.answer(work, direction_id, takes=do == "ja", note=one(data, "note"))

    return _try(request, referral_id, _("Bewaard."), act)


@post(f"{PLACE}/leden", sync_to_thread=True)
def add(request: Request, referral_id: UUID, data: FormBody) -> Page | Redirect:
    where, _colon, person = one(data, "member").partition(":")
    return _try(
        request, referral_id, _("Dit team ziet deze aanmelding nu, en geen andere."),
        lambda work: teaming.add(work, referral_id, _id(where), _id(person)),
    )  # fmt: skip


@post(f"{PLACE}/leden/{{member_id:uuid}}/weg", sync_to_thread=True)
def leave(request: Request, referral_id: UUID, member_id: UUID) -> Page | Redirect:
    undo = f"/aanmeldingen/{referral_id}/team/leden/{member_id}/terug"
    said = _("Uit het team. Die ziet deze aanmelding niet meer.")
    return _try(request, referral_id, said, lambda work: teaming.leave(work, referral_id, member_id), undo)


@post(f"{PLACE}/leden/{{member_id:uuid}}/terug", sync_to_thread=True)
def come_back(request: Request, referral_id: UUID, member_id: UUID) -> Page | Redirect:
    return _try(
        request, referral_id, _("Weer in het team."), lambda work: teaming.come_back(work, referral_id, member_id)
    )


@post(f"{PLACE}/leden/{{member_id:uuid}}/gezien", sync_to_thread=True)
def see(request: Request, referral_id: UUID, member_id: UUID) -> Page | Redirect:
    """That nobody of a partner is in the team any more is known, and well."""
    return _try(request, referral_id, _("Gezien."), lambda work: left.see(work, referral_id, member_id))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _try(
    request: Request, referral_id: UUID, done: str, act: Callable[[Work], object], undo: str = ""
) -> Page | Redirect:
    return sent(
        request, {}, act, lambda request, work, back: _page(request, work, referral_id, back), done,
        f"/aanmeldingen/{referral_id}/team", undo=undo,
    )  # fmt: skip


def _page(request: Request, work: Work, referral_id: UUID, back: Back) -> Page:
    referral = place.read(request, work, referral_id)
    gate = gate_of(work, referral.id)
    partners = partners_of(work, referral.hub_id)
    people = people_there.of_organisations(work, [p.id for p in partners])
    team, live = team_sight.members_of(work, referral.id), team_sight.directions_of(work, referral.id)
    return show(
        request, "dispatch/case_team/team.html", status=back.status, errors=back.errors,
        refused=back.said, today=brussels_date(work.now), directors=live, me=work.asker.person_id,
        decides=may(work.asker, Right.DECIDE, referral.hub_id),
        initials=cards.goes_by(work, referral),
        said_no=None if live else team_sight.last_answer(work, referral.id),
        members=[(one, _(GETS_WORDS[gate.gets(one.row.organisation_id)])) for one in team],
        left=[(one, name_of(work, one.organisation_id)) for one in teaming.left_by_all(work, referral.id)],
        keeps=may(work.asker, Right.CLARIFY, referral.hub_id) and referral.stage not in access.NOT_OPEN,
        who_directs=directing.choices(work, referral),
        who_joins=[(p.name, _to_choose(p, people[p.id])) for p in partners], **place.shown(request, referral),
    )  # fmt: skip


def _to_choose(partner: Organisation, people: Mapping[UUID, str]) -> list[tuple[str, str]]:
    whole = (f"{partner.id}:", _("heel %(partner)s", partner=partner.name))
    return [whole, *((f"{partner.id}:{key}", name) for key, name in people.items())]


handlers: list[Any] = [team_page, ask, answer, add, leave, come_back, see]
