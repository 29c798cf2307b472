"""The fields in which a school or a CLB is found: whom each is about, and the search of a page without a script."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.partners import finder
from hub.partners.finder import REFERRERS, SCHOOLS, Found
from hub.store import Work
from hub.web import Form, one
from hub.wording import _, _n

FIELDS = {"school_name": SCHOOLS, "referrer_organisation": REFERRERS}
PICK = "_pick"


@dataclass(frozen=True)
class Listed:
    """What a search gave: (what comes into the field, name, where), and a sentence about it."""

    options: list[tuple[str, str, str]]
    said: str


def listed(work: Work, field: str, typed: str) -> Listed:
    found, more = finder.find(work, typed, FIELDS[field])
    return Listed([(finder.in_full(one), one.name, one.where) for one in found], _said(found, more))


def sought(data: Form) -> str:
    """The field of which the search button was pressed; "" for none."""
    field = one(data, "zoek", at_most=40)
    return field if field in FIELDS else ""


def found(work: Work, typed: Form, field: str) -> Mapping[str, Listed]:
    return {field: listed(work, field, typed[field])}


def picked(data: Form, typed: Form) -> Form:
    """What was typed, with the school that was chosen out of a list in its place; not where one searches again."""
    picks = {field: one(data, field + PICK, at_most=300) for field in FIELDS if field != sought(data)}
    return typed | {field: pick for field, pick in picks.items() if pick and field in typed}


def _said(found: list[Found], more: bool) -> str:
    if more:
        return _("Er zijn er nog meer. Typ ook een stuk van de gemeente of de straat.")
    if found:
        return _n("%(num)s gevonden.", "%(num)s gevonden.", len(found))
    return _("Niets gevonden. Typ de naam gewoon in: je aanmelding gaat door.")
