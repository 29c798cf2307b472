"""Pages of an administrator about people: who has which role, giving one, taking it away."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub import unreachable
from hub.asker import ROLE_WORDS
from hub.clock import brussels_date
from hub.home import people_sight, roles
from hub.home.people_sight import Wanted
from hub.home.roles import RoleData
from hub.people import memberships
from hub.people.memberships import SECRECY_WORDS
from hub.people.rights import Right, require_any
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import Form, FormBody, Page, Typed, begin, flash, id_in, must_be_signed_in, one, pressed, see_other, show
from hub.wording import _

PLACE = "/beheer/mensen"


@get(PLACE, sync_to_thread=True)
def people(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        asked = request.query_params
        wanted = Wanted(asked.get("zoek", "")[:100], asked.get("rol", ""), asked.get("toon") == "vertrokken")
        lines, more = people_sight.people(work, wanted)
        hubs = require_any(work.asker, Right.MANAGE)
        return show(
            request, "beheer/people.html", lines=lines, more=more, wanted=wanted,
            unreached=unreachable.failing(work, hubs, [line.person.email for line in lines]),
            roles=[(str(role), _(word)) for role, word in ROLE_WORDS.items()],
        )  # fmt: skip


@get(f"{PLACE}/nieuw", sync_to_thread=True)
def new_person(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        asked = request.query_params
        return _new_page(request, work, typed={"role": asked.get("rol", ""), "where": asked.get("waar", "")})


@post(f"{PLACE}/nieuw", sync_to_thread=True)
def add_person(request: Request, data: FormBody) -> Page | Redirect:
    try:
        with begin(request) as work:
            person_id = roles.give(work, _role(data, one(data, "name"), one(data, "email"))).person_id
    except (Invalid, Refused) as problem:
        with begin(request) as work:
            return _new_page(request, work, typed=data, **_wrong(problem))
    flash(request, "done", _("Bewaard. We sturen een e-mail waarin staat hoe je inlogt."))
    return see_other(f"{PLACE}/{person_id}")


@get(f"{PLACE}/{{person_id:uuid}}", sync_to_thread=True)
def person_page(request: Request, person_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _person_page(request, work, person_id)


@post(f"{PLACE}/{{person_id:uuid}}", sync_to_thread=True)
def change_person(request: Request, person_id: UUID, data: FormBody) -> Page | Redirect:
    try:
        with begin(request) as work:
            roles.change_person(work, person_id, one(data, "name"), one(data, "email"), one(data, "phone"))
    except (Invalid, Refused) as problem:
        with begin(request) as work:
            return _person_page(request, work, person_id, typed=data, **_wrong(problem))
    flash(request, "done", _("Bewaard."))
    return see_other(f"{PLACE}/{person_id}")


@post(f"{PLACE}/{{person_id:uuid}}/rol", sync_to_thread=True)
def give_role(request: Request, person_id: UUID, data: FormBody) -> Page | Redirect:
    try:
        with begin(request) as work:
            person = roles.managed_person(work, person_id)
            roles.give(work, _role(data, person.name, person.email))
    except (Invalid, Refused) as problem:
        with begin(request) as work:
            return _person_page(request, work, person_id, typed_role=data, **_wrong(problem))
    flash(request, "done", _("Bewaard. We sturen een e-mail waarin staat hoe je inlogt."))
    return see_other(f"{PLACE}/{person_id}")


@post("/beheer/rollen/{membership_id:uuid}/stop", sync_to_thread=True)
def end_role(request: Request, membership_id: UUID) -> Redirect:
    with begin(request) as work:
        person_id = roles.managed_role(work, membership_id).person_id
        own = person_id == work.asker.person_id
    try:
        with begin(request) as work:
            roles.take_away(work, membership_id)
    except Refused as refusal:
        flash(request, "warning", refusal.sentence)
        return see_other(f"{PLACE}/{person_id}")
    if own:
        return see_other("/")
    flash(request, "done", _("De rol is gestopt. Wie ingelogd was, is nu uitgelogd."))
    return see_other(f"{PLACE}/{person_id}")


@post("/beheer/rollen/{membership_id:uuid}/geheim", sync_to_thread=True)
def set_secrecy(request: Request, membership_id: UUID, data: FormBody) -> Redirect:
    with begin(request) as work:
        person_id = roles.managed_role(work, membership_id).person_id
    pressed(request, lambda work: roles.set_secrecy(work, membership_id, one(data, "secrecy")), _("Bewaard."))
    return see_other(f"{PLACE}/{person_id}")


def _new_page(
    request: Request, work: Work, *, typed: Form, errors: dict[str, str] | None = None, refusal: str = "",
    status: int = 200,
) -> Page:  # fmt: skip
    return show(
        request, "beheer/person_new.html", status=status, typed=_as_shown(typed), errors=errors or {}, refusal=refusal,
        **_choices(work),
    )  # fmt: skip


def _person_page(
    request: Request,
    work: Work,
    person_id: UUID,
    *,
    typed: Form | None = None,
    typed_role: Form | None = None,
    errors: dict[str, str] | None = None,
    refusal: str = "",
    status: int = 200,
) -> Page:
    line, ended = people_sight.person_of(work, person_id)
    kept = {field: getattr(line.person, field) for field in ("name", "email", "phone")}
    return show(
        request, "beheer/person.html", status=status, line=line, ended=ended, typed=Typed(typed or kept),
        typed_role=_as_shown(typed_role or {}), errors=errors or {}, refusal=refusal,
        unreached=bool(unreachable.failing(work, require_any(work.asker, Right.MANAGE), [line.person.email])),
        all_ours=roles.manages_all(work, person_id), own=person_id == work.asker.person_id,
        today=brussels_date(work.now), **_choices(work),
    )  # fmt: skip


def _choices(work: Work) -> dict[str, Any]:
    hubs, organisations = people_sight.places_to_work(work)
    return {
        "roles": list(people_sight.role_words().items()),
        "hubs": [(str(hub.id), hub.name) for hub in hubs],
        "organisations": [(str(one.id), one.name) for one in organisations],
        "secrecies": [(str(code), _(word)) for code, word in SECRECY_WORDS.items()],
        "at_organisation": [str(role) for role in memberships.AT_ORGANISATION],
    }


def _as_shown(data: Form) -> Typed:
    return Typed({name: one(data, name) for name in data})


def _role(data: Form, name: str, email: str) -> RoleData:
    return RoleData(name, email, one(data, "role"), id_in(data, "where"), one(data, "secrecy"))


def _wrong(problem: Invalid | Refused) -> dict[str, Any]:
    if isinstance(problem, Invalid):
        return {"errors": problem.errors, "status": 422}
    return {"refusal": problem.sentence, "status": 409}


handlers: list[Any] = [people, new_person, add_person, person_page, change_person, give_role, end_role, set_secrecy]
