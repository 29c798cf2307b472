"""Pages of the neutrality record: a school year, its file, and one case."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.response import Redirect

from hub.clock import brussels_date, school_year_of
from hub.dispatch.fitting.rule import ASPECT_WORDS, Aspect
from hub.dispatch.track import REASON_WORDS
from hub.monitoring.cells import Cell, shown
from hub.monitoring.figure_files import for_spreadsheet, plain
from hub.monitoring.neutrality import sight
from hub.monitoring.neutrality.evenness import ANSWER_WORDS, Answer, Line
from hub.monitoring.neutrality.sight import YearView
from hub.problems import NotFound
from hub.store import Work
from hub.web import Page, begin, must_be_signed_in, see_other, show
from hub.wording import N_, _

PLACE = "/neutraliteit"
FILE = "partners.csv"
ORDER_WORDS = {"even": N_("zoals verwacht"), "more": N_("vaker dan verwacht"), "less": N_("minder vaak dan verwacht")}
VERDICT_WORDS = {
    "fits": N_("Past"), "unknown": N_("Nog niet zeker"), "not": N_("Past niet"), "none": N_("geen aanbod")
}  # fmt: skip


@get(PLACE, sync_to_thread=True)
def this_year(request: Request) -> Redirect:
    with begin(request) as work:
        must_be_signed_in(work)
        sight.hubs_of(work)
        query = f"?{request.url.query}" if request.url.query else ""
        return see_other(f"{PLACE}/{school_year_of(work.now).label}{query}")


@get(PLACE + "/{label:str}", sync_to_thread=True)
def year_page(request: Request, label: str) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        view, hubs, years = _view(work, request, label)
        request.state.hub = view.hub
        query = f"?hub={view.hub.slug}" if len(hubs) > 1 else ""
        return show(
            request, "monitoring/neutrality.html", view=view, answers=list(Answer), today=brussels_date(work.now),
            answer_words=_translated(ANSWER_WORDS), order_words=_translated(ORDER_WORDS), shown=shown,
            reasons=_reasons(view.reasons), reason_words=_translated(REASON_WORDS),
            csv=f"{PLACE}/{view.year.label}/{FILE}{query}",
            years=[(f"{PLACE}/{one.label}{query}", one.label, one == view.year) for one in years],
            hubs=[(f"{PLACE}/{label}?hub={one.slug}", one.name, one == view.hub) for one in hubs],
        )  # fmt: skip


@get(PLACE + "/{label:str}/{file:str}", sync_to_thread=True)
def file_of_year(request: Request, label: str, file: str) -> Response[str]:
    """The lines of the page as CSV."""
    with begin(request) as work:
        must_be_signed_in(work)
        if file != FILE:
            raise NotFound
        view = _view(work, request, label)[0]
        text = for_spreadsheet(_table(view))
        name = f"{view.hub.slug}-{view.year.label}-neutraliteit.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="text/csv", headers=headers)


@get("/aanmeldingen/{referral_id:uuid}/overwogen", sync_to_thread=True)
def case_page(request: Request, referral_id: UUID) -> Page:
    """Who was considered for one case, in which order, what fitted and what each said."""
    with begin(request) as work:
        must_be_signed_in(work)
        referral, rounds = sight.rounds_of_case(work, referral_id)
        return show(
            request, "monitoring/considered.html", referral=referral, rounds=rounds, today=brussels_date(work.now),
            reason_words=_translated(REASON_WORDS),
            verdict_words=_translated(VERDICT_WORDS), aspect_words={str(one): _(ASPECT_WORDS[one]) for one in Aspect},
        )  # fmt: skip


def _view(work: Work, request: Request, label: str) -> tuple[YearView, list[Any], list[Any]]:
    hubs = sight.hubs_of(work)
    asked = request.query_params.get("hub")
    hub = next((one for one in hubs if asked in (None, one.slug)), None)
    if hub is None:
        raise NotFound
    years = sight.years_of(work, hub)
    year = next((one for one in years if one.label == label), None)
    if year is None:
        raise NotFound
    return sight.year_view(work, hub, year), hubs, years


def _table(view: YearView) -> list[list[str]]:
    heads = [_("Partner"), _("Overwogen"), _("Eerst gevraagd"), _("Verwacht"), _("Gemiddelde plaats"), _("Verwacht")]
    rows = [[*heads, _("Paste"), *(_(ANSWER_WORDS[one]) for one in Answer)]]
    rows += [_row(line.name, line) for line in view.lines]
    rows += [[name, plain(number), plain(first)] for name, number, first in view.orders]
    totals = [plain(view.answers.get(one, 0)) for one in Answer]
    return [*rows, [_("Alle partners samen"), *[""] * 6, *totals]]


def _row(name: str, line: Line) -> list[str]:
    evens: list[Cell] = [
        line.number, line.first, round(line.even_first, 1), round(line.place or 0, 2), round(line.even_place or 0, 2),
        line.fitted, *(line.answers[one] for one in Answer),
    ]  # fmt: skip
    return [name, *map(plain, evens)]


def _reasons(counts: Mapping[str, Cell]) -> list[tuple[str, str]]:
    words = {str(code): _(said) for code, said in REASON_WORDS.items()}
    return sorted((words.get(code, code), shown(cell)) for code, cell in counts.items() if cell != 0)


def _translated(table: Mapping[Any, str]) -> dict[str, str]:
    return {str(code): _(said) for code, said in table.items()}


handlers: list[Any] = [this_year, year_page, file_of_year, case_page]
