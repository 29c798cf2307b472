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
    env.filters["reading_words"] = opening_hours.reading_words
    env.filters["now_words"] = opening_hours.now_words
    env.globals["file_limits"] = file_limits
    return env


def render(name: str, /, **values: Any) -> str:
    return environment().get_template(name).render(**values)
