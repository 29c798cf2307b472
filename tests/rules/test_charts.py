"""Charts that a strict page can carry, that a listener can hear, and that keep hidden what is hidden."""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from hub.monitoring import charts, drawing
from hub.monitoring.cells import Cell
from hub.monitoring.charts import Hidden
from hub.monitoring.inline_svg import inline_svg
from hub.wording import use_language
from tests.colours import luminance

YEARS: dict[str, Any] = {"this": "2026-2027", "last": "2025-2026"}
MONTHS = ["sep", "okt", "nov", "dec", "jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug"]
PLACES: list[tuple[str, Cell, Cell]] = [
    ("Mechelen", 1112, 980),
    ("Heist-op-den-Berg", Hidden.FEW, 260),
    ("Willebroek", 310, Hidden.BESIDE),
    ("Bornem", 0, None),
]
THIS: list[Cell] = [14, 29, 33, 20, None, None, None, None, None, None, None, None]
LAST: list[Cell] = [12, 25, 31, Hidden.BESIDE, 29, 27, 30, 22, 24, 11, 0, Hidden.FEW]
SPREAD = list(zip(MONTHS, THIS, LAST, strict=True))
SVG = "{http://www.w3.org/2000/svg}"


def drawn() -> dict[str, str]:
    return {
        "bars": charts.bars("Waar leerlingen wonen", PLACES, **YEARS),
        "months": charts.months("Spreiding over het jaar", SPREAD, **YEARS),
        "line": charts.line("Wachttijd", SPREAD, **YEARS),
        "empty": charts.bars("Leeg", [], **YEARS),
    }


@pytest.fixture(scope="module")
def svgs() -> dict[str, str]:
    return drawn()


def texts(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in ET.fromstring(svg).iter(f"{SVG}text")]


def placed(element: ET.Element, left: float = 0) -> Iterator[tuple[float, ET.Element]]:
    """Each text that ends at a place, with that place from the left edge of the drawing."""
    moved = re.match(r"translate\(([-\d.]+)", element.get("transform", ""))
    left += float(moved[1]) if moved else 0
    if element.tag == f"{SVG}text" and element.get("text-anchor") == "end":
        yield left, element
    for child in element:
        yield from placed(child, left)


def lines_of(text: ET.Element) -> list[str]:
    return ["".join(line.itertext()) for line in text.iter(f"{SVG}tspan")] or ["".join(text.itertext())]


def hatched(svg: str) -> list[str]:
    elements = ET.fromstring(svg).iter(f"{SVG}path")
    return [element.get("d", "") for element in elements if element.get("fill", "").endswith("-hatch)")]


def test_a_strict_page_carries_every_chart(svgs):
    for svg in svgs.values():
        elements = list(ET.fromstring(svg).iter())
        assert {element.tag.removeprefix(SVG) for element in elements} <= {
            *("svg", "title", "desc", "defs", "pattern", "g", "path", "rect", "line", "text", "tspan"),
        }
        attributes = {key for element in elements for key in element.attrib}
        assert not [key for key in attributes if key.startswith("on") or key in ("style", "class", "href")]
        assert "http" not in svg.replace('xmlns="http://www.w3.org/2000/svg"', "")


def test_every_chart_is_one_image_with_a_name_and_a_description(svgs):
    for svg in svgs.values():
        root = ET.fromstring(svg)
        title, description = root[0], root[1]
        assert root.get("role") == "img"
        assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
        assert title.text
        assert description.text
        assert not [element for element in root.iter() if element is not root and "aria-label" in element.attrib]


def test_several_charts_on_one_page_share_no_id(svgs):
    ids = [id_ for svg in svgs.values() for id_ in re.findall(r'\bid="([^"]+)"', svg)]
    assert len(ids) == len(set(ids))


def test_who_does_not_see_the_chart_hears_every_figure(svgs):
    heard = ET.fromstring(svgs["bars"])[1].text
    assert "Mechelen: 1.112, in 2025-2026 980." in heard
    assert "Heist-op-den-Berg: minder dan 5, in 2025-2026 260." in heard
    assert "Willebroek: 310, in 2025-2026 verborgen." in heard
    assert "Bornem: 0." in heard


def test_the_figures_stand_behind_their_bars_in_belgian_notation(svgs):
    assert {"1.112", "980", "<5", "×", "0"} <= set(texts(svgs["bars"]))


def test_a_hidden_figure_is_hatched_and_all_hidden_bars_are_equally_long(svgs):
    found = [shape for shape in hatched(svgs["bars"]) if "h" in shape]
    widths = {re.search(r"h([\d.]+)v", shape)[1] for shape in found if not shape.startswith("M-")}
    assert len(widths) == 1
    assert "verborgen" in texts(svgs["bars"])


def test_without_hidden_figures_the_legend_does_not_speak_of_them():
    svg = charts.bars("Leeftijd", [("14 jaar", 41, 38), ("15 jaar", 50, 44)], **YEARS)
    assert hatched(svg) == []
    assert "verborgen" not in texts(svg)
    assert "pattern" not in svg


def test_the_running_total_does_not_give_away_a_hidden_month(svgs):
    shown = texts(svgs["months"])
    assert "96" in shown  # September to December of this year
    assert "68" in shown  # last year stops in November, before its hidden December
    assert not {"246", "211"} & set(shown)


def test_a_year_whose_first_month_is_hidden_has_bars_but_no_running_total():
    svg = charts.months("Spreiding", [("sep", Hidden.FEW, None), ("okt", 7, None)], **YEARS)
    assert "Opgeteld" not in texts(svg)
    assert {"sep", "okt"} <= set(texts(svg))


def test_the_two_month_axes_stand_under_each_other(svgs):
    labels = [text for text in texts(svgs["months"]) if text in MONTHS]
    assert labels == MONTHS * 2


def test_rows_stay_in_the_order_in_which_they_were_given(svgs):
    names = [row[0] for row in PLACES]
    assert [text for text in texts(svgs["bars"]) if text in names] == names


def test_a_long_label_is_broken_and_not_cut():
    label = "Schoolmoeheid, motivatieproblemen en heroriëntering"
    svg = charts.bars("Redenen", [(label, 9, 7)], **YEARS)
    assert "…" not in "".join(texts(svg))
    assert "heroriëntering" in "".join(texts(svg))
    drops = [float(part.get("dy", "")) for part in ET.fromstring(svg).iter(f"{SVG}tspan")]
    assert drops[0] == -sum(drops[1:]) / 2


def test_no_label_is_cut_off_in_a_font_that_is_wider_than_the_one_it_was_measured_in():
    labels = ["Sint-Katelijne-Waver", "Dagcentrum De Wissel (demo): nog niet gestart", "WWW", "ja"]
    svg = charts.bars("Partners", [(label, 12, 9) for label in labels], **YEARS)
    read = [(place, line) for place, text in placed(ET.fromstring(svg)) for line in lines_of(text)]
    ends = [(place, line) for place, line in read if line in " ".join(labels)]
    assert len(ends) == 5
    for place, line in ends:
        # DejaVu Sans, among the widest that stand in for the font of a machine, is 0.6 em wide on average.
        assert place > 0.6 * drawing.FONT_SIZE * len(line)


def test_an_empty_chart_says_so(svgs):
    assert texts(svgs["empty"]) == ["Er zijn nog geen cijfers."]


def test_a_chart_speaks_the_language_of_the_reader():
    with use_language("en"):
        assert "1,112" in charts.bars("Homes", PLACES, **YEARS)


def test_a_name_with_an_angle_bracket_stays_a_name():
    svg = charts.bars("<b>Titel</b>", [("<script>alert(1)</script>", 7, None)], **YEARS)
    assert "<script" not in svg
    assert "<b>" not in svg
    assert ET.fromstring(svg)[0].text == "<b>Titel</b>"


def test_the_same_values_give_the_same_drawing(svgs):
    assert drawn() == svgs


def test_what_a_drawing_may_not_contain_is_refused():
    head = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1" viewBox="0 0 1 1">'
    with pytest.raises(ValueError, match="script"):
        inline_svg(f"{head}<script/></svg>", "t", "d")
    cleaned = inline_svg(f'{head}<text onclick="x()" style="fill:red" class="a">hallo</text></svg>', "t", "d")
    assert "<text>hallo</text>" in cleaned


def test_letters_and_ground_take_the_colours_of_the_page(svgs):
    for svg in svgs.values():
        root = ET.fromstring(svg)
        assert {element.get("fill") for element in root.iter(f"{SVG}text")} == {"currentColor"}
        assert not list(root.iter(f"{SVG}rect"))


@pytest.mark.parametrize("colour", [drawing.THIS, drawing.EDGE])
def test_bars_and_outlines_stand_out_from_the_paper(colour):
    assert 1.05 / (luminance(colour) + 0.05) >= 3


def test_only_colours_of_the_agreed_palette_are_used(svgs):
    used = {colour for svg in svgs.values() for colour in re.findall(r'(?:fill|stroke)="(#[0-9a-fA-F]+)"', svg)}
    assert used <= {drawing.THIS, drawing.LAST, drawing.GRID, drawing.EDGE}
