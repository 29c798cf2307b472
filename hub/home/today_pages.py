"""The pages of the desk's day: Vandaag and search."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, get, post
from litestar.response import Redirect

from hub.clock import brussels_date
from hub.dispatch import searching, sight
from hub.dispatch.watch import what_next
from hub.home import case_words, saved_views, today
from hub.home.absence.waiting_on import Told, told_of
from hub.home.night.nights import told
from hub.home.night.telling import is_missing, latest
from hub.hubs import Hub, in_crisis, to_read
from hub.people import duty_sight
from hub.people.rights import Right, hubs_where, may
from hub.problems import Invalid
from hub.store import Work
from hub.web import FormBody, Page, begin, must_be_signed_in, one, see_other, show


@get("/vandaag", sync_to_thread=True)
def today_page(request: Request) -> Page:
    with begin(request, planned_once=True) as work:
        must_be_signed_in(work)
        day, hubs, on = today.today(work), hubs_of_desk(work), brussels_date(work.now)
        return show(
            request, "home/today.html", day=day, today=on, may_decide=may(work.asker, Right.DECIDE),
            crisis=[hub for hub in hubs if in_crisis(hub, on)], duties=_duties(work, hubs),
            views=saved_views.views_of(work), nights=_nights(work, hubs), away=_away(work, hubs),
            **line_words(request, work, hubs),
        )  # fmt: skip


def _away(work: Work, hubs: Sequence[Hub]) -> list[Told]:
    """Who of the coordinators is away, for the coordinators."""
    decides = hubs_where(work.asker, Right.DECIDE)
    return told_of(work, [hub.id for hub in hubs if hub.id in decides])


def _nights(work: Work, hubs: Sequence[Hub]) -> list[tuple[str, Sequence[str], bool]]:
    """Of each hub: its name where the asker has several, what it did in the night, and whether the last is missing."""
    names = {hub.id: hub.name if len(hubs) > 1 else "" for hub in hubs}
    return [(names[row.hub_id], told(row.did), is_missing(work, row)) for row in latest(work)]


def _duties(work: Work, hubs: Sequence[Hub]) -> list[tuple[duty_sight.Today, list[duty_sight.Asked]]]:
    """Who has duty today at each desk of the asker, with what colleagues ask it to swap."""
    seen = hubs_where(work.asker, Right.SEE_DUTY)
    days = duty_sight.today(work, [hub for hub in hubs if hub.id in seen])
    swaps = duty_sight.swaps(work, [one.hub for one in days]) if days else []
    return [(one, [asked for asked in swaps if asked.swap.hub_id == one.hub.id and not asked.mine]) for one in days]


def hubs_of_desk(work: Work) -> list[Hub]:
    """The hubs at whose desk the asker sits, in their order."""
    mine = sight.desk_hubs(work)
    return [hub for hub in to_read(work.session) if hub.id in mine]


@get("/zoeken", sync_to_thread=True)
def search_page(request: Request) -> Page | Redirect:
    """The empty box; with ?q= an address that somebody made by hand, such as one with a number."""
    return _searched(request, request.query_params.get("q", ""))


@post("/zoeken", status_code=200, sync_to_thread=True)
def searched(request: Request, data: FormBody) -> Page | Redirect:
    """What was typed travels in the body: a name does not belong in an address."""
    return _searched(request, one(data, "q", at_most=200))


def _searched(request: Request, query: str) -> Page | Redirect:
    with begin(request) as work:
        must_be_signed_in(work)
        sight.desk_hubs(work)
        found, errors = searching.Found([]), {}
        if query.strip():
            try:
                found = searching.search(work, query)
            except Invalid as invalid:
                errors = invalid.errors
        if found.exact:
            return see_other(f"/aanmeldingen/{found.exact}")
        return show(
            request, "home/search.html", status=422 if errors else 200, q="" if errors else query, found=found,
            errors=errors, today=brussels_date(work.now), **line_words(request, work, hubs_of_desk(work)),
        )  # fmt: skip


def line_words(request: Request, work: Work, hubs: Sequence[Hub]) -> dict[str, Any]:
    """What the lists say about a line, in words; the band names the hub where the asker has only one."""
    request.state.hub = hubs[0] if len(hubs) == 1 else None
    return {
        "stage_words": lambda line: case_words.stage_words(line.stage, only_asked=line.only_asked),
        "state_of": lambda line: case_words.state_of(line.stage, line.next_due, line.holder, work.now),
        "late_words": lambda line: case_words.late_words(line.next_due, work.now),
        "holder_words": lambda line: case_words.holder_words(line.holder, line.holder_name),
        "why_words": lambda line: what_next(line.next_why, line.stage, wanted=line.wanted),
    }


handlers: list[Any] = [today_page, search_page, searched]
