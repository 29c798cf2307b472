"""A person decides about values that were found in a mail: take over, not right, or back again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger
from hub.clock import brussels_date
from hub.dispatch import alarm, clarify, moves, shield
from hub.dispatch.codes import SubjectKind
from hub.dispatch.tables import Referral
from hub.intake import completing, found, found_checks
from hub.intake.found_checks import ToCheck
from hub.intake.found_form import Form, Suggestion, current, person_among
from hub.intake.found_tables import FoundMark, Verdict
from hub.intake.labelled.fields import Field
from hub.intake.questions import BY_SLUG, Section
from hub.intake.section_form import Said
from hub.intake.sections import Parent
from hub.intake.typed import Typed, check
from hub.people.rights import Right
from hub.problems import Refused
from hub.store import Work
from hub.wording import _


@dataclass(frozen=True)
class Done:
    """What one press of a button did: `batch` takes it back."""

    batch: UUID
    labels: Sequence[str]
    held_back: Sequence[str] = ()  # cases whose table card was held back, since a name stands on it


def take(work: Work, referral_id: UUID, keys: Collection[str] | None = None) -> Done:
    """Put these suggestions in the form, or (None) all for which it has no answer yet.

    Refused when none of them is suggested any more.
    """
    referral = _held(work, referral_id)
    offered = found.findings(work, referral).suggestions
    chosen = [one for one in offered if (one.key in keys if keys is not None else not one.now)]
    if not chosen:
        raise Refused(_("Dit stelden we intussen niet meer voor. Kijk hoe het nu staat."))
    batch = uuid4()
    held_back: list[str] = []
    for section in dict.fromkeys(one.section.name for one in chosen):
        mine = [one for one in chosen if one.section.name == section]
        held_back += _fill(work, referral, mine[0].section, [(one.field, one.values) for one in mine])
    for one in chosen:
        _mark(work, referral, one, Verdict.TAKEN, batch)
    return Done(batch, [one.label for one in chosen], held_back)


def fill_in(work: Work, referral_id: UUID) -> int:
    """The hub's own form came back: what the case has no answer for yet is filled in, each to be looked at by a person.

    For a worker. Returns how much. What differs from an answer is a suggestion, as everything that is found.
    """
    referral = _held(work, referral_id)
    chosen = [one for one in found.findings(work, referral).suggestions if one.found.own and not one.now]
    batch = uuid4()
    alarm.listen(work, referral, *(one.found.value for one in chosen if _asked_how(one) in ("text", "line")))
    for section in dict.fromkeys(one.section.name for one in chosen):
        mine = [one for one in chosen if one.section.name == section]
        _fill(work, referral, mine[0].section, [(one.field, one.values) for one in mine])
    for one in chosen:
        _mark(work, referral, one, Verdict.TO_CHECK, batch)
    return len(chosen)


def _asked_how(one: Suggestion) -> str:
    return one.section.model.fields()[one.field.name].kind


def confirm(work: Work, referral_id: UUID, marks: Collection[UUID] | None = None) -> Done:
    """A person looked at these values (None: at all) out of the hub's own form, and they are right."""
    referral = _held(work, referral_id)
    chosen = [one for one in found_checks.to_check(work, referral) if marks is None or one.mark.id in marks]
    return _judged(work, referral, chosen, Verdict.TAKEN, "found.checked")


def refuse(work: Work, referral_id: UUID, marks: Collection[UUID]) -> Done:
    """These values out of the hub's own form are not right: each field is again as it was before."""
    referral = _held(work, referral_id)
    chosen = [one for one in found_checks.to_check(work, referral) if one.mark.id in marks]
    form = Form.of(work, referral)
    for one in chosen:
        back = {at: old for at, (old, _new) in one.mark.changed.items()}
        _fill(work, referral, form.sections[one.mark.section], [(_field(one.mark), back)])
    return _judged(work, referral, chosen, Verdict.WRONG, "found.wrong")


def _judged(work: Work, referral: Referral, chosen: Sequence[ToCheck], verdict: Verdict, act: str) -> Done:
    if not chosen:
        raise Refused(_("Dit stelden we intussen niet meer voor. Kijk hoe het nu staat."))
    batch = uuid4()
    for one in chosen:
        mark = one.mark
        mark.verdict, mark.batch, mark.by, mark.at = verdict, batch, work.asker.person_id, work.now
    fields = [one.mark.name for one in chosen]
    ledger.write(work, act, "referral", referral.id, hub_id=referral.hub_id, referral_id=referral.id, fields=fields)
    return Done(batch, [one.label for one in chosen])


def reject(work: Work, referral_id: UUID, keys: Collection[str]) -> Done:
    """These values are not right: they are not suggested again. Refused when none of them is suggested any more."""
    referral = _held(work, referral_id)
    chosen = [one for one in found.findings(work, referral).suggestions if one.key in keys]
    if not chosen:
        raise Refused(_("Dit stelden we intussen niet meer voor. Kijk hoe het nu staat."))
    batch = uuid4()
    for one in chosen:
        _mark(work, referral, one, Verdict.WRONG, batch)
    fields = [one.field.name for one in chosen]
    ledger.write(
        work, "found.wrong", "referral", referral.id, hub_id=referral.hub_id, referral_id=referral.id, fields=fields
    )  # fmt: skip
    return Done(batch, [one.label for one in chosen])


def take_back(work: Work, referral_id: UUID, batch: UUID) -> int:
    """Undo one press of a button; what somebody wrote there since stays. Returns in how many fields it stayed.

    Refused when it was undone before.
    """
    referral = _held(work, referral_id)
    marks = work.session.exec(
        select(FoundMark).where(FoundMark.referral_id == referral.id, FoundMark.batch == batch)
    ).all()
    if not marks:
        raise Refused(_("Dit is al ongedaan gemaakt."))
    stayed, form = 0, Form.of(work, referral)
    taken = [one for one in marks if one.verdict == Verdict.TAKEN]
    for name in form.stored.keys() & {one.section for one in taken}:
        mine = [one for one in taken if one.section == name]
        untouched = [one for one in mine if found_checks.stands(form.stored[name], one)]
        stayed += len(mine) - len(untouched)
        back = [(_field(one), {at: old for at, (old, _new) in one.changed.items()}) for one in untouched]
        _fill(work, referral, form.sections[name], back)
    stayed += sum(not _put_again(work, referral, one) for one in marks if one.verdict == Verdict.WRONG and one.changed)
    work.session.flush()
    work.session.execute(
        sa.delete(FoundMark).where(col(FoundMark.referral_id) == referral.id, col(FoundMark.batch) == batch)
    )
    return stayed


def _put_again(work: Work, referral: Referral, mark: FoundMark) -> bool:
    """What the hub's own form filled in and a person took away stands there again, to be checked; False when somebody
    wrote something else there since."""
    form, field = Form.of(work, referral), _field(mark)
    stored = form.stored.get(mark.section)
    if stored is None or any(current(stored, field, at) != old for at, (old, _new) in mark.changed.items()):
        return False
    _fill(work, referral, form.sections[mark.section], [(field, {at: new for at, (_old, new) in mark.changed.items()})])
    mark.verdict, mark.batch = Verdict.TO_CHECK, uuid4()
    return True


def _field(mark: FoundMark) -> Field:
    return Field(mark.section, mark.name, mark.person)


def hold(work: Work, referral: Referral) -> Referral:
    """The case, held with all whose cards a name in it may stand on."""
    if referral.subject_kind == SubjectKind.PUPIL:
        completing.hold_for(work, referral.id, BY_SLUG["jongere"])
    return moves.take(work, referral.id)


def _held(work: Work, referral_id: UUID) -> Referral:
    hold(work, work.found(Referral, referral_id))
    referral = clarify.take_as(work, referral_id, Right.COMPLETE)
    completing.must_be_here(work, referral)
    shield.must_read(work, referral)
    return referral


def _fill(
    work: Work, referral: Referral, section: Section, values: Sequence[tuple[Field, Mapping[str, str]]]
) -> Sequence[str]:
    """Put values in one section the way the desk would type them. Returns the cases whose card was held back."""
    stored, _tells = completing.peek(work, referral, section)
    today = brussels_date(work.now)
    for field, given in values:
        read = check(section.model, given, today)
        stored = _with(stored, field, {name: getattr(read, name) for name in given})
    return completing.complete(work, referral.id, section, stored).held_back


def _with(stored: Said, field: Field, values: dict[str, Any]) -> Said:
    if isinstance(stored, Typed):
        return stored.model_copy(update=values)
    person = person_among(stored, field.person)
    if person is None:
        return [*stored, Parent(relation=field.person).model_copy(update=values)]
    changed = person.model_copy(update=values)
    # A parent of whom nothing is known but the word is nobody.
    nobody = changed.model_copy(update={"relation": ""}).is_empty
    return [changed if one is person else one for one in stored if one is not person or not nobody]


def _mark(work: Work, referral: Referral, one: Suggestion, verdict: Verdict, batch: UUID) -> None:
    changed = {name: [one.before[name], value] for name, value in one.values.items()}
    work.session.add(
        FoundMark(
            hub_id=referral.hub_id, referral_id=referral.id, section=one.field.section, name=one.field.name,
            person=one.field.person, verdict=verdict, value_key=one.key, batch=batch, at=work.now,
            changed=changed if verdict != Verdict.WRONG else {}, by=work.asker.person_id,
        )
    )  # fmt: skip
