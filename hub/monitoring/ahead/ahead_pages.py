"""The page of the days to come: what would happen if nobody did anything."""

from litestar import Request, get

from hub.clock import brussels_date
from hub.monitoring.ahead import by_day
from hub.monitoring.ahead.ahead_sight import ahead, lines_of
from hub.monitoring.radar_hubs import hubs_of_page
from hub.web import Page, begin, must_be_signed_in, show

HERE = "/radar/vooruit"


@get(HERE, sync_to_thread=True)
def ahead_page(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        hubs = sorted(hubs_of_page(request, work))
        today = brussels_date(work.now)
        found = ahead(work, hubs)
        days = by_day.days_of(found, today)
        cases = lines_of(work, hubs, sorted({case for day in days for group in day.groups for case in group.shown}))
        return show(request, "monitoring/ahead.html", days=days, cases=cases, today=today, summed=by_day.summed(days),
                    late=found.late)  # fmt: skip


handlers = [ahead_page]
