"""The page that tells what the hub did in the night."""

from typing import Any

from litestar import Request, get

from hub.clock import brussels_date
from hub.home.case_words import letter_words
from hub.home.night import telling
from hub.home.night.nights import told
from hub.hubs import to_read
from hub.web import Page, begin, must_be_signed_in, show


@get("/vandaag/nacht", sync_to_thread=True)
def night_page(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        names = {hub.id: hub.name for hub in to_read(work.session)}
        nights = [
            {
                "row": row, "hub": names[row.hub_id], "told": told(row.did), "missing": telling.is_missing(work, row),
                "letters": [(letter_words(kind), many) for kind, many in sorted(row.letters.items())],
                "cases": telling.about_cases(work, row),
            }
            for row in telling.latest(work)
        ]  # fmt: skip
        return show(request, "home/night.html", nights=nights, today=brussels_date(work.now))


handlers: list[Any] = [night_page]
