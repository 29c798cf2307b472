"""How an organisation is stored to be sorted and found: by pieces of its name, its municipality and its street."""

import re
from typing import Any

from hub import places
from hub.wording import sort_key

_SHORT = re.compile(r"\bst\b")


def words_of(text: str) -> list[str]:
    """The words of a name or a search, without capitals, accents and hyphens; "St.-Jan" is sint and jan."""
    return _SHORT.sub("sint", sort_key(re.sub(r"\bst\.", "st ", text, flags=re.IGNORECASE))).split()


def found_by(name: str, nis: str | None, *address: str) -> str:
    """Every word that may be typed for it, each with a space before it: a word is found by its beginning."""
    place = places.name_of(nis)
    words = dict.fromkeys(words_of(" ".join([name, place, *address])))
    return "".join(f" {word}" for word in words)


def names(name: str, nis: str | None, *address: str) -> dict[str, Any]:
    """The columns of a name; `address` is street and postcode where they are known."""
    return {"name": name, "sort_key": sort_key(name), "found_by": found_by(name, nis, *address)}
