"""The page with the plan of one case: goals, who does what by when, and what is said about it."""

from typing import Any
from uuid import UUID

from litestar import Request, Response
from litestar.response import Redirect

from hub.by_form import FRESH, sent
from hub.by_link import Back
from hub.clock import brussels_date
from hub.dispatch.case_team import access, owners, paper, place, plan_view, planning, reporting
from hub.dispatch.case_team.agreed import Says
from hub.partners.serving import DOMAINS
from hub.store import Work
from hub.web import FormBody, Page, Typed, begin, day_in, id_in, must_be_signed_in, one, pressed, see_other, show
from hub.wording import N_, _

AGREEMENT = "/plan/afspraken/{agreement_id:uuid}"
DROP, GIVE = "vervalt", "geef"
DONE: dict[str, str] = {
    Says.DONE: N_("Gedaan. De afspraak is afgerond."),
    Says.LATER: N_("Uitgesteld. We kijken op de nieuwe dag opnieuw."),
    Says.STUCK: N_("Genoteerd. De afspraak staat op Vandaag, tot de coördinator beslist hoe het verder gaat."),
    DROP: N_("Vervallen."),
    GIVE: N_("Doorgegeven. We volgen de afspraak op zoals een nieuwe."),
}


@place.get("/plan")
def plan_page(request: Request, referral_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work, referral_id)


@place.get("/plan/blad")
def sheet(request: Request, referral_id: UUID) -> Page:
    """For the youngster and the parents too: in plain words, to print."""
    with begin(request) as work:
        must_be_signed_in(work)
        referral = place.read(request, work, referral_id)
        plan = plan_view.plan_of(work, referral, of_table=False)
        return show(
            request, "dispatch/case_team/sheet.html", plan=plan, goals=paper.goals_of(plan),
            meets=paper.meets(work, referral), network=plan_view.network_of(work, referral),
            today=brussels_date(work.now), **place.shown(request, referral),
        )  # fmt: skip


@place.get("/plan/blad.pdf")
def on_paper(request: Request, referral_id: UUID) -> Response[bytes]:
    """The same as a file to print or to give along. Recorded as a look at the case."""
    with begin(request) as work:
        must_be_signed_in(work)
        referral = place.read(request, work, referral_id)
        name = f"plan-{referral.number.lower()}.pdf"
        headers = {"content-disposition": f'inline; filename="{name}"', "cache-control": "no-store"}
        return Response(paper.pdf_of(work, referral), media_type="application/pdf", headers=headers)


@place.post("/plan/doelen")
def set_goal(request: Request, referral_id: UUID, data: FormBody) -> Page | Redirect:
    return sent(
        request, data, lambda work: planning.set_goal(work, referral_id, one(data, "domain"), one(data, "words")),
        lambda request, work, back: _page(request, work, referral_id, back),
        _("Het doel staat in het plan."), _plan(request, referral_id),
    )  # fmt: skip


@place.post("/plan/doelen/{goal_id:uuid}")
def end_goal(request: Request, referral_id: UUID, goal_id: UUID, data: FormBody) -> Redirect:
    def act(work: Work) -> None:
        must_be_signed_in(work)
        planning.end_goal(work, referral_id, goal_id, one(data, "stands"))

    pressed(request, act, _("Bewaard."))
    return see_other(_plan(request, referral_id))


@place.post("/plan/afspraken")
def agree(request: Request, referral_id: UUID, data: FormBody) -> Page | Redirect:
    typed = planning.Typed(one(data, "what"), one(data, "owner"), day_in(data, "by"), id_in(data, "goal"))
    return sent(
        request, data, lambda work: planning.agree(work, referral_id, typed),
        lambda request, work, back: _page(request, work, referral_id, back),
        _("De afspraak staat in het plan, en we volgen ze op."), _plan(request, referral_id),
    )  # fmt: skip


@place.get(AGREEMENT)
def agreement_page(request: Request, referral_id: UUID, agreement_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _agreement(request, work, referral_id, agreement_id)


@place.post(AGREEMENT)
def note_answer(request: Request, referral_id: UUID, agreement_id: UUID, data: FormBody) -> Page | Redirect:
    says = one(data, "answer")

    def act(work: Work) -> None:
        if says == DROP:
            reporting.drop(work, referral_id, agreement_id, one(data, "note"))
        elif says == GIVE:
            reporting.give(work, referral_id, agreement_id, one(data, "owner"), one(data, "note"), day_in(data, "day"))
        else:
            reporting.note_answer(work, referral_id, agreement_id, says, one(data, "note"), day_in(data, "day"))

    back = f"{_plan(request, referral_id)}/afspraken/{agreement_id}/opnieuw" if says in (DROP, Says.DONE) else ""
    done = _(DONE[says]) if says in DONE else ""
    return sent(
        request, data, act, lambda request, work, back: _agreement(request, work, referral_id, agreement_id, back),
        done, _plan(request, referral_id), undo=back,
    )  # fmt: skip


@place.post(f"{AGREEMENT}/opnieuw")
def again(request: Request, referral_id: UUID, agreement_id: UUID) -> Redirect:
    pressed(request, lambda work: _again(work, referral_id, agreement_id), _("De afspraak staat weer open."))
    return see_other(_plan(request, referral_id))


def _again(work: Work, referral_id: UUID, agreement_id: UUID) -> None:
    must_be_signed_in(work)
    reporting.take_up_again(work, referral_id, agreement_id)


def _plan(request: Request, referral_id: UUID) -> str:
    return f"{place.of_case(request, referral_id)}/plan"


def _page(request: Request, work: Work, referral_id: UUID, back: Back = FRESH) -> Page:
    referral = place.read(request, work, referral_id, reading=False)
    seen = access.of_partner(work, referral)
    plan = plan_view.plan_of(work, referral, reads=seen is None or seen.reads)
    names = ("domain", "words", "what", "owner", "by", "goal")
    return show(
        request, "dispatch/case_team/plan.html", status=back.status, plan=plan,
        initials=plan_view.network_of(work, referral).middle, typed=Typed({n: one(back.typed, n) for n in names}),
        errors=back.errors, refused=back.said, today=brussels_date(work.now), reads=seen is None or seen.reads,
        keeps=access.keeps(work, referral, reading=False),
        domains=[(code, _(words)) for code, words in DOMAINS.items()], goals=plan_view.goal_choices(plan),
        whose=owners.choices(work, referral), **place.shown(request, referral),
    )  # fmt: skip


def _agreement(
    request: Request, work: Work, referral_id: UUID, agreement_id: UUID, back: Back = FRESH
) -> Page:  # fmt: skip
    referral = place.read(request, work, referral_id, reading=False)
    access.must_keep(work, referral, reading=False)
    seen = access.of_partner(work, referral)
    line = plan_view.line_of(work, referral, agreement_id, reads=seen is None or seen.reads)
    return show(
        request, "dispatch/case_team/agreement.html", status=back.status, line=line,
        typed=Typed({name: one(back.typed, name) for name in ("answer", "note", "day", "owner")}), errors=back.errors,
        refused=back.said, today=brussels_date(work.now), address=owners.address_of(work, line.row),
        whose=owners.choices(work, referral),
        keeps=access.keeps(work, referral, reading=False), **place.shown(request, referral),
    )  # fmt: skip


handlers: list[Any] = [
    *plan_page,
    *sheet,
    *on_paper,
    *set_goal,
    *end_goal,
    *agree,
    *agreement_page,
    *note_answer,
    *again,
]
