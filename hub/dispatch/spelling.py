"""How a name is written, set aside: accents, spaces, prefixes, letters that sound alike, short and foreign forms."""

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from hub.wording import bare_letters

TABLES = Path(__file__).parent / "spellings"
DOUBLED = re.compile(r"(.)\1+")


class Name(NamedTuple):
    """A name to compare; all is "" when it is unknown. `letters` are its bare letters in one go ("vandenberg"), `words`
    those of each word apart, `sound` is what spellings of one family name share ("Dierckx" and "Dirkx" both "dirks"),
    `form` the same for a first name, with its short and foreign forms ("Muhammad" as "mohamed", "Jef" as "iosef")."""

    letters: str
    words: tuple[str, ...]
    sound: str
    form: str


@lru_cache(maxsize=4096)
def name(text: str) -> Name:
    """A name as typed, first name or family name: people write one where the other belongs."""
    words = tuple(re.findall(r"[^\W\d_]+", re.sub(r"['’ʼ`.]", "", bare_letters(text))))
    letters, forms = "".join(words), _forms()
    form = forms.get(letters) or "".join(forms.get(word, word) for word in words)
    return Name(letters, words, _sound(letters), _sound(form))


@lru_cache(maxsize=4096)
def forms_of(first_name: str) -> list[str]:
    """All ways in which this first name is written, itself first: "muhammad" also as "mohamed", "mo" and others. Only
    itself where no table knows it."""
    letters = name(first_name).letters
    known = next((line for line in _lines("first_names.txt") if letters in line), [])
    return [first_name, *(form for form in known if form != letters)]


def _sound(letters: str) -> str:
    """By the table of letters, from left to right and the longest first; doubled letters count once."""
    pattern, sounds = _letters()
    return DOUBLED.sub(r"\1", pattern.sub(lambda found: sounds[found[0]], letters))


@cache
def _forms() -> dict[str, str]:
    """For each form of a first name the one that stands for all of them: "jef" is "jozef"."""
    return {form: line[0] for line in _lines("first_names.txt") for form in line}


@cache
def _letters() -> tuple[re.Pattern[str], dict[str, str]]:
    sounds = {letters: line[0] for line in _lines("letters.txt") for letters in line[1:]}
    return re.compile("|".join(sorted(sounds, key=len, reverse=True))), sounds


def _lines(file: str) -> list[list[str]]:
    """The words of each line; what stands behind a # is a remark."""
    lines = (line.partition("#")[0].split() for line in (TABLES / file).read_text("utf-8").splitlines())
    return [line for line in lines if line]
