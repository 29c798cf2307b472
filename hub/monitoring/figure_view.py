"""The school year as its page shows it: tiles, drawings and tables in ready words."""

from collections.abc import Iterator
from typing import Any

from hub.monitoring.cells import Cell, Hidden, shown
from hub.monitoring.definitions import AWAITED, BY_NAME, NOT_STARTED, STARTED, TILES, TO_START, TO_TABLE, TOTALS
from hub.monitoring.figure_shapes import Figure, Figures, Line
from hub.monitoring.kept_charts import digest, sizes
from hub.monitoring.running_total import running
from hub.monitoring.suppress import LIMIT
from hub.store import Work
from hub.wording import N_, _, _n, number

Column = str | tuple[str, str]


def tiles(figures: Figures) -> list[dict[str, Any]]:
    """The five figures on top, last year's beside each."""
    return [_tile(figures, figures.total(name)) for name in TILES]


def charts(work: Work, figures: Figures, address: str, query: str) -> list[dict[str, Any]]:
    """Each figure with its drawing's and its file's address. `address` is that of the year, `query` goes along."""
    drawn = [figure for figure in figures.figures if not _tells_nothing(figure)]
    names = {figure.name: digest(figures, figure.to_show()) for figure in drawn}
    known = sizes(work, names.values())
    return [
        _chart(figures, figure, address, query, names[figure.name]) | {"size": known.get(names[figure.name])}
        for figure in drawn
    ]


def _tells_nothing(figure: Figure) -> bool:
    """There was no crisis mode in either year; the files still say so."""
    let_in = [line for line in figure.lines if line.key.startswith(("hub", "partner"))]
    return figure.name == "let_in" and all(cell in (0, None) for line in let_in for cell in (line.this, line.last))


def _tile(figures: Figures, line: Line) -> dict[str, Any]:
    label, sentence = TOTALS[line.key]
    tracks = figures.total("tracks").this
    if line.key == "started" and isinstance(tracks, int) and tracks:
        sentence = _("Van de %(tracks)s trajecten die dit schooljaar afgesproken werden.", tracks=number(tracks))
    last_year = figures.year.previous.label
    return {
        "label": _(label),
        "value": shown(line.this, LIMIT),
        "before": shown(line.last, LIMIT) if figures.has_last else None,
        "before_label": _("%(year)s, heel het jaar", year=last_year) if figures.running else last_year,
        "change": None if figures.running else _change(line),
        "definition": _(sentence),
    }


def _change(line: Line) -> str | None:
    """What differs from last year, in words; nothing when either is hidden or was not counted."""
    if not isinstance(line.this, int | float) or not isinstance(line.last, int | float):
        return None
    difference = line.this - line.last
    if difference == 0:
        return _("evenveel als het jaar ervoor")
    n, one = number(abs(difference)), 1 if abs(difference) == 1 else 2
    if line.key not in (TO_TABLE, TO_START):
        words = N_("%(n)s meer dan het jaar ervoor") if difference > 0 else N_("%(n)s minder dan het jaar ervoor")
        return _(words, n=n)
    if difference > 0:
        return _n("%(n)s dag langer dan het jaar ervoor", "%(n)s dagen langer dan het jaar ervoor", one, n=n)
    return _n("%(n)s dag korter dan het jaar ervoor", "%(n)s dagen korter dan het jaar ervoor", one, n=n)


def _chart(figures: Figures, figure: Figure, address: str, query: str, name: str) -> dict[str, Any]:
    about, figure = BY_NAME[figure.name], figure.to_show()
    version = f"?v={name[:20]}{query.replace('?', '&')}"
    return {
        "id": about.path,
        "title": _(about.title),
        "sentence": _sentence(figures, figure),
        "columns": _columns(figures, figure),
        "rows": _rows(figures, figure),
        "csv": f"{address}/{about.path}.csv{query}",
        "drawing": f"{address}/{about.path}.svg{version}",
        "drawing_dark": f"{address}/{about.path}.svg{version}&donker=1",
        "hidden": figure.has_hidden,
    }


def _sentence(figures: Figures, figure: Figure) -> str:
    """The definition; of the running total only where there is one to see."""
    about = BY_NAME[figure.name]
    if figure.name == "starts" and figure.lines:
        return " ".join([_(about.sentence), *_not_or_not_yet(figures, figure)])
    if figure.name == "starts_by_partner" and figure.has_hidden:
        why = _("Heeft een partner een klein getal, dan is de hele opdeling verborgen, ook bij de kleinste partners.")
        return f"{_(about.sentence)} {why}"
    if not about.below or not any(isinstance(cell, int) for year in _added_up(figures, figure) for cell in year):
        return _(about.sentence)
    return f"{_(about.sentence)} {_(about.below)}"


def _not_or_not_yet(figures: Figures, figure: Figure) -> Iterator[str]:
    """Where both are hidden, what they are together: the total and what started say it anyway."""
    lines, tracks = {line.key: line for line in figure.lines}, figures.total("tracks")
    not_started, awaited = lines[NOT_STARTED], lines[AWAITED]
    for year, together, of_it, one, other in (
        (figures.year, tracks.this, lines[STARTED].this, not_started.this, awaited.this),
        (figures.year.previous, tracks.last, lines[STARTED].last, not_started.last, awaited.last),
    ):
        if isinstance(together, int) and isinstance(of_it, int) and one is other is Hidden.BESIDE:
            n = number(together - of_it)
            yield _("In %(year)s zijn %(n)s trajecten niet of nog niet gestart.", year=year.label, n=n)


def _added_up(figures: Figures, figure: Figure) -> list[list[Cell]]:
    """The running total of this year, and of last year where it was counted."""
    total = figures.total("referrals")
    this = running([line.this for line in figure.lines], total.this)
    return [this, running([line.last for line in figure.lines], total.last)] if figures.has_last else [this]


def _columns(figures: Figures, figure: Figure) -> list[Column]:
    years = [figures.year.label, *([figures.year.previous.label] if figures.has_last else [])]
    columns: list[Column] = [_(BY_NAME[figure.name].first_column), *((year, "number") for year in years)]
    if figure.name == "months":
        columns += [(_("%(year)s, opgeteld", year=year), "number") for year in years]
    return columns


def _rows(figures: Figures, figure: Figure) -> list[list[str]]:
    cells = [[line.this, line.last] if figures.has_last else [line.this] for line in figure.lines]
    if figure.name == "months":
        cells = [[*row, *more] for row, more in zip(cells, zip(*_added_up(figures, figure), strict=True), strict=True)]
    return [
        [line.label, *(shown(cell, LIMIT) for cell in row)] for line, row in zip(figure.lines, cells, strict=True)
    ]  # fmt: skip
