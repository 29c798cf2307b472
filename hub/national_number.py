"""Belgian national register numbers and BIS numbers: found wherever they are typed, to be refused or masked.

Eleven digits YYMMDD-SSS-CC: birth date (month + 20 or + 40 in a BIS number; month and day may be 00 when unknown),
serial 001-998, check = 97 - (the first nine digits modulo 97), with a 2 put before them for who was born from 2000 on
(royal decree of 3 April 1984; BIS: royal decree of 8 February 1991).
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

DIGITS = 11
LONGEST = DIGITS + 4  # with 0032 glued before it
MASK = "•"

_IGNORED = "\x00"  # stands in for what a reader does not see: tags, zero-width characters
_TAG_OR_ENTITY = re.compile(r"<[^<>]{1,400}>|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
_SEPARATED = rf"(?:{_IGNORED}*[ \t.\-/_,:;()|\\*]{_IGNORED}*){{1,3}}"
_LINE_END = rf"{_IGNORED}*[ \t.\-/_]?{_IGNORED}*\r?\n[ \t>]{{0,6}}{_IGNORED}*"
_CHAIN = re.compile(rf"\d+(?:(?:{_SEPARATED}|{_LINE_END}|{_IGNORED}+)\d+)*")
_GROUP = re.compile(r"\d+")
_NEAT_JOINTS = frozenset({2, 4, 6, 9})
# With a year in four digits. A moment such as 2026-11-22 9:30:15 has as many digits, and a joint after nine.
_LONG_JOINTS = frozenset({4, 6, 8, 11})
_CENTURIES = {"19": 1900, "20": 2000}
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![A-Za-z0-9])")
_LOOK_ALIKES = dict.fromkeys("·‧․。．｡∙⋅", ".") | dict.fromkeys("／⁄∕", "/") | {"＿": "_", "−": "-"}
_DAYS = (31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # month 0 is "unknown"


class Span(NamedTuple):
    """Where a number stands in the text: `text[start:end]`."""

    start: int
    end: int


def is_valid(digits: str) -> bool:
    """Whether eleven ASCII digits are a national register or BIS number: plausible date, serial and check."""
    if len(digits) != DIGITS or not digits.isascii() or not digits.isdigit():
        return False
    return _is_born_in(1900, digits) or _is_born_in(2000, digits)


def find_national_numbers(text: str) -> list[Span]:
    """All national numbers in free text or HTML, in order, overlapping ones merged.

    Found with dots, dashes, slashes and spaces of any kind between any of the digits, full-width and other decimal
    digits, tags and entities in between, across one line end at 2, 4, 6 or 9 digits, with the year in four digits, and
    glued to the country code of a telephone. Telephone numbers with a `+` before them and valid IBANs are left alone.
    """
    return _merged([_span(places) for places in _found(text)])


def contains(text: str) -> bool:
    """Whether there is at least one national number in `text`."""
    return next(_found(text), None) is not None


def mask(text: str) -> tuple[str, int]:
    """(the text with each digit of each national number as a dot `•`, how many numbers there were).

    Separators and tags stay, so that masked HTML is still HTML; masking what is masked changes nothing.
    """
    numbers = list(_found(text))
    if not numbers:
        return text, 0
    pieces: list[str] = []
    end = 0
    for start, stop in sorted({place for number in numbers for place in number}):
        if start >= end:
            pieces += [text[end:start], MASK]
            end = stop
    return "".join([*pieces, text[end:]]), len(_merged([_span(places) for places in numbers]))


def _is_born_in(century: int, digits: str) -> bool:
    nine, check, serial = int(digits[:9]), int(digits[9:]), int(digits[6:9])
    # A year 20YY beyond the middle of the century would be a child not yet born.
    if not 1 <= serial <= 998 or (century == 2000 and int(digits[:2]) >= 50):
        return False
    return check == 97 - (nine + (2_000_000_000 if century == 2000 else 0)) % 97 and _is_date(century, digits)


def _is_date(century: int, digits: str) -> bool:
    year, month, day = century + int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    for added in (40, 20):
        if month >= added:
            month -= added
            break
    if month > 12 or day > _DAYS[month]:
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return not (month == 2 and day == 29 and not leap)


def _found(text: str) -> Iterator[list[tuple[int, int]]]:
    """The places (start, end) of the eleven digits of each number; read as it stands and as a browser shows it."""
    if len(text) < DIGITS or not _GROUP.search(text):
        return
    yield from _in_flat(*_flattened(text, []))
    tags = list(_TAG_OR_ENTITY.finditer(text)) if "<" in text or "&" in text else []
    if tags:
        yield from _in_flat(*_flattened(text, tags))


def _flattened(text: str, tags: list[re.Match[str]]) -> tuple[str, list[tuple[int, int]] | None]:
    """The text in plain ASCII digits and separators, with `tags` taken out and entities apart, and for each character
    its place in the original (None: the same)."""
    if not tags and text.isascii() and _IGNORED not in text:
        return text, None
    flat: list[str] = []
    places: list[tuple[int, int]] = []

    def put(char: str, start: int, end: int) -> None:
        if tags and char == "\n" and flat and flat[-1] == _IGNORED:
            char = " "  # between tags a line end is no more than a space
        # One ignored character says as much as a thousand, and keeps the search linear.
        if char != _IGNORED or not flat or flat[-1] != _IGNORED:
            flat.append(char)
            places.append((start, end))

    end = 0
    for match in tags:
        for index in range(end, match.start()):
            put(_flat(text[index]), index, index + 1)
        meant = html.unescape(match.group()) if match.group().startswith("&") else _IGNORED
        put(_flat(meant) if len(meant) == 1 else _IGNORED, *match.span())
        end = match.end()
    for index in range(end, len(text)):
        put(_flat(text[index]), index, index + 1)
    return "".join(flat), places


@lru_cache(maxsize=4096)
def _flat(char: str) -> str:
    if char.isascii():
        return char
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(char)
    if category == "Zs":
        return " "
    if category == "Pd":
        return "-"
    if category == "Cf":
        return _IGNORED
    return _LOOK_ALIKES.get(char, char)


def _in_flat(flat: str, places: list[tuple[int, int]] | None) -> Iterator[list[tuple[int, int]]]:
    ibans = [match.span() for match in _IBAN.finditer(flat) if _is_iban(match.group())]
    for chain in _CHAIN.finditer(flat):
        groups = [Span(match.start(), match.end()) for match in _GROUP.finditer(flat, chain.start(), chain.end())]
        for window in _windows(groups):
            indices = [index for group in window for index in range(group.start, group.end)]
            digits = "".join(flat[index] for index in indices)
            if _says_one(flat, window, digits) and _stands_alone(flat, window, ibans):
                yield [places[index] if places else (index, index + 1) for index in indices]


def _windows(groups: list[Span]) -> Iterator[list[Span]]:
    """Runs of whole groups of digits that hold eleven digits together, or two or four more before them."""
    for first in range(len(groups)):
        length = 0
        for last in range(first, min(len(groups), first + LONGEST)):
            length += groups[last].end - groups[last].start
            if length in (DIGITS, DIGITS + 2, LONGEST):
                yield groups[first : last + 1]
            if length >= LONGEST:
                break


def _says_one(flat: str, window: list[Span], digits: str) -> bool:
    """Whether these digits are a number as it is, with its year in four digits, or glued to +32 or 0032."""
    if len(digits) == DIGITS:
        return is_valid(digits)
    before, number = digits[:-DIGITS], digits[-DIGITS:]
    if before in _CENTURIES:
        return _joints(window) <= _LONG_JOINTS and _is_born_in(_CENTURIES[before], number)
    plus = flat[max(0, window[0].start - 1) : window[0].start] == "+"
    glued = window[0].end - window[0].start > len(before) and (before == "0032" or (before == "32" and plus))
    return glued and is_valid(number)


def _joints(window: list[Span]) -> set[int]:
    """After how many digits there is something in between."""
    found, length = set(), 0
    for group in window[:-1]:
        length += group.end - group.start
        found.add(length)
    return found


def _stands_alone(flat: str, window: list[Span], ibans: list[tuple[int, int]]) -> bool:
    start, end = window[0].start, window[-1].end
    if any(start < stop and begin < end for begin, stop in ibans):
        return False
    joints = _joints(window)
    if "\n" in flat[start:end] and not (joints and joints <= _NEAT_JOINTS):
        return False
    before = flat[max(0, start - 3) : start].replace(_IGNORED, "").rstrip("(")
    # What is longer than a number and its prefix was weighed with its plus already.
    return (
        not before.endswith("+")
        or sum(group.end - group.start for group in window) > DIGITS
        or _dotted(flat[start:end])
    )


def _dotted(number: str) -> bool:
    """Whether it is written as only a national number is: 85.07.30-033.28, 85-07-30-033-28."""
    return re.fullmatch(r"\d\d([.\-/])\d\d\1\d\d[ .\-/]\d{3}[.\-/]\d\d", number.replace(_IGNORED, "")) is not None


def _is_iban(text: str) -> bool:
    compact = text.replace(" ", "")
    turned = compact[4:] + compact[:4]
    return 15 <= len(compact) <= 34 and int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


def _span(places: list[tuple[int, int]]) -> Span:
    return Span(places[0][0], places[-1][1])


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(set(spans)):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged
