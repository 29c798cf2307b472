"""The table: board of a session, one case at a time, the agenda, and the anonymous pack on paper."""

from functools import partial
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub import ledger
from hub.clock import brussels_date
from hub.dispatch import agenda, table_acts, table_view
from hub.dispatch.agendas import agenda_view
from hub.dispatch.answers import declined_sight
from hub.dispatch.answers.standing import standing
from hub.dispatch.board_sight import Board, Share, alone, board, case_on, current
from hub.dispatch.consult.begun import consults_among
from hub.dispatch.meeting import floor, pieces
from hub.dispatch.meeting.floor_view import ALONG, at_table_now
from hub.dispatch.meeting.gone import why_gone
from hub.dispatch.meeting.pieces import Draw
from hub.dispatch.proposed import usual_start
from hub.dispatch.sessions.attendance_pages import noted_at
from hub.dispatch.sessions.attendance_sight import expected
from hub.dispatch.table_acts import TableForm
from hub.hubs import in_crisis, several_hubs
from hub.people.rights import Right, hubs_where, require
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.web import (
    Form,
    FormBody,
    Page,
    bare,
    begin,
    flash,
    id_in,
    is_id,
    many,
    must_be_signed_in,
    one,
    pressed,
    see_other,
    show,
)
from hub.wording import _, moment_words

# After these the meeting goes on with the next case.
GOES_ON = ("beslissing", "uitstel")
# After these the chair looks at who takes it up: the next claim to confirm stands there.
SETTLES = ("opname", "bevestigen", "niet-gekozen", "opname-terug", "bevestiging-terug")


@get("/tafel", sync_to_thread=True)
def table(request: Request) -> Page | Redirect:
    """The table of the moment, or what will appear here."""
    with begin(request) as work:
        must_be_signed_in(work)
        require(work.asker, Right.SEE_BOARD)
        session_id = current(work)
        return see_other(f"/tafel/{session_id}") if session_id else _none(request, work)


@get("/tafel/{session_id:uuid}")
async def board_page(request: Request, session_id: UUID) -> Page | Redirect:
    page, own = partial(_board, request, session_id), partial(_who_comes, request, session_id)
    return await pieces.asked(request, session_id, page, own=own)


@get("/tafel/{session_id:uuid}/bundel", sync_to_thread=True)
def pack(request: Request, session_id: UUID) -> Page:
    """All cards of the session on paper, for when the network fails at the table. Without a name, and recorded."""
    with begin(request) as work:
        must_be_signed_in(work)
        seen = board(work, session_id, whole=False)
        ledger.write(
            work, "session.print", "session", seen.session.id, hub_id=seen.hub.id, cases=len(seen.cases)
        )  # fmt: skip
        cases = [case for case in _ready(seen) if case.answerable]
        consults, told = consults_among(work, [case.referral_id for case in cases]), agenda_view.told_of(work, seen)
        return show(
            request, "dispatch/table_pack.html", hub=seen.hub, board=seen, cases=cases, today=brussels_date(work.now),
            by_id={one.id: one.name for one, _seat in seen.seats}, printed=moment_words(work.now),
            turn=partial(table_view.turn, seen), consults=consults, decisions=table_view.decisions,
            back=f"/tafel/{session_id}", told=told, numbers=table_view.numbers(seen, told), **table_view.words(),
        )  # fmt: skip


@get("/tafel/{session_id:uuid}/zaak/{referral_id:uuid}")
async def case_page(request: Request, session_id: UUID, referral_id: UUID) -> Page | Redirect:
    return await pieces.asked(request, session_id, partial(_case_or_why_gone, request, session_id, referral_id))


def _case_or_why_gone(
    request: Request, session_id: UUID, referral_id: UUID, *, draw: Draw = show, share: Share = alone
) -> Page | Redirect:  # fmt: skip
    with begin(request) as work:
        must_be_signed_in(work)
        try:
            return _case(request, work, session_id, referral_id, draw=draw, share=share)
        except NotFound:
            gone = why_gone(work, session_id, referral_id)
            if gone is None:
                raise
            if draw is not show:
                seen = board(work, session_id, whole=False, share=share)
                return draw(
                    request, "dispatch/table_gone.html", board=seen, gone=gone, page=_page_of(session_id, referral_id),
                    **_floor(request, work, seen),
                )  # fmt: skip
    flash(request, "note", gone.words)
    return see_other(gone.page)


def _page_of(session_id: UUID, referral_id: UUID) -> str:
    return f"/tafel/{session_id}/zaak/{referral_id}"


@post("/tafel/{session_id:uuid}/zaak/{referral_id:uuid}/{slug:str}", sync_to_thread=True)
def act(request: Request, session_id: UUID, referral_id: UUID, slug: str, data: FormBody) -> Page | Redirect:
    """One answer or decision. A refusal shows the case as it stands now, with why, and what was typed."""
    form = TableForm(data, one(data, "form", at_most=20) or slug)
    try:
        with begin(request) as work:
            goes_on = slug in GOES_ON and one(data, "back") != "board"
            after = _behind(work, session_id, referral_id) if goes_on else None
            done = table_acts.act_named(slug)(work, referral_id, form)
            undone = table_acts.is_undone(work, referral_id, slug, form)
            if after:
                floor.goes_on(work, session_id, referral_id, after)
    except (Invalid, Refused) as problem:
        errors = {f"{form.prefix}_{name}": said for name, said in getattr(problem, "errors", {}).items()}
        status = 422 if errors else 409
        said: dict[str, Any] = {
            "status": status, "typed": data, "errors": errors, "refusal": "" if errors else problem.sentence,
        }  # fmt: skip
        if one(data, "back") == "board":
            return _board(request, session_id, **said)
        with begin(request) as work:
            try:
                return _case(request, work, session_id, referral_id, **said)
            except NotFound:  # the table no longer shows it to this partner, so the reason goes with the board
                flash(request, "error", problem.sentence)
                return see_other(f"/tafel/{session_id}")
    undo = f"{_page_of(session_id, referral_id)}/terug" if undone else ""
    flash(request, "done", done, undo=undo)
    if one(data, "back") == "board":
        return see_other(f"/tafel/{session_id}")
    return see_other(_after(request, session_id, after or referral_id, slug))


@post("/tafel/{session_id:uuid}/volgorde", sync_to_thread=True)
def order(request: Request, session_id: UUID, data: FormBody) -> Redirect:
    """One step up or down, or the whole order at once. The address names no place on the page, for then a browser would
    not give the pressed button the focus, which brings it into sight as well."""
    with begin(request) as work:
        items = [UUID(one_id) for one_id in many(data, "order") if is_id(one_id)]
        items = items or [item.id for item in agenda.items_of(work, session_id)]
        moved, way = id_in(data, "item"), one(data, "way")
        if moved in items:
            at = items.index(moved)
            items.insert(max(0, at + (-1 if way == "up" else 1)), items.pop(at))
        agenda.reorder(work, session_id, items)
    return see_other(f"/tafel/{session_id}?verplaatst={moved}&weg={'up' if way == 'up' else 'down'}")


@post("/tafel/{session_id:uuid}/sluiten", sync_to_thread=True)
def close(request: Request, session_id: UUID, data: FormBody) -> Redirect:
    """What the chair ticked was discussed, beside what was brought up."""
    named = [UUID(one_id) for one_id in many(data, "discussed") if is_id(one_id)]
    early = one(data, "early") == "1"
    done = _("De zitting is afgesloten. Wie nog niet antwoordde, krijgt daar nog tijd voor.")
    pressed(request, lambda work: agenda.close_session(work, session_id, early=early, discussed=named), done)
    return see_other(f"/tafel/{session_id}")


def _none(request: Request, work: Work) -> Page:
    """No session to show: whoever plans them reads where."""
    return show(request, "dispatch/board_none.html", plans=bool(hubs_where(work.asker, Right.PLAN_SESSIONS)))


def _who_comes(request: Request, session_id: UUID) -> str:
    """The piece of a board that says of whoever looks whether they come."""
    with begin(request) as work:
        return bare(
            request, "dispatch/sessions/own_pieces.html", expected=expected(work, session_id), noted=None,
            base=f"/tafel/{session_id}", today=brussels_date(work.now),
        ).content  # fmt: skip


def _board(
    request: Request, session_id: UUID, *, status: int = 200, draw: Draw = show, share: Share = alone, **said: Any
) -> Page:  # fmt: skip
    """Its pieces say nothing of other tables, nor of what was pressed, nor of who comes: they are the same for others
    (pieces.py)."""
    with begin(request) as work:
        must_be_signed_in(work)
        seen = board(work, session_id, share=share)
        own = draw is show
        return draw(
            request, "dispatch/board.html", status=status, hub=seen.hub, board=seen, today=brussels_date(work.now),
            **_said(**said), tabs=table_view.tabs(seen) if own else (),
            moved=request.query_params.get("verplaatst", "") if own else "",
            way=request.query_params.get("weg", "") if own else "", **_floor(request, work, seen),
            early=brussels_date(seen.session.at) > brussels_date(work.now),
            expected=expected(work, session_id, (seen.session, seen.table, seen.hub)) if own else None,
            before={} if seen.chair else declined_sight.before(work, seen.own, [one.referral_id for one in seen.cases]),
            noted=noted_at(request) if own else None, **table_view.words(), **agenda_view.of_board(work, seen),
        )  # fmt: skip


def _case(
    request: Request, work: Work, session_id: UUID, referral_id: UUID, *, status: int = 200, draw: Draw = show,
    share: Share = alone, **said: Any,
) -> Page:  # fmt: skip
    seen = board(work, session_id, whole=False, share=share)
    case = case_on(seen, referral_id)
    ready = [one for one in _ready(seen) if one.answerable or one.referral_id == referral_id]
    asked = agenda_view.of_case(work, seen, case.referral_id)
    here = next((n for n, one in enumerate(ready) if one.referral_id == referral_id), 0)
    return draw(
        request, "dispatch/table_case.html", status=status, hub=seen.hub, board=seen, case=case,
        **_said(**said), today=brussels_date(work.now),
        before=ready[here - 1] if here else None, behind=ready[here + 1] if here + 1 < len(ready) else None,
        hands_over=seen.chair and several_hubs(work.session),
        follows=str(work.asker.person_id) if draw is show else "",  # in pieces, the script fills in who looks
        in_crisis=case.in_crisis_mode or in_crisis(seen.hub, brussels_date(work.now)),
        number=seen.cases.index(case) + 1, total=len(seen.cases), **_floor(request, work, seen),
        turn=table_view.turn(seen, case), at=None if seen.chair else standing(work, case, seen.own),
        usual_start=usual_start(brussels_date(work.now)), **table_view.words(),
        **table_view.choices(seen, case, consult=asked["consult"]),
        meets_with=many(said.get("typed") or {}, "beslissing_meet_client_invitees"),
        **asked,
    )  # fmt: skip


def _floor(request: Request, work: Work, seen: Board) -> dict[str, Any]:
    """Where the table is, and whether this page goes along with it."""
    along = ALONG in request.query_params and not seen.chair
    return {"now": at_table_now(seen), "pace": table_view.pace(seen, work.now), "along": along}


def _said(typed: Form | None = None, errors: dict[str, str] | None = None, refusal: str = "") -> dict[str, Any]:
    """What was refused, with what was typed: nothing, on a page that is only looked at."""
    return {"typed": _Typed(typed or {}), "errors": errors or {}, "refusal": refusal}


class _Typed(dict[str, Any]):
    """What somebody typed, for a form that is shown again; nothing for the other fields."""

    def __init__(self, data: Form) -> None:
        super().__init__({name: "".join(many(data, name)[:1]) for name in data})

    def __missing__(self, name: str) -> str:
        return ""


def _ready(seen: Board) -> list[Any]:
    return [case for case in seen.cases if case.approved]


def _behind(work: Work, session_id: UUID, referral_id: UUID) -> UUID | None:
    """The next case that is still to be discussed, from the first one again after the last; None when none is left."""
    seen = board(work, session_id, whole=False)
    ids = [case.referral_id for case in seen.cases]
    here = ids.index(referral_id) if referral_id in ids else -1
    waiting = [case.referral_id for case in _ready(seen) if not case.discussed and case.referral_id != referral_id]
    return next((one for one in waiting if ids.index(one) > here), waiting[0] if waiting else None)


def _after(request: Request, session_id: UUID, referral_id: UUID, slug: str) -> str:
    """Where one goes on: the chair with the case while it lies there, or the next one; others at its card on the board,
    as long as they see it there."""
    with begin(request) as work:
        seen = board(work, session_id, whole=False)
        case = next((one for one in seen.cases if one.referral_id == referral_id), None)
    if case is None or (seen.chair and slug in GOES_ON and case.discussed):
        return f"/tafel/{session_id}"
    if not seen.chair:
        return f"/tafel/{session_id}#zaak-{case.item_id}"
    return f"/tafel/{session_id}/zaak/{referral_id}" + ("#opnames" if slug in SETTLES else "")


@get("/tafel/{session_id:uuid}/zaak/{referral_id:uuid}/{slug:str}", sync_to_thread=True)
def no_act(session_id: UUID, referral_id: UUID, slug: str) -> Redirect:
    """The address that a refused answer leaves in the browser: whoever loads it again sees how the case stands."""
    return see_other(f"/tafel/{session_id}/zaak/{referral_id}")


def _to_board(session_id: UUID) -> Redirect:
    return see_other(f"/tafel/{session_id}")


# The same for what changes the agenda: one handler for each address.
no_change = [
    get(f"/tafel/{{session_id:uuid}}/{slug}", sync_to_thread=True)(_to_board) for slug in ("volgorde", "sluiten")
]
handlers: list[Any] = [
    table, board_page, pack, case_page, act, no_act, order, close, *no_change,
]  # fmt: skip
