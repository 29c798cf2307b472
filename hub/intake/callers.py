"""Who calls, read out of one line as the desk types it: a name, an organisation, a number and an address. Pure."""

import re
from dataclasses import dataclass

from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher, format_number

from hub.faults import ADDRESS

HERE = "BE"
BETWEEN = " · "  # between the parts of a caller that was found
_PARTS = re.compile(r"\s*[·,;|]\s*")
_WORKS_AT = re.compile(r"(?P<name>[^()]*\S)\s+\((?P<at>[^()]+)\)")


@dataclass(frozen=True)
class Caller:
    name: str = ""
    organisation: str = ""
    phone: str = ""  # as people write it here: "0470 12 34 56"
    email: str = ""  # lower case


def read(typed: str) -> Caller:
    """What one line says of who calls: "Els Dierckx · Sint-Jansatheneum · 0470 12 34 56", or any part of it."""
    found = ADDRESS.search(typed)
    email = found[0].rstrip(".") if found else ""
    left = typed.replace(email, " ") if email else typed
    number = next(iter(PhoneNumberMatcher(left, HERE, Leniency.POSSIBLE)), None)
    phone = format_number(number.number, _written(number.number.country_code)) if number else ""
    if number:
        left = f"{left[: number.start]},{left[number.end :]}"
    names = [part for one in _PARTS.split(left) if (part := " ".join(one.split()))]
    name, organisation = (names[0] if names else ""), ", ".join(names[1:])
    works = _WORKS_AT.fullmatch(name) if not organisation else None
    if works:
        name, organisation = works["name"], works["at"]
    return Caller(name, organisation, phone, email.lower())


def _written(country: int | None) -> int:
    return PhoneNumberFormat.NATIONAL if country == 32 else PhoneNumberFormat.INTERNATIONAL


def in_one_line(*parts: str) -> str:
    """A caller who was found, as it stands in the field."""
    return BETWEEN.join(part for part in parts if part)


# "CM-2026-00012" within a text; no other number in a sentence can be told from a date or an age.
_NUMBER = re.compile(r"\b[A-Za-z]{2,6}-20\d{2}-\d{1,7}\b")


def numbers_in(said: str) -> list[str]:
    """Numbers of cases that were said as they stand in a letter."""
    return list(dict.fromkeys(_NUMBER.findall(said)))[:5]
