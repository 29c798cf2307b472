"""Whether words stay anonymous: what in them may point at one youngster. A hint for who writes, and no proof."""

import re
from collections.abc import Iterator

from hub.dispatch.names import A_DAY
from hub.dispatch.spelling import forms_of
from hub.problems import Invalid
from hub.wording import N_, _

# "J.V.", "J. V. D.", and not "o.a." or the end of a sentence.
INITIALS = re.compile(r"(?<![^\W_.])(?:[A-Z]\.\s?){2,4}(?!\w)")
# "3 mei 2011", as people write a birth date.
WORDED_DAY = re.compile(
    r"\b\d{1,2}\s+(?:jan|feb|maart|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec)[a-z]*\.?\s+(?:19|20)\d\d\b", re.IGNORECASE
)
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
MOST_SHOWN = 3
ASKS = N_(
    "Hier staat iets dat een naam kan zijn: %(what)s. Haal het weg, of kruis hieronder aan dat het over niemand gaat."
)


def pointers(text: str) -> list[str]:
    """What looks like initials, a first name with its capital, or a birth date, each once and in the order of the
    text."""
    found = sorted({(start, words) for start, words in _found(text)})
    return list(dict.fromkeys(words for _start, words in found))


def stays_nameless(field: str, text: str, *, sure: bool) -> None:
    """Invalid, with what was found, until who wrote it is `sure` that it names nobody."""
    found = [] if sure else pointers(text)
    if found:
        raise Invalid({field: said(found)})


def said(found: list[str]) -> str:
    return _(ASKS, what=", ".join(f"“{one}”" for one in found[:MOST_SHOWN]))


def _found(text: str) -> Iterator[tuple[int, str]]:
    for match in INITIALS.finditer(text):
        yield match.start(), match.group().strip()
    for day in (A_DAY, WORDED_DAY):
        for match in day.finditer(text):
            yield match.start(), match.group()
    for match in WORD.finditer(text):
        word = match.group()
        if word[0].isupper() and len(word) > 2 and len(forms_of(word)) > 1:
            yield match.start(), word
