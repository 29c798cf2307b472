"""Makes a drawing fit to stand in a page under a strict content security policy, and to be heard as well as seen.

Attributes only: no script, no style element or attribute, no handler, nothing fetched from elsewhere. The drawing is
one image with a name and a description; what the drawing library says about each bar is left out.
"""

import re
from hashlib import sha256
from xml.etree import ElementTree as ET

SVG = "http://www.w3.org/2000/svg"

# The font of the pages, said once for the whole drawing.
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"

# Written by the drawing as plain colours, replaced here by what the drawing library cannot say.
INK = "#010101"
HATCH = "#020202"

HATCH_LINE = "#6d2a62"
_PAINT = {INK: "currentColor", "#000": "currentColor"}
_IDLE = ("class", "role", "style", "pointer-events", "id", "font-family")
_KEPT_ON_ROOT = ("width", "height", "viewBox")
_DECIMALS = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")
_SHAPES = {"path", "rect", "line", "text", "g", "tspan", "circle"}


def inline_svg(drawn: str, title: str, description: str) -> str:
    """The drawing as text to put in a page: `role="img"`, named by <title> and <desc>, its text in currentColor.

    Ids begin with a digest of the drawing, so that several fit on one page. ValueError for a drawing that
    contains anything but shapes and text.
    """
    root = ET.fromstring(drawn)
    name = f"chart-{sha256(f'{title}{description}{drawn}'.encode()).hexdigest()[:12]}"
    _strip(root)
    _clean(root, name)
    size = {key: root.attrib[key] for key in _KEPT_ON_ROOT}
    root.attrib = {**size, "role": "img", "aria-labelledby": f"{name}-title {name}-desc", "font-family": FONT}
    heading, words = ET.Element("title", id=f"{name}-title"), ET.Element("desc", id=f"{name}-desc")
    heading.text, words.text = title, description
    root[:0] = [heading, words, *([_hatch(name)] if f"url(#{name}-hatch)" in _paints(root) else [])]
    root.set("xmlns", SVG)
    return ET.tostring(root, encoding="unicode")


def _clean(parent: ET.Element, name: str) -> None:
    for child in list(parent):
        _clean(child, name)
        kind = _strip(child)
        if kind not in _SHAPES:
            raise ValueError(f"A drawing may not contain <{kind}>.")
        if _shows_nothing(child, kind):
            parent.remove(child)
            continue
        _centre(child)
        child.attrib = {key: _tidy(value, name) for key, value in child.attrib.items() if _may_stay(key, value)}


def _centre(element: ET.Element) -> None:
    """The library hangs the lines of a broken label under each other from the middle; they belong around it."""
    drops = [float(line.get("dy", 0)) for line in element if line.tag == "tspan"]
    if drops and not drops[0]:
        element[0].set("dy", f"{-sum(drops) / 2:g}")


def _shows_nothing(element: ET.Element, kind: str) -> bool:
    if kind == "g":
        return len(element) == 0
    return kind == "path" and not (element.get("d") and {"fill", "stroke"} & set(element.attrib))


def _may_stay(key: str, value: str) -> bool:
    idle = key in _IDLE or key.startswith(("aria-", "on", "{"))
    return not idle and (key, value) not in (("opacity", "1"), ("stroke-miterlimit", "10"))


def _tidy(value: str, name: str) -> str:
    if value == HATCH:
        return f"url(#{name}-hatch)"
    return _PAINT.get(value, _DECIMALS.sub(lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), value))


def _paints(root: ET.Element) -> set[str]:
    return {element.get("fill", "") for element in root.iter()}


def _hatch(name: str) -> ET.Element:
    definitions = ET.Element("defs")
    pattern = ET.SubElement(
        definitions,
        "pattern",
        id=f"{name}-hatch",
        width="5",
        height="5",
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
    ET.SubElement(pattern, "line", {"y2": "5", "stroke": HATCH_LINE, "stroke-width": "2"})
    return definitions


def _strip(element: ET.Element) -> str:
    element.tag = element.tag.removeprefix(f"{{{SVG}}}")
    return element.tag
