"""The one case that a team of partners works on, as its members see it: the plan, the network, and what is theirs."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.by_form import FRESH, sent
from hub.by_link import Back
from hub.clock import brussels_date
from hub.dispatch.case_team import directing, reporting, team_sight
from hub.hubs import Hub
from hub.problems import NotFound
from hub.store import Work
from hub.web import Form, FormBody, Page, Typed, begin, day_in, must_be_signed_in, one, show
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
    request: Request, referral_id: UUID, data: Form, done: str, act: Callable[[Work], object], about: UUID | None = None
) -> Page | Redirect:  # fmt: skip
    return sent(
        request, data, act, lambda request, work, back: _page(request, work, referral_id, back, about), done,
        lambda work: f"/casusteams/{referral_id}" if team_sight.still_in(work, referral_id) else "/partner",
    )  # fmt: skip


def _page(
    request: Request, work: Work, referral_id: UUID, back: Back = FRESH, about: UUID | None = None
) -> Page:  # fmt: skip
    seen = team_sight.for_team(work, referral_id)
    request.state.hub = work.session.get_one(Hub, seen.referral.hub_id)
    typed = Typed({name: one(back.typed, name) for name in ("answer", "note", "day")})
    return show(
        request, "dispatch/case_team/team_case.html", status=back.status, seen=seen, errors=back.errors,
        refused=back.said, about=about, typed=typed, today=brussels_date(work.now),
    )  # fmt: skip


handlers: list[Any] = [case_page, answer_direction, report]
