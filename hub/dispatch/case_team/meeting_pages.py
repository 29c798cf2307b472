"""The page of the desk with the client meeting of one case: planned, moved, called off, and how it went."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.clock import brussels_date, parse_moment
from hub.dispatch import cards
from hub.dispatch.case_team import access, meeting_answers, meeting_inviting, meetings
from hub.dispatch.case_team.meeting_tables import ClientMeeting
from hub.dispatch.case_team.meetings import Typed
from hub.dispatch.identity import log_look, youngster_of
from hub.dispatch.sessions.words import COMING_WORDS
from hub.dispatch.whose_words import veil_of
from hub.hubs import Hub
from hub.people.rights import Right, may
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import Form, FormBody, Page, begin, flash, is_id, many, must_be_signed_in, one, see_other, show
from hub.web import Typed as Fields
from hub.wording import _

PLACE = "/aanmeldingen/{referral_id:uuid}/overleg"
MEETING = f"{PLACE}/{{meeting_id:uuid}}"


@get(PLACE, sync_to_thread=True)
def meeting_page(request: Request, referral_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        page = _page(request, work, referral_id)
        log_look(work, access.read_as(work, referral_id))
        return page


@post(f"{PLACE}/plan", sync_to_thread=True)
def plan(request: Request, referral_id: UUID, data: FormBody) -> Page | Redirect:
    said = _("Gepland. Wie een e-mailadres heeft, krijgt een uitnodiging voor de agenda.")
    return _try(request, referral_id, data, said, lambda work: meetings.plan(work, referral_id, _typed(data)))


@post(MEETING, sync_to_thread=True)
def change(request: Request, referral_id: UUID, meeting_id: UUID, data: FormBody) -> Page | Redirect:
    said = _("Bewaard. Voor wie er iets verandert, komt er een nieuwe uitnodiging.")
    return _try(
        request, referral_id, data, said, lambda work: meetings.change(work, referral_id, meeting_id, _typed(data))
    )  # fmt: skip


@post(f"{MEETING}/afzeggen", sync_to_thread=True)
def call_off(request: Request, referral_id: UUID, meeting_id: UUID) -> Page | Redirect:
    said = _("Afgezegd. Iedereen kreeg bericht.")
    return _try(request, referral_id, {}, said, lambda work: meetings.call_off(work, referral_id, meeting_id))


@post(f"{MEETING}/verslag", sync_to_thread=True)
def hold(request: Request, referral_id: UUID, meeting_id: UUID, data: FormBody) -> Page | Redirect:
    present = {UUID(value) for value in many(data, "present") if is_id(value)}
    said = _("Genoteerd. Zet in het plan wie wat doet tegen wanneer: dan volgen we het op.")
    return _try(
        request, referral_id, data, said,
        lambda work: meetings.hold(work, referral_id, meeting_id, present, one(data, "agreed")), "plan",
    )  # fmt: skip


@post(f"{PLACE}/genodigden/{{invitee_id:uuid}}", sync_to_thread=True)
def note_answer(request: Request, referral_id: UUID, invitee_id: UUID, data: FormBody) -> Page | Redirect:
    return _try(
        request, referral_id, {}, _("Genoteerd."),
        lambda work: meeting_answers.note_answer(work, referral_id, invitee_id, one(data, "coming")),
    )  # fmt: skip


def _try(
    request: Request, referral_id: UUID, data: Form, done: str, act: Any, then: str = "overleg"
) -> Page | Redirect:
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            act(work)
    except (Invalid, Refused) as problem:
        errors = problem.errors if isinstance(problem, Invalid) else {}
        with begin(request) as work:
            return _page(
                request, work, referral_id, typed=data or None, errors=errors,
                refused="" if errors else problem.sentence, status=422 if errors else 409,
            )  # fmt: skip
    flash(request, "done", done)
    return see_other(f"/aanmeldingen/{referral_id}/{then}")


def _typed(data: Form) -> Typed:
    return Typed(
        _moment(one(data, "day", at_most=20), one(data, "time", at_most=20)), one(data, "lasts", at_most=10),
        one(data, "place", at_most=1000), one(data, "video_link", at_most=1000), many(data, "invitees"),
    )  # fmt: skip


def _moment(day: str, time: str) -> datetime | None:
    try:
        return parse_moment(f"{day}T{time}")
    except ValueError:
        return None


def _page(
    request: Request, work: Work, referral_id: UUID, *, typed: Form | None = None,
    errors: dict[str, str] | None = None, refused: str = "", status: int = 200,
) -> Page:  # fmt: skip
    referral = access.read_as(work, referral_id)
    request.state.hub = work.session.get_one(Hub, referral.hub_id)
    ahead = meetings.ahead_of(work, referral.id)
    veil = veil_of(work, referral, youngster_of(work, referral))
    no_mail = _("heeft geen e-mailadres: bel zelf")
    invited = meeting_inviting.invited_to(work, ahead.id) if ahead else []
    return show(
        request, "dispatch/case_team/meeting.html", status=status, referral=referral, ahead=ahead, invited=invited,
        initials=cards.goes_by(work, referral), veil=veil, errors=errors or {}, refused=refused, now=work.now,
        held=meetings.held_before(work, referral.id), today=brussels_date(work.now),
        typed=Fields(_fields(ahead, typed)),
        chosen=many(typed, "invitees") if typed else [row.chosen for row in invited],
        people=[(c.value, veil(c.words), "" if c.email else no_mail) for c in meetings.choices(work, referral)],
        coming={str(code): _(words) for code, words in COMING_WORDS.items()},
        keeps=may(work.asker, Right.CLARIFY, referral.hub_id) and referral.stage not in access.NOT_OPEN,
    )  # fmt: skip


def _fields(ahead: ClientMeeting | None, typed: Form | None) -> dict[str, str]:
    if typed:
        return {
            name: one(typed, name, at_most=5000) for name in ("day", "time", "lasts", "place", "video_link", "agreed")
        }
    if ahead is None:
        return {"lasts": "60", "time": "14:00"}
    return {
        **meetings.day_and_time(ahead), "lasts": str(ahead.lasts), "place": ahead.place, "video_link": ahead.video_link,
    }  # fmt: skip


handlers: list[Any] = [meeting_page, plan, change, call_off, hold, note_answer]
