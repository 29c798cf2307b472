"""The words on the screen: translations, and dates, numbers and names as people write them.

Dutch is the language of the source: message ids are the Dutch sentences. The language of the moment lives in a
context variable, set once per request or letter with `use_language`; without it everything is Dutch.
"""

import gettext as stdlib_gettext
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_timedelta
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from hub import clock
from hub.breaks import breakable, whole_numbers
from hub.clock import DayUnit

DEFAULT_LANGUAGE = "nl"
LANGUAGES = {"nl": "Nederlands", "en": "English", "fr": "Français"}
LOCALES = {"nl": "nl_BE", "en": "en_GB", "fr": "fr_BE"}
CATALOGUES = Path(__file__).parent.parent / "locale"

NAMELESS = "–"
FAR_AWAY_DAYS = 60

_language: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)

# Letters that do not fall apart into a base letter and an accent.
_WHOLE_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


# Languages


@contextmanager
def use_language(language: str) -> Iterator[None]:
    """Speak this language within the block; Dutch for one that we do not know."""
    token = _language.set(language if language in LANGUAGES else DEFAULT_LANGUAGE)
    try:
        yield
    finally:
        _language.reset(token)


def speak(language: str) -> None:
    """Speak this language from here on in this context: a request, a letter, a command."""
    _language.set(language if language in LANGUAGES else DEFAULT_LANGUAGE)


def current_language() -> str:
    return _language.get()


def _(message: str, /, **values: Any) -> str:
    """The message in the language of the moment, with `%(name)s` filled in when values are given."""
    translated = catalogue(_language.get()).gettext(message) if message else message
    return translated % values if values else translated


def _n(singular: str, plural: str, num: int, /, **values: Any) -> str:
    """The message for this number of things; `%(num)s` stands for the number itself."""
    translated = catalogue(_language.get()).ngettext(singular, plural, num)
    return translated % {"num": num, **values}


def N_(message: str) -> str:
    """Marks a message for the catalogues without translating it; for tables that are made at import."""
    return message


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str) -> stdlib_gettext.NullTranslations:
    if language == DEFAULT_LANGUAGE:
        return stdlib_gettext.NullTranslations()
    folder = CATALOGUES / language / "LC_MESSAGES"
    source, compiled = folder / "hub.po", folder / "hub.mo"
    if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
        return stdlib_gettext.GNUTranslations(compiled.open("rb"))
    # A developer who just changed a translation has not compiled it yet.
    made = BytesIO()
    with source.open("rb") as lines:
        write_mo(made, read_po(lines, locale=language))
    made.seek(0)
    return stdlib_gettext.GNUTranslations(made)


# Dates


def date_words(when: date, today: date | None = None) -> str:
    """ "dinsdag 1 december", with the year when it is not this one. A moment is read in Brussels."""
    day = _day(when)
    words = _written(day, "EEEE d MMMM", _locale())
    if _language.get() == "fr" and day.day == 1:
        words = words.replace(" 1 ", " 1er ")
    return words if day.year == _today(today).year else f"{words} {day.year}"


def moment_words(moment: datetime, today: date | None = None) -> str:
    """ "dinsdag 1 december om 9.30 uur", in Brussels."""
    return _("%(day)s om %(time)s", day=date_words(moment, today), time=time_words(moment))


def time_words(moment: datetime) -> str:
    """ "9.30 uur" or "9 uur", in Brussels."""
    local = clock.in_brussels(moment)
    if local.minute == 0:
        return _("%(hour)s uur", hour=local.hour)
    return _("%(hour)s.%(minute)s uur", hour=local.hour, minute=f"{local.minute:02}")


def short_day(when: date, today: date | None = None) -> str:
    """ "di 1 dec", with the year when it is not this one: for the rows of a long list."""
    day = _day(when)
    words = _written(day, "EEE d MMM", _locale())
    return words if day.year == _today(today).year else f"{words} {day.year}"


def month_words(day: date) -> str:
    """The short name of a day's month, for the axis of a chart: "sep"."""
    return _written(day, "MMM", _locale())


def month_and_year(day: date) -> str:
    """ "september 2026"."""
    return _written(day, "LLLL y", _locale())


def exact(when: date) -> str:
    """What the tooltip of a date in words says: "1 december 2026", with "09:30" behind it for a moment."""
    words = _written(_day(when), "d MMMM y", _locale())
    if _language.get() == "fr" and _day(when).day == 1:
        words = words.replace("1 ", "1er ", 1)
    return f"{words} {clock.in_brussels(when):%H:%M}" if isinstance(when, datetime) else words


def ago(when: date, today: date | None = None, unit: DayUnit = DayUnit.WORKING_DAYS) -> str:
    """ "vandaag", "gisteren", "morgen", "3 werkdagen geleden", "over 2 werkdagen": counted as what is late is.

    Inside one holiday, where no day of work passes, and beyond sixty days it counts calendar time.
    """
    day, today = _day(when), _today(today)
    distance = (day - today).days
    if abs(distance) <= 1:
        return (_("gisteren"), _("vandaag"), _("morgen"))[distance + 1]
    if abs(distance) > FAR_AWAY_DAYS:
        return format_timedelta(day - today, granularity="day", add_direction=True, locale=_locale())
    counted = clock.days_between(today, day, unit)
    return _ago(counted, unit) if counted else _ago(distance, DayUnit.CALENDAR_DAYS)


def _ago(days: int, unit: DayUnit) -> str:
    n = abs(days)
    if unit is DayUnit.SCHOOL_DAYS:
        past = _n("%(num)s schooldag geleden", "%(num)s schooldagen geleden", n)
        return past if days < 0 else _n("over %(num)s schooldag", "over %(num)s schooldagen", n)
    if unit is DayUnit.WORKING_DAYS:
        past = _n("%(num)s werkdag geleden", "%(num)s werkdagen geleden", n)
        return past if days < 0 else _n("over %(num)s werkdag", "over %(num)s werkdagen", n)
    past = _n("%(num)s dag geleden", "%(num)s dagen geleden", n)
    return past if days < 0 else _n("over %(num)s dag", "over %(num)s dagen", n)


def _day(when: date) -> date:
    return clock.brussels_date(when) if isinstance(when, datetime) else when


def _today(today: date | None) -> date:
    return today or clock.brussels_date(clock.real_now())


def _locale() -> str:
    return LOCALES[_language.get()]


# A page says the same few days and figures over and over, and each costs a look through the rules of its language.
@lru_cache(maxsize=4096)
def _written(day: date, pattern: str, locale: str) -> str:
    return format_date(day, pattern, locale=locale)


@lru_cache(maxsize=4096)
def _figure(value: float, locale: str) -> str:
    return format_decimal(value, locale=locale)


# Numbers and lists


def number(value: float) -> str:
    """ "12.345,6" """
    return _figure(value, _locale())


def number_words(n: int) -> str:
    """ "nul", "één" to "twaalf" in words, as in a sentence; larger numbers in figures."""
    words = [_("nul"), _("één"), _("twee"), _("drie"), _("vier"), _("vijf"), _("zes"), _("zeven")]
    words += [_("acht"), _("negen"), _("tien"), _("elf"), _("twaalf")]
    return words[n] if 0 <= n < len(words) else number(n)


def percent(share: float, digits: int = 0) -> str:
    """A share between 0 and 1 as "34%"."""
    rounded = Decimal(str(share)).quantize(Decimal(10) ** -(digits + 2), ROUND_HALF_UP)
    return format_percent(rounded, locale=_locale(), decimal_quantization=False)


def list_words(items: Sequence[str]) -> str:
    """ "a, b en c" """
    return format_list(list(items), locale=_locale())


# Names


def initials(name: str, last_name: str = "") -> str:
    """ "Noor El Amrani" is "N.E.": the first letter of the first two words, or of first name and last name.

    A dash when there is no name yet.
    """
    parts = [name, last_name] if last_name.strip() else name.split()[:2]
    letters = [found[0].upper() for part in parts if (found := re.search(r"[^\W\d_]", part))]
    return "".join(f"{letter}." for letter in letters) or NAMELESS


def sort_key(name: str) -> str:
    """How a name is stored to sort by: no accents, no capitals, no apostrophes; "Éloïse D'Hondt" is "eloise dhondt".

    The prefix of a Belgian family name belongs to it: "Van den Berg" stands under v.
    """
    return " ".join(re.sub(r"[^\w\s]", " ", re.sub(r"['’ʼ`.]", "", bare_letters(name))).split())


def bare_letters(text: str) -> str:
    """A text without accents and capitals; "Éloïse D'Hondt" is "eloise d'hondt"."""
    if text.isascii():
        return text.lower()
    # Twice, because a letter may only show its capital once it is taken apart.
    folded = unicodedata.normalize("NFKD", text.casefold()).casefold()
    apart = unicodedata.normalize("NFKD", folded)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).translate(_WHOLE_LETTERS)


# What templates may do with a value.
FILTERS = (
    ago,
    breakable,
    date_words,
    exact,
    initials,
    list_words,
    moment_words,
    month_words,
    short_day,
    number,
    number_words,
    percent,
    time_words,
    whole_numbers,
)
