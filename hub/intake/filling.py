"""Where a section lives: in columns of the referral and its youngster where they exist, else in its document."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from hub import places
from hub.dispatch.codes import RESTRICTED
from hub.dispatch.identity import veiled
from hub.dispatch.tables import Referral
from hub.dispatch.tables import Youngster as YoungsterRow
from hub.intake.draft import Draft, Referring
from hub.intake.sections import IDENTIFYING, Parent, Reasons, School, Section, Youngster
from hub.intake.typed import Typed
from hub.wording import sort_key

# Columns of a referral, and those of them in which nothing chosen is NULL.
SCHOOL_COLUMNS = ("school_name", "structure", "grade", "finality")
ASKED_BY_FORM = frozenset(Draft.model_fields)
CODES = frozenset({"structure", "finality"})


def read(
    section: Section, referral: Referral, youngster: YoungsterRow | None, *, restricted_too: bool = False
) -> Typed | list[Parent]:
    """A section as it is stored, not checked again: what was good once may be shown."""
    kept: dict[str, Any] = referral.sections.get(section.name) or {}
    if section.repeats:
        return [_stored(Parent, one) for one in kept.get("people", [])]
    if section.model is Youngster and youngster:
        kept = {name: getattr(youngster, name) for name in Youngster.model_fields}
    elif section.model is School:
        kept = kept | {name: getattr(referral, name) for name in SCHOOL_COLUMNS}
    elif section.model is Reasons:
        main, others = referral.main_reason, referral.other_reasons
        kept = kept | {
            "main_reason": main if restricted_too or main not in RESTRICTED else "",
            "other_reasons": [code for code in others if restricted_too or code not in RESTRICTED],
        }
    elif section.model is Referring:
        kept = {name: getattr(referral, name) for name in Referring.model_fields}
    return _stored(section.model, kept)


def write(
    section: Section,
    said: Typed | Sequence[Parent],
    referral: Referral,
    youngster: YoungsterRow | None,
    *,
    restricted_too: bool = False,
) -> None:
    """Put a checked section where it lives. `restricted_too`: whoever filled it in saw the restricted reasons."""
    if isinstance(said, Youngster):
        assert youngster is not None, "a section about the youngster is asked for a pupil only"
        _write_youngster(said, youngster)
        return
    if not isinstance(said, Typed):
        _keep(section, {"people": [person.model_dump(mode="json") for person in said]}, referral)
        return
    values = said.model_dump(mode="json")
    if isinstance(said, Referring):
        referral.sqlmodel_update(values | {"referrer_kind": said.referrer_kind or referral.referrer_kind})
        return
    if isinstance(said, School):
        _write_school(said, values, referral)
    if isinstance(said, Reasons):
        _write_reasons(said, values, referral, restricted_too)
    _keep(section, values, referral)


def how_far(section: Section, referral: Referral, youngster: YoungsterRow | None) -> str:
    """ "empty", "begun" while nothing is said but what the form itself asked, else "filled"."""
    stored = read(section, referral, youngster)
    if isinstance(stored, list):
        return "filled" if stored else "empty"
    said = {name for name, value in stored.model_dump().items() if value}
    return "filled" if said - ASKED_BY_FORM else "begun" if said else "empty"


def tells_who(stored: Typed | list[Parent], youngster: YoungsterRow | None) -> bool:
    """Whether a section says who somebody is, so that showing it is a look at an identity."""
    parts = stored if isinstance(stored, list) else [stored]
    said = [(name, value) for part in parts for name, value in part.model_dump().items() if value]
    texts = [value for _name, value in said if isinstance(value, str)]
    return any(name in IDENTIFYING for name, _value in said) or any(veiled(text, youngster) != text for text in texts)


def _keep(section: Section, values: dict[str, Any], referral: Referral) -> None:
    referral.sections = referral.sections | {section.name: values}


def _write_school(said: School, values: dict[str, Any], referral: Referral) -> None:
    for name in SCHOOL_COLUMNS:
        value = values.pop(name)
        setattr(referral, name, None if name in CODES and not value else value)
    found = places.by_postcode(said.school_postcode)
    referral.school_nis = found[0].nis if len(found) == 1 else referral.school_nis


def _write_reasons(said: Reasons, values: dict[str, Any], referral: Referral, restricted_too: bool) -> None:
    """Whoever was not shown a restricted reason does not take it away by leaving it out or by naming another one."""
    del values["main_reason"], values["other_reasons"]
    if restricted_too:
        referral.main_reason, referral.other_reasons = said.main_reason or None, list(said.other_reasons)
        return
    before, referral.main_reason = referral.main_reason, said.main_reason or referral.main_reason
    kept = {code: None for code in (*referral.other_reasons, before) if code in RESTRICTED}
    hidden = [code for code in kept if code and code not in (referral.main_reason, *said.other_reasons)]
    referral.other_reasons = [*said.other_reasons, *hidden]


def _write_youngster(said: Youngster, youngster: YoungsterRow) -> None:
    for name, value in said.model_dump().items():
        setattr(youngster, name, value)
    youngster.gender = said.gender or None
    found = [place.nis for place in places.by_postcode(said.postcode)]
    youngster.home_nis = said.home_nis if said.home_nis in found else found[0] if len(found) == 1 else None
    youngster.sort_key = sort_key(f"{said.last_name} {said.first_name}")


def _stored(model: type[Typed], values: dict[str, Any]) -> Any:
    known = {name: value for name, value in values.items() if name in model.model_fields and value is not None}
    empty = {name: field.get_default(call_default_factory=True) for name, field in model.model_fields.items()}
    dates = {name for name, field in model.fields().items() if field.kind in ("day", "birth_date")}
    return model.model_construct(**empty | {name: _day(v) if name in dates else v for name, v in known.items()})


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None
