"""What gives somebody away in a text: a name, however it is spelt there, and a way to reach somebody."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from hub.wording import bare_letters

# Shorter parts of a name ("de", "van") are words of every sentence.
SHORTEST_PART = 4
# Between the words of a name: nothing, a space, the end of a line, or a hyphen or apostrophe of any kind.
JOINT = r"[\s._'’ʼ`\-\u2010-\u2015]{0,3}"

# A Belgian telephone number as people write it, or an address; years, amounts and hours are too short.
REACHED_AT = re.compile(
    r"(?<![\d+])(?:(?:\+|00)32|0)(?:[\s./-]{0,2}\d){8,9}(?!\d)|[^\s@<>]+@[^\s@<>]+\.[a-z]{2,}", re.IGNORECASE
)
A_DAY = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d\b")


class Found(NamedTuple):
    """A name at `text[start:end]`, and the initial that stands for it."""

    start: int
    end: int
    initial: str


def names_in(text: str, first_name: str, last_name: str) -> list[Found]:
    """Where the family name, the first name and the longer parts of either stand as words of their own, in order.

    The s that makes a name a possessive ("Noors moeder") is no part of it.
    """
    bare = bare_letters(text)
    # Most texts hold no name at all: that is seen sooner than each of its letters is placed.
    spelled = _spelled(first_name, last_name)
    names = [name for name, words in spelled if all(word in bare for word in words)]
    if not names:
        return []
    folded, places = _folded(text)
    taken: list[Found] = []
    for name in names:
        for start, end in _matches(folded, name):
            found = Found(places[start], _end(text, places[end - 1]), f"{name[0].upper()}.")
            if not any(found.start < other.end and other.start < found.end for other in taken):
                taken.append(found)
    return sorted(taken)


def reaches_somebody(text: str) -> bool:
    """Whether a telephone number or an e-mail address stands in the text."""
    return REACHED_AT.search(A_DAY.sub("…", text)) is not None


def stands_in(text: str, name: str) -> bool:
    """Whether this one name stands in the text as a word of its own, also with the s of a possessive."""
    folded, _places = _folded(text)
    return next(_matches(folded, name), None) is not None


def _spellings(first_name: str, last_name: str) -> Iterator[str]:
    """The whole names first, so that "van den Berg" is one initial and not a loose "Berg"."""
    for name in (last_name, first_name):
        if len(name.strip()) > 1:
            yield name.strip()
    for part in (*last_name.split(), *re.split(r"[\s-]+", first_name)):
        if len(part) >= SHORTEST_PART:
            yield part


# A page looks for the name of one youngster in each of its texts.
@lru_cache(maxsize=32)
def _spelled(first_name: str, last_name: str) -> Sequence[tuple[str, Sequence[str]]]:
    """Each spelling with its words."""
    return [(name, _words(name)) for name in _spellings(first_name, last_name)]


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", bare_letters(name))


def _matches(folded: str, name: str) -> Iterator[tuple[int, int]]:
    if words := _words(name):
        whole = JOINT.join(map(re.escape, words))
        for match in re.finditer(rf"(?<![^\W_])({whole})(?:s?(?![^\W_]))", folded):
            yield match.span(1)


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The text without accents and capitals, and for each of its letters the place that it has in the original."""
    if text.isascii():
        return text.lower(), range(len(text))
    letters: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        bare = sign.lower() if sign.isascii() else bare_letters(sign)
        letters.append(bare)
        places += [place] * len(bare)
    return "".join(letters), places


def _end(text: str, last: int) -> int:
    """Behind the last letter, with the accents that were typed after it."""
    end = last + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end
