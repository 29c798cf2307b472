"""The house rules: an administrator publishes a version, a partner reads and accepts it for its organisation."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect
from sqlmodel import col, select

from hub import by_link
from hub.asker import Role
from hub.by_link import Back
from hub.clock import brussels_date
from hub.dispatch.house_rules import accepting, asking, rules_sight
from hub.form_tokens import SHOWS_AGAIN
from hub.hubs import Hub
from hub.partners.tables import HubPartner, Organisation
from hub.people.rights import Right, hubs_where, require
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.web import FormBody, Page, begin, flash, id_in, must_be_signed_in, one, pressed, see_other, show
from hub.wording import _, _n

KEPT = "/beheer/meldpunten/{hub_id:uuid}/reglement"
READ = "/reglement/{hub_id:uuid}"
MAILED = "/antwoord/reglement/{token:str}"


@get(KEPT, sync_to_thread=True)
def kept_page(request: Request, hub_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _kept(request, work, hub_id)


@post(KEPT, sync_to_thread=True)
def publish(request: Request, hub_id: UUID, data: FormBody) -> Page | Redirect:
    text, again = one(data, "text", at_most=accepting.LONGEST + 1), one(data, "again") != "no"
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            told = asking.publish(work, hub_id, text, asks_again=again)
    except (Invalid, Refused) as problem:
        with begin(request) as work:
            errors = problem.errors if isinstance(problem, Invalid) else {"text": problem.sentence}
            return _kept(request, work, hub_id, typed={"text": text, "again": one(data, "again")}, errors=errors)
    said = _("Gepubliceerd. Dit reglement geldt vanaf nu.")
    if told:
        said += " " + _n(
            "%(num)s organisatie krijgt een e-mail om het te aanvaarden.",
            "%(num)s organisaties krijgen een e-mail om het te aanvaarden.", told,
        )  # fmt: skip
    flash(request, "done", said)
    return see_other(f"/beheer/meldpunten/{hub_id}/reglement")


@get(READ, sync_to_thread=True)
def rules_page(request: Request, hub_id: UUID) -> Page:
    """For partners of the hub, its coordinators and its administrators."""
    with begin(request) as work:
        must_be_signed_in(work)
        own = _partners_here(work, hub_id)
        if not own and hub_id not in hubs_where(work.asker, Right.PLAN_SESSIONS):
            require(work.asker, Right.SEE_BOARD)
            raise NotFound
        waits = rules_sight.must_accept(work, hub_id, [one.id for one in own])
        return show(
            request, "dispatch/house_rules.html", one=work.found(Hub, hub_id), today=brussels_date(work.now),
            rules=rules_sight.in_force(work, hub_id), waits=[one for one in own if one.id in waits], own=own,
        )  # fmt: skip


@post(READ, sync_to_thread=True)
def accept(request: Request, hub_id: UUID, data: FormBody) -> Redirect:
    rules_id, organisation_id = id_in(data, "rules"), id_in(data, "organisation")
    if rules_id is None or organisation_id is None:
        raise NotFound
    done = pressed(
        request, lambda work: accepting.accept(work, rules_id, organisation_id),
        _("Genoteerd. Jullie zien nu wat er op tafel ligt."),
    )  # fmt: skip
    return see_other("/tafel" if done else f"/reglement/{hub_id}")


@get(MAILED, sync_to_thread=True)
def mailed_page(request: Request, token: str) -> Page:
    """The same without signing in, for the partner that the link was mailed to."""
    return by_link.opened(request, token, _mailed)


@post(MAILED, sync_to_thread=True, opt=SHOWS_AGAIN)
def accept_by_link(request: Request, token: str, data: FormBody) -> Page | Redirect:
    def take(work: Work) -> None:
        rules_id = id_in(data, "rules")
        if rules_id is None:
            raise NotFound
        asking.accept_by_link(work, token, rules_id)

    return by_link.answered(request, token, data, take, _mailed)


def _mailed(request: Request, work: Work, token: str, back: Back) -> Page:
    asked = asking.asked_by(work, token)
    request.state.hub = asked.hub
    return show(
        request, "dispatch/mailed/rules.html", status=back.status, asked=asked, token=token, said=back.said,
        today=brussels_date(work.now),
    )  # fmt: skip


def _partners_here(work: Work, hub_id: UUID) -> list[Organisation]:
    """The asker's own partners that work with this hub."""
    own = work.asker.organisations_as(Role.PARTNER)
    asked = (
        select(Organisation)
        .join(HubPartner, col(HubPartner.organisation_id) == col(Organisation.id))
        .where(HubPartner.hub_id == hub_id, col(Organisation.id).in_(own))
        .order_by(col(Organisation.sort_key))
    )
    return list(work.session.exec(asked).all())


def _kept(
    request: Request, work: Work, hub_id: UUID, *, typed: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> Page:  # fmt: skip
    hub = work.found(Hub, hub_id)
    require(work.asker, Right.MANAGE, hub.id)
    versions = rules_sight.versions_of(work, hub.id)
    return show(
        request, "beheer/house_rules.html", status=422 if errors else 200, one=hub, errors=errors or {},
        typed=typed or {"text": versions[0].text if versions else "", "again": ""}, versions=versions,
        accepted=rules_sight.accepted(work, hub.id), waits=rules_sight.still_to_accept(work, hub.id),
        today=brussels_date(work.now),
    )  # fmt: skip


handlers: list[Any] = [kept_page, publish, rules_page, accept, mailed_page, accept_by_link]
