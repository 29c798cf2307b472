"""Whether a form says again what was sent before: that makes no second referral, a brother or a sister does."""

from dataclasses import dataclass
from enum import StrEnum

from hub.dispatch.codes import SubjectKind
from hub.intake.typed import day_typed
from hub.web import Form


class Again(StrEnum):
    """YES: the very same. PERHAPS: the same story, but something about who or by whom differs. NO: another story or
    another youngster."""

    YES = "yes"
    PERHAPS = "perhaps"
    NO = "no"


@dataclass(frozen=True)
class Said:
    """What tells one referral from another. `who` is first name, last name and birth date (YYYY-MM-DD), "" for none."""

    who: tuple[str, str, str]
    story: str
    email: str = ""
    reason: str = ""
    about: str = SubjectKind.PUPIL


def said_in(typed: Form) -> Said:
    """A form as it was typed, right or wrong."""
    day = day_typed(typed["birth_date"])
    who = (typed["first_name"], typed["last_name"], day.isoformat() if day else "")
    return Said(
        who, typed["story"], typed["referrer_email"], typed["main_reason"], typed["subject_kind"] or SubjectKind.PUPIL
    )


def compare(now: Said, before: Said) -> Again:
    """How a form stands to what this browser sent before.

    A browser that goes back fills in most of a form again, but not the names: what is left out is still the same.
    """
    if _bare(now.story) != _bare(before.story) or now.about != before.about:
        return Again.NO
    who = [(_bare(one), _bare(other)) for one, other in zip(now.who, before.who, strict=True)]
    if all(one in ("", other) for one, other in who):
        alike = (_bare(now.email), now.reason) == (_bare(before.email), before.reason)
        return Again.YES if alike else Again.PERHAPS
    return Again.PERHAPS if all(one == other or not (one and other) for one, other in who) else Again.NO


def _bare(text: str) -> str:
    return " ".join(text.split()).casefold()
