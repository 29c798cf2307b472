"""What matching may know of a case: no name, no words of anybody, and never a restricted reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hub.dispatch.codes import RESTRICTED, Flag, MainReason
from hub.dispatch.identity import age_on
from hub.partners.serving import languages_in

NONE: frozenset[str] = frozenset()
# What says nothing about whom an offer serves. A restricted reason looks the same as none at all.
SILENT = RESTRICTED | {MainReason.OTHER}


@dataclass(frozen=True)
class Need:
    age: int | None = None
    structure: str | None = None
    home_nis: str | None = None
    school_nis: str | None = None
    reasons: frozenset[str] = NONE
    domains: frozenset[str] = NONE
    languages: frozenset[str] = NONE  # spoken at home, as far as it is known
    asks_language: bool = False  # an interpreter is asked, or the youngster has just come to the country
    travels: str | None = None  # alone, brought, not
    red: bool = False  # the desk's red flag


def need_for(referral: Any, youngster: Any | None, day: date) -> Need:
    """`referral` and `youngster` are rows with at least the columns that are named here; the age is that of the day."""
    said: Mapping[str, Any] = referral.sections or {}
    spoken = languages_in(youngster.home_language) if youngster else NONE
    return Need(
        age=age_on(youngster.birth_date, day) if youngster else None,
        structure=referral.structure,
        home_nis=youngster.home_nis if youngster else None,
        school_nis=referral.school_nis,
        reasons=frozenset(filter(None, (referral.main_reason, *referral.other_reasons))) - SILENT,
        domains=frozenset((said.get("reasons") or {}).get("domains") or ()),
        languages=spoken,
        asks_language=bool(youngster and youngster.interpreter) or referral.finality == "okan",
        travels=(said.get("preference") or {}).get("travels") or None,
        red=referral.flag == Flag.RED,
    )
