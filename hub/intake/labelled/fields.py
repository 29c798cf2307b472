"""From what stands beside labels to the questions of the form: one value for a field, or why there is none."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from hub.clock import SchoolYear
from hub.dispatch.codes import GENDER_WORDS
from hub.intake.labelled.reading import Said
from hub.intake.labelled.values import (
    GENDERS,
    day_in,
    emails_in,
    name_in,
    person_in,
    phones_in,
    place_in,
    school_year_in,
    tidy,
)  # fmt: skip
from hub.intake.labelled.words import What, Who, bare
from hub.national_number import MASK
from hub.wording import sort_key

MOST_DIFFERENT = 4


class Field(NamedTuple):
    """A question of the form: `section` and `name` as in questions.py; `person` says which parent ("moeder")."""

    section: str
    name: str
    person: str = ""

    @property
    def of_one(self) -> bool:
        """Whether it differs from one youngster of a school to the next."""
        return self.section in ("youngster", "parents", "absence") or self.name == "year"


@dataclass(frozen=True)
class Found:
    """A value for a field as a form would hold it. `unsure` when it could be another one, such as a first name that
    may be the family name. `label` and `line` are where it stood; `source` is for who asks to say in what."""

    field: Field
    value: str
    label: str
    line: str
    source: str = ""
    unsure: bool = False
    own: bool = False  # from the hub's own form, where each value has its place


@dataclass(frozen=True)
class Doubt:
    """A field of which nothing is suggested, since these differ."""

    field: Field
    values: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """What a text gives: at most one value for each field. `several` when it speaks of more than one youngster: then
    nothing is suggested about any of them. `year` is the school year that it names."""

    found: tuple[Found, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    several: bool = False
    year: SchoolYear | None = None


Values = list[tuple[str, str]]  # name of a field, value
Reader = Callable[[Said, date], Values]


def _name(said: Said, today: date) -> Values:
    read = name_in(said.value, said.what.value)
    return [("first_name", read.first), ("last_name", read.last)] if read else []


def _first_name(said: Said, today: date) -> Values:
    return [("first_name", person_in(said.value))]


def _last_name(said: Said, today: date) -> Values:
    return [("last_name", person_in(said.value))]


def _born(said: Said, today: date) -> Values:
    day = day_in(said.value, latest=today)
    return [("birth_date", day.isoformat())] if day else []


def _gender(said: Said, today: date) -> Values:
    return [("gender", GENDERS[word])] if (word := bare(said.value)) in GENDERS else []


def _home(said: Said, today: date) -> Values:
    place = place_in(said.value)
    return [("postcode", place.postcode), ("home_nis", place.nis)] if place else []


def _phone(name: str) -> Reader:
    def read(said: Said, today: date) -> Values:
        numbers = phones_in(said.value)
        return [(name, numbers[0])] if len(numbers) == 1 else []

    return read


def _reach(said: Said, today: date) -> Values:
    """A parent is reached by all numbers and addresses that stand there."""
    ways = [*phones_in(said.value), *emails_in(said.value)]
    return [("contact", ", ".join(ways)[:200])] if ways else []


def _email(said: Said, today: date) -> Values:
    addresses = emails_in(said.value)
    return [("referrer_email", addresses[0])] if len(addresses) == 1 else []


def _person(name: str) -> Reader:
    return lambda said, today: [(name, person_in(said.value))]


def _parents(said: Said, today: date) -> Values:
    """One or both parents by name; with a number or an address behind it that is how they are reached."""
    values = _reach(said, today)
    words = re.split(r"[(,;:/+\d]|\s[-–]\s|\btel\b|\bgsm\b", said.value, maxsplit=1, flags=re.IGNORECASE)[0]
    people = [person_in(one) for one in re.split(r"\s+(?:en|&)\s+", words.strip(), maxsplit=1)]
    return [("name", " en ".join(people)), *values] if all(people) else values


def _line(name: str, longest: int, *, proper: bool = False) -> Reader:
    """A few words. `proper`: the name of something, which begins with a capital or a figure."""

    def read(said: Said, today: date) -> Values:
        value = said.value
        fits = len(value) <= longest and re.search(r"\w", value) and not value.endswith((".", "?", "!"))
        if not fits or "//" in value or (proper and value[0].islower()):
            return []
        return [(name, value)]

    return read


def _school_postcode(said: Said, today: date) -> Values:
    place = place_in(said.value)
    return [("school_postcode", place.postcode)] if place else []


def _half_days(said: Said, today: date) -> Values:
    found = re.fullmatch(r"(?:ongeveer |ca\.? ?|± ?)?(\d{1,3})(?: ?(?:b|b-codes|halve dagen|hd))?", said.value.lower())
    return [("half_days", found[1])] if found else []


NAMES = dict.fromkeys((What.NAME, What.FIRST_LAST, What.LAST_FIRST))
_YOUNGSTER: Mapping[What, Reader] = {
    **dict.fromkeys(NAMES, _name), What.FIRST: _first_name, What.LAST: _last_name, What.BORN: _born,
    What.GENDER: _gender, **dict.fromkeys((What.ADDRESS, What.POSTCODE, What.MUNICIPALITY), _home),
    What.PHONE: _phone("phone"), What.LANGUAGE: _line("home_language", 60),
}  # fmt: skip
_PARENT: Mapping[What, Reader] = {
    **dict.fromkeys(NAMES, _parents), What.PHONE: _reach, What.EMAIL: _reach, What.LANGUAGE: _line("language", 60),
}  # fmt: skip
_SCHOOL: Mapping[What, Reader] = {
    What.NAME: _line("school_name", 90, proper=True), What.SITE: _line("site", 90, proper=True),
    What.KLAS: _line("year", 40),
    **dict.fromkeys((What.ADDRESS, What.POSTCODE, What.MUNICIPALITY), _school_postcode),
}  # fmt: skip
_REFERRER: Mapping[What, Reader] = {
    **dict.fromkeys(NAMES, _person("referrer_name")), What.FUNCTION: _line("referrer_function", 90),
    What.ORGANISATION: _line("referrer_organisation", 90, proper=True), What.PHONE: _phone("referrer_phone"),
    What.EMAIL: _email,
}  # fmt: skip
_CLB: Mapping[What, Reader] = {**dict.fromkeys(NAMES, _line("clb_contact", 90, proper=True))}
_ABSENCE: Mapping[What, Reader] = {What.HALF_DAYS: _half_days}
_OF: Mapping[Who, tuple[str, Mapping[What, Reader]]] = {
    Who.YOUNGSTER: ("youngster", _YOUNGSTER), Who.PARENT: ("parents", _PARENT), Who.SCHOOL: ("school", _SCHOOL),
    Who.REFERRER: ("referrer", _REFERRER), Who.CLB: ("referrer", _CLB),
}  # fmt: skip
# A label without a person is about the youngster, but a number or an address to write to may be anybody's.
_NOBODYS = frozenset({What.PHONE, What.EMAIL, What.FUNCTION, What.ORGANISATION})


def fields_in(said: Sequence[Said], today: date, source: str = "") -> list[Found]:
    """Every value that can be read, also those that differ."""
    found = [one for each in said for one in _found(each, today, source)]
    apart = {one.who for one in said if one.what in (What.FIRST, What.LAST)}
    if not apart & {None, Who.YOUNGSTER}:
        return found
    # "Voornaam: Lotte, Naam: Peeters": beside a first name of its own, a name is the family name.
    firsts = {one.line for one in found if one.field.name == "first_name"}
    alone = {(one.label, one.line) for one in said if one.what == What.NAME and " " not in one.value.strip()}
    return [
        replace(one, field=Field("youngster", "last_name"), unsure=False)
        if one.field == ("youngster", "first_name", "") and (one.label, one.line) in alone and firsts
        else one
        for one in found
    ]


def _found(said: Said, today: date, source: str) -> Iterable[Found]:
    if said.who is None and said.what in _NOBODYS:
        return
    if MASK in said.value or said.what == What.SCHOOL_YEAR or said.who == Who.SOMEBODY:
        return
    who = Who.SCHOOL if said.what in (What.KLAS, What.SITE) else said.who or Who.YOUNGSTER
    section, readers = ("absence", _ABSENCE) if said.what == What.HALF_DAYS else _OF.get(who, ("", {}))
    reader = readers.get(said.what)
    if reader is None:
        return
    guessed = section == "youngster" and said.what in NAMES and (read := name_in(said.value, said.what)) is not None
    unsure = bool(guessed and read and not read.sure)
    for name, value in reader(said, today):
        if value and (name != "gender" or value in GENDER_WORDS):
            yield Found(Field(section, name, said.relation), value, said.label, said.line, source, unsure)


def weighed(found: Iterable[Found], said: Iterable[Said] = ()) -> Reading:
    """One value for each field out of all of them. What differs is a doubt; where the youngster differs, nothing about
    any youngster or parent is suggested."""
    by_field: dict[Field, dict[str, Found]] = {}
    for one in found:
        by_field.setdefault(one.field, {}).setdefault(_same(one), one)
    differ = {
        field: tuple(one.value for one in values.values()) for field, values in by_field.items() if len(values) > 1
    }
    several = any(field.section == "youngster" and field.name in _WHO for field in differ)
    kept = [
        next(iter(values.values()))
        for field, values in by_field.items()
        if field not in differ and not (several and field.of_one)
    ]
    doubts = [
        Doubt(field, values[:MOST_DIFFERENT]) for field, values in differ.items() if not (several and field.of_one)
    ]
    years = [year for one in said if one.what == What.SCHOOL_YEAR and (year := school_year_in(one.value))]
    return Reading(tuple(kept), tuple(doubts), several, max(years, default=None))


_WHO = frozenset({"first_name", "last_name", "birth_date"})


def _same(one: Found) -> str:
    """Under what two values count as one: names however they are spelt with signs and capitals, numbers by figures."""
    if one.field.name in ("contact", "phone", "referrer_phone"):
        return re.sub(r"\D", "", one.value) or one.value.lower()
    return sort_key(tidy(one.value)) or one.value
