"""Where an anonymous question is about: nobody's file, so the municipality is kept with the answers of the form."""

from typing import Any

from hub.dispatch.identity import youngster_of
from hub.dispatch.tables import Referral
from hub.store import Work

# Beside the sections of the form: what was typed, and the municipality that it means.
AT = "place"
# There too, of a referral: the consult that it came of.
CAME_OF = "came_of"


def kept(postcode: str, nis: str | None) -> dict[str, Any]:
    """For the sections of a new case about nobody in particular."""
    return {AT: {"postcode": postcode, "nis": nis}} if postcode else {}


def said(referral: Referral) -> tuple[str, str | None]:
    """Postcode and municipality (NIS code) as they were typed."""
    stored = referral.sections.get(AT) or {}
    return stored.get("postcode") or "", stored.get("nis")


def near(work: Work, referral: Referral) -> list[str | None]:
    """The municipalities, of home and of school, that decide which functions there are; one None where nobody knows."""
    youngster = youngster_of(work, referral)
    known = [youngster.home_nis if youngster else said(referral)[1], referral.school_nis]
    return [nis for nis in known if nis] or [None]
