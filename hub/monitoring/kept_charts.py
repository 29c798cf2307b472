"""Drawings of figures, kept: drawn when they are first asked for, and again only when a figure or a word changes."""

import hashlib
import json
import re
import threading
from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlmodel import col

from hub.lookups import Lookup
from hub.monitoring.cells import Cell, Hidden
from hub.monitoring.definitions import BY_NAME
from hub.monitoring.figure_shapes import Figure, Figures
from hub.monitoring.suppress import LIMIT
from hub.monitoring.tables import Chart
from hub.store import Work
from hub.wording import _, current_language

KEPT_FOR = timedelta(days=30)
# Raised when the drawing itself changes, so that no old one comes out of the drawer.
STYLE = 4
# The stylesheet cannot reach into an image: these are its dark palette, in place of its light one.
DARK = {
    "#6d2a62": "#e2b0d8",
    "#c9b3c5": "#8a6783",
    "#857d72": "#8d857e",
    "#dcd7cf": "#3d3836",
}
DARK_INK = "#eeeae6"
_SIZE = re.compile(r'<svg[^>]* width="(\d+)"[^>]* height="(\d+)"')
_one_at_a_time = threading.Lock()


def digest(figures: Figures, figure: Figure) -> str:
    """What a drawing is kept under: its figures, its years and its words."""
    seen = [STYLE, current_language(), _title(figure), *_years(figures)]
    drawn = [*figure.lines, figures.total("referrals")] if figure.name == "months" else figure.lines
    lines = [[line.label, _said(line.this), _said(line.last)] for line in drawn]
    return hashlib.sha256(json.dumps([*seen, lines]).encode()).hexdigest()


def kept(work: Work, name: str) -> str | None:
    chart = work.session.get(Chart, name)
    return chart.svg if chart else None


_HEADS = Lookup(
    sa.select(col(Chart.digest), sa.func.left(col(Chart.svg), 200).label("head")).where(
        col(Chart.digest).in_(sa.bindparam("names", expanding=True))
    )
)


def sizes(work: Work, names: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Width and height (CSS px) of the drawings that are kept, by name, so that a page leaves them their place."""
    found = {row.digest: _SIZE.search(row.head) for row in _HEADS.ask(work.session, names=list(names))}
    return {name: (size[1], size[2]) for name, size in found.items() if size}


def keep(work: Work, name: str, svg: str) -> None:
    """Put a drawing away, and throw away what nobody could have asked for lately."""
    work.session.execute(sa.delete(Chart).where(col(Chart.drawn_at) < work.real - KEPT_FOR))
    work.session.execute(
        postgresql.insert(Chart).values(digest=name, svg=svg, drawn_at=work.real).on_conflict_do_nothing()
    )


def draw(figures: Figures, figure: Figure) -> str:
    """The drawing as SVG, in the language of the moment. The first one of a process takes a second."""
    # The library that draws is large: processes that never draw do not load it.
    from hub.monitoring import charts

    this, last = _years(figures)
    rows = [(line.label, line.this, line.last) for line in figure.lines]
    all_of_it = figures.total("referrals")
    with _one_at_a_time:
        if BY_NAME[figure.name].drawn_as == "months":
            totals = (all_of_it.this, all_of_it.last)
            return charts.months(_title(figure), rows, this=this, last=last, limit=LIMIT, totals=totals)
        return charts.bars(_title(figure), rows, this=this, last=last, limit=LIMIT)


def in_the_dark(svg: str) -> str:
    """The same drawing for a dark page."""
    for light, dark in DARK.items():
        svg = svg.replace(f'"{light}"', f'"{dark}"')
    return svg.replace("<svg ", f'<svg color="{DARK_INK}" ', 1)


def _title(figure: Figure) -> str:
    return _(BY_NAME[figure.name].title)


def _years(figures: Figures) -> tuple[str, str]:
    return figures.year.label, figures.year.previous.label


def _said(cell: Cell) -> float | str | None:
    return cell.value if isinstance(cell, Hidden) else cell
