"""What the coordinator does with an agenda as a whole: another case is added to it."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.dispatch import agenda
from hub.web import FormBody, id_in, pressed, see_other
from hub.wording import _


@post("/tafel/{session_id:uuid}/toevoegen", sync_to_thread=True)
def add(request: Request, session_id: UUID, data: FormBody) -> Redirect:
    """Put the chosen case on this agenda."""
    chosen = id_in(data, "referral")
    if chosen:
        pressed(
            request, lambda work: agenda.put_on_table(work, chosen, session_id),
            _("De aanmelding staat op de dagorde."),
        )  # fmt: skip
    return see_other(f"/tafel/{session_id}")


@get("/tafel/{session_id:uuid}/toevoegen", sync_to_thread=True)
def no_add(session_id: UUID) -> Redirect:
    """The address that a refused form leaves in the browser."""
    return see_other(f"/tafel/{session_id}")


handlers: list[Any] = [add, no_add]
