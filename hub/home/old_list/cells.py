"""What people write in the cells of a list: days in many shapes, yes and no, names in one cell, a municipality."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hub import places
from hub.clock import SchoolYear
from hub.dispatch.codes import Gender
from hub.wording import bare_letters, sort_key

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip
# Other ways to begin the name of a month, by its number.
ALSO_MONTHS = {"mrt": 3, "jan": 1, "janvier": 1, "fevrier": 2, "mars": 3, "avril": 4, "mai": 5, "may": 5, "juin": 6,
               "juillet": 7, "aout": 8, "octobre": 10, "decembre": 12, "oct": 10}  # fmt: skip
SHORTEST_MONTH = 3
WEEKDAYS = "ma(?:andag)?|di(?:nsdag)?|wo(?:ensdag)?|do(?:nderdag)?|vr(?:ijdag)?|za(?:terdag)?|zo(?:ndag)?"
# Days since the last but one of 1899, as a spreadsheet counts; only those that a list of pupils can mean.
FIRST_SERIAL, SERIALS = date(1899, 12, 30), range(20_000, 60_000)
OLDEST_YEAR, NEWEST_YEAR = 1900, 2100

YES = {"ja", "j", "yes", "y", "oui", "o", "x", "v", "1", "true", "waar", "wel", "ok", "✓", "✔", "√"}
NO = {"nee", "neen", "n", "no", "non", "0", "false", "onwaar", "niet", "-", "–"}
GENDERS = {
    Gender.M: {"m", "j", "jongen", "man", "mannelijk", "jongens", "h", "homme", "garcon", "masculin"},
    Gender.V: {"v", "meisje", "vrouw", "vrouwelijk", "f", "fille", "femme", "feminin"},
    Gender.X: {"x", "non-binair", "andere"},
}


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    SCHOOL_YEAR = "school_year"


@dataclass(frozen=True)
class Day:
    """A day as it was written; the first one of a month or school year where nothing more precise stood there."""

    on: date
    precision: Precision = Precision.DAY


def read_day(text: str, today: date) -> Day | None:
    """The day that this says, as one writes it in Flanders: the day before the month, always. None for what is no day,
    or may be two. A year in two figures lies in the past or next year."""
    bare = _without_frills(text)
    for pattern, read in _SHAPES:
        found = pattern.fullmatch(bare)
        if found:
            try:
                day = read(found.groupdict(), today)
            except ValueError:
                return None
            return day if day and OLDEST_YEAR <= day.on.year <= NEWEST_YEAR else None
    return None


def is_half_known(text: str, today: date) -> bool:
    """Whether this says a year or a month and no day, as people write when somebody was born about whom they asked no
    further."""
    day = read_day(text, today)
    return bool(re.fullmatch(r"(?:19|20)[0-9]{2}", text.strip())) or (
        day is not None and day.precision == Precision.MONTH
    )


def _without_frills(text: str) -> str:
    """Small letters, single spaces; without a day of the week before it, or a time of the day behind it."""
    bare = bare_letters(" ".join(text.split()))
    bare = re.sub(rf"^(?:{WEEKDAYS})\.?,? (?=\d)", "", bare)
    return re.sub(r"[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$", "", bare)


def _year(figures: str, today: date) -> int:
    year = int(figures)
    if len(figures) > 2:
        return year
    return 2000 + year if year <= today.year % 100 + 1 else 1900 + year


def _of_numbers(found: dict[str, str], today: date) -> Day:
    return Day(date(_year(found["y"], today), int(found["m"]), int(found["d"])))


def _of_serial(found: dict[str, str], today: date) -> Day | None:
    days = int(found["n"])
    return Day(FIRST_SERIAL + timedelta(days=days)) if days in SERIALS else None


def _month(word: str) -> int:
    """The number of a month by its name or the beginning of it. ValueError for another word."""
    bare = word.rstrip(".")
    if bare in ALSO_MONTHS:
        return ALSO_MONTHS[bare]
    begun = [n for n, name in enumerate(MONTHS, start=1) if len(bare) >= SHORTEST_MONTH and name.startswith(bare)]
    if len(begun) != 1:
        raise ValueError("no month")
    return begun[0]


def _of_words(found: dict[str, str], today: date) -> Day:
    return Day(date(_year(found["y"], today), _month(found["word"]), int(found["d"])))


def _of_month(found: dict[str, str], today: date) -> Day:
    number = _month(found["word"]) if found.get("word") else int(found["m"])
    return Day(date(_year(found["y"], today), number, 1), Precision.MONTH)


def _of_school_year(found: dict[str, str], today: date) -> Day | None:
    """2025-2026 and 2025-26; 25-26 too, but 11-12 may be November."""
    first = _year(found["a"], today)
    follows = str(first + 1).endswith(found["b"])
    doubtful = len(found["a"]) == 2 and int(found["a"]) <= 12
    if not follows or doubtful:
        return None
    return Day(SchoolYear(first).first_day, Precision.SCHOOL_YEAR)


Read = Callable[[dict[str, str], date], Day | None]
_SHAPES: tuple[tuple[re.Pattern[str], Read], ...] = (
    (re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})"), _of_numbers),
    (re.compile(r"(?P<d>[0-9]{1,2}) ?([/.\-]) ?(?P<m>[0-9]{1,2}) ?\2 ?(?P<y>[0-9]{4}|[0-9]{2})"), _of_numbers),
    (
        re.compile(r"(?P<d>[0-9]{1,2})(?:e|ste|de)?[ \-/.](?P<word>[a-z]+\.?)[ \-/.]?(?P<y>[0-9]{4}|[0-9]{2})"),
        _of_words,
    ),
    (re.compile(r"(?P<word>[a-z]+\.?)[ \-/.]?'?(?P<y>[0-9]{4}|[0-9]{2})"), _of_month),
    (re.compile(r"(?P<m>[0-9]{1,2})[/.\-](?P<y>[0-9]{4})"), _of_month),
    (
        re.compile(r"(?:schooljaar |sj\.? ?)?(?P<a>[0-9]{4}|[0-9]{2}) ?[\-/–] ?(?P<b>[0-9]{4}|[0-9]{2})"),
        _of_school_year,
    ),
    (re.compile(r"(?P<n>[0-9]{5})"), _of_serial),
)


def read_yes(text: str) -> bool | None:
    """Yes or no; None for anything else, and for nothing. More than one word counts by its first: "nee, verhuisd"."""
    words = re.split(r"[\s,;:.(]+", bare_letters(text).strip(), maxsplit=1)
    return True if words[0] in YES else False if words[0] in NO else None


def read_gender(text: str) -> Gender | None:
    bare = bare_letters(text).strip().rstrip(".")
    return next((gender for gender, words in GENDERS.items() if bare in words), None)


def split_name(text: str, *, last_first: bool) -> tuple[str, str]:
    """(first name, last name) of both in one cell. A comma tells it by itself: the family name stands before it."""
    whole = " ".join(text.split())
    if "," in whole:
        last, _comma, first = whole.partition(",")
        return first.strip(), last.strip()
    if last_first:
        last, _space, first = whole.rpartition(" ")
        return (first, last) if last else ("", first)
    first, _space, last = whole.partition(" ")
    return first, last.strip()


def read_home(text: str, postcode: str = "") -> tuple[str, str | None]:
    """(postcode, NIS code of the municipality of today) of "Mechelen", "2800 Mechelen" or "Mechelen (2800)"; "" and
    None for what it does not tell."""
    code = next(
        iter(re.findall(r"(?<!\d)[1-9]\d{3}(?!\d)", postcode) or re.findall(r"(?<!\d)[1-9]\d{3}(?!\d)", text)), ""
    )
    found = places.by_postcode(code) if code else []
    name = sort_key(re.sub(r"[\d()]", " ", text))
    named = [one for one in found if sort_key(one.name_nl) == name] or found
    if len(named) == 1:
        return code, named[0].nis
    same = [one for one in places.search(name, 5) if sort_key(one.name_nl) == name] if name else []
    return code, same[0].nis if len(same) == 1 else None


def read_several(text: str) -> list[str]:
    """The names that stand in one cell, parted by a plus, a slash, a semicolon or a new line."""
    return [" ".join(one.split()) for one in re.split(r"[+/;\n]", text) if one.strip()]
