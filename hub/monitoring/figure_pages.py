"""The school year: its page, its drawings and its files."""

from datetime import date
from typing import Any

from litestar import Request, Response, get
from litestar.response import Redirect

from hub.clock import SchoolYear, school_year_of
from hub.hubs import Hub, to_read
from hub.monitoring import figure_view, information, kept_charts
from hub.monitoring.cells import shown
from hub.monitoring.definitions import BY_PATH
from hub.monitoring.figure_counts import crisis_of
from hub.monitoring.figure_files import chart_csv
from hub.monitoring.figure_shapes import Figure, Figures
from hub.monitoring.figures import school_year_figures, school_years
from hub.monitoring.readings import readings_of
from hub.people.rights import Right, may, require
from hub.problems import NotFound
from hub.store import Work
from hub.web import Page, begin, must_be_signed_in, see_other, show
from hub.wording import _, month_words

PLACE = "/schooljaar"
# Not even an hour: the next reader of this machine may have to see less.
NOT_KEPT = "no-store"


@get(PLACE, sync_to_thread=True)
def this_year(request: Request) -> Redirect:
    """The present school year; the address of a year can be kept and passed on."""
    with begin(request) as work:
        must_be_signed_in(work)
        require(work.asker, Right.SEE_COUNTS)
        query = f"?{request.url.query}" if request.url.query else ""
        return see_other(f"{PLACE}/{school_year_of(work.now).label}{query}")


@get(PLACE + "/{label:str}", sync_to_thread=True)
def year_page(request: Request, label: str) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        hubs, hub = _hubs(work, request)
        years, figures = _figures(work, hub, label)
        request.state.hub = hub
        query = f"?hub={hub.slug}" if len(hubs) > 1 else ""
        return show(
            request, "monitoring/year.html", figures=figures, tiles=figure_view.tiles(figures), today=work.now,
            crisis=None if figures.hide else crisis_of(work, hub.id, figures.year),
            information=_information(work, hub, figures, query),
            nothing_yet=not figures.figure("home").lines,
            charts=figure_view.charts(work, figures, f"{PLACE}/{figures.year.label}", query),
            years=[(f"{PLACE}/{year.label}{query}", year.label, year == figures.year) for year in years],
            hubs=[(f"{PLACE}/{label}?hub={one.slug}", one.name, one.id == hub.id) for one in hubs],
        )  # fmt: skip


@get(PLACE + "/{label:str}/{file:str}", sync_to_thread=True)
def file_of_year(request: Request, label: str, file: str) -> Response[str]:
    """A drawing (herkomst.svg) or its table (herkomst.csv); of the information that was given a table only."""
    path, _dot, kind = file.rpartition(".")
    if (path not in BY_PATH or kind not in ("svg", "csv")) and file != f"{information.PATH}.csv":
        raise NotFound
    with begin(request) as work:
        must_be_signed_in(work)
        hub = _hubs(work, request)[1]
        figures = _figures(work, hub, label)[1]
        if path == information.PATH:
            figures = information.with_information(work, hub.id, figures)
        name, first = (information.NAME, _("Maand")) if path == information.PATH else _named(path)
        figure = figures.figure(name)
        if kind == "csv":
            text = chart_csv(figures, figure, first)
            name = f"{hub.slug}-{figures.year.label}-{path}.csv"
            headers = {"Content-Disposition": f'attachment; filename="{name}"'}
            return Response(text, media_type="text/csv", headers=headers)
        figure = figure.to_show()
        drawing = kept_charts.kept(work, kept_charts.digest(figures, figure))
    drawing = drawing or _drawn(request, figures, figure)
    if "donker" in request.query_params:
        drawing = kept_charts.in_the_dark(drawing)
    return Response(drawing, media_type="image/svg+xml", headers={"Cache-Control": NOT_KEPT})


def _named(path: str) -> tuple[str, str]:
    return BY_PATH[path].name, _(BY_PATH[path].first_column)


def _drawn(request: Request, figures: Figures, figure: Figure) -> str:
    """Drawn now and kept; no transaction waits while the drawing is made."""
    drawing = kept_charts.draw(figures, figure)
    with begin(request) as work:
        kept_charts.keep(work, kept_charts.digest(figures, figure), drawing)
    return drawing


def _information(work: Work, hub: Hub, figures: Figures, query: str) -> dict[str, Any]:
    """Information that was given, as the page shows it: the total, and each month that has begun."""
    given = information.information_of(work, hub.id, figures.year, hide=figures.hide, before=figures.as_of)
    months = [(month_words(date(2000, month, 1)), shown(cell)) for month, cell in given.months if cell != 0]
    csv = f"{PLACE}/{figures.year.label}/{information.PATH}.csv{query}"
    return {
        "any": given.total != 0, "total": shown(given.total), "months": months, "hidden": given.has_hidden, "csv": csv,
    }  # fmt: skip


def _hubs(work: Work, request: Request) -> tuple[list[Hub], Hub]:
    """The hubs whose figures the asker may see, and the one that is asked for, or else the first."""
    require(work.asker, Right.SEE_COUNTS)
    mine = [hub for hub in to_read(work.session) if may(work.asker, Right.SEE_COUNTS, hub.id)]
    asked = request.query_params.get("hub")
    found = next((hub for hub in mine if asked in (None, hub.slug)), None)
    if found is None:
        raise NotFound
    return mine, found


def _figures(work: Work, hub: Hub, label: str) -> tuple[list[SchoolYear], Figures]:
    """The years to choose from, and this one's figures as the asker may read them."""
    readings = readings_of(work, hub.id)
    years = school_years(work, readings)
    year = next((one for one in years if one.label == label), None)
    if year is None:
        raise NotFound
    hide = not may(work.asker, Right.SEE_FIGURES, hub.id)
    return years, school_year_figures(work, hub.id, year, hide=hide, readings=readings)


handlers = [this_year, year_page, file_of_year]
