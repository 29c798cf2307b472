"""The page with the client meeting of one case: planned, moved, called off, and how it went."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from litestar import Request
from litestar.response import Redirect

from hub.by_form import FRESH, sent
from hub.by_link import Back
from hub.clock import brussels_date
from hub.dispatch import cards
from hub.dispatch.case_team import access, meeting_answers, meeting_inviting, meetings, place
from hub.dispatch.case_team.meeting_tables import ClientMeeting
from hub.dispatch.case_team.meetings import Typed
from hub.dispatch.identity import youngster_of
from hub.dispatch.sessions.words import COMING_WORDS
from hub.dispatch.whose_words import Veil, veil_of
from hub.store import Work
from hub.web import Form, FormBody, Page, begin, is_id, many, moment_in, must_be_signed_in, one, show
from hub.web import Typed as Fields
from hub.wording import _

MEETING = "/overleg/{meeting_id:uuid}"


@place.get("/overleg")
def meeting_page(request: Request, referral_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work, referral_id, FRESH)


@place.post("/overleg/plan")
def plan(request: Request, referral_id: UUID, data: FormBody) -> Page | Redirect:
    said = _("Gepland. Wie een e-mailadres heeft, krijgt een uitnodiging voor de agenda.")
    return _try(request, referral_id, data, said, lambda work: meetings.plan(work, referral_id, _typed(data)))


@place.post(MEETING)
def change(request: Request, referral_id: UUID, meeting_id: UUID, data: FormBody) -> Page | Redirect:
    said = _("Bewaard. Voor wie er iets verandert, komt er een nieuwe uitnodiging.")
    return _try(
        request, referral_id, data, said, lambda work: meetings.change(work, referral_id, meeting_id, _typed(data))
    )  # fmt: skip


@place.post(f"{MEETING}/afzeggen")
def call_off(request: Request, referral_id: UUID, meeting_id: UUID) -> Page | Redirect:
    said = _("Afgezegd. Wie een e-mailadres heeft, krijgt bericht. Bel de anderen zelf.")
    return _try(request, referral_id, {}, said, lambda work: meetings.call_off(work, referral_id, meeting_id))


@place.post(f"{MEETING}/verslag")
def hold(request: Request, referral_id: UUID, meeting_id: UUID, data: FormBody) -> Page | Redirect:
    present = {UUID(value) for value in many(data, "present") if is_id(value)}
    said = _("Genoteerd. Zet in het plan wie wat doet tegen wanneer: dan volgen we het op.")
    return _try(
        request, referral_id, data, said,
        lambda work: meetings.hold(work, referral_id, meeting_id, present, one(data, "agreed")), "plan",
    )  # fmt: skip


@place.post("/overleg/genodigden/{invitee_id:uuid}")
def note_answer(request: Request, referral_id: UUID, invitee_id: UUID, data: FormBody) -> Page | Redirect:
    return _try(
        request, referral_id, {}, _("Genoteerd."),
        lambda work: meeting_answers.note_answer(work, referral_id, invitee_id, one(data, "coming")),
    )  # fmt: skip


def _try(
    request: Request, referral_id: UUID, data: Form, done: str, act: Callable[[Work], object], then: str = "overleg"
) -> Page | Redirect:
    return sent(
        request, data, act, lambda request, work, back: _page(request, work, referral_id, back), done,
        f"{place.of_case(request, referral_id)}/{then}",
    )  # fmt: skip


def _typed(data: Form) -> Typed:
    return Typed(
        moment_in(one(data, "day"), one(data, "time")), one(data, "lasts", at_most=10),
        one(data, "place", at_most=1000), one(data, "video_link", at_most=1000), many(data, "invitees"),
    )  # fmt: skip


def _page(request: Request, work: Work, referral_id: UUID, back: Back) -> Page:
    referral = place.read(request, work, referral_id)
    ahead = meetings.ahead_of(work, referral.id)
    veil = veil_of(work, referral, youngster_of(work, referral))
    no_mail = _("heeft geen e-mailadres: bel zelf")
    invited = meeting_inviting.invited_to(work, ahead.id) if ahead else []
    return show(
        request, "dispatch/case_team/meeting.html", status=back.status, ahead=ahead, invited=invited,
        initials=cards.goes_by(work, referral), veil=veil, errors=back.errors, refused=back.said, now=work.now,
        held=meetings.held_before(work, referral.id), today=brussels_date(work.now),
        typed=Fields(_fields(ahead, back.typed, veil)),
        chosen=many(back.typed, "invitees") if back.typed else [row.chosen for row in invited],
        people=[(c.value, veil(c.words), "" if c.email else no_mail) for c in meetings.choices(work, referral)],
        coming={str(code): _(words) for code, words in COMING_WORDS.items()}, keeps=access.keeps(work, referral),
        **place.shown(request, referral),
    )  # fmt: skip


def _fields(ahead: ClientMeeting | None, typed: Form, veil: Veil) -> dict[str, str]:
    if typed:
        return {
            name: one(typed, name, at_most=5000) for name in ("day", "time", "lasts", "place", "video_link", "agreed")
        }
    if ahead is None:
        return {"lasts": "60", "time": "14:00"}
    kept = {"lasts": str(ahead.lasts), "place": veil(ahead.place), "video_link": ahead.video_link}
    return meetings.day_and_time(ahead) | kept


handlers: list[Any] = [*meeting_page, *plan, *change, *call_off, *hold, *note_answer]
