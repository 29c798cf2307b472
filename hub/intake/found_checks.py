"""What the hub's own form filled in and nobody has looked at yet, and how much waits for a person in all."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from hub.dispatch.case import is_open
from hub.dispatch.tables import Referral
from hub.intake import found
from hub.intake.found_form import Form, current, words_of
from hub.intake.found_tables import FoundMark, Verdict
from hub.intake.labelled.fields import Field
from hub.intake.section_form import Said as Stored
from hub.store import Work
from hub.wording import N_

UNCHECKED_WORDS = N_("uit het document, na te kijken")


@dataclass(frozen=True)
class Waiting:
    """What waits for a person: how many suggestions, and which fields the hub's own form filled in (section, name)."""

    suggested: int = 0
    unchecked: frozenset[tuple[str, str]] = frozenset()
    to_check: int = 0


def waiting(work: Work, referral: Referral) -> Waiting:
    if not is_open(referral.stage):
        return Waiting()
    kept = found.kept_for(work, referral)
    checks = to_check(work, referral) if any(one.text == Verdict.TO_CHECK for one in kept.marks) else []
    fields = frozenset((one.mark.section, one.mark.name) for one in checks)
    return Waiting(len(found.findings(work, referral, kept).suggestions), fields, len(checks))


@dataclass(frozen=True)
class ToCheck:
    """A value that the hub's own form filled in and that still stands there as it came."""

    mark: FoundMark
    label: str
    said: str


def to_check(work: Work, referral: Referral) -> list[ToCheck]:
    """What nobody has looked at yet, in the order of the form."""
    marks = work.session.exec(
        select(FoundMark)
        .where(FoundMark.referral_id == referral.id, FoundMark.verdict == Verdict.TO_CHECK)
        .order_by(col(FoundMark.person))
    ).all()
    if not marks:
        return []
    form = Form.of(work, referral)
    places_of = {(name, at): (n, m) for n, (name, asked) in enumerate(form.asked.items()) for m, at in enumerate(asked)}
    return [
        ToCheck(one, form.label(field), words_of(form.sections[one.section], one.name, _after(one)))
        for one in sorted(marks, key=lambda mark: places_of.get((mark.section, mark.name), (0, 0)))
        if form.asks(field := Field(one.section, one.name, one.person)) and stands(form.stored[one.section], one)
    ]


def _after(mark: FoundMark) -> dict[str, Any]:
    return {name: new for name, (_old, new) in mark.changed.items()}


def stands(stored: Stored, mark: FoundMark) -> bool:
    """Whether what was put there still stands there."""
    field = Field(mark.section, mark.name, mark.person)
    return all(current(stored, field, name) == new for name, new in _after(mark).items())
