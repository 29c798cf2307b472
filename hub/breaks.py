"""Where words and numbers may break at the end of a line on a narrow screen."""

import re

from markupsafe import Markup, escape

SEAMS = {"opvoedingsverantwoord": "opvoedings\u00adverantwoord"}
_NUMBER = re.compile(r"\b([A-Z]{1,6}-\d{4}-\d{5,7})\b")


def breakable(text: str) -> str:
    """The text with a soft hyphen at the seam of words that are wider than a phone, for browsers that know no seams."""
    for word, with_seam in SEAMS.items():
        text = text.replace(word, with_seam)
    return text


def whole_numbers(text: str) -> Markup:
    """The text for a page, in which no number of a case is broken at its hyphens."""
    whole = Markup('<span class="nowrap">{}</span>')
    return Markup("").join(
        whole.format(part) if at % 2 else escape(part) for at, part in enumerate(_NUMBER.split(text))
    )
