"""Where a parent or a youngster can turn: a public page, and the answer to a form in which somebody says to be one."""

from litestar import Request, get
from litestar.response import Redirect

from hub.hubs import to_read
from hub.web import Form, Page, begin, see_other, show

# What somebody chooses in the form who is no professional: nothing that was typed is sent or kept.
FAMILY = "family"


@get("/waar-terecht", sync_to_thread=True)
def where_to_turn(request: Request, hub: str = "") -> Page:
    """With the words of one hub, where it is known."""
    with begin(request) as work:
        hubs = to_read(work.session)
        chosen = next((one for one in hubs if one.slug == hub or len(hubs) == 1), None)
        request.state.hub = chosen
        return show(request, "intake/turn_to.html", chosen=chosen)


def answer_to(typed: Form) -> Redirect | None:
    """The answer to who says in the form to be a parent or youngster; None for everybody else."""
    if typed["referrer_kind"] != FAMILY:
        return None
    hub = str(typed["hub"])
    return see_other(f"/waar-terecht?hub={hub}" if hub.replace("-", "").isalnum() else "/waar-terecht")


handlers = [where_to_turn]
