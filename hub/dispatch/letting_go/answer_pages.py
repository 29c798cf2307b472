"""Behind the link of the letter to the rest of a joint claim, and the coordinator's "seen". Opening changes nothing."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub import by_link
from hub.by_link import Back
from hub.clock import brussels_date
from hub.dispatch.claim_rules import name_of
from hub.dispatch.letting_go import answering, leading, losing
from hub.dispatch.letting_go.carries_on import CARRY_ON_WORDS, CarriesOn
from hub.form_tokens import SHOWS_AGAIN
from hub.store import Work
from hub.web import FormBody, Page, begin, flash, must_be_signed_in, one, pressed, see_other, show
from hub.wording import _

PLACE = "/antwoord/samen/{token:str}"
OF_CASE = "/aanmeldingen/{referral_id:uuid}/weggevallen/{lost_id:uuid}"


@get(PLACE, sync_to_thread=True)
def asked_page(request: Request, token: str) -> Page:
    """Who fell away, and three buttons; after an answer, what was answered."""
    return by_link.opened(request, token, _page)


@post(PLACE, sync_to_thread=True, opt=SHOWS_AGAIN)
def answer(request: Request, token: str, data: FormBody) -> Page | Redirect:
    said, note = one(data, "samen_answer"), one(data, "samen_note", at_most=2000)

    def take(work: Work) -> None:
        answering.answer_by_link(work, token, said, note)

    return by_link.answered(request, token, data, take, _page, before="samen_")


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


@post("/aanmeldingen/{referral_id:uuid}/leiding/{track_id:uuid}", sync_to_thread=True)
def lead(request: Request, referral_id: UUID, track_id: UUID) -> Redirect:
    def act(work: Work) -> str:
        must_be_signed_in(work)
        return name_of(work, leading.let_lead(work, referral_id, track_id).organisation_id)

    pressed(request, act, lambda name: _("%(partner)s heeft nu de leiding.", partner=name))
    return see_other(f"/aanmeldingen/{referral_id}#trajecten")


def _see(request: Request, referral_id: UUID, lost_id: UUID, *, again: bool = False) -> None:
    with begin(request) as work:
        must_be_signed_in(work)
        losing.see(work, losing.of_case(work, lost_id, referral_id).id, again=again)


def _page(request: Request, work: Work, token: str, back: Back) -> Page:
    asked = answering.asked_by(work, token)
    request.state.hub = asked.hub
    return show(
        request, "dispatch/letting_go/answer.html", status=back.status, asked=asked, token=token, errors=back.errors,
        answered=_(CARRY_ON_WORDS[CarriesOn(asked.row.answer)]) if asked.row.answer else "",
        note=one(back.typed, "samen_note") if back.typed else asked.row.note, today=brussels_date(work.now),
        said=back.said,
    )  # fmt: skip


handlers: list[Any] = [asked_page, answer, seen, unseen, lead]
