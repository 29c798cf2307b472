"""The one Jinja environment, for pages and letters alike."""

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

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
    jinja_translations(env)
    env.filters["folded"] = folded
    env.filters["reading_words"] = opening_hours.reading_words
    env.filters["now_words"] = opening_hours.now_words
    env.globals["file_limits"] = file_limits
    return env


def jinja_translations(env: jinja2.Environment) -> None:
    """Teach a Jinja environment our messages (new style: `{{ _("Dag %(name)s", name=...) }}`) and filters.

    New style always fills in, so a literal per cent sign in a template's message is written `%%`. Line breaks
    and indents inside `{% trans %}` count as one space.
    """
    env.add_extension("jinja2.ext.i18n")
    env.policies["ext.i18n.trimmed"] = True
    extended: Any = env  # the extension gives it methods that its class does not have
    extended.install_gettext_callables(
        lambda message: wording._(message),
        lambda singular, plural, num: wording.catalogue(wording.current_language()).ngettext(singular, plural, num),
        newstyle=True,
    )
    env.globals["_"] = env.globals["gettext"] = _in_template
    env.filters.update({function.__name__: function for function in wording.FILTERS})
    env.globals["current_language"] = wording.current_language


@jinja2.pass_eval_context
def _in_template(where: jinja2.nodes.EvalContext, message: str, /, **values: Any) -> str:
    """As Jinja's own, for a page that says hundreds of them: what has nothing to fill in is looked up once."""
    said = _said(wording.current_language(), message, where.autoescape)
    return said % values if values else said % {} if "%" in said else said


@lru_cache(maxsize=8192)
def _said(language: str, message: str, on_page: bool) -> str:
    said = wording.catalogue(language).gettext(message) if message else message
    return Markup(said) if on_page else said


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
