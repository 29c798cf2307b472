"""What a page hears that saves by itself while somebody types (static/js/save.js)."""

from litestar import Request, Response

from hub import rates
from hub.web import store_of
from hub.wording import _

OFTEN = "600/hour"  # of one case or form

Answer = Response[dict[str, str]]


def answer(status: int, said: str, seen: str = "") -> Answer:
    """Words to show, and what the form has seen now; without `seen` the page stops to save by itself."""
    return Response({"said": said, "seen": seen}, status_code=status, media_type="application/json")


def too_often(request: Request, what: str, key: object) -> Answer | None:
    if rates.within(store_of(request).settings.redis_url, OFTEN, what, str(key)):
        return None
    return answer(429, _("Nu bewaren we niet vanzelf. Druk op de knop om te bewaren."))
