"""Values as people write them: Dutch dates, school years, telephone numbers, addresses, names."""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import email_validator

from hub import places
from hub.clock import SchoolYear
from hub.wording import bare_letters, sort_key

LONGEST = 200
_MONTHS = (
    "januari jan", "februari feb febr", "maart mrt mar", "april apr", "mei", "juni jun", "juli jul", "augustus aug",
    "september sept sep", "oktober okt oct", "november nov", "december dec",
)  # fmt: skip
_MONTH_OF = {word: number for number, words in enumerate(_MONTHS, start=1) for word in words.split()}
_IN_WORDS = re.compile(
    r"(?<!\d)(\d{1,2})(?:ste|de|e)?[\s.\-/]{1,3}([a-z]{3,9})\.?[\s.\-/,]{1,3}['’]?(\d{4}|\d{2})(?!\d)"
)
_IN_FIGURES = re.compile(r"(?<!\d)(\d{1,2})\s{0,2}[-/. ]\s{0,2}(\d{1,2})\s{0,2}[-/. ]\s{0,2}['’‘`]?(\d{4}|\d{2})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_SCHOOL_YEAR = re.compile(r"(?<!\d)(20\d\d)\s?[-–/]\s?(20\d\d|\d\d)(?!\d)")
_POSTCODE = re.compile(r"(?<![\d.+/-])(?:B[- ]?)?([1-9]\d{3})(?![\d/-])")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]{1,64}@[^\s<>()\[\],;:\"]{1,200}")
_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]{0,120}[)\]]")


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words that no name of one person holds.
_NO_NAME = _set_of(
    "is was heeft niet ook nog mijn onze hij zij ze we wij ik dat die dit en of broer zus broertje zusje vriend "
    "onbekend nvt idem zie geen"
)
_PREFIXES = _set_of("van de den der des ter ten vande vanden vander el al ben ibn abu le la du di da dos d t")
GENDERS = {
    **dict.fromkeys(("m", "man", "jongen", "mannelijk", "j"), "M"),
    **dict.fromkeys(("v", "vrouw", "meisje", "vrouwelijk"), "V"), "x": "X",
}  # fmt: skip


def tidy(text: str) -> str:
    """A value without the dots to write on, spaces around it or a comma at its end."""
    return re.sub(r"\s+", " ", re.sub(r"[.…_]{3,}", " ", text)).strip(" \t,;:|-–•")[:LONGEST]


def day_in(text: str, *, latest: date) -> date | None:
    """The one day in these words, on `latest` at most; two figures for a year are the last such year that fits."""
    low = bare_letters(text)
    for pattern, order in ((_YEAR_FIRST, (2, 1, 0)), (_IN_FIGURES, (0, 1, 2)), (_IN_WORDS, (0, 1, 2))):
        found = {_day(*(one[n] for n in order), latest=latest) for one in pattern.findall(low)[:5]}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _day(day: str, month: str, year: str, *, latest: date) -> date | None:
    number = int(month) if month.isascii() and month.isdecimal() else _MONTH_OF.get(month, 0)
    whole = int(year)
    if len(year) == 2:
        whole += latest.year // 100 * 100
        whole -= 100 if whole > latest.year else 0
    try:
        return date(whole, number, int(day))
    except ValueError:
        return None


def school_year_in(text: str) -> SchoolYear | None:
    """The school year that is named: "2025-26", "2025/2026"."""
    for first, second in _SCHOOL_YEAR.findall(text)[:5]:
        if int(second) % 100 == (int(first) + 1) % 100:
            return SchoolYear(int(first))
    return None


def phones_in(text: str) -> list[str]:
    """The telephone numbers in these words, as Belgians write them; those of another country with their code."""
    import phonenumbers  # its tables are read only where somebody wrote a number

    if sum(letter.isdigit() for letter in text) < 8:
        return []
    found = phonenumbers.PhoneNumberMatcher(text[:LONGEST], "BE", leniency=phonenumbers.Leniency.POSSIBLE, max_tries=10)
    numbers = [match.number for match in found]
    national, foreign = phonenumbers.PhoneNumberFormat.NATIONAL, phonenumbers.PhoneNumberFormat.INTERNATIONAL
    said = [phonenumbers.format_number(one, national if one.country_code == 32 else foreign) for one in numbers]
    return list(dict.fromkeys(said))


def emails_in(text: str) -> list[str]:
    found: dict[str, None] = {}
    for one in _ADDRESS.findall(text[:LONGEST])[:5]:
        try:
            read = email_validator.validate_email(one.rstrip("."), check_deliverability=False, test_environment=True)
        except email_validator.EmailNotValidError:
            continue
        found[read.normalized.lower()] = None
    return list(found)


class Place(NamedTuple):
    postcode: str
    nis: str  # "" while the postcode leaves a choice


def place_in(text: str) -> Place | None:
    """The municipality of an address: by its postcode, or by its name where that has one postcode only."""
    # A house number may look like a postcode; the postcode stands behind it.
    codes = [one for one in _POSTCODE.findall(text) if places.by_postcode(one)]
    key = sort_key(text)
    if codes:
        here = places.by_postcode(codes[-1])
        named = [place for place in here if re.search(rf"\b{re.escape(sort_key(place.name_nl))}\b", key)]
        chosen = named if len(named) == 1 else here
        return Place(codes[-1], chosen[0].nis if len(chosen) == 1 else "")
    found = [place for place in places.search(text, 3) if sort_key(place.name_nl) == key] if len(text) < 60 else []
    only = places.postcodes(found[0].nis) if len(found) == 1 else []
    return Place(only[0], found[0].nis) if len(only) == 1 else None


def person_in(text: str) -> str:
    """The name of one person; "" for a sentence, for several people and for what holds figures."""
    said = tidy(_IN_BRACKETS.sub(" ", text))
    words = said.replace(",", " ").split()
    wrong = any(letter.isdigit() or letter in "@:/&+=<>?!;•" for letter in said)
    if not 1 <= len(words) <= 6 or wrong or said.count(",") > 1 or len(said) > 80:
        return ""
    if any(bare_letters(word).strip(".") in _NO_NAME for word in words):
        return ""
    return said if all(word[0].isupper() or _is_prefix(word) or "'" in word for word in words) else ""


class Name(NamedTuple):
    first: str
    last: str
    sure: bool


def name_in(text: str, order: str = "") -> Name | None:
    """First and family name of one person. `order` is what the label says of it: first_last, last_first or nothing;
    then capitals ("PEETERS Lotte") and a comma tell, and without those the first name is taken to stand first."""
    said = person_in(text)
    if not said:
        return None
    before, comma, behind = (part.strip() for part in said.partition(","))
    if comma:
        return Name(_cased(behind), _cased(before), True) if before and behind else None
    words = said.split()
    if len(words) == 1:
        return Name(_cased(said), "", False) if "." not in said else None
    loud = [word for word in words if len(word) > 1 and word.isupper()]
    if loud and len(loud) < len(words):
        return Name(
            " ".join(word for word in words if word not in loud), " ".join(_cased(word) for word in loud), True
        )  # fmt: skip
    if order == "last_first" and not (_is_prefix(words[1]) and not _is_prefix(words[0])):
        cut = _end_of_last(words)
        return Name(_cased(" ".join(words[cut:])), _cased(" ".join(words[:cut])), cut == len(words) - 1)
    return Name(_cased(words[0]), _cased(" ".join(words[1:])), order == "first_last" and len(words) == 2)


def _end_of_last(words: Sequence[str]) -> int:
    """Where the family name ends that stands first: behind its prefixes ("Van den", "El") and one word more."""
    at = 0
    while at < len(words) - 2 and _is_prefix(words[at]):
        at += 1
    return at + 1


def _is_prefix(word: str) -> bool:
    return sort_key(word) in _PREFIXES


def _cased(name: str) -> str:
    return " ".join(word.title() if len(word) > 1 and word.isupper() else word for word in name.split())
