"""Half-day units over a school year: of the own partner, or of all partners of the hub."""

from typing import Any

from litestar import Request, get

from hub.asker import Role
from hub.clock import SchoolYear, brussels_date, school_year_of
from hub.dispatch.half_days import half_days_sight
from hub.problems import NotFound
from hub.web import Page, begin, must_be_signed_in, show

PLACE = "/dagdelen"
BACK = 3  # school years that can be looked at, this one included


@get(PLACE, sync_to_thread=True)
def this_year(request: Request) -> Page:
    return _page(request, None)


@get(PLACE + "/{label:str}", sync_to_thread=True)
def one_year(request: Request, label: str) -> Page:
    return _page(request, label)


def _page(request: Request, label: str | None) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        now = school_year_of(work.now)
        try:
            year = SchoolYear.parse(label) if label else now
        except ValueError:
            raise NotFound from None
        partners = half_days_sight.of_year(work, year)
        years = [SchoolYear(now.start_year - n) for n in range(BACK)]
        return show(
            request, "dispatch/half_days/year.html", year=year, partners=partners, today=brussels_date(work.now),
            years=[(f"{PLACE}/{one.label}", one.label, one == year) for one in years],
            own=bool(work.asker.organisations_as(Role.PARTNER)), several=len({one.hub for one in partners}) > 1,
        )  # fmt: skip


handlers: list[Any] = [this_year, one_year]
