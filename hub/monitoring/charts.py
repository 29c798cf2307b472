"""Figures as drawings: values in, SVG text out, this school year beside the last one.

Text is in currentColor and the ground is left open; the colours are the stylesheet's light palette, which swaps them
by attribute in the dark. What differs in colour also differs in outline, dash or hatching. Words come in the
language of the moment. The first drawing of a process takes a second, later ones some hundredths.
"""

from collections.abc import Sequence

import altair as alt

from hub.monitoring import drawing
from hub.monitoring.cells import Cell, Hidden, shown
from hub.monitoring.drawing import Legend, Mark
from hub.monitoring.inline_svg import inline_svg
from hub.monitoring.running_total import running
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


def months(
    title: str, rows: Sequence[Row], this: str = "", last: str = "", limit: int = 5,
    totals: tuple[Cell, Cell] = (Hidden.BESIDE, Hidden.BESIDE),
) -> str:  # fmt: skip
    """Standing bars per month, and under them the running total of each year; rows as for `bars`, in order of time.

    `totals` are those of the two years. A running total has a gap where it would give a hidden month away.
    """
    legend = _legend(this, last)
    labels, marks = _labels(rows), _marks(rows, legend, limit)
    chart = _months(labels, marks, _running(rows, legend, totals), legend) if marks else drawing.only_words(_nothing())
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


def _running(rows: Sequence[Row], legend: Legend, totals: tuple[Cell, Cell]) -> list[Mark]:
    """The marks of both lines; none when no total may be read."""
    years = ((legend.this, [row[1] for row in rows], totals[0]), (legend.last, [row[2] for row in rows], totals[1]))
    marks = []
    for year, cells, total in years:
        added = running(cells, total)
        if any(isinstance(cell, int) for cell in added):
            marks += [_mark(row[0], year, cell) for row, cell in zip(rows, added, strict=True) if cell is not None]
    return marks


def _mark(label: str, year: str, cell: Cell) -> Mark:
    return Mark(label, year, cell, number(cell)) if isinstance(cell, int) else Mark(label, year, None)


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
