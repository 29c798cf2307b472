"""Figures as drawings: values in, SVG text out, this school year beside the last one.

Text is in currentColor and the ground is left open; the colours are the stylesheet's light palette, which swaps them
by attribute in the dark. What differs in colour also differs in outline, dash or hatching. Words come in the
language of the moment. The first drawing of a process takes a second, later ones some hundredths.
"""

from collections.abc import Sequence
from itertools import takewhile

import altair as alt

from hub.monitoring import drawing
from hub.monitoring.cells import Cell, Hidden, shown
from hub.monitoring.drawing import Legend, Mark
from hub.monitoring.inline_svg import inline_svg
from hub.wording import _, number

Row = tuple[str, Cell, Cell]


def bars(title: str, rows: Sequence[Row], this: str = "", last: str = "", limit: int = 5) -> str:
    """Lying bars: a row is (label, this year, last year), drawn in the given order; labels may not repeat.

    None is no figure. `this` and `last` name the two years ("2025-2026"); `limit` is the number under which
    figures are hidden.
    """
    legend = _legend(this, last)
    labels, marks = _labels(rows), _marks(rows, legend, limit)
    chart = drawing.lying_bars(labels, marks, legend) if marks else drawing.only_words(_nothing())
    return inline_svg(drawing.svg(chart), title, _spoken(_("Staafdiagram."), rows, legend, limit))


def months(title: str, rows: Sequence[Row], this: str = "", last: str = "", limit: int = 5) -> str:
    """Standing bars per month, and under them the running total of each year; rows as for `bars`, in order of time.

    A running total stops before the first month without a figure, and before the first hidden one, which it would
    give away.
    """
    legend = _legend(this, last)
    labels, marks = _labels(rows), _marks(rows, legend, limit)
    chart = _months(labels, marks, _running(rows, legend), legend) if marks else drawing.only_words(_nothing())
    return inline_svg(drawing.svg(chart), title, _spoken(_("Staafdiagram per maand."), rows, legend, limit))


def line(title: str, rows: Sequence[Row], this: str = "", last: str = "", limit: int = 5) -> str:
    """A line per year; rows as for `bars`, in order of time. It breaks where a figure is hidden or missing."""
    legend = _legend(this, last)
    labels, marks = _labels(rows), _marks(rows, legend, limit, gaps=True)
    known = any(mark.value is not None for mark in marks)
    chart = drawing.lines(labels, marks, legend) if known else drawing.only_words(_nothing())
    return inline_svg(drawing.svg(chart), title, _spoken(_("Lijndiagram."), rows, legend, limit))


def _months(labels: list[str], marks: list[Mark], running: list[Mark], legend: Legend) -> drawing.Drawing:
    upper = drawing.standing_bars(labels, marks, legend)
    if not running:
        return upper
    lower = drawing.lines(labels, running, legend, height=120, key=False).properties(title=_("Opgeteld"))
    return alt.vconcat(upper, lower, spacing=14).resolve_scale(fill="independent", stroke="independent")


def _legend(this: str, last: str) -> Legend:
    return Legend(this or _("dit schooljaar"), last or _("vorig schooljaar"), _("verborgen"))


def _labels(rows: Sequence[Row]) -> list[str]:
    return [row[0] for row in rows]


def _marks(rows: Sequence[Row], legend: Legend, limit: int, gaps: bool = False) -> list[Mark]:
    marks = []
    for label, this, last in rows:
        for year, cell in ((legend.this, this), (legend.last, last)):
            if isinstance(cell, Hidden):
                marks.append(Mark(label, year, None, shown(cell, limit), hidden=True))
            elif cell is not None or gaps:
                marks.append(Mark(label, year, cell, shown(cell, limit)))
    return marks


def _running(rows: Sequence[Row], legend: Legend) -> list[Mark]:
    this, last = [(row[0], row[1]) for row in rows], [(row[0], row[2]) for row in rows]
    return _totals(this, legend.this) + _totals(last, legend.last)


def _totals(cells: Sequence[tuple[str, Cell]], year: str) -> list[Mark]:
    marks, total = [], 0.0
    for label, cell in takewhile(lambda one: isinstance(one[1], int | float), cells):
        total += cell  # type: ignore[operator]
        marks.append(Mark(label, year, total, number(total)))
    return marks


def _spoken(kind: str, rows: Sequence[Row], legend: Legend, limit: int) -> str:
    """What somebody hears who does not see the drawing: every figure of it."""
    return " ".join([kind, *(_row_words(row, legend, limit) for row in rows)] if rows else [kind, _nothing()])


def _row_words(row: Row, legend: Legend, limit: int) -> str:
    label, this, last = row
    now, before = _said(this, limit), _said(last, limit)
    if last is None:
        return _("%(label)s: %(this)s.", label=label, this=now)
    return _("%(label)s: %(this)s, in %(year)s %(last)s.", label=label, this=now, year=legend.last, last=before)


def _said(cell: Cell, limit: int) -> str:
    if cell is None:
        return _("geen cijfer")
    if isinstance(cell, Hidden):
        return _("minder dan %(limit)s", limit=limit) if cell is Hidden.FEW else _("verborgen")
    return number(cell)


def _nothing() -> str:
    return _("Er zijn nog geen cijfers.")
