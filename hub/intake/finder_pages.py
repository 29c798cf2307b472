"""Schools and CLBs for whoever types in a form: what everybody may know of them, and no more."""

from typing import Any

from litestar import MediaType, Request, Response, get

from hub import rates
from hub.intake import finding
from hub.problems import NotFound
from hub.web import begin, store_of, visitor_of
from hub.wording import _

# A whole school shares one address, and each asks once for every few letters.
FINDS = "3000/hour"


@get("/aanmelden/scholen", sync_to_thread=True)
def schools(request: Request, voor: str = "school_name", zoek: str = "") -> Response[dict[str, Any]]:
    """`voor` is the field that asks. {"options": [[what comes into the field, name, where], …], "said": sentence}"""
    if voor not in finding.FIELDS:
        raise NotFound
    if not rates.within(store_of(request).settings.redis_url, FINDS, "finder", visitor_of(request)):
        said = _("Zoeken gaat even niet. Typ de naam gewoon in.")
        return Response({"options": [], "said": said}, status_code=429, media_type=MediaType.JSON)
    with begin(request) as work:
        found = finding.listed(work, voor, zoek)
    return Response({"options": found.options, "said": found.said}, media_type=MediaType.JSON)


handlers: list[Any] = [schools]
