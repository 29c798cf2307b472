"""Who comes and who is there: the list of a session, one click for each seat, guests, who leads, and it on paper."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.clock import brussels_date
from hub.dispatch.sessions import answering, attendance_sight, attending, people_there
from hub.dispatch.sessions.answer_pages import deputy_in
from hub.dispatch.sessions.attending import Whom
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import Form, FormBody, Page, Typed, begin, flash, id_in, must_be_signed_in, one, pressed, see_other, show
from hub.wording import _, moment_words

PLACE = "/tafel/{session_id:uuid}/aanwezigheden"
CAME = {"came": True, "missed": False, "unknown": None}


@get(PLACE, sync_to_thread=True)
def page(request: Request, session_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work, session_id)


@post(PLACE, sync_to_thread=True)
def mark(request: Request, session_id: UUID, data: FormBody) -> Page | Redirect:
    """One click of the chair; it goes back to where that was made, and on to the next in the list."""
    whom = Whom(id_in(data, "row"), id_in(data, "organisation"), id_in(data, "person"), one(data, "who"))
    state, where, at = one(data, "state"), one(data, "from"), one(data, "at", at_most=3)
    try:
        with begin(request) as work:
            attending.mark(work, session_id, whom, state)
    except Invalid as wrong:
        with begin(request) as work:
            return _page(request, work, session_id, data, wrong.errors)
    except Refused as refusal:
        if where == "script":
            raise
        flash(request, "warning", refusal.sentence)
    page = f"/tafel/{session_id}" if where in ("board", "script") else _here(session_id)
    return see_other(f"{page}?genoteerd={int(at) - (not state)}" if at.isdecimal() else page)


@post(f"{PLACE}/ik", sync_to_thread=True)
def here(request: Request, session_id: UUID, data: FormBody) -> Redirect:
    pressed(request, lambda work: attending.here(work, session_id), _("Genoteerd: je bent er."))
    return see_other(f"/tafel/{session_id}" if one(data, "from") == "board" else _here(session_id))


@post(f"{PLACE}/antwoord", sync_to_thread=True)
def answer(request: Request, session_id: UUID, data: FormBody) -> Redirect:
    """What whoever signed in says of its own coming, or what somebody told the coordinator."""
    row_id, coming, deputy = id_in(data, "row"), one(data, "coming"), deputy_in(data)
    pressed(
        request,
        lambda work: (
            answering.note_answer(work, row_id, coming, deputy) if row_id
            else answering.answer_here(work, session_id, coming, deputy)
        ),
        _("Genoteerd."),
    )  # fmt: skip
    return see_other(_here(session_id))


@post(f"{PLACE}/leiding", sync_to_thread=True)
def lead(request: Request, session_id: UUID, data: FormBody) -> Redirect:
    pressed(
        request, lambda work: attending.lead(work, session_id, id_in(data, "chair"), id_in(data, "reporter")),
        _("Bewaard."),
    )  # fmt: skip
    return see_other(_here(session_id))


@post(f"{PLACE}/gasten", sync_to_thread=True)
def guest(request: Request, session_id: UUID, data: FormBody) -> Page | Redirect:
    try:
        with begin(request) as work:
            attending.add_guest(
                work, session_id, one(data, "guest_name"), one(data, "guest_capacity"), id_in(data, "guest_item")
            )  # fmt: skip
    except Invalid as wrong:
        with begin(request) as work:
            return _page(request, work, session_id, data, wrong.errors)
    except Refused as refusal:
        flash(request, "warning", refusal.sentence)
    return see_other(f"{_here(session_id)}#gasten")


@post(f"{PLACE}/gasten/{{guest_id:uuid}}", sync_to_thread=True)
def guest_said(request: Request, session_id: UUID, guest_id: UUID, data: FormBody) -> Redirect:
    """Whether the guest came, or that it does not come after all."""
    said = one(data, "said")
    if said in CAME:
        pressed(
            request, lambda work: attending.mark_guest(work, session_id, guest_id, present=CAME[said]),
            _("Genoteerd."),
        )  # fmt: skip
    else:
        pressed(request, lambda work: attending.drop_guest(work, session_id, guest_id), _("De gast is weggehaald."))
    return see_other(f"{_here(session_id)}#gasten")


@get("/tafel/{session_id:uuid}/aanwezigheidslijst", sync_to_thread=True)
def on_paper(request: Request, session_id: UUID) -> Page:
    """The list to sign, for the table without a network."""
    with begin(request) as work:
        must_be_signed_in(work)
        seen = attendance_sight.expected(work, session_id)
        return show(
            request, "dispatch/sessions/list_on_paper.html", hub=seen.hub, seen=seen,
            today=brussels_date(work.now), printed=moment_words(work.now), back=_here(session_id),
        )  # fmt: skip


def noted_at(request: Request) -> int | None:
    """The place in the list that was just noted: the one after it is next. None when nobody was."""
    at = request.query_params.get("genoteerd", "")
    return int(at) if at.isdecimal() and len(at) < 4 else None


def _here(session_id: UUID) -> str:
    return f"/tafel/{session_id}/aanwezigheden"


def _page(
    request: Request, work: Work, session_id: UUID, typed: Form | None = None, errors: dict[str, str] | None = None
) -> Page:  # fmt: skip
    seen = attendance_sight.expected(work, session_id)
    request.state.hub = seen.hub
    colleagues: list[tuple[str, str]] = []
    if seen.own and seen.own.organisation_id:
        found = people_there.of_organisation(work, seen.own.organisation_id)
        colleagues = [(str(key), name) for key, name in found.items() if key != seen.own.person_id]
    seats = [line.organisation_id for line in seen.lines if line.organisation_id] if seen.chair else []
    people = people_there.of_organisations(work, seats)
    return show(
        request, "dispatch/sessions/attendance.html", status=422 if errors else 200, hub=seen.hub, seen=seen,
        typed=Typed(typed or {}), errors=errors or {}, today=brussels_date(work.now), now=work.now,
        colleagues=colleagues, noted=noted_at(request),
        points=attendance_sight.points_of(work, session_id) if seen.chair else [],
        leaders=[(str(key), name) for key, name in attending.may_lead(work, seen.session).items()]
        if seen.chair else [],
        people={key: [(str(one_id), name) for one_id, name in there.items()] for key, there in people.items()},
    )  # fmt: skip


def _back(session_id: UUID) -> Redirect:
    """The address that a refused form leaves in the browser."""
    return see_other(_here(session_id))


no_change = [
    get(f"{PLACE}/{slug}", sync_to_thread=True)(_back) for slug in ("ik", "antwoord", "leiding", "gasten")
]  # fmt: skip
handlers: list[Any] = [page, mark, here, answer, lead, guest, guest_said, on_paper, *no_change]
