"""The page of caseloads: who has how many of the open cases, each number a way to its rows."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, get

from hub.clock import brussels_date
from hub.monitoring.caseload import caseload_sight
from hub.monitoring.caseload.caseload_sight import Load
from hub.monitoring.radar import Tracks, When
from hub.monitoring.radar_choices import HOLDER_WORDS, TRACKS_WORDS, address
from hub.monitoring.radar_hubs import hubs_of_page
from hub.web import Page, begin, must_be_signed_in, show
from hub.wording import _

HERE = "/radar/werklast"


@get(HERE, sync_to_thread=True)
def caseload_page(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        hubs = sorted(hubs_of_page(request, work))
        held = [
            (_(HOLDER_WORDS[one.party]), one.cases, address(holder=one.party), one.late,
             address(holder=one.party, when=When.LATE))
            for one in caseload_sight.held(work, hubs)
        ]  # fmt: skip
        return show(
            request, "monitoring/caseload.html", held=held, today=brussels_date(work.now),
            partners=_rows(caseload_sight.partners(work, hubs), "partner"),
            people=_rows(caseload_sight.own_people(work, hubs), "guide"),
            number_columns=[(_(TRACKS_WORDS[how]).capitalize(), "number") for how in Tracks],
        )  # fmt: skip


def _rows(loads: Sequence[Load], whose: str) -> list[dict[str, Any]]:
    return [
        {
            "load": one, "href": address(**{whose: one.id}),
            "stands": [
                (_(TRACKS_WORDS[how]).capitalize(), number, address(**{whose: one.id}, tracks=how))
                for how, number in one.standing.items()
            ],
        }
        for one in loads
    ]  # fmt: skip


handlers = [caseload_page]
