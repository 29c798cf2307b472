"""A form with a row for each youngster that one original speaks of."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hub.dispatch.codes import MAIN_REASON_WORDS, RESTRICTED
from hub.dispatch.tables import Referral
from hub.intake.drawing import MOST_AT_ONCE, Drawn
from hub.intake.typed import PARTS, check, values_in
from hub.problems import Invalid
from hub.web import Form, one
from hub.wording import _, _n, exact

FIELD = re.compile(r"r(\d{1,3})_\w+")


@dataclass(frozen=True)
class Read:
    """What was typed: `first` about the case without a name, if there was one on the page, and the further ones."""

    first: Drawn | None
    others: Sequence[Drawn]


def rows_in(data: Form, *, least: int = 0) -> list[Form]:
    """The rows as they were typed: `r0_first_name`, `r0_last_name`, … `r1_first_name`, …; at least so many."""
    numbers = sorted({int(found.group(1)) for name in data if (found := FIELD.fullmatch(name))})
    typed = [values_in(data, Drawn, f"r{number}_") for number in numbers[: MOST_AT_ONCE + 1]]
    while len(typed) < least:
        typed.append(values_in({}, Drawn))
    return typed


def read(data: Form, today: date) -> Read:
    """The rows, checked; an empty one counts for nothing. Invalid with a sentence for each wrong field."""
    errors: dict[str, str] = {}
    rows: list[Drawn] = []
    for number, typed in enumerate(rows_in(data)):
        try:
            rows.append(check(Drawn, typed, today))
        except Invalid as invalid:
            errors |= {f"r{number}_{name}": sentence for name, sentence in invalid.errors.items()}
    if errors:
        raise Invalid(errors)
    first = rows.pop(0) if one(data, "first") else None
    return Read(first, [row for row in rows if not row.is_empty])


def filled(data: Form, values: Mapping[str, str]) -> Form:
    """The form with these values in its first row, where nothing was typed there yet."""
    typed = dict(data)
    for name, value in values.items():
        given = {f"r0_{name}": value}
        if name == "birth_date":
            year, month, day = value.split("-")
            given = {
                f"r0_{name}_{part}": str(int(figures)) for part, figures in zip(PARTS, (day, month, year), strict=True)
            }
        if not any(one(typed, at).strip() for at in given):
            typed |= given
    return typed


def shown_values(values: Mapping[str, str]) -> list[tuple[str, str]]:
    """(label, words) of such values, for a person to read before they are filled in."""
    asked = Drawn.fields()
    pairs = [(name, value) for name, value in values.items() if name in asked and name != "home_nis"]
    words = {"birth_date": lambda value: exact(date.fromisoformat(value))}
    return [(_(asked[name].label), words.get(name, str)(value)) for name, value in pairs]


def reasons(*, restricted_too: bool) -> list[tuple[str, str]]:
    return [(code, _(word)) for code, word in MAIN_REASON_WORDS.items() if restricted_too or code not in RESTRICTED]


def said(read_rows: Read, named: Referral | None, drawn: Sequence[Referral]) -> str:
    """What happened, by numbers."""
    parts = []
    if named and read_rows.first and not read_rows.first.is_empty:
        parts.append(_("%(number)s is aangevuld.", number=named.number))
    if drawn:
        numbers = ", ".join(referral.number for referral in drawn)
        parts.append(_n(
            "Er is een aanmelding gemaakt: %(numbers)s.", "Er zijn %(num)s aanmeldingen gemaakt: %(numbers)s.",
            len(drawn), numbers=numbers,
        ))  # fmt: skip
    return " ".join(parts)


def for_page(
    data: Form | None,
    together: Sequence[Referral],
    unnamed: Referral | None,
    *,
    least: int = 0,
    restricted_too: bool,
) -> Mapping[str, Any]:
    """What templates/intake/rows.html needs. `together` are the cases that this original has already; on a fresh page
    with one of them without a name, there is a row for that one and a row for another."""
    typed = rows_in(data, least=max(least, 1)) if data else rows_in({}, least=2 if unnamed else 1)
    return {
        "rows": typed, "unnamed": unnamed, "counted_from": len(together) - bool(unnamed) + 1,
        "reasons": reasons(restricted_too=restricted_too),
    }  # fmt: skip
