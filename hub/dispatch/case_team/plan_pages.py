"""The page with the plan of one case: goals, who does what by when, and what is said about it."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.response import Redirect

from hub.clock import brussels_date
from hub.dispatch.case_team import access, owners, paper, plan_view, planning, reporting
from hub.dispatch.case_team.agreed import Says
from hub.dispatch.identity import log_look
from hub.hubs import Hub
from hub.partners.serving import DOMAINS
from hub.people.rights import Right, may, require
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import (
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
    pressed,
    see_other,
    show,
)
from hub.wording import N_, _

PLACE = "/aanmeldingen/{referral_id:uuid}/plan"
AGREEMENT = f"{PLACE}/afspraken/{{agreement_id:uuid}}"
DONE = {
    Says.DONE: N_("Gedaan. De afspraak is afgerond."),
    Says.LATER: N_("Uitgesteld. We kijken op de nieuwe dag opnieuw."),
    Says.STUCK: N_("Genoteerd. De afspraak staat op Vandaag, tot je beslist hoe het verder gaat."),
}
DROP = "vervalt"


@get(PLACE, sync_to_thread=True)
def plan_page(request: Request, referral_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        page = _page(request, work, referral_id)
        log_look(work, access.read_as(work, referral_id))
        return page


@get(f"{PLACE}/blad", sync_to_thread=True)
def sheet(request: Request, referral_id: UUID) -> Page:
    """For the youngster and the parents too: in plain words, to print."""
    with begin(request) as work:
        must_be_signed_in(work)
        referral = access.read_as(work, referral_id)
        request.state.hub = work.session.get_one(Hub, referral.hub_id)
        log_look(work, referral)
        return show(
            request, "dispatch/case_team/sheet.html", referral=referral, plan=plan_view.plan_of(work, referral),
            network=plan_view.network_of(work, referral), today=brussels_date(work.now),
        )  # fmt: skip


@get(f"{PLACE}/blad.pdf", sync_to_thread=True)
def on_paper(request: Request, referral_id: UUID) -> Response[bytes]:
    """The same as a file to print or to give along. Recorded as a look at the case."""
    with begin(request) as work:
        must_be_signed_in(work)
        referral = access.read_as(work, referral_id)
        log_look(work, referral)
        name = f"plan-{referral.number.lower()}.pdf"
        headers = {"content-disposition": f'inline; filename="{name}"', "cache-control": "no-store"}
        return Response(paper.pdf_of(work, referral), media_type="application/pdf", headers=headers)


@post(f"{PLACE}/doelen", sync_to_thread=True)
def set_goal(request: Request, referral_id: UUID, data: FormBody) -> Page | Redirect:
    return _try(
        request, referral_id, data, "goal", _("Het doel staat in het plan."),
        lambda work: planning.set_goal(work, referral_id, one(data, "domain"), one(data, "words")),
    )  # fmt: skip


@post(f"{PLACE}/doelen/{{goal_id:uuid}}", sync_to_thread=True)
def end_goal(request: Request, referral_id: UUID, goal_id: UUID, data: FormBody) -> Redirect:
    def act(work: Work) -> None:
        must_be_signed_in(work)
        planning.end_goal(work, referral_id, goal_id, one(data, "stands"))

    pressed(request, act, _("Bewaard."))
    return see_other(f"/aanmeldingen/{referral_id}/plan")


@post(f"{PLACE}/afspraken", sync_to_thread=True)
def agree(request: Request, referral_id: UUID, data: FormBody) -> Page | Redirect:
    typed = planning.Typed(one(data, "what"), one(data, "owner"), day_in(data, "by"), id_in(data, "goal"))
    return _try(
        request, referral_id, data, "agree", _("De afspraak staat in het plan, en we volgen ze op."),
        lambda work: planning.agree(work, referral_id, typed),
    )  # fmt: skip


@get(AGREEMENT, sync_to_thread=True)
def agreement_page(request: Request, referral_id: UUID, agreement_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        page = _agreement(request, work, referral_id, agreement_id)
        log_look(work, access.read_as(work, referral_id))
        return page


@post(AGREEMENT, sync_to_thread=True)
def note_answer(request: Request, referral_id: UUID, agreement_id: UUID, data: FormBody) -> Page | Redirect:
    says = one(data, "answer")
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            if says == DROP:
                reporting.drop(work, referral_id, agreement_id, one(data, "note"))
            else:
                reporting.note_answer(
                    work, referral_id, agreement_id, says, one(data, "note"), day_in(data, "day")
                )  # fmt: skip
    except (Invalid, Refused) as problem:
        errors = problem.errors if isinstance(problem, Invalid) else {}
        with begin(request) as work:
            return _agreement(
                request, work, referral_id, agreement_id, typed=data, errors=errors,
                refused="" if errors else problem.sentence, status=422 if errors else 409,
            )  # fmt: skip
    ended = says in (DROP, Says.DONE)
    back = f"/aanmeldingen/{referral_id}/plan/afspraken/{agreement_id}/opnieuw" if ended else ""
    flash(request, "done", _("Vervallen.") if says == DROP else _(DONE[Says(says)]), undo=back)
    return see_other(f"/aanmeldingen/{referral_id}/plan")


@post(f"{AGREEMENT}/opnieuw", sync_to_thread=True)
def again(request: Request, referral_id: UUID, agreement_id: UUID) -> Redirect:
    def act(work: Work) -> None:
        must_be_signed_in(work)
        reporting.take_up_again(work, referral_id, agreement_id)

    pressed(request, act, _("De afspraak staat weer open."))
    return see_other(f"/aanmeldingen/{referral_id}/plan")


def _try(request: Request, referral_id: UUID, data: Form, form: str, done: str, act: Any) -> Page | Redirect:
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            act(work)
    except (Invalid, Refused) as problem:
        errors = problem.errors if isinstance(problem, Invalid) else {}
        with begin(request) as work:
            return _page(
                request, work, referral_id, typed=data, form=form, errors=errors,
                refused="" if errors else problem.sentence, status=422 if errors else 409,
            )  # fmt: skip
    flash(request, "done", done)
    return see_other(f"/aanmeldingen/{referral_id}/plan")


def _page(
    request: Request, work: Work, referral_id: UUID, *, typed: Form | None = None, form: str = "",
    errors: dict[str, str] | None = None, refused: str = "", status: int = 200,
) -> Page:  # fmt: skip
    referral = access.read_as(work, referral_id)
    request.state.hub = work.session.get_one(Hub, referral.hub_id)
    plan = plan_view.plan_of(work, referral)
    names = ("domain", "words", "what", "owner", "by", "goal")
    return show(
        request, "dispatch/case_team/plan.html", status=status, referral=referral, plan=plan,
        initials=plan_view.network_of(work, referral).middle, typed=Typed({n: one(typed or {}, n) for n in names}),
        form_used=form, errors=errors or {}, refused=refused, today=brussels_date(work.now),
        keeps=may(work.asker, Right.CLARIFY, referral.hub_id) and referral.stage not in access.NOT_OPEN,
        links=may(work.asker, Right.CLARIFY, referral.hub_id),
        domains=[(code, _(words)) for code, words in DOMAINS.items()], goals=plan_view.goal_choices(plan),
        whose=owners.choices(work, referral),
    )  # fmt: skip


def _agreement(
    request: Request, work: Work, referral_id: UUID, agreement_id: UUID, *, typed: Form | None = None,
    errors: dict[str, str] | None = None, refused: str = "", status: int = 200,
) -> Page:  # fmt: skip
    referral = access.read_as(work, referral_id)
    require(work.asker, Right.CLARIFY, referral.hub_id)
    request.state.hub = work.session.get_one(Hub, referral.hub_id)
    line = plan_view.line_of(work, referral, agreement_id)
    return show(
        request, "dispatch/case_team/agreement.html", status=status, referral=referral, line=line,
        typed=Typed({name: one(typed or {}, name) for name in ("answer", "note", "day")}), errors=errors or {},
        refused=refused, today=brussels_date(work.now), address=owners.address_of(work, line.row),
        keeps=may(work.asker, Right.CLARIFY, referral.hub_id) and referral.stage not in access.NOT_OPEN,
    )  # fmt: skip


handlers: list[Any] = [plan_page, sheet, on_paper, set_goal, end_goal, agree, agreement_page, note_answer, again]
