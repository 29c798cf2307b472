"""Behind the link of the letter to the rest of a joint claim, and the coordinator's "seen". Opening changes nothing."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.asker import NOBODY
from hub.clock import brussels_date
from hub.dispatch.letting_go import answering, losing
from hub.dispatch.letting_go.carries_on import CARRY_ON_WORDS, CarriesOn
from hub.form_tokens import SHOWS_AGAIN, is_stale
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import STALE, Form, FormBody, Page, begin, flash, must_be_signed_in, one, see_other, show
from hub.wording import _

PLACE = "/antwoord/samen/{token:str}"
OF_CASE = "/aanmeldingen/{referral_id:uuid}/weggevallen/{lost_id:uuid}"


@get(PLACE, sync_to_thread=True)
def asked_page(request: Request, token: str) -> Page:
    """Who fell away, and three buttons; after an answer, what was answered."""
    with begin(request, NOBODY) as work:
        return _page(request, work, token)


@post(PLACE, sync_to_thread=True, opt=SHOWS_AGAIN)
def answer(request: Request, token: str, data: FormBody) -> Page | Redirect:
    if is_stale(request):
        with begin(request, NOBODY) as work:
            return _page(request, work, token, status=422, typed=data, stale=_(STALE))
    try:
        with begin(request, NOBODY) as work:
            answering.answer_by_link(work, token, one(data, "samen_answer"), one(data, "samen_note", at_most=2000))
    except Invalid as wrong:
        with begin(request, NOBODY) as work:
            errors = {f"samen_{field}": sentence for field, sentence in wrong.errors.items()}
            return _page(request, work, token, status=422, typed=data, errors=errors)
    except Refused:  # the page says itself that the part has ended
        pass
    return see_other(f"/antwoord/samen/{token}")


@post(f"{OF_CASE}/gezien", sync_to_thread=True)
def seen(request: Request, referral_id: UUID, lost_id: UUID) -> Redirect:
    _see(request, referral_id, lost_id)
    here = f"/aanmeldingen/{referral_id}"
    flash(
        request, "done", _("Gezien. Ze staat niet meer bovenaan Vandaag."), undo=f"{here}/weggevallen/{lost_id}/terug"
    )
    return see_other(here)


@post(f"{OF_CASE}/terug", sync_to_thread=True)
def unseen(request: Request, referral_id: UUID, lost_id: UUID) -> Redirect:
    _see(request, referral_id, lost_id, again=True)
    return see_other(f"/aanmeldingen/{referral_id}")


def _see(request: Request, referral_id: UUID, lost_id: UUID, *, again: bool = False) -> None:
    with begin(request) as work:
        must_be_signed_in(work)
        losing.see(work, losing.of_case(work, lost_id, referral_id).id, again=again)


def _page(
    request: Request,
    work: Work,
    token: str,
    *,
    status: int = 200,
    typed: Form | None = None,
    errors: dict[str, str] | None = None,
    stale: str = "",
) -> Page:
    asked = answering.asked_by(work, token)
    request.state.hub = asked.hub
    return show(
        request, "dispatch/letting_go/answer.html", status=status, asked=asked, token=token, errors=errors or {},
        answered=_(CARRY_ON_WORDS[CarriesOn(asked.row.answer)]) if asked.row.answer else "",
        note=one(typed, "samen_note") if typed else asked.row.note, today=brussels_date(work.now), stale=stale,
    )  # fmt: skip


handlers: list[Any] = [asked_page, answer, seen, unseen]
