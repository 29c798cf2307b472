"""The one Jinja environment, for pages and letters alike."""

from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from hub import file_limits, opening_hours, wording

TEMPLATES = Path(__file__).parent.parent / "templates"


@cache
def environment() -> jinja2.Environment:
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=jinja2.select_autoescape(("html", "svg", "xml")),
        extensions=["jinja2.ext.i18n"],
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    wording.jinja_translations(env)
    env.filters["folded"] = folded
    env.filters["reading_words"] = opening_hours.reading_words
    env.filters["now_words"] = opening_hours.now_words
    env.globals["file_limits"] = file_limits
    return env


# Some twenty lines of a hand's length; what is a little longer is read on without a click.
FOLDED, LINES = 1600, 20


def folded(text: str) -> tuple[str, str]:
    """The beginning of a text that people read, and the rest of a long one, cut between lines or words; else ""."""
    lines = text.split("\n")
    at = len("\n".join(lines[:LINES])) if len(lines) > 2 * LINES else len(text)
    if at > FOLDED and len(text) > 1.3 * FOLDED:
        cut = max(text.rfind(mark, FOLDED // 2, FOLDED) for mark in ("\n", ". ", " "))
        at = cut + 1 if cut > 0 else FOLDED
    return text[:at], text[at:]


def render(name: str, /, **values: Any) -> str:
    return environment().get_template(name).render(**values)
