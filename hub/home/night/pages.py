"""The page that tells what the hub did in the night."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from litestar import Request, get

from hub.clock import brussels_date
from hub.home.case_words import letter_words
from hub.home.night import telling
from hub.home.night.nights import told
from hub.hubs import to_read
from hub.web import Page, begin, must_be_signed_in, show


def letters_told(letters: Mapping[str, int]) -> list[tuple[str, int]]:
    """(what kind, how many), by name: two kinds that are called the same are one."""
    told_as = Counter[str]()
    for kind, many in letters.items():
        told_as[letter_words(kind)] += many
    return sorted(told_as.items())


@get("/vandaag/nacht", sync_to_thread=True)
def night_page(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        names = {hub.id: hub.name for hub in to_read(work.session)}
        nights = [
            {
                "row": row, "hub": names[row.hub_id], "told": told(row.did), "missing": telling.is_missing(work, row),
                "letters": letters_told(row.letters),
                "kinds": telling.by_kind(work, row),
            }
            for row in telling.latest(work)
        ]  # fmt: skip
        return show(request, "home/night.html", nights=nights, today=brussels_date(work.now))


handlers: list[Any] = [night_page]
