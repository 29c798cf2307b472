"""The one case that a team of partners works on, as its members see it: the plan, the network, and what is theirs."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.clock import brussels_date
from hub.dispatch.case_team import directing, reporting, team_sight
from hub.hubs import Hub
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.web import Form, FormBody, Page, Typed, begin, day_in, flash, must_be_signed_in, one, see_other, show
from hub.wording import _

PLACE = "/casusteams/{referral_id:uuid}"


@get(PLACE, sync_to_thread=True)
def case_page(request: Request, referral_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work, referral_id)


@post(f"{PLACE}/casusregie", sync_to_thread=True)
def answer_direction(request: Request, referral_id: UUID, data: FormBody) -> Page | Redirect:
    def act(work: Work) -> None:
        asked = team_sight.for_team(work, referral_id).asked
        if asked is None:
            raise NotFound
        directing.answer(work, asked.id, takes=one(data, "do") == "ja", note=one(data, "note"))

    return _try(request, referral_id, data, _("Bewaard. De coördinator ziet je antwoord."), act)


@post(f"{PLACE}/afspraken/{{agreement_id:uuid}}", sync_to_thread=True)
def report(request: Request, referral_id: UUID, agreement_id: UUID, data: FormBody) -> Page | Redirect:
    """How it goes with an agreement of one's own organisation, or with any one for who directs."""

    def act(work: Work) -> None:
        seen = team_sight.for_team(work, referral_id)
        reporting.report_as_member(
            work, seen, agreement_id, one(data, "answer"), one(data, "note"), day_in(data, "day")
        )  # fmt: skip

    return _try(request, referral_id, data, _("Bewaard."), act, agreement_id)


def _try(
    request: Request, referral_id: UUID, data: Form, done: str, act: Any, about: UUID | None = None
) -> Page | Redirect:  # fmt: skip
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            act(work)
    except (Invalid, Refused) as problem:
        errors = problem.errors if isinstance(problem, Invalid) else {}
        with begin(request) as work:
            return _page(
                request, work, referral_id, typed=data, about=about, errors=errors,
                refused="" if errors else problem.sentence, status=422 if errors else 409,
            )  # fmt: skip
    flash(request, "done", done)
    with begin(request) as work:
        left = not team_sight.still_in(work, referral_id)
    return see_other("/partner" if left else f"/casusteams/{referral_id}")


def _page(
    request: Request, work: Work, referral_id: UUID, *, typed: Form | None = None, about: UUID | None = None,
    errors: dict[str, str] | None = None, refused: str = "", status: int = 200,
) -> Page:  # fmt: skip
    seen = team_sight.for_team(work, referral_id)
    request.state.hub = work.session.get_one(Hub, seen.referral.hub_id)
    return show(
        request, "dispatch/case_team/team_case.html", status=status, seen=seen, errors=errors or {}, refused=refused,
        about=about, typed=Typed({name: one(typed or {}, name) for name in ("answer", "note", "day")}),
        today=brussels_date(work.now), mine=[line for line in seen.plan.open_lines if seen.answers(line.row)],
    )  # fmt: skip


handlers: list[Any] = [case_page, answer_direction, report]
