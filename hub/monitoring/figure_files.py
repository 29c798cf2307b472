"""Figures as files: JSON and CSV for scripts, and CSV that a spreadsheet in Flanders opens with a click."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from hub.monitoring.cells import Cell, Hidden
from hub.monitoring.figure_shapes import Figure, Figures, Line
from hub.wording import _

# A spreadsheet takes a text that begins with one of these for a formula (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
HIDDEN = "hidden"
BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as something else


def as_json(figures: Figures, hub_slug: str) -> str:
    """One object, its keys always in this order; hidden figures are "hidden", what is no figure is null."""
    answer = {
        "hub": hub_slug,
        "school_year": figures.year.label,
        "last_year": figures.year.previous.label if figures.has_last else None,
        "complete": figures.complete,
        "as_of": figures.as_of.isoformat() if figures.as_of else None,
        "small_numbers_hidden": figures.hide,
        "totals": {line.key: _both(line) for line in figures.totals},
        "figures": {one.name: [_line(line) for line in one.lines] for one in figures.figures},
    }
    return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"


def as_csv(figures: Figures, hub_slug: str) -> str:
    """One row per figure, line and school year, comma-separated; the last column is the figure itself."""
    rows = [
        [hub_slug, name, line.key, line.label, year, plain(cell)]
        for name, lines in (("totals", figures.totals), *((one.name, one.lines) for one in figures.figures))
        for line in lines
        for year, cell in _years(figures, line)
    ]
    return _written([["hub", "figure", "code", "label", "school_year", "count"], *rows], ",")


def chart_csv(figures: Figures, figure: Figure, first_column: str) -> str:
    """One figure for a spreadsheet: semicolons and a byte order mark, as Excel wants them in Belgium.

    One row per line and school year; the last column is the figure.
    """
    head = [first_column, _("Code"), _("Schooljaar"), _("Aantal")]
    rows = [
        [line.label, line.key, year, _("verborgen") if isinstance(cell, Hidden) else plain(cell).replace(".", ",")]
        for line in figure.lines
        for year, cell in _years(figures, line)
    ]
    return for_spreadsheet([head, *rows])


def for_spreadsheet(rows: list[list[str]]) -> str:
    """Rows as a file that a spreadsheet in Belgium opens with a click, and takes nothing in it for a formula."""
    return BYTE_ORDER_MARK + _written(rows, ";")


def plain(cell: Cell) -> str:
    """A figure as a file holds it: 12, 21.5, "hidden", or nothing."""
    if isinstance(cell, Hidden):
        return HIDDEN
    return "" if cell is None else f"{cell:g}" if isinstance(cell, float) else str(cell)


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _written(rows: list[list[str]], separator: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(map(harmless, row) for row in rows)
    return out.getvalue()


def _years(figures: Figures, line: Line) -> Iterator[tuple[str, Cell]]:
    yield figures.year.label, line.this
    if figures.has_last:
        yield figures.year.previous.label, line.last


def _line(line: Line) -> dict[str, Any]:
    return {"code": line.key, "label": line.label, **_both(line)}


def _both(line: Line) -> dict[str, Any]:
    return {"this_year": _value(line.this), "last_year": _value(line.last)}


def _value(cell: Cell) -> float | str | None:
    return HIDDEN if isinstance(cell, Hidden) else cell
