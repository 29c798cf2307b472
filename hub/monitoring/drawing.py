"""The pieces that charts are drawn from: lying bars, standing bars and lines, two years in each.

A mark is one figure ready to draw: its label, its year, its value (None is a gap), its text, whether it is hidden.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from textwrap import wrap
from typing import Any

import altair as alt
import vl_convert

from hub.monitoring.inline_svg import FONT, HATCH, INK

# The light palette of the stylesheet, which swaps these values by attribute in the dark.
THIS = "#6d2a62"
LAST = "#c9b3c5"
GRID = "#dcd7cf"
EDGE = "#857d72"

FONT_SIZE = 13
WIDTH = 640
BAR = 17
ROW_GAP = 11
LABEL_CHARS = 26
# The drawing library measures in a font of its own; the reader's may be wider, as DejaVu Sans is, and none is cut off.
LETTER_ROOM = 0.64
LABEL_PADDING = 10
LABEL_LINE = 15
LABEL_GAP = 6
AXIS_ROOM = 40
END_ROOM = 44
PLOT = WIDTH - AXIS_ROOM - END_ROOM
STUB = 1 / 20

BELGIAN = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " €"]}
CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": None,
    "padding": 4,
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": FONT_SIZE,
        "labelColor": INK,
        "gridColor": GRID,
        "domainColor": EDGE,
        "tickColor": EDGE,
        "labelFontWeight": "normal",
    },
    "legend": {"labelFontSize": FONT_SIZE, "labelColor": INK, "symbolSize": 170, "columnPadding": 20, "offset": 10},
    "text": {"fontSize": FONT_SIZE, "font": FONT, "color": INK},
    "title": {"fontSize": FONT_SIZE, "color": INK, "anchor": "start", "fontWeight": 600, "offset": 8},
}

Drawing = alt.LayerChart | alt.FacetChart | alt.VConcatChart


@dataclass(frozen=True, slots=True)
class Mark:
    label: str
    year: str
    value: float | None
    text: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Legend:
    """What the colours mean: this year, last year, hidden."""

    this: str
    last: str
    hidden: str


def svg(chart: Drawing) -> str:
    """The drawing as the library makes it, still to be made fit for a page."""
    return vl_convert.vegalite_to_svg(chart.to_dict(), config=CONFIG, format_locale=BELGIAN)


def lying_bars(labels: Sequence[str], marks: Sequence[Mark], legend: Legend) -> Drawing:
    """One row per label with its bars under each other, the figure behind each."""
    top, bars_high = _top(marks), BAR * (1 + _has(marks, legend.last))
    wrapped = {label: "\n".join(wrap(label, LABEL_CHARS)) for label in labels}
    written = [words.split("\n") for words in wrapped.values()]
    lines_high = LABEL_LINE * max(map(len, written), default=1)
    longest = max((len(line) for lines in written for line in lines), default=0)
    room = LABEL_PADDING + FONT_SIZE * LETTER_ROOM * longest
    row = max(bars_high + ROW_GAP, lines_high + LABEL_GAP)
    gap = row - bars_high
    words = alt.Axis(
        domain=False,
        ticks=False,
        labelPadding=LABEL_PADDING,
        labelLimit=0,
        minExtent=room,
        maxExtent=room,
        labelLineHeight=LABEL_LINE,
        labelExpr=f"split({json.dumps(wrapped)}[datum.label], '\\n')",
    )
    gaps = alt.Scale(domain=list(labels), paddingInner=gap / row, paddingOuter=gap / row / 2)
    base = _chart(marks, legend, top).encode(
        x=alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, top * 1.12], nice=False)),
        y=alt.Y("label:N", title=None, axis=words, scale=gaps),
        yOffset=_side_by_side(marks, legend),
    )
    figures = base.mark_text(align="left", dx=6).encode(text="text:N")
    size: dict[str, Any] = {"height": len(labels) * row, "autosize": {"type": "fit-x", "contains": "padding"}}
    return _bars(base, marks, legend, figures).properties(width=WIDTH, **size)


def standing_bars(labels: Sequence[str], marks: Sequence[Mark], legend: Legend, height: int = 190) -> Drawing:
    """One column per label with its bars beside each other; only hidden ones carry a text."""
    top = _top(marks)
    base = _chart(marks, legend, top).encode(x=_time(labels), y=_amount(top), xOffset=_side_by_side(marks, legend))
    hidden = base.transform_filter("datum.hidden").mark_text(baseline="bottom", dy=-3, fontSize=11)
    return _bars(base, marks, legend, hidden.encode(text="text:N")).properties(width=PLOT, height=height)


def lines(labels: Sequence[str], marks: Sequence[Mark], legend: Legend, height: int = 190, key: bool = True) -> Drawing:
    """A line per year with its last figure behind it: this year drawn full and on top, last year dashed."""
    years = [year for year in (legend.this, legend.last) if _has(marks, year)]
    shown = alt.Legend(title=None, orient="top", symbolType="stroke", symbolSize=500) if key else None
    upwards = sorted(marks, key=lambda mark: mark.year == legend.this)
    base = _chart(upwards, legend).encode(x=_time(labels), y=_amount(_top(marks)))
    drawn = base.mark_line(strokeWidth=2.5, strokeCap="round", strokeJoin="round").encode(
        stroke=alt.Stroke("year:N", legend=shown, scale=alt.Scale(domain=years, range=[THIS, EDGE])),
        strokeDash=alt.StrokeDash("year:N", legend=shown, scale=alt.Scale(domain=years, range=[[1, 0], [6, 6]])),
    )
    points = base.mark_point(filled=True, size=34, opacity=1).encode(
        fill=alt.Fill("year:N", legend=None, scale=alt.Scale(domain=years, range=[THIS, EDGE]))
    )
    ends = [_end(mark, place, labels) for mark, place in _ends(marks, years, labels)]
    return alt.layer(drawn, points, *ends).properties(width=PLOT, height=height)


def only_words(words: str) -> Drawing:
    """A sentence instead of a drawing, where there is nothing to draw."""
    base = alt.Chart(alt.Data(values=[{"text": words}]))
    return alt.layer(base.mark_text(align="left", x=0).encode(text="text:N")).properties(width=WIDTH, height=40)


def _chart(marks: Sequence[Mark], legend: Legend, top: float = 0) -> alt.Chart:
    """Hidden figures get one length for all, so that the drawing does not say what the text keeps."""
    stub = {"kind": legend.hidden, "value": top * STUB if top else None}
    rows = [{**asdict(mark), "kind": mark.year, **(stub if mark.hidden else {})} for mark in marks]
    return alt.Chart(alt.Data(values=rows))


def _bars(base: alt.Chart, marks: Sequence[Mark], legend: Legend, texts: alt.Chart) -> Drawing:
    kinds = [(legend.this, THIS, THIS), (legend.last, LAST, EDGE), (legend.hidden, HATCH, EDGE)]
    seen = {legend.hidden if mark.hidden else mark.year for mark in marks}
    domain = [kind for kind, _fill, _stroke in kinds if kind in seen]
    fills = [fill for kind, fill, _stroke in kinds if kind in seen]
    strokes = [stroke for kind, _fill, stroke in kinds if kind in seen]
    key = alt.Legend(title=None, orient="top", symbolType="square", symbolStrokeWidth=1)
    coloured = base.mark_bar(strokeWidth=1).encode(
        fill=alt.Fill("kind:N", legend=key, scale=alt.Scale(domain=domain, range=fills)),
        stroke=alt.Stroke("kind:N", legend=key, scale=alt.Scale(domain=domain, range=strokes)),
    )
    return alt.layer(coloured, texts)


def _end(mark: Mark, place: dict[str, Any], labels: Sequence[str]) -> alt.Chart:
    words = alt.Chart(alt.Data(values=[asdict(mark)])).mark_text(**place)
    return words.encode(x=_time(labels), y="value:Q", text="text:N")


def _ends(marks: Sequence[Mark], years: Sequence[str], labels: Sequence[str]) -> list[tuple[Mark, dict[str, Any]]]:
    """The last figure of each year and where its text stands: behind the line, or clear of the other one.

    Under a low line there is the axis, so the text goes there only when the other line leaves no room above.
    """
    known = [[mark for mark in marks if mark.year == year and mark.value is not None] for year in years]
    ends = sorted((year[-1] for year in known if year), key=lambda mark: mark.value or 0)
    room = _top(marks) / 6
    apart = not ends or (ends[-1].value or 0) - (ends[0].value or 0) >= room
    placed: list[tuple[Mark, dict[str, Any]]] = []
    for end in ends:
        beside = [mark.value or 0 for mark in marks if mark.label == end.label and mark.year != end.year]
        above = max(beside, default=0) - (end.value or 0)
        side = -1 if above <= 0 or above >= room else 1
        if end.label != labels[-1]:
            placed.append((end, {"align": "center", "dy": side * 13}))
        else:
            placed.append((end, {"align": "left", "dx": 8, "dy": 0 if apart or not beside else side * 8}))
    return placed


def _time(labels: Sequence[str]) -> alt.X:
    words = alt.Axis(labelAngle=0, title=None, ticks=False, labelPadding=6)
    bands = alt.Scale(type="band", domain=list(labels), paddingInner=0.24, paddingOuter=0.12)
    return alt.X("label:N", axis=words, scale=bands)


def _amount(top: float) -> alt.Y:
    few = min(5, max(int(top), 1))
    ticks = alt.Axis(title=None, domain=False, ticks=False, tickCount=few, labelPadding=6)
    ticks.minExtent = ticks.maxExtent = AXIS_ROOM
    return alt.Y("value:Q", axis=ticks, scale=alt.Scale(domain=[0, max(top, 1)], nice=True))


def _side_by_side(marks: Sequence[Mark], legend: Legend) -> Any:
    domain = [legend.this, legend.last] if _has(marks, legend.last) else [legend.this]
    return {"field": "year", "type": "nominal", "scale": {"domain": domain, "paddingInner": 0.08, "paddingOuter": 0}}


def _has(marks: Sequence[Mark], year: str) -> bool:
    return any(mark.year == year for mark in marks)


def _top(marks: Sequence[Mark]) -> float:
    return max((mark.value for mark in marks if mark.value is not None), default=0) or 1
