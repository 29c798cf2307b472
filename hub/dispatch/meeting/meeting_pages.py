"""The meeting: bringing a case up, going along with the table, and the screen that the whole room looks at."""

from functools import partial
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.clock import brussels_date
from hub.dispatch import table_view
from hub.dispatch.board_sight import Share, alone, board, let_in
from hub.dispatch.meeting import floor, pieces
from hub.dispatch.meeting.floor_view import ALONG, at_table_now
from hub.people.rights import Right, require
from hub.problems import Refused
from hub.web import FormBody, Page, begin, flash, id_in, must_be_signed_in, see_other, show
from hub.wording import _


@get("/tafel/{session_id:uuid}/nu", sync_to_thread=True)
def go_along(request: Request, session_id: UUID) -> Redirect:
    """The case of which the table speaks now, on a page that goes along with the chair; the agenda between cases."""
    with begin(request) as work:
        must_be_signed_in(work)
        now = at_table_now(board(work, session_id, whole=False))
    return see_other(f"{now.address if now else f'/tafel/{session_id}'}?{ALONG}=1")


@post("/tafel/{session_id:uuid}/nu", sync_to_thread=True)
def bring_up(request: Request, session_id: UUID, data: FormBody) -> Redirect:
    """The chair goes to this case, with the table behind it; without a case the table pauses."""
    item_id = id_in(data, "item")
    try:
        with begin(request) as work:
            if item_id:
                return see_other(f"/tafel/{session_id}/zaak/{floor.bring_up(work, session_id, item_id).referral_id}")
            floor.pause(work, session_id)
    except Refused as refusal:
        flash(request, "warning", refusal.sentence)
    else:
        flash(request, "done", _("Pauze. Op het scherm staat de dagorde."))
    return see_other(f"/tafel/{session_id}")


@get("/tafel/{session_id:uuid}/scherm")
async def screen(request: Request, session_id: UUID) -> Page | Redirect:
    """For the wall: one case with initials, large, or the agenda; it goes along by itself."""
    return await pieces.asked(request, session_id, partial(_screen, request, session_id))


def _screen(request: Request, session_id: UUID, *, draw: pieces.Draw = show, share: Share = alone) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        require(work.asker, Right.DECIDE, let_in(work, session_id)[0].hub_id)
        seen = board(work, session_id, whole=False, share=share)
        now = at_table_now(seen)
        return draw(
            request, "dispatch/table_screen.html", hub=seen.hub, board=seen, today=brussels_date(work.now), now=now,
            case=now.case if now else None, turn=table_view.turn(seen, now.case) if now and now.case else (),
            pace=table_view.pace(seen, work.now), **table_view.words(),
        )  # fmt: skip


handlers: list[Any] = [go_along, bring_up, screen]
